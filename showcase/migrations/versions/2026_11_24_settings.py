"""What officers have set, one row."""

import sqlalchemy as sa
from alembic import op

revision = "4f84412b01da"
down_revision = "ff7e754bd4a9"


def upgrade() -> None:
    op.create_table(
        "settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
    )


def downgrade() -> None:
    op.drop_table("settings")
