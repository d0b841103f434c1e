"""A door to test at: an event with guests, a gate, and scans as a client sends them."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from showcase.checkin import services
from showcase.checkin.claims import Scanner
from showcase.checkin.forms import read_rows
from showcase.checkin.models import Gate
from showcase.checkin.services import Result
from showcase.core import clock, search
from showcase.core.database import db, write
from showcase.registration import tickets
from showcase.registration.models import Attendee, Event, Registration
from tests.factories import save, texts

_numbers = count(1)
TOKEN = Scanner("token:1")
PHONE = Scanner("account:1", trusted=True)


def make_gate(event: Event, **changes: Any) -> Gate:
    gate = Gate(event_id=event.id, slug=f"ban-{next(_numbers)}", any_time=True)
    texts(gate, name={"vi": "Bàn đón tiếp số 1", "en": "Reception desk 1"})
    for name, value in changes.items():
        setattr(gate, name, value)
    return save(gate)


def make_guest(event: Event, *names: str, state: str = "confirmed", **changes: Any) -> Attendee:
    """A party of these names; the answer is its first person."""
    names = names or ("Đặng Thị Hường",)
    registration = Registration(
        code=f"T{next(_numbers):06}",
        event_id=event.id,
        state=state,
        locale="vi",
        contact_name=names[0],
        contact_country="US",
        contact_folded=search.searchable(names[0]),
    )
    for position, name in enumerate(names):
        registration.attendees.append(
            Attendee(
                name=name,
                position=position,
                folded=search.searchable(name),
                sort_given=search.given_name_key(name),
            )
        )
    for name, value in changes.items():
        setattr(registration.attendees[0], name, value)
    return save(registration).attendees[0]


def code_of(person: Attendee) -> str:
    return tickets.ticket_code(person.registration.event_id, person.id, person.ticket_version)


def scan_of(person: Attendee | str, desk: Gate, /, **changes: Any) -> dict[str, Any]:
    """One scan as a client sends it."""
    code = person if isinstance(person, str) else code_of(person)
    scan = {"id": str(uuid4()), "code": code, "gate": desk.slug, "at": clock.now().isoformat(), **changes}
    return {name: value for name, value in scan.items() if value is not ...}


def check_in(*scans: dict[str, Any], scanner: Scanner = TOKEN, event_id: int | None = None) -> list[Result]:
    rows = read_rows(list(scans))
    assert rows is not None
    results = services.check_in(rows, scanner, event_id)
    db.session.commit()
    return results


def verdict(person: Attendee | str, gate: Gate, **changes: Any) -> str:
    """The verdict on one scan, with its reason."""
    (result,) = check_in(scan_of(person, gate, **changes))
    return f"{result.verdict} {result.reason}" if result.reason else str(result.verdict)


def minutes(number: float, start: datetime | None = None) -> datetime:
    return (start or clock.now()) + timedelta(minutes=number)


def change(record: Any, **values: Any) -> None:
    write()
    record = db.session.get_one(type(record), record.id)
    for name, value in values.items():
        setattr(record, name, value)
    db.session.commit()
