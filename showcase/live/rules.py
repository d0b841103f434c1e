"""How fast guests come, and when all will be in. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)  # the pace is that of the last quarter of an hour
SHORTEST = timedelta(minutes=2)  # of fewer minutes no pace is known
FURTHEST = timedelta(hours=6)  # an estimate beyond it says nothing
NEWS = timedelta(minutes=30)  # who came in before that is no news to whoever should meet them
AT_HELP_DESK = timedelta(minutes=30)  # who could not pass and has not come in since stands at the help desk


@dataclass(frozen=True)
class Pace:
    """Guests a minute, and when the last of those expected will be in at that pace; None: not to be told yet."""

    a_minute: float
    all_in_at: datetime | None


def pace(recent: int, first_at: datetime | None, missing: int, now: datetime) -> Pace | None:
    """`recent`: who came within WINDOW; `first_at`: when the very first came; None before there is a pace."""
    since = min(WINDOW, now - first_at) if first_at else timedelta()
    if since < SHORTEST:
        return None
    a_minute = recent / (since / timedelta(minutes=1))
    if recent == 0 or missing <= 0:
        return Pace(a_minute, None)
    left = timedelta(minutes=missing / a_minute)
    return Pace(a_minute, now + left if left <= FURTHEST else None)


def is_news(at: datetime, now: datetime) -> bool:
    return now - at <= NEWS
