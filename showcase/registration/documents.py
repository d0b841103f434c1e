"""What guests take away: tickets as PDF and the day for their calendar."""

from collections.abc import Mapping, Sequence

from flask import render_template
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from ..core import clock, pdf
from ..core.addresses import absolute_url
from ..core.i18n import use_locale
from . import ticket_files, when
from .models import Attendee, Event, Registration


def calendar(registration: Registration) -> bytes:
    """The gathering as a calendar file. It carries no secret: calendars are shared."""
    event = registration.event
    entry = CalendarEvent()
    entry.add("uid", f"{registration.code}@{event.slug}")
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", str(event.text_in("title")))
    place = ", ".join(str(event.text_in(field)) for field in ("venue", "address") if event.text_in(field))
    if place:
        entry.add("location", place)
    entry.add("url", absolute_url("registration.gathering", event=event.slug))
    entry.add("status", "CONFIRMED" if registration.is_confirmed else "TENTATIVE")
    file = Calendar()
    file.add("prodid", "-//Showcase//Gathering//VI")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add_component(entry)
    return file.to_ical()


def in_their_language(registration: Registration, attendees: Sequence[Attendee]) -> bytes:
    """The tickets in the language in which the party answered."""
    with use_locale(registration.locale):
        return ticket_files.tickets_pdf(attendees)


def card_pdf(event: Event, words: Mapping[str, str], language: str) -> bytes:
    """The invitation card: the host's words above the river, when and where below it."""
    with use_locale(language):
        return pdf.render(render_template("registration/card_pdf.html", event=event, words=words, when=when))
