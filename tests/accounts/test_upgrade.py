"""A site from before invitations: its people stay signed in, and its open links end."""

from pathlib import Path

from showcase.accounts.models import OneTimeLink, SignIn
from showcase.app import create_app
from showcase.config import from_environment
from showcase.core import migrations
from showcase.core.database import db

FIRST_TABLES = "c3a16d290dc5"
NOW = "2026-11-24 08:00:00.000000"
BEFORE = (
    f"INSERT INTO account (id, email, name, role, demo, closed, created_at)"
    f" VALUES (1, 'lan@example.org', 'Lan', 'editor', false, false, '{NOW}')",
    f"INSERT INTO sign_in (id, token_digest, account_id, created_at, seen_at, ends_at)"
    f" VALUES (1, 'digest', 1, '{NOW}', '{NOW}', '{NOW}')",
    f"INSERT INTO one_time_link (id, token_digest, account_id, expires_at) VALUES (1, 'digest', 1, '{NOW}')",
)


def test_who_was_signed_in_before_the_upgrade_still_is(tmp_path: Path) -> None:
    app = create_app(from_environment({"SHOWCASE_VAR": str(tmp_path)}))
    with app.app_context():
        migrations.migrate(to=FIRST_TABLES)
        with db.engine.begin() as connection:
            for statement in BEFORE:
                connection.exec_driver_sql(statement)
        migrations.migrate()
        present = db.session.scalars(db.select(SignIn)).one()
        assert (present.account.name, present.account.locale) == ("Lan", "vi")
        assert (present.method, present.complete, present.device) == ("password", True, "")
        assert db.session.scalars(db.select(OneTimeLink)).all() == []
        db.session.remove()
        db.engine.dispose()
