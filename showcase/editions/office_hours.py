"""When somebody answers the host's telephone, as its clock says it and as a clock far away does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from ..core import clock, numbers, versions
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import locale
from .models import Host

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPAN = r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d"  # 07:30-11:30
_MONDAY = datetime(2024, 1, 1)  # noqa: DTZ001 - a week without a place, to count days in
_STEP = timedelta(days=1)
_LONGEST_WAIT = timedelta(days=370)  # within a year every zone that changes its clock has changed it


@dataclass(frozen=True)
class Spell:
    """The same hours on some days of the week: 0 is Monday."""

    days: tuple[int, ...]
    times: tuple[tuple[time, time], ...]


def spells(days: Iterable[str], times: Iterable[str], hours_later: float = 0) -> list[Spell]:
    """The week's hours on a clock that is so many hours ahead of the office's; behind, if negative.

    `days` are of DAYS, `times` like `07:30-11:30`. Hours keep the day on which they begin.
    """
    later = timedelta(hours=hours_later)
    found: dict[int, list[tuple[time, time]]] = {}
    for day in (DAYS.index(name) for name in days):
        for start, end in (span.split("-") for span in times):
            begins, stops = (_MONDAY + timedelta(days=day) + _of_clock(at) + later for at in (start, end))
            found.setdefault(begins.weekday(), []).append((begins.time(), stops.time()))
    by_hours: dict[tuple[tuple[time, time], ...], list[int]] = {}
    for day in sorted(found):
        by_hours.setdefault(tuple(sorted(found[day])), []).append(day)
    # The longest spell first: what holds on most days is what people remember.
    ordered = sorted(by_hours.items(), key=lambda item: (-len(item[1]), item[1]))
    return [Spell(_in_a_row(days), times) for times, days in ordered]


def _of_clock(text: str) -> timedelta:
    hour, minute = text.split(":")
    return timedelta(hours=int(hour), minutes=int(minute))


def _in_a_row(days: list[int]) -> tuple[int, ...]:
    """Days in the order of the week, begun where a row of them begins: Sunday to Thursday, not Monday … Sunday."""
    gap = next((day for day in days if (day - 1) % 7 not in days), days[0])
    return tuple(sorted(days, key=lambda day: (day - gap) % 7))


def day_names() -> list[str]:
    """The days of the week, from Monday on."""
    return [numbers.weekday((_MONDAY + number * _STEP).date()) for number in range(len(DAYS))]


def at_home(host: Host) -> str:
    """7 am – 11 am, Monday to Friday (Vietnam Time); empty if the host has not said."""
    return _said(spells(host.phone_days, host.phone_times), host.timezone)


def far_away(host: Host) -> str:
    """The same hours where most of the host's people abroad live; empty if that is the same clock."""
    apart = _hours_apart(host, clock.now()) if host.far_zone else 0
    return _said(spells(host.phone_days, host.phone_times, apart), host.far_zone) if apart else ""


def of(host: Host) -> list[str]:
    """All that is to say about the hours, for letters."""
    return [said for said in (at_home(host), far_away(host), str(host.text_in("phone_hours"))) if said]


def _said(week: list[Spell], zone: str) -> str:
    if not week:
        return ""
    said = "; ".join(f"{_times(spell.times)}, {_days(spell.days)}" for spell in week)
    place = get_timezone_location(ZoneInfo(zone), locale=locale())
    return f"{said} ({place.replace(' (', ', ').replace(')', '')})"  # United States, Los Angeles Time


def _times(times: tuple[tuple[time, time], ...]) -> str:
    spans = [f"{_time(start)} – {_time(end)}".replace(" ", numbers.NBSP) for start, end in times]
    return _(" and ").join(spans) if len(spans) == 2 else ", ".join(spans)


def _time(at: time) -> str:
    return numbers.time(datetime.combine(_MONDAY, at))


def _days(days: tuple[int, ...]) -> str:
    week = day_names()
    names = [week[day] for day in days]
    if len(names) > 2 and all((after - before) % 7 == 1 for before, after in pairwise(days)):
        return _("%(first)s to %(last)s", first=names[0], last=names[-1])
    return ", ".join(names)


def _hours_apart(host: Host, at: datetime) -> float:
    there, here = (at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for zone in (host.far_zone, host.timezone))
    return (there - here) / timedelta(hours=1)


@versions.instants_from
def clock_changes() -> Iterable[datetime | None]:
    """Pages say other hours from the day on which one of the two places changes its clock."""
    for host in db.session.scalars(db.select(Host).where(Host.far_zone != "").order_by(Host.id)):
        yield _next_change(host, clock.now())


def _next_change(host: Host, now: datetime) -> datetime | None:
    begin = end = now.replace(minute=0, second=0, microsecond=0)
    apart = _hours_apart(host, now)
    while _hours_apart(host, end) == apart:
        begin, end = end, end + _STEP
        if end - now > _LONGEST_WAIT:
            return None
    while _hours_apart(host, begin) == apart:
        begin += timedelta(minutes=15)
    return begin
