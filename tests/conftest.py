"""The cast and the stage of all tests: one app a run on a real database, emptied after each test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher, profiles
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Playwright, sync_playwright
from sqlalchemy import event

from showcase.accounts import passwords
from showcase.app import create_app
from showcase.config import from_environment
from showcase.core import caching, migrations
from showcase.core.database import db, write
from tests.audited import Watch
from tests.guards import empty
from tests.pages import PageClient


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-policy", action="store_true", help="write docs/policy.md anew (bin/policy)")


# Hundreds of tests sign in; a hash that is dear to guess costs each of them a quarter of a second.
passwords._hasher = PasswordHasher.from_parameters(profiles.CHEAPEST)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site on a fresh database: SQLite, or PostgreSQL where SHOWCASE_TEST_DATABASE_URL names one."""
    var: Path = tmp_path_factory.mktemp("var")
    environment = {
        "SHOWCASE_VAR": str(var),
        "SHOWCASE_SECRET_KEY": "a-key-for-tests",
        "SHOWCASE_BASE_URL": "http://localhost",
        "SHOWCASE_DATABASE_URL": os.environ.get("SHOWCASE_TEST_DATABASE_URL", ""),
    }
    app = create_app(from_environment(environment))
    app.test_client_class = PageClient
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        migrations.migrate()
        app.extensions["watch"] = Watch(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def clean(app: Flask) -> Iterator[None]:
    """An app context for each test, and empty tables after it."""
    with app.app_context():
        yield
        missed, app.extensions["watch"].missed = app.extensions["watch"].missed, []
        caching.forget()
        db.session.remove()
        write()
        empty(db.session.connection(), db.metadata)
        db.session.commit()
        db.session.remove()
        assert not missed, f"not in the audit: {missed}"


class Queries(list[str]):
    """The statements that were sent to the database while it listens."""


@pytest.fixture
def query_recorder(app: Flask) -> Iterator[Queries]:
    """Records the statements of a test; `query_recorder.clear()` before the part that counts."""
    queries = Queries()

    def record(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            queries.append(statement)

    event.listen(db.engine, "before_cursor_execute", record)
    yield queries
    event.remove(db.engine, "before_cursor_execute", record)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What starts browsers: one a run, for it cannot be started twice."""
    with sync_playwright() as running:
        yield running


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without JavaScript; every page it gets is checked (tests/pages.py)."""
    return app.test_client()
