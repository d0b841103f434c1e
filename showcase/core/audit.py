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


def record(verb: str, subject: Any, **changes: tuple[Any, Any]) -> None:
    """Note a change beside the change itself; `changes` maps a field to (old, new), without personal data."""
    db.session.add(
        AuditEntry(
            actor=actor(),
            verb=verb,
            subject=subject if isinstance(subject, str) else f"{subject.__tablename__}:{subject.id}",
            changes=json.dumps(changes, ensure_ascii=False, default=str),
            request_id=g.get("request_id", "") if has_request_context() else "",
        )
    )


def actor() -> str:
    return str(g.get("actor", "guest" if has_request_context() else "command"))
