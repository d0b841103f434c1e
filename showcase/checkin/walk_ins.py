"""Guests who come without having answered: registered and let in at the door in one step.

They take places like everybody else. Where none is left, or those on the waiting list are short of them, only who has
the right may let them in all the same, and the log says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5

from ..core import audit, clock
from ..core.database import db
from ..registration import services as registration_services
from ..registration.models import Attendee, Registration
from ..registration.rules import Party, Person, Refusal, Refused, State
from . import services
from .claims import Scanner
from .models import Gate, Scan
from .rules import BY_SEARCH, BadRow, Row
from .services import Result

CHANNEL = "door"
ABOVE = "registration.received_above"


@dataclass(frozen=True)
class Comers:
    """A party at the door as a volunteer notes it; who comes first answers for all. The phone is in E.164."""

    people: tuple[Person, ...]
    country: str
    locale: str
    phone: str | None = None
    consents: Mapping[str, bool] = field(default_factory=lambda: {"processing": True})


@dataclass(frozen=True)
class Room:
    """How many who come unannounced find places (None: no limit), and how many people wait for some."""

    left: int | None
    waiting: int


def room_at(gate: Gate) -> Room:
    event = gate.event
    return Room(
        registration_services.room_for_newcomers(event, gate.sessions), registration_services.people_waiting(event)
    )


def receive(
    request_id: str, gate: Gate, comers: Comers, scanner: Scanner, *, above: bool = False
) -> tuple[Registration, list[Result]]:
    """Register a party at a gate and admit it; raises Refused where there is no place, or no open gate.

    The client's id makes a repeat harmless: the same party is answered again, nobody is registered twice.
    """
    registration_services.locked_event(gate.event.slug)  # a repeat that comes at the same moment waits here
    earlier = db.session.get(Scan, _scan_id(request_id, 0))
    if earlier is None and gate.closed_at is not None:
        raise Refused(Refusal.GATE_CLOSED)
    if earlier is None:
        registration = _registered(gate, comers, above)
    else:
        registration = db.session.get_one(Attendee, earlier.attendee_id).registration
    return registration, _let_in(request_id, gate, registration, scanner)


def is_repeat(request_id: str) -> bool:
    """Whether a party has been received by this request already."""
    return db.session.get(Scan, _scan_id(request_id, 0)) is not None


def give_place(registration: Registration, *, above: bool = False) -> None:
    """A party on the waiting list stands at the door: it gets its places, if they are there. Raises Refused."""
    if registration.state == State.PENDING:  # the organisers decide, nobody at the door
        raise Refused(Refusal.NOT_CONFIRMED)
    room = registration.event.places_left
    registration_services.seat(registration, clock.now(), above=above)
    if registration.state != State.CONFIRMED:
        raise Refused(Refusal.CANCELLED)
    if above and room is not None and room < len(registration.people):
        audit.record(ABOVE, registration, people=(None, len(registration.people)))


def _registered(gate: Gate, comers: Comers, above: bool) -> Registration:
    event, sessions = gate.event, tuple(session.slug for session in gate.sessions)
    party = Party(
        event=event.slug,
        locale=comers.locale,
        contact_name=comers.people[0].name,
        contact_country=comers.country,
        contact_phone=comers.phone,
        people=tuple(replace(person, sessions=sessions) for person in comers.people),
        channel=CHANNEL,
        consents=comers.consents,
    )
    room = registration_services.room_for_newcomers(event, gate.sessions)
    registration = registration_services.register(party, clock.now(), notify=False, at_any_time=True, above=above)
    if registration.state != State.CONFIRMED:
        raise Refused(Refusal.FULL)
    if room is not None and room < len(comers.people):
        audit.record(ABOVE, registration, people=(None, len(comers.people)))
    return registration


def _let_in(request_id: str, gate: Gate, registration: Registration, scanner: Scanner) -> list[Result]:
    now = clock.now()
    rows: list[Row | BadRow] = [
        Row(
            id=_scan_id(request_id, position),
            gate=gate.slug,
            at=now,
            client_at=now.isoformat(),
            attendee=person.id,
            via=BY_SEARCH,
            forced=True,  # they stand inside; the doors' hours do not bind whoever lets them in
        )
        for position, person in enumerate(registration.attendees)
    ]
    return services.check_in(rows, _trusted(scanner), gate.event_id)


def _scan_id(request_id: str, position: int) -> str:
    return str(uuid5(UUID(request_id), str(position)))


def _trusted(scanner: Scanner) -> Scanner:
    return replace(scanner, trusted=True)
