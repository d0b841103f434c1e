"""release_step, deposit_rule, proof, consignment, book_sent: an issue's way to its readers."""

import sqlalchemy as sa
from alembic import op

revision = "a3f81c6d902e"
down_revision = "b81f5a3e7c60"


def upgrade() -> None:
    op.create_table(
        "release_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name="fk_release_step_issue_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name="fk_release_step_recorded_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_release_step"),
        sa.UniqueConstraint("issue_id", "step", name="uq_release_step_issue_id_step"),
    )
    op.create_table(
        "deposit_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name="fk_deposit_rule_host_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_deposit_rule"),
        sa.UniqueConstraint("host_id", name="uq_deposit_rule_host_id"),
    )
    op.create_table(
        "proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.String(length=120), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_type", sa.String(length=60), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name="fk_proof_issue_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["kept_by_id"], ["account.id"], name="fk_proof_kept_by_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_proof"),
    )
    op.create_index("ix_proof_issue_id", "proof", ["issue_id"])
    op.create_table(
        "consignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name="fk_consignment_issue_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_consignment_unit_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_consignment"),
        sa.UniqueConstraint("issue_id", "unit_id", "locale", name="uq_consignment_issue_unit_locale"),
    )
    op.create_index("ix_consignment_unit_id", "consignment", ["unit_id"])
    op.create_table(
        "book_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name="fk_book_sent_issue_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name="fk_book_sent_invitation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_book_sent"),
        sa.UniqueConstraint("issue_id", "invitation_id", name="uq_book_sent_issue_id_invitation_id"),
    )
    op.create_index("ix_book_sent_invitation_id", "book_sent", ["invitation_id"])


def downgrade() -> None:
    for table in ("book_sent", "consignment", "proof", "deposit_rule", "release_step"):
        op.drop_table(table)
