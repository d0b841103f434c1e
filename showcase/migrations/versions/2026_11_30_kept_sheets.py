"""lists that are looked over."""

import sqlalchemy as sa
from alembic import op

revision = "700139fa5e4d"
down_revision = "68c8bcbd2217"


def upgrade() -> None:
    op.create_table(
        "kept_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_kept_sheet_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_kept_sheet_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_sheet")),
    )
    with op.batch_alter_table("kept_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_sheet_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_sheet_event_id"), ["event_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("kept_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_sheet_event_id"))
        batch_op.drop_index(batch_op.f("ix_kept_sheet_account_id"))

    op.drop_table("kept_sheet")
