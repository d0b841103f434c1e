"""commune pages."""

import sqlalchemy as sa
from alembic import op

revision = "a63e3d3d37fd"
down_revision = "5c55aa6cd109"


def upgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("succeeded_by", sa.String(length=10), nullable=False, server_default=""))
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.alter_column("succeeded_by", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("succeeded_by")
