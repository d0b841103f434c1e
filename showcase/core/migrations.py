"""Brings a database to the present shape."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from ..config import ROOT
from .database import db

FOLDER: Path = ROOT / "showcase/migrations"


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    return config


def migrate(to: str = "head") -> None:
    """Run what has not run yet. One process at a time: the first write lock serialises them."""
    config = configuration()
    with db.engine.connect() as connection, _free_of_references(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(742)")
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        if connection.dialect.name == "sqlite":
            dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if dangling:
                raise RuntimeError(f"a migration leaves {len(dangling)} rows that refer to nothing")


@contextmanager
def _free_of_references(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by a copy in its place; dropping the old one would delete every row that refers to it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    # Between transactions only: within one, SQLite takes no notice of this pragma.
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def is_current() -> bool:
    return current_revision() == ScriptDirectory.from_config(configuration()).get_current_head()


def current_revision() -> str | None:
    """The shape that the database has."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
