"""words of guests: triggers keep, for each guest and party, the words by whose beginning they are found.

A migration that rebuilds attendee or registration on SQLite (batch_alter_table) loses these triggers and has to make
them again; tests/core/test_guards.py tells.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "7d1f0c6b9a42"
down_revision = "51cbcf0599f2"

SOURCES = {
    "attendee": ("folded", "phone"),
    "registration": ("contact_email", "contact_phone", "home_phone"),
}
INDEXES = (("registration", "contact_country"), ("registration", "guest_kind"))


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in SOURCES:
        op.create_table(
            f"{table}_word",
            sa.Column("word", sa.String(60, collation=None if on_sqlite else "C"), nullable=False),
            sa.Column(f"{table}_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=f"fk_{table}_word_{table}_id", ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("word", f"{table}_id", name=f"pk_{table}_word"),
            sqlite_with_rowid=False,
        )
        op.create_index(f"ix_{table}_word_of_one", f"{table}_word", [f"{table}_id", "word"])
        for statement in _inserts(table, table, on_sqlite):
            op.execute(statement)
        (_triggers_of_sqlite if on_sqlite else _trigger_of_postgresql)(table)
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, column in INDEXES:
        op.drop_index(f"ix_{table}_{column}", table)
    for table in SOURCES:
        names = (f"{table}_words_on_insert", f"{table}_words_on_update") if on_sqlite else (f"{table}_words",)
        for name in names:
            op.execute(f"DROP TRIGGER {name}" + ("" if on_sqlite else f" ON {table}"))
        if not on_sqlite:
            op.execute(f"DROP FUNCTION keep_{table}_words()")
        op.drop_table(f"{table}_word")


def _inserts(table: str, row: str, on_sqlite: bool) -> Iterator[str]:
    """Statements that write the words of a row: NEW in a trigger, or the table's name for all there are."""
    for word, source, condition in _words(table, row, on_sqlite):
        origin = ", ".join(part for part in ("" if row == "NEW" else table, source) if part)
        yield (
            f"INSERT {'OR IGNORE ' if on_sqlite else ''}INTO {table}_word (word, {table}_id)"  # noqa: S608 - our own words
            f" SELECT {'' if on_sqlite else 'DISTINCT '}{word}, {row}.id"
            f"{f' FROM {origin}' if origin else ''} WHERE {condition}{'' if on_sqlite else ' ON CONFLICT DO NOTHING'}"
        )


def _words(table: str, row: str, on_sqlite: bool) -> Iterator[tuple[str, str, str]]:
    """How each kind of word is made: the word, what else it is taken from, and when there is one."""
    if table == "attendee":
        quoted = f"'[' || replace(json_quote(trim({row}.folded)), ' ', '\",\"') || ']'"
        parts = f"json_each({quoted})" if on_sqlite else f"unnest(string_to_array({row}.folded, ' ')) AS value"
        yield "substr(value, 1, 60)", parts, "value <> ''"
        phones = [f"{row}.phone"]
    else:
        yield f"lower(substr({row}.contact_email, 1, 60))", "", f"{row}.contact_email <> ''"
        phones = [f"{row}.contact_phone", f"{row}.home_phone"]
    for phone in phones:
        yield phone, "", f"{phone} LIKE '+%'"
        # SQLite turns no text round; a number has at most fifteen digits after its plus.
        turned = " || ".join(f"substr({phone}, {n}, 1)" for n in range(16, 1, -1))
        backwards = turned if on_sqlite else f"reverse(substr({phone}, 2))"
        yield f"'~' || {backwards}", "", f"{phone} LIKE '+%'"


def _triggers_of_sqlite(table: str) -> None:
    inserts = " ".join(f"{statement};" for statement in _inserts(table, "NEW", on_sqlite=True))
    differs = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in SOURCES[table])
    op.execute(f"CREATE TRIGGER {table}_words_on_insert AFTER INSERT ON {table} FOR EACH ROW BEGIN {inserts} END")
    op.execute(
        f"CREATE TRIGGER {table}_words_on_update AFTER UPDATE OF {', '.join(SOURCES[table])} ON {table} FOR EACH ROW"  # noqa: S608
        f" WHEN {differs} BEGIN DELETE FROM {table}_word WHERE {table}_id = NEW.id; {inserts} END"
    )


def _trigger_of_postgresql(table: str) -> None:
    inserts = " ".join(f"{statement};" for statement in _inserts(table, "NEW", on_sqlite=False))
    op.execute(
        f"CREATE FUNCTION keep_{table}_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"  # noqa: S608
        f" IF TG_OP = 'UPDATE' THEN DELETE FROM {table}_word WHERE {table}_id = NEW.id; END IF;"
        f" {inserts} RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_words AFTER INSERT OR UPDATE OF {', '.join(SOURCES[table])} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION keep_{table}_words()"
    )
