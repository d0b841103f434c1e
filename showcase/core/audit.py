"""Who changed what, and when: written in the transaction of the change, never edited."""

import json
from datetime import datetime
from typing import Any

from flask import g, has_request_context
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from . import clock
from .database import UtcDateTime, db


class AuditEntry(db.Model):  # type: ignore[name-defined]
    """One change. `actor` is `account:7`, `token:3`, `guest`, `command` or `worker`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    actor: Mapped[str] = mapped_column(String(40))
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80), index=True)  # such as `registration:12`
    changes: Mapped[str] = mapped_column(Text, default="{}")  # field → [old, new]; no personal values
    request_id: Mapped[str] = mapped_column(String(40), default="")


def record(verb: str, subject: Any, **changes: tuple[Any, Any]) -> AuditEntry:
    """Note a change beside the change itself; `changes` maps a field to (old, new), without personal data."""
    entry = AuditEntry(
        actor=actor(),
        verb=verb,
        subject=name_of(subject),
        changes=json.dumps(changes, ensure_ascii=False, default=str),
        request_id=g.get("request_id", "") if has_request_context() else "",
    )
    db.session.add(entry)
    return entry


def entry_of(subject: Any, number: int | None, last: bool = False) -> AuditEntry | None:
    """The entry of that number if it is about the subject; with `last`, if nothing about it came later."""
    if number is None:
        return None
    query = db.select(AuditEntry).filter_by(subject=name_of(subject)).order_by(AuditEntry.id.desc()).limit(1)
    found = db.session.scalar(query if last else query.filter_by(id=number))
    return found if found is not None and found.id == number else None


def changes_of(entry: AuditEntry) -> dict[str, tuple[Any, Any]]:
    """Field → (old, new)."""
    return {field: (old, new) for field, (old, new) in json.loads(entry.changes).items()}


def name_of(subject: Any) -> str:
    """How a record is called in the log, such as `registration:12`."""
    return subject if isinstance(subject, str) else f"{subject.__tablename__}:{subject.id}"


def actor() -> str:
    return str(g.get("actor", "guest" if has_request_context() else "command"))
