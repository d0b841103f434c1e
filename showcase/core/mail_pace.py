"""Keeps the hourly limit of the host's mail server, for all workers together.

Whoever waits for a ticket must not wait behind a thousand reminders: those use four fifths of the limit at most.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from . import outbox, settings
from .database import UtcDateTime, db
from .outbox import Job, JobState, Lane, Priority
from .sweeps import swept

LOCK = 744  # PostgreSQL's advisory lock of whoever decides which letter leaves next
HOUR = timedelta(hours=1)


class MailDeparture(db.Model):  # type: ignore[name-defined]
    """A letter that was taken to the mail server. Kept for an hour; a letter taken there twice counts twice."""

    __table_args__ = (Index("ix_mail_departure_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    priority: Mapped[int]


@dataclass(frozen=True)
class Outlook:
    """How many letters wait for their turn, and about when the last of them leaves."""

    waiting: int
    last_at: datetime
    is_held_up: bool  # by the limit


class Pace:
    """The gate of the mail lane."""

    def close(self) -> None:
        if settings.MAILS_AN_HOUR.value and db.session.connection().dialect.name == "postgresql":
            db.session.execute(db.select(db.func.pg_advisory_xact_lock(LOCK)))

    def open_for(self, now: datetime) -> Collection[int]:
        limit = settings.MAILS_AN_HOUR.value
        if not limit:
            return list(Priority)
        gone = db.select(MailDeparture.priority, db.func.count()).where(MailDeparture.at > now - HOUR)
        counts = {priority: number for priority, number in db.session.execute(gone.group_by(MailDeparture.priority))}  # noqa: C416 - rows
        if sum(counts.values()) >= limit:
            return []
        has_room = counts.get(Priority.BULK, 0) < for_bulk(limit)
        return list(Priority) if has_room else [Priority.AWAITED]

    def passed(self, priority: int, now: datetime) -> None:
        db.session.add(MailDeparture(at=now, priority=priority))


outbox.guard(Lane.MAIL, Pace())


def for_bulk(limit: int) -> int:
    """How many of the hour's letters may be such as nobody waits for."""
    return max(1, limit * 4 // 5)


def outlook(now: datetime) -> Outlook:
    """What waits for its turn; what is tried again later has a time of its own and does not count."""
    waits = db.and_(Job.lane == Lane.MAIL, Job.state == JobState.WAITING, Job.run_at <= now)
    numbers = db.session.execute(db.select(Job.priority, db.func.count()).where(waits).group_by(Job.priority))
    waiting = {priority: number for priority, number in numbers}  # noqa: C416 - rows are no pairs to mypy
    limit, total = settings.MAILS_AN_HOUR.value, sum(waiting.values())
    if not limit or not total:
        return Outlook(total, now, is_held_up=False)
    gone = db.select(MailDeparture.at, MailDeparture.priority).where(MailDeparture.at > now - HOUR)
    departures = db.session.execute(gone.order_by(MailDeparture.at)).all()
    of_bulk = [at for at, priority in departures if priority == Priority.BULK]
    bulk = waiting.get(Priority.BULK, 0)
    ends = [_last(total, limit, [at for at, _priority in departures], now)]
    ends += [_last(bulk, for_bulk(limit), of_bulk, now)] if bulk else []
    return Outlook(total, max(ends), is_held_up=max(ends) > now)


def _last(waiting: int, limit: int, gone: list[datetime], now: datetime) -> datetime:
    """When the last of so many leaves: each may go an hour after the one that is `limit` places before it."""
    place = len(gone) + waiting - 1
    hours = max(0, -((max(limit, len(gone)) - place - 1) // limit))
    first = place - hours * limit  # its place in the hour that has begun
    return (gone[first] if first < len(gone) else now) + hours * HOUR


@swept
def forget(now: datetime) -> None:
    gone = db.delete(MailDeparture).where(MailDeparture.at <= now - HOUR)
    db.session.execute(gone.execution_options(synchronize_session=False))
