"""The columns that the guest list has by itself: of the person, of the party, and whether they have come."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from ..checkin import rules as checkin_rules
from ..checkin.models import Presence
from ..core import clock, numbers
from ..core.database import db
from ..core.i18n import country_name, lazy
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..registration.forms import AGE_LABELS
from ..registration.models import Attendee, SensitiveAnswer, Session, booking
from . import wording
from .columns import Cell, Column, Loader, Tag, offer


def _each(text: Callable[[Attendee], str]) -> Loader:
    """A column of what the guest, or the party, holds already."""
    return lambda people: {person.id: Cell(words) for person in people if (words := text(person))}


def _states(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    words, tones = wording.states(), wording.tones()
    cells = {state: Cell(text, tags=(Tag(text, tones.get(state, "")),)) for state, text in words.items()}
    return {person.id: cells[person.registration.state] for person in people if person.registration.state in cells}


def _kinds(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    words = wording.kinds()
    return {person.id: Cell(words.get(kind, kind)) for person in people if (kind := person.registration.guest_kind)}


def _arrived(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    query = db.select(Presence.attendee_id, Presence.entered_at, Presence.inside).where(
        Presence.attendee_id.in_([person.id for person in people]),
        Presence.scope == checkin_rules.EVENT_SCOPE,
        Presence.entered_at.is_not(None),
    )
    zones = {person.id: person.registration.event.timezone for person in people}
    return {
        number: Cell(_moment(entered, zones[number]), quiet="" if inside else _("has left"))
        for number, entered, inside in db.session.execute(query)
        if entered is not None
    }


def _needs(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    query = (
        db.select(SensitiveAnswer)
        .where(SensitiveAnswer.attendee_id.in_([person.id for person in people]))
        .order_by(SensitiveAnswer.attendee_id, SensitiveAnswer.kind.desc(), SensitiveAnswer.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in db.session.scalars(query):
        if row.attendee_id is not None and row.text:
            found[row.attendee_id].append(row.text)
    return {number: Cell("; ".join(texts)) for number, texts in found.items()}


def _sessions(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    query = (
        db.select(booking.c.attendee_id, Session)
        .join(Session, Session.id == booking.c.session_id)
        .where(booking.c.attendee_id.in_([person.id for person in people]))
        .order_by(Session.position, Session.id)
    )
    rows = db.session.execute(query).all()
    load_texts(*{session for _number, session in rows})
    found: dict[int, list[str]] = defaultdict(list)
    for number, session in rows:
        found[number].append(str(session.text_in("title")))
    return {number: Cell(", ".join(titles)) for number, titles in found.items()}


def _events(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    load_texts(*{person.registration.event for person in people})
    return {person.id: Cell(str(person.registration.event.text_in("title"))) for person in people}


def _moment(at: datetime, zone: str) -> str:
    there = clock.in_zone(at, zone)
    return f"{there:%H:%M}, {numbers.day(there.date())}"


def _answered(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    parties = ((person.id, person.registration) for person in people)
    return {number: Cell(_moment(party.created_at, party.event.timezone)) for number, party in parties}


def _phones(person: Attendee) -> str:
    return ", ".join(dict.fromkeys(filter(None, (person.phone, *person.registration.phones))))


def _age(person: Attendee) -> str:
    return str(AGE_LABELS.get(person.age_band or "", ""))


def _vip(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    return {person.id: Cell(_("VIP"), tags=(Tag(_("VIP"), "saffron"),)) for person in people if person.vip}


offer(Column("reference", lazy("Reference"), _each(lambda one: one.registration.code), 10, is_standard=True))
offer(Column("honorific", lazy("How to address"), _each(lambda one: one.called or one.honorific), 12))
offer(Column("second-name", lazy("Name used abroad"), _each(lambda one: one.second_name), 14))
offer(Column("office", lazy("Office, organisation"), _each(lambda one: one.office), 16))
offer(Column("vip", lazy("VIP"), _vip, 18))
offer(Column("kind", lazy("Kind"), _kinds, 20, is_standard=True))
country = _each(lambda one: country_name(one.registration.contact_country))
offer(Column("country", lazy("Country"), country, 22, is_standard=True))
offer(Column("age", lazy("Age"), _each(_age), 24))
offer(Column("delegation", lazy("Delegation"), _each(lambda one: one.registration.delegation_name), 30))
offer(Column("contact", lazy("Who answered"), _each(lambda one: one.registration.contact_name), 32))
offer(Column("phone", lazy("Phone"), _each(_phones), 34))
offer(Column("email", lazy("E-mail"), _each(lambda one: one.registration.contact_email or ""), 36))
offer(Column("state", lazy("State"), _states, 40, is_standard=True))
offer(Column("arrived", lazy("Arrived"), _arrived, 42, is_standard=True))
offer(Column("sessions", lazy("Takes part in"), _sessions, 44))
offer(Column("needs", lazy("Food and help"), _needs, 46, is_sensitive=True))
photo = _each(lambda one: _("no separate photos") if one.no_photo else "")
offer(Column("photo", lazy("Photos"), photo, 48))
offer(Column("answered", lazy("Answered"), _answered, 80))
offer(Column("event", lazy("Event"), _events, 90))
