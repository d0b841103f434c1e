"""Lifts the database's own refusal to change its logs, as tests alone may: they clean up, and they tamper."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Connection, MetaData, text

GUARDED = {"audit_entry", "scan"}
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """No trigger fires inside, for this transaction alone; it has to be a writing one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # for superusers only
        yield
        connection.execute(text("SET LOCAL session_replication_role = origin"))
        return
    triggers = connection.exec_driver_sql(TRIGGERS).all()
    for name, _sql in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, sql in triggers:
        connection.exec_driver_sql(sql)


def empty(connection: Connection, metadata: MetaData) -> None:
    """Delete everything. Most tables of most tests are empty, and to ask for all at once costs a tenth of emptying."""
    filled = _filled(connection, metadata)
    with unguarded(connection) if filled & GUARDED else nullcontext():
        for table in reversed(metadata.sorted_tables):
            if table.name in filled:
                connection.execute(table.delete())


def _filled(connection: Connection, metadata: MetaData) -> set[str]:
    """The names of the tables that hold anything."""
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in metadata.tables)
    return {name for (name,) in connection.exec_driver_sql(" UNION ALL ".join(asked))}


def triggers_of(connection: Connection) -> set[str]:
    """The names of all triggers that somebody made."""
    if connection.dialect.name == "sqlite":
        return {name for name, _sql in connection.exec_driver_sql(TRIGGERS)}
    return set(connection.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")))
