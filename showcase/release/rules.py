"""In which order an issue is licensed, printed, deposited and released, and what refuses a step. Pure.

Publishing Law 19/2012/QH13: a work that is not sold needs a licence, and may be released ten days after its legal
deposit at the earliest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DEPOSIT_DAYS = 10  # by law; a host may wait longer, never shorter


class Step(StrEnum):
    FILED = "filed"  # the complete file for the licence is handed in
    GRANTED = "granted"
    PRINTED = "printed"
    DEPOSITED = "deposited"
    RELEASED = "released"


ORDER = tuple(Step)
# The steps of the reverse calendar that are done with these.
CALENDAR = {
    Step.FILED: "licence-file",
    Step.GRANTED: "licence",
    Step.PRINTED: "printed",
    Step.DEPOSITED: "deposit",
}


class Refusal(StrEnum):
    NOT_NEXT = "not-next"  # the step before it is not recorded, or it is recorded already
    NOT_COME = "not-come"  # the day lies ahead
    TOO_EARLY = "too-early"  # before the day of the step before it
    LOCKED = "locked"  # released before the days of deposit are over
    NOT_FROZEN = "not-frozen"  # what is printed is a frozen version
    NOT_LAST = "not-last"  # only the last step can be taken back


@dataclass(frozen=True)
class Refused:
    reason: Refusal
    day: date | None = None  # the first day on which it would do


Days = Mapping[Step, date]


def next_of(days: Days) -> Step | None:
    """The step that comes now; None: all are done."""
    return next((step for step in ORDER if step not in days), None)


def last_of(days: Days) -> Step | None:
    return next((step for step in reversed(ORDER) if step in days), None)


def release_day(deposited: date, wait: int = DEPOSIT_DAYS) -> date:
    """The first day on which a deposited issue may be handed out."""
    return deposited + timedelta(days=max(wait, DEPOSIT_DAYS))


def refusal(
    step: Step, day: date, days: Days, today: date, is_frozen: bool, wait: int = DEPOSIT_DAYS
) -> Refused | None:
    """Why a step cannot be recorded for a day; None: it can."""
    if step is not next_of(days):
        return Refused(Refusal.NOT_NEXT)
    if step is Step.PRINTED and not is_frozen:
        return Refused(Refusal.NOT_FROZEN)
    before = last_of(days)
    if before is not None and day < days[before]:
        return Refused(Refusal.TOO_EARLY, days[before])
    if step is Step.RELEASED and day < (first := release_day(days[Step.DEPOSITED], wait)):
        return Refused(Refusal.LOCKED, first)
    if day > today:
        return Refused(Refusal.NOT_COME)
    return None


class Copies(StrEnum):
    """Where copies for a unit are."""

    PLANNED = "planned"
    SENT = "sent"
    RECEIVED = "received"
    SHORT = "short"  # fewer came than were sent


def state_of(sent: int | None, received: int | None) -> Copies:
    if sent is None:
        return Copies.PLANNED
    if received is None:
        return Copies.SENT
    return Copies.SHORT if received < sent else Copies.RECEIVED
