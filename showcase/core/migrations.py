"""Brings a database to the present shape."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ..config import ROOT
from .database import db

FOLDER: Path = ROOT / "showcase/migrations"


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    return config


def migrate() -> None:
    """Run what has not run yet. One process at a time: the first write lock serialises them."""
    config = configuration()
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(742)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current() -> bool:
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
