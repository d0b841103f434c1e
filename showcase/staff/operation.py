"""What only the operator may change, and how the machine is: shown, never asked for."""

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from ..core import backup_key, clock, health, migrations, numbers
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.outbox import Job, JobState

SILENT = timedelta(minutes=2)  # a worker that says nothing for so long is not running
LITTLE = 2 * 1024**3  # bytes of disk below which somebody should look


@dataclass(frozen=True)
class Variable:
    """A setting of the operator: its name, what it does, what is in force, and where that comes from."""

    name: str
    about: str
    value: str
    source: str


@dataclass(frozen=True)
class Fact:
    name: str
    value: Any
    attention: str = ""  # what to do, where something is not as it should be


def variables() -> list[Variable]:
    config = current_app.config
    recipient = backup_key.recipient()
    rows = (
        ("SHOWCASE_SECRET_KEY", _("Signs sessions and tickets. Lost, all tickets are void."), _("set")),
        ("SHOWCASE_BASE_URL", _("How guests reach the site; printed codes carry it."), config["BASE_URL"]),
        ("SHOWCASE_VAR", _("Folder of the database, pictures, keys and mails."), str(config["VAR"])),
        ("SHOWCASE_DATABASE_URL", _("The database."), _without_password(config["SQLALCHEMY_DATABASE_URI"])),
        (
            "SHOWCASE_SMTP_URL",
            _("The mail server. Not set: mails are written to files and reach nobody."),
            _without_password(config["SMTP_URL"] or ""),
        ),
        (
            "SHOWCASE_BOUNCE_ADDRESS",
            _("Where mail that cannot be delivered comes back to. Not set: to the sender's address."),
            config["BOUNCE_ADDRESS"] or "",
        ),
        (
            "SHOWCASE_BOUNCES",
            _("Folder (maildir) of mail that came back, read every hour."),
            str(config["BOUNCES"] or ""),
        ),
        ("SHOWCASE_STORAGE_URL", _("Folder of pictures and finished books."), str(config["STORAGE"])),
        ("SHOWCASE_EDITION", _("The edition on the front page. Not set: the newest published."), config["EDITION"]),
        (
            "SHOWCASE_BACKUP_RECIPIENT",
            _("The public key that backups are encrypted to."),
            recipient if backup_key.is_operators() else _("chosen at the first run") if recipient else "",
        ),
    )
    return [Variable(name, about, value or _("not set"), _source(name)) for name, about, value in rows]


def facts() -> list[Fact]:
    waiting, dead = _jobs()
    free = shutil.disk_usage(current_app.config["VAR"]).free
    return [
        _worker(),
        Fact(_("Work that waits"), waiting),
        Fact(_("Work that was given up"), dead, _("Look at it under Messages.") if dead else ""),
        Fact(
            _("Free room on the disk"),
            _("%(number)s GB", number=numbers.number(free / 1024**3, 1)),
            _("Make room: below 2 GB a backup may fail.") if free < LITTLE else "",
        ),
        Fact(_("Database"), _database()),
        Fact(_("Shape of the database"), migrations.current_revision() or "", _shape()),
        Fact("Python", platform.python_version()),
        *(Fact(name, version(name)) for name in ("Flask", "SQLAlchemy", "WeasyPrint")),
    ]


def _source(name: str) -> str:
    sources = {"environment": _("environment"), ".env": ".env"}
    return sources.get(current_app.config["SOURCES"].get(name, ""), _("default"))


def _without_password(url: str) -> str:
    """An address without who signs in there and how, and without parameters, which may hold both."""
    if not url or url.startswith("sqlite"):
        return url
    parts = urlsplit(url)
    where = parts.hostname or ""
    return f"{parts.scheme}://{where}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _worker() -> Fact:
    lived_at = health.worker_lived_at()
    running = lived_at is not None and clock.now() - lived_at < SILENT
    what_to_do = "" if running else _("Mails and books wait until the worker runs: showcase worker.")
    return Fact(_("Worker's last sign of life"), lived_at or _("none"), what_to_do)


def _jobs() -> tuple[int, int]:
    query = db.select(Job.state, db.func.count(Job.id)).group_by(Job.state)
    waiting = dead = 0
    for state, number in db.session.execute(query):
        waiting += number if state in (JobState.WAITING, JobState.RUNNING) else 0
        dead += number if state == JobState.DEAD else 0
    return waiting, dead


def _database() -> str:
    dialect = db.engine.dialect
    number = ".".join(str(part) for part in dialect.server_version_info or ())
    return f"{'PostgreSQL' if dialect.name == 'postgresql' else 'SQLite'} {number}".strip()


def _shape() -> str:
    return "" if migrations.is_current() else _("The database has not been brought to this version: showcase migrate.")


def is_moment(value: Any) -> bool:
    return isinstance(value, datetime)
