"""a place in front."""

import sqlalchemy as sa
from alembic import op

revision = "5c55aa6cd109"
down_revision = "8d8b3aa9ddad"


def upgrade() -> None:
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("front_place", sa.String(length=120), nullable=False, server_default=""))
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.alter_column("front_place", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_column("front_place")
