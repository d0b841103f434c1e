"""approval of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0c5af9c8265b"
down_revision = "f3555a472f5d"


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_decision_by_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_decision_registration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_decision_registration_id")),
    )
    # Added as they are: a table that is written anew would have to lose the door's triggers, which look into it.
    op.add_column("event", sa.Column("approve_kinds", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("event", sa.Column("approve_by", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("event", "approve_by")
    op.drop_column("event", "approve_kinds")
    op.drop_table("decision")
