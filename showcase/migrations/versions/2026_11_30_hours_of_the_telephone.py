"""hours of the telephone."""

import sqlalchemy as sa
from alembic import op

revision = "8d8b3aa9ddad"
down_revision = "0efbd54880a9"


def upgrade() -> None:
    with op.batch_alter_table("host", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_days", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("phone_times", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("far_zone", sa.String(length=40), nullable=False, server_default=""))
    with op.batch_alter_table("host", schema=None) as batch_op:
        for name in ("phone_days", "phone_times", "far_zone"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("host", schema=None) as batch_op:
        batch_op.drop_column("far_zone")
        batch_op.drop_column("phone_times")
        batch_op.drop_column("phone_days")
