"""sources of units."""

import sqlalchemy as sa
from alembic import op

revision = "4b7d0e92c1f6"
down_revision = "9885bff5fe9d"


def upgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sources", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("confidence", sa.String(length=12), nullable=False, server_default="exact"))
        batch_op.add_column(sa.Column("confidence_note", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("unit", schema=None) as batch_op:
        for name in ("sources", "confidence", "confidence_note"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("confidence_note")
        batch_op.drop_column("confidence")
        batch_op.drop_column("sources")
