"""Coaches and hotels on the guest list, and how a party comes on its page."""

from collections.abc import Mapping, Sequence

from flask import render_template
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select

from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..guests import columns, filters, parts
from ..guests.choices import Choices
from ..guests.columns import Cell, Column
from ..guests.filters import Filter
from ..registration.models import Attendee, Event, Registration
from . import services
from .models import Coach, Journey, Ride

NONE = "none"


def _coaches(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    found = services.rides_of([person.id for person in people])
    return {number: Cell(coach.name) for number, coach in found.items()}


def _hotels(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    parties = {person.registration_id for person in people}
    query = db.select(Journey.registration_id, Journey.hotel)
    query = query.where(Journey.registration_id.in_(parties), Journey.hotel != "").order_by(Journey.id)
    hotels = dict(tuple(row) for row in db.session.execute(query))
    return {one.id: Cell(hotels[one.registration_id]) for one in people if one.registration_id in hotels}


def _of_event(event: Event | None) -> Select[tuple[object, object, object]] | None:
    if event is None:
        return None
    return db.select(Coach.id, Coach.name, Coach.id).where(Coach.event_id == event.id)


def _on_coach(value: str) -> ColumnElement[bool]:
    rides = db.exists().where(Ride.attendee_id == Attendee.id)
    if value == NONE:
        return db.not_(rides)
    is_number = value.isascii() and value.isdigit() and len(value) < 10
    return rides.where(Ride.coach_id == int(value)) if is_number else db.false()


@parts.part("delegations", 58)
def journey_of_party(registration: Registration) -> str | Markup:
    if not registration.is_confirmed or not registration.contact_name:
        return ""
    rides = services.rides_of([person.id for person in registration.people])
    coaches = sorted({coach.name for coach in rides.values()})
    shown = render_template(
        "delegations/_of_party.html",
        registration=registration,
        journey=services.journey_of(registration),
        coaches=coaches,
    )
    return Markup(shown)  # noqa: S704 - a template of ours


columns.offer(Column("coach", lazy("Coach"), _coaches, 56))
columns.offer(Column("hotel", lazy("Hotel"), _hotels, 58))
coaches = Choices(lambda: [(NONE, _("no coach"))], stored=_of_event)
filters.offer(Filter("coach", lazy("Coach"), coaches, _on_coach, 56, of_one_event=True))
