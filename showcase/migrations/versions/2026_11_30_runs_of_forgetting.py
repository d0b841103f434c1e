"""runs of forgetting."""

import sqlalchemy as sa
from alembic import op

revision = "5f48806ce358"
down_revision = "55a0ae501e67"


def upgrade() -> None:
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
        sa.UniqueConstraint("on", name=op.f("uq_retention_run_on")),
    )


def downgrade() -> None:
    op.drop_table("retention_run")
