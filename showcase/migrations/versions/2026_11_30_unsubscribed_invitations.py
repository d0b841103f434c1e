"""Unsubscribed invitations."""

import sqlalchemy as sa
from alembic import op

revision = "9f3e0eaf71d0"
down_revision = "f10cfd60952b"


def upgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unsubscribed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("unsubscribed_at")
