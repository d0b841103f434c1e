"""What may come of a call, for how long a guest is one officer's, and when people may be rung. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

HOLD = timedelta(minutes=10)  # a guest stays with the officer who took the call up
FIRST_HOUR, LAST_HOUR = 8, 21  # nobody is rung before or from then on, on the guest's own clock
DAYS_AHEAD = 28  # a call is put off by so many at most
EVENING, MORNING, WEEKEND = time(19), time(9), time(10)


class Outcome(StrEnum):
    COMING = "coming"
    DECLINED = "declined"
    LATER = "later"  # at an hour that the guest named
    NOT_REACHED = "not_reached"
    SENT = "sent"  # no call: a message by Zalo, Viber or the like


class Kind(StrEnum):
    """What is called for: an invitation that waits for its answer, or a party that has answered."""

    INVITATION = "invitation"
    PARTY = "party"


@dataclass(frozen=True)
class Said:
    """What an officer notes of one call."""

    outcome: Outcome
    note: str = ""
    people: int | None = None  # how many come; None: not said
    names: tuple[str, ...] = ()  # of those who come besides the one invited; of an office, of all
    wishes_news: bool | None = None  # who does not come: next year's invitation; None: not asked
    later_at: datetime | None = None


class Refusal(StrEnum):
    HELD = "held"  # another officer is calling
    NOTED = "noted"  # it has been noted meanwhile
    NEEDLESS = "needless"  # the guest has answered meanwhile, or is not invited any more
    CHANGED = "changed"  # what was noted has moved on, and cannot be taken back here


class Refused(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def is_held(by: int | None, until: datetime | None, now: datetime, but_by: int) -> bool:
    """Whether somebody other than `but_by` has the guest on the line."""
    return by not in (None, but_by) and until is not None and until > now


def may_ring(local: datetime) -> bool:
    """Whether it is an hour to ring somebody on whose clock it is `local`."""
    return FIRST_HOUR <= local.hour < LAST_HOUR


def usual_times(local: datetime) -> list[datetime]:
    """The hours that guests name most: this evening, tomorrow, the weekend; on the clock of `local`."""
    evening = [local.date()] if local.time() < time(EVENING.hour - 1) else []
    tomorrow = local.date() + timedelta(days=1)
    weekend = next(day for ahead in range(2, 9) if (day := local.date() + timedelta(days=ahead)).weekday() >= 5)
    wanted = [*((day, EVENING) for day in evening), (tomorrow, MORNING), (tomorrow, EVENING), (weekend, WEEKEND)]
    return [datetime.combine(day, hour, local.tzinfo) for day, hour in wanted]


def half_hours() -> list[time]:
    """When somebody may ask to be rung."""
    return [time(hour, minute) for hour in range(FIRST_HOUR, LAST_HOUR) for minute in (0, 30)]
