"""The hourly limit of a mail server, with several workers at the same queue: together they keep it, to the letter."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url

from showcase.app import create_app
from showcase.config import ROOT, from_environment
from showcase.core import migrations, settings
from showcase.core.database import db, write
from showcase.core.mail import Message, MessageState
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.full
LETTERS, LIMIT, WORKERS = 90, 40, 4


def test_workers_together_send_no_more_than_the_server_takes(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SHOWCASE_")},
        "SHOWCASE_VAR": str(tmp_path),
        "SHOWCASE_SECRET_KEY": "a-key-for-chaos",
        "SHOWCASE_DATABASE_URL": _own_database(),
    }
    app = create_app(from_environment(environment))
    with app.app_context():
        migrations.migrate()
        event = make_event(capacity=None)
        for number in range(LETTERS):
            make_registration(event, 1, contact_email=f"khach{number}@example.org")
        write()
        settings.change(settings.locked_row(), settings.now() | {"mails_an_hour": LIMIT})
        db.session.commit()
        db.session.remove()
        command = [sys.executable, "-m", "showcase.cli", "worker", "--once", "--lane", "mail"]
        workers = [
            subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL) for _ in range(WORKERS)
        ]
        assert [worker.wait(120) for worker in workers] == [0] * WORKERS
        states = dict(db.session.execute(db.select(Message.state, db.func.count()).group_by(Message.state)).all())
        db.session.remove()
        db.engine.dispose()
    assert states == {MessageState.SENT: LIMIT, MessageState.QUEUED: LETTERS - LIMIT}
    assert len(list((tmp_path / "mail").glob("*.eml"))) == LIMIT


def _own_database() -> str:
    """Beside the one of the suite where that is PostgreSQL; else empty, for SQLite."""
    url = os.environ.get("SHOWCASE_TEST_DATABASE_URL", "")
    if not url:
        return ""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS pace")
        connection.exec_driver_sql("CREATE DATABASE pace")
    return make_url(url).set(database="pace").render_as_string(hide_password=False)
