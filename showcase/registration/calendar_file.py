"""The gathering and the sessions a party has booked, for the calendar on its phone.

Calendars are shared: the file carries neither names nor the party's secret address.
"""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app
from icalendar import Alarm, Calendar, vCalAddress, vText
from icalendar import Event as Entry

from ..core import clock, versions
from ..core.addresses import absolute_url
from ..core.i18n import gettext as _
from . import signals
from .models import Event, Registration, Session
from .rules import State

BEFORE = timedelta(days=-1)


def calendar(registration: Registration) -> bytes:
    """An iCalendar file in the event's own zone. Loaded again after a change it replaces what stood there before;
    of a party that has cancelled it takes the entries away."""
    event = registration.event
    file = Calendar()
    file.add("prodid", "-//Showcase//Gathering//VI")
    file.add("version", "2.0")
    file.add("method", "CANCEL" if registration.state == State.CANCELLED else "PUBLISH")
    said = [_("It does not matter if you leave the ticket at home: just say your name at the reception table.")]
    if event.edition.host.phone:
        said.append(f"{_('Telephone:')} {event.edition.host.phone}")
    said += _programme(event)
    place = ", ".join(str(event.text_in(field)) for field in ("venue", "address") if event.text_in(field))
    file.add_component(_entry(registration, event, f"{registration.code}@{event.slug}", place, said))
    for session in _booked(registration):
        pickup = [f"{_('Pick-up:')} {session.text_in('pickup')}"] if session.text_in("pickup") else []
        uid = f"{registration.code}-{session.slug}@{event.slug}"
        file.add_component(_entry(registration, session, uid, str(session.text_in("place")), pickup))
    file.add_missing_timezones(first_date=date(event.starts_at.year - 1, 1, 1))
    return file.to_ical()


def _programme(event: Event) -> list[str]:
    lines = signals.programme_of(event)
    items = [f"{_local(line.starts_at, event):%H:%M} {line.title}" for line in lines]
    return [f"{_('Programme')}:", *items] if items else []


def _booked(registration: Registration) -> list[Session]:
    """Sessions with an hour of their own that somebody of the party takes part in."""
    booked = {session.id: session for attendee in registration.people for session in attendee.sessions}
    return sorted((one for one in booked.values() if one.starts_at), key=lambda one: (one.starts_at, one.id))


def _entry(registration: Registration, what: Event | Session, uid: str, place: str, said: list[str]) -> Entry:
    event = registration.event
    entry = Entry()
    entry.add("uid", uid)
    entry.add("dtstamp", clock.now())
    entry.add("sequence", _sequence(registration))
    entry.add("dtstart", _local(what.starts_at, event))
    if what.ends_at:
        entry.add("dtend", _local(what.ends_at, event))
    entry.add("summary", str(what.text_in("title")))
    if place:
        entry.add("location", place)
    if said:
        entry.add("description", "\n".join(said))
    entry.add("url", absolute_url("registration.gathering", event=event.slug))
    entry.add("organizer", _organiser(event))
    entry.add("status", _status(registration))
    # One reminder for a day: what follows on the day of the gathering needs no other.
    own_day = what is event or _local(what.starts_at, event).date() != _local(event.starts_at, event).date()
    if registration.is_confirmed and own_day:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", BEFORE)
        alarm.add("description", str(what.text_in("title")))
        entry.add_component(alarm)
    return entry


def _sequence(registration: Registration) -> int:
    """Grows with every change of the party's answer or of what the site says, and with nothing else."""
    content, _instant = versions.stamp()
    return content + int((registration.changed_at - registration.created_at).total_seconds())


def _status(registration: Registration) -> str:
    if registration.state == State.CANCELLED:
        return "CANCELLED"
    return "CONFIRMED" if registration.is_confirmed else "TENTATIVE"


def _organiser(event: Event) -> Any:
    host = event.edition.host
    site = urlsplit(current_app.config["BASE_URL"]).hostname
    organiser = vCalAddress(f"mailto:{host.email or f'no-reply@{site}'}")
    organiser.params["cn"] = vText(str(host.text_in("name")))
    return organiser


def _local(at: datetime | None, event: Event) -> datetime:
    assert at is not None
    return at.astimezone(ZoneInfo(event.timezone))
