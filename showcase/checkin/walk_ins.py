"""Guests who come without having answered: registered and let in at the door in one step."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from ..core import clock
from ..core.database import db
from ..registration import services as registration_services
from ..registration.models import Attendee, Registration
from ..registration.rules import Party, Person, Refusal, Refused, State
from . import services
from .models import Gate, Scan
from .rules import BY_SEARCH, BadRow, Row
from .services import Result, Scanner


def receive(
    request_id: str, gate: Gate, names: Sequence[str], country: str, locale: str, scanner: Scanner
) -> tuple[Registration, list[Result]]:
    """Register a party at a gate and admit it; raises Refused where there is no place, or no open gate.

    The client's id makes a repeat harmless: the same party is answered again, nobody is registered twice.
    """
    earlier = db.session.get(Scan, _scan_id(request_id, 0))
    if earlier is None and gate.closed_at is not None:
        raise Refused(Refusal.GATE_CLOSED)
    if earlier is None:
        sessions = tuple(session.slug for session in gate.sessions)
        party = Party(
            event=gate.event.slug,
            locale=locale,
            contact_name=names[0],
            contact_country=country,
            people=tuple(Person(name, sessions=sessions) for name in names),
            channel="door",
        )
        registration = registration_services.register(party, clock.now(), notify=False, at_any_time=True)
        if registration.state != State.CONFIRMED:
            raise Refused(Refusal.FULL)
    else:
        registration = db.session.get_one(Attendee, earlier.attendee_id).registration
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
    return registration, services.check_in(rows, _trusted(scanner), gate.event_id)


def _scan_id(request_id: str, position: int) -> str:
    return str(uuid5(UUID(request_id), str(position)))


def _trusted(scanner: Scanner) -> Scanner:
    return Scanner(scanner.label, scanner.device_id, scanner.event_id, trusted=True)
