"""The reverse calendar of an edition: its days, what is done, what is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..core.database import db
from ..core.i18n import gettext as _
from ..editions import reverse_calendar
from ..editions.models import CalendarStep, Edition, Holiday
from ..editions.reverse_calendar import GATHERING, STEPS, Step
from .models import Event


@dataclass(frozen=True)
class Due:
    """A step with its last day."""

    step: Step
    day: date
    days: int  # the number it counts
    today: date
    done_on: date | None = None
    done_by: str = ""
    is_set: bool = False  # the day stands on the event's own page

    @property
    def is_late(self) -> bool:
        return self.done_on is None and self.day < self.today

    @property
    def left(self) -> int:
        """Days until it is due; negative: days late."""
        return (self.day - self.today).days


@dataclass(frozen=True)
class Calendar:
    """The steps of an edition towards its gathering, in the order of their days."""

    slug: str
    gathering: date
    steps: list[Due]

    @property
    def late(self) -> list[Due]:
        return [due for due in self.steps if due.is_late]

    @property
    def next(self) -> Due | None:
        return next((due for due in self.steps if due.done_on is None and not due.is_late), None)


def coming(now: datetime) -> list[Calendar]:
    """The calendars of all editions whose gathering lies ahead: two queries."""
    rows = db.session.execute(_rows().where(Event.ends_at > now)).all()
    holidays = _holidays() if rows else {}
    by_edition: dict[str, list[Any]] = {}
    for row in rows:
        by_edition.setdefault(row.slug, []).append(row)
    return [_calendar(found, holidays.get(found[0].host_id, set()), now) for found in by_edition.values()]


def of(edition: Edition, now: datetime) -> Calendar | None:
    """An edition's calendar; None as long as it has no event to count from."""
    rows = db.session.execute(_rows().where(Edition.id == edition.id)).all()
    return _calendar(list(rows), _holidays().get(edition.host_id, set()), now) if rows else None


def record_of(edition: Edition, key: str) -> CalendarStep:
    """What is stored of a step, made if there is nothing yet. The edition is locked by whoever calls."""
    found = db.session.scalar(db.select(CalendarStep).filter_by(edition_id=edition.id, key=key))
    if found is None:
        found = CalendarStep(edition_id=edition.id, key=key, done_by="")
        db.session.add(found)
        db.session.flush()
    return found


def stored_days(edition: Edition) -> dict[str, int]:
    """The number of days of each step: the edition's own, else the usual one."""
    query = db.select(CalendarStep.key, CalendarStep.days).filter_by(edition_id=edition.id)
    own = {key: days for key, days in db.session.execute(query) if days is not None}
    return {step.key: own.get(step.key, step.days) for step in STEPS}


def names() -> Mapping[str, str]:
    """What is to be done, by the step's key."""
    return {
        GATHERING: _("the gathering"),
        "programme": _("Place and programme are fixed"),
        "invitations": _("Invitations go out"),
        "registration-closes": _("Last day to answer"),
        "protocol-list": _("List of guests to protocol"),
        "badges": _("Badges and seat cards are printed"),
        "deposit": _("Legal deposit of the publication"),
        "printed": _("The publication comes from the printer"),
        "printer": _("The file goes to the printer"),
        "licence": _("The publishing licence is in hand"),
        "licence-file": _("The complete file for the licence is handed in"),
        "approval": _("The Standing Board approves the publication"),
        "texts": _("All texts and translations are finished"),
    }


def _rows() -> Any:
    return (
        db.select(
            Edition.slug, Edition.host_id, Event.id.label("event_id"), Event.starts_at, Event.timezone,
            Event.registration_closes_at,
            CalendarStep.key, CalendarStep.days, CalendarStep.done_on, CalendarStep.done_by,
        )
        .join(Event, Event.edition_id == Edition.id)
        .outerjoin(CalendarStep, CalendarStep.edition_id == Edition.id)
        .order_by(Event.starts_at, Event.id)
    )  # fmt: skip


def _holidays() -> dict[int, set[date]]:
    found: dict[int, set[date]] = {}
    for host, day in db.session.execute(db.select(Holiday.host_id, Holiday.on)):
        found.setdefault(host, set()).add(day)
    return found


def _calendar(rows: list[Any], holidays: set[date], now: datetime) -> Calendar:
    first = rows[0]
    zone, today = ZoneInfo(first.timezone), now.astimezone(ZoneInfo(first.timezone)).date()
    gathering = first.starts_at.astimezone(zone).date()
    own = {row.key: row for row in rows if row.event_id == first.event_id and row.key}
    days = {step.key: step.days for step in STEPS} | {k: row.days for k, row in own.items() if row.days is not None}
    closes = first.registration_closes_at
    fixed = {"registration-closes": closes.astimezone(zone).date()} if closes else {}
    due = reverse_calendar.due_days(gathering, days, holidays, fixed)
    steps = [
        Due(
            step,
            due[step.key],
            days[step.key],
            today,
            done_on=own[step.key].done_on if step.key in own else None,
            done_by=own[step.key].done_by if step.key in own else "",
            is_set=step.key in fixed,
        )
        for step in STEPS
    ]
    return Calendar(first.slug, gathering, sorted(steps, key=lambda one: (one.day, one.step.key)))
