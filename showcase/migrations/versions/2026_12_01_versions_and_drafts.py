"""versions and drafts: every text as it was kept, and what nobody has kept yet."""

import sqlalchemy as sa
from alembic import op

revision = "b7d1c20fe9a4"
down_revision = "c7f3e4a91b58"


def upgrade() -> None:
    op.create_table(
        "text_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_kind", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("restored", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_text_version_account_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_text_version"),
        sa.UniqueConstraint(
            "owner_kind", "owner_id", "locale", "number", name="uq_text_version_owner_kind_owner_id_locale_number"
        ),
    )
    op.create_table(
        "writing_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_writing_draft_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_writing_draft"),
        sa.UniqueConstraint("account_id", "subject", "mark", name="uq_writing_draft_account_id_subject_mark"),
    )
    op.create_index("ix_writing_draft_changed_at", "writing_draft", ["changed_at"])


def downgrade() -> None:
    op.drop_table("writing_draft")
    op.drop_table("text_version")
