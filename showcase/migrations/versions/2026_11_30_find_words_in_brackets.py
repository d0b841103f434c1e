"""Brackets, quotes and marks of Markdown no longer stand against the words of a searched column."""

import sqlalchemy as sa
from alembic import op

revision = "8d4f0c6b21ae"
down_revision = "a63e3d3d37fd"

_COLUMNS = (("localised_text", "folded"), ("attendee", "folded"), ("registration", "contact_folded"))
_BREAKS = str.maketrans(dict.fromkeys('()[]{}<>«»“”„"*#/:;!?…·•|។៕៖', " "))


def upgrade() -> None:
    for table, column in _COLUMNS:
        searched = sa.table(table, sa.column("id"), sa.column(column))
        rows = op.get_bind().execute(sa.select(searched.c.id, searched.c[column])).all()
        for number, text in rows:
            told_apart = " " + " ".join(text.translate(_BREAKS).split())
            if text and told_apart != text:
                op.execute(searched.update().where(searched.c.id == number).values({column: told_apart}))


def downgrade() -> None:
    """What was searched stays as it is: no text is changed by it."""
