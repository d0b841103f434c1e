"""earlier source: what a translation was made from, where the original has moved on."""

import sqlalchemy as sa
from alembic import op

revision = "5d1c02b7e9a4"
down_revision = "d9e03c539adf"


def upgrade() -> None:
    op.add_column("localised_text", sa.Column("earlier_source", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("localised_text", "earlier_source")
