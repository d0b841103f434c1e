"""An edition is public when an officer says so; those that were there have been."""

import sqlalchemy as sa
from alembic import op

revision = "6c7eb33d3903"
down_revision = "725289c59a55"


def upgrade() -> None:
    op.add_column("edition", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE edition SET published_at = CURRENT_TIMESTAMP")


def downgrade() -> None:
    with op.batch_alter_table("edition") as table:
        table.drop_column("published_at")
