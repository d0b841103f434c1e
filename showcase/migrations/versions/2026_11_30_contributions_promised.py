"""Purposes of contributions, and what has been promised to them."""

import sqlalchemy as sa
from alembic import op

revision = "dd39539146ac"
down_revision = "11bcb4719d29"


def upgrade() -> None:
    op.create_table(
        "cause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("pack_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_cause_host_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause")),
        sa.UniqueConstraint("host_id", "slug", name=op.f("uq_cause_host_id_slug")),
    )
    op.create_index(op.f("ix_cause_host_id"), "cause", ["host_id"])
    op.create_table(
        "contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("unit_code", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=500), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("publicity", sa.String(length=8), nullable=False),
        sa.Column("named_as", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received_amount", sa.BigInteger(), nullable=True),
        sa.Column("received_currency", sa.String(length=3), nullable=False),
        sa.Column("received_what", sa.Text(), nullable=False),
        sa.Column("receipt_number", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("photo_type", sa.String(length=20), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(receipt_number IS NULL) = (received_on IS NULL)", name=op.f("ck_contribution_receipted")),
        sa.ForeignKeyConstraint(["cause_id"], ["cause.id"], name=op.f("fk_contribution_cause_id")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_contribution_edition_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_contribution_host_id")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["account.id"], name=op.f("fk_contribution_officer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_contribution_registration_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("code", name=op.f("uq_contribution_code")),
        sa.UniqueConstraint("host_id", "receipt_number", name=op.f("uq_contribution_host_id_receipt_number")),
    )
    op.create_index(op.f("ix_contribution_cause_id"), "contribution", ["cause_id"])
    op.create_index(op.f("ix_contribution_edition_id"), "contribution", ["edition_id"])
    op.create_index("ix_contribution_list", "contribution", ["state", "due_on"])
    op.create_index(op.f("ix_contribution_officer_id"), "contribution", ["officer_id"])
    op.create_index(op.f("ix_contribution_registration_id"), "contribution", ["registration_id"])
    op.create_index(op.f("ix_contribution_unit_code"), "contribution", ["unit_code"])


def downgrade() -> None:
    op.drop_table("contribution")
    op.drop_table("cause")
