"""A gate can be closed: from then on it lets nobody in."""

import sqlalchemy as sa
from alembic import op

revision = "ab2ba87b96e1"
down_revision = "16417d3cd8c8"


def upgrade() -> None:
    op.add_column("gate", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("gate", "closed_at")
