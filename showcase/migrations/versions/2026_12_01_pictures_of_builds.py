"""build.pictures: what a finished file shows, so that it is given out no more when consent is withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "91e7b2d4c05a"
down_revision = "c4e19d70ab53"


def upgrade() -> None:
    op.add_column("build", sa.Column("pictures", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("build") as table:
        table.drop_column("pictures")
