"""The one clock: what time it is, in which zone, and how many working days are left."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)

SATURDAY = 5


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock at an instant, for a rehearsal or a test."""
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def in_zone(at: datetime, zone: str) -> datetime:
    """The same instant as people in `zone` (an IANA name) read it off the wall; UTC on the last day of all years."""
    try:
        return at.astimezone(ZoneInfo(zone))
    except OverflowError:
        return at


def at_local(day: date, hour: int, minute: int, zone: str) -> datetime:
    """The UTC instant of a wall-clock time in `zone`."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def add_working_days(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """The day `count` working days after `day` (before it, if negative); weekends and holidays do not count."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        if day.weekday() < SATURDAY and day not in holidays:
            left -= 1
    return day
