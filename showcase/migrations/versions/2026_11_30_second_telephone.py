"""A telephone number in Việt Nam beside the one abroad."""

import sqlalchemy as sa
from alembic import op

revision = "a44f2ddec6e6"
down_revision = "2d68f0545a43"


# Not in a batch: SQLite would copy the table away from under the triggers that guard the scans.
def upgrade() -> None:
    op.add_column("registration", sa.Column("home_phone", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("registration", "home_phone")
