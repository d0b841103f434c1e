"""An empty database, migrated up, is what the models say."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Index, String, Text, UniqueConstraint

from showcase.app import create_app
from showcase.config import from_environment
from showcase.core import migrations
from showcase.core.database import db


def test_migrations_lead_to_the_models(tmp_path: Path) -> None:
    app = create_app(from_environment({"SHOWCASE_VAR": str(tmp_path)}))
    with app.app_context():
        assert not migrations.is_current()
        migrations.migrate()
        assert migrations.is_current()
        with db.engine.connect() as connection:
            differences = compare_metadata(
                MigrationContext.configure(connection, opts={"compare_type": True}), db.metadata
            )
        db.engine.dispose()
    assert differences == []


def test_no_index_holds_texts_of_any_length(app: Flask) -> None:
    """PostgreSQL refuses a row of more than 2,704 bytes in an index: one long article, and nothing is stored."""
    held = {
        (table.name, column.name)
        for table in db.metadata.sorted_tables
        for indexed in (*table.indexes, *table.constraints)
        if isinstance(indexed, Index | UniqueConstraint)
        for column in indexed.columns
        if isinstance(column.type, Text) or (isinstance(column.type, String) and (column.type.length or 0) > 1400)
    }
    assert held == set()


def test_changing_a_table_keeps_the_rows_that_refer_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a table is changed by a copy; those who refer to the old one must not go down with it."""
    versions = tmp_path / "migrations/versions"
    versions.mkdir(parents=True)
    (tmp_path / "migrations/env.py").write_text((migrations.FOLDER / "env.py").read_text())
    (versions / "first.py").write_text(FIRST)
    (versions / "second.py").write_text(SECOND)
    monkeypatch.setattr(migrations, "FOLDER", tmp_path / "migrations")
    app = create_app(from_environment({"SHOWCASE_VAR": str(tmp_path)}))
    with app.app_context():
        migrations.migrate(to="first")
        with db.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO tree (id, name) VALUES (1, 'sao')")
            connection.exec_driver_sql("INSERT INTO leaf (id, tree_id) VALUES (1, 1)")
        migrations.migrate()
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT tree_id FROM leaf").scalars().all() == [1]
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        db.engine.dispose()


FIRST = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "first", None


def upgrade():
    op.create_table("tree", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String))
    tree = sa.ForeignKey("tree.id", ondelete="CASCADE", name="fk")
    op.create_table("leaf", sa.Column("id", sa.Integer, primary_key=True), sa.Column("tree_id", sa.Integer, tree))
"""
SECOND = """
from alembic import op

revision, down_revision = "second", "first"


def upgrade():
    with op.batch_alter_table("tree") as tree:
        tree.drop_column("name")
"""
