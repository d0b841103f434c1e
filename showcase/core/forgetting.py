"""Forgetting by date: what is past its time goes by itself, and what went is written down day by day.

The worker looks every hour, so nothing outlives its day by a night in which no worker ran. Each feature registers what
it forgets, and what it will forget next.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from . import audit, clock
from .database import UtcDateTime, db, insert, locked
from .sweeps import swept

ZONE = "Asia/Ho_Chi_Minh"  # whose days the report counts


class RetentionRun(db.Model):  # type: ignore[name-defined]
    """What was forgotten on a day: name of it → how many. A day on which nothing was due says so by being empty."""

    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(unique=True)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)  # the last time on this day
    forgotten: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


@dataclass(frozen=True)
class Coming:
    """What will be forgotten, and from when; `number` as it is now. `about` names the gathering or the like."""

    at: datetime
    what: str
    about: str
    number: int


Forget = Callable[[datetime], dict[str, int]]
Foretell = Callable[[datetime], Iterable[Coming]]
_forgets: list[Forget] = []
_follow: list[Forget] = []
_foretells: list[Foretell] = []


def forgets(forget: Forget) -> Forget:
    """Register what empties or deletes what is past its time, and says of what how many; it never commits."""
    _forgets.append(forget)
    return forget


def follows(forget: Forget) -> Forget:
    """The same for what goes because a row has just said nothing any more, such as its file."""
    _follow.append(forget)
    return forget


def foretells(foretell: Foretell) -> Foretell:
    """Register what tells what a feature will forget and has not yet."""
    _foretells.append(foretell)
    return foretell


def forget_all(now: datetime) -> RetentionRun:
    """Forget what is past its time, note it, and answer the day's report. Whoever calls commits."""
    today = clock.in_zone(now, ZONE).date()
    first = {"on": today, "looked_at": now, "forgotten": {}}
    db.session.execute(insert(RetentionRun).values(first).on_conflict_do_nothing())
    run = locked(db.session.scalars(db.select(RetentionRun).filter_by(on=today)).one())  # one worker at a time
    went: dict[str, int] = {}
    for forget in (*_forgets, *_follow):
        for what, number in forget(now).items():
            if number:
                went[what] = went.get(what, 0) + number
    run.looked_at = now
    if went:
        run.forgotten = {what: run.forgotten.get(what, 0) + went.get(what, 0) for what in {**run.forgotten, **went}}
        audit.record("guest.forgotten", "guests", **{what: (number, 0) for what, number in went.items()})
    db.session.flush()
    return run


swept(forget_all)


def coming(now: datetime) -> list[Coming]:
    """What will be forgotten, the next first."""
    found = [one for foretell in _foretells for one in foretell(now) if one.number and one.at > now]
    return sorted(found, key=lambda one: (one.at, one.about, one.what))


def last_look() -> datetime | None:
    return db.session.scalar(db.select(db.func.max(RetentionRun.looked_at)))


def empty(model: Any, where: ColumnElement[bool], **values: object) -> int:
    """Set values in the rows that do not have them yet, and say in how many: a sweep must not rewrite the past.

    The log of changes forgets what it knows of these columns too.
    """
    audit.erase_all(model, db.select(model.id).where(where), fields=values.keys())
    plain = {name: value for name, value in values.items() if not hasattr(value, "compile")}
    not_yet = db.or_(*(getattr(model, name).is_distinct_from(value) for name, value in plain.items()))
    return delete(db.update(model).where(where, not_yet).values(**values))


def nothing_of(model: Any, retention: str) -> dict[str, object]:
    """The empty value of every personal column that is kept for so long: what a model gains is forgotten with it."""
    columns = [column for column in model.__table__.columns if column.info.get("retention") == retention]
    return {column.name: None if column.nullable else "" for column in columns}


def delete(statement: Any) -> int:
    """Run a statement and say how many rows it changed."""
    return db.session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
