"""An event counts the places kept back beside those taken, so that one statement looks at both."""

import sqlalchemy as sa
from alembic import op

revision = "16417d3cd8c8"
down_revision = "57d3e3a2fa38"


def upgrade() -> None:
    # Added with its check in one: a table that is rebuilt for it on SQLite would lose its other checks.
    op.execute(
        "ALTER TABLE event ADD COLUMN held INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_event_held_not_negative CHECK (held >= 0)"
    )
    op.execute(
        "UPDATE event SET held = (SELECT COALESCE(SUM(hold.places), 0) FROM hold WHERE hold.event_id = event.id)"
    )
    op.add_column("hold", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE hold SET note = CAST(details AS TEXT) WHERE CAST(details AS TEXT) NOT IN ('{}', 'null')")
    op.drop_column("hold", "details")


def downgrade() -> None:
    op.add_column("hold", sa.Column("details", sa.JSON(), nullable=False, server_default="{}"))
    op.drop_column("hold", "note")
    op.drop_column("event", "held")
