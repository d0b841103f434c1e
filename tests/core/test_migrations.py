"""An empty database, migrated up, is what the models say."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

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
