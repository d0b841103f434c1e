"""Forms that make something: pressed twice, or sent again, they lead to what was made the first time.

A page's form carries a mark of its own. Whoever sends it claims the mark, with all that is typed, before anything is
made and in the same transaction: a rival that is at work is waited for, and a refusal gives the mark back. The same
form with other words is another wish.
"""

import json
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from flask import request
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from . import audit, clock, keys
from .database import UtcDateTime, db, insert
from .sweeps import swept


class Marked(Protocol):
    """A form that can be told from the same one on another page."""

    @property
    def mark(self) -> str: ...

    @property
    def sent(self) -> dict[str, str]: ...


Made = TypeVar("Made")
KEPT = timedelta(days=7)  # nobody goes back to a page that long


class SentForm(db.Model):  # type: ignore[name-defined]
    """A form that has been sent, and the record that it made."""

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made: Mapped[str] = mapped_column(String(80), default="")  # such as `event:7`
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def made_before(form: Marked, model: type[Made]) -> Made | None:
    """The record that this very form, as it was sent, has made; None: it is now yours to make, and to `remember`."""
    if not form.mark:
        return None
    claim = {"digest": _digest(form), "made": "", "sent_at": clock.now()}
    db.session.execute(insert(SentForm).values(claim).on_conflict_do_nothing())
    made = db.session.scalars(db.select(SentForm.made).filter_by(digest=claim["digest"])).one()
    return db.session.get(model, int(made.partition(":")[2])) if made else None


def remember(form: Marked, record: Any) -> None:
    statement = db.update(SentForm).filter_by(digest=_digest(form)).values(made=audit.name_of(record))
    db.session.execute(statement.execution_options(synchronize_session=False))


def _digest(form: Marked) -> str:
    """Who sent which form from which page, with what in it."""
    return keys.digest(json.dumps([audit.actor(), request.full_path, form.mark, form.sent]))


@swept
def forget(now: datetime) -> None:
    statement = db.delete(SentForm).where(SentForm.sent_at < now - KEPT)
    db.session.execute(statement.execution_options(synchronize_session=False))
