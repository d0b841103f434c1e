"""logo of the host."""

import sqlalchemy as sa
from alembic import op

revision = "0efbd54880a9"
down_revision = "43a66ac5b1e2"


def upgrade() -> None:
    with op.batch_alter_table("host", schema=None) as batch_op:
        batch_op.add_column(sa.Column("logo_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("logo_dark_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_host_logo_id"), "media", ["logo_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_host_logo_dark_id"), "media", ["logo_dark_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("host", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_host_logo_dark_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_host_logo_id"), type_="foreignkey")
        batch_op.drop_column("logo_dark_id")
        batch_op.drop_column("logo_id")
