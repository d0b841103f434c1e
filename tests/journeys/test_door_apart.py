"""Two phones without a network, and one whose battery is taken out: what they showed is all stored, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from showcase.app import create_app
from showcase.checkin import devices
from showcase.checkin.models import Conflict, Scan
from showcase.config import from_environment
from showcase.core import clock
from showcase.core.database import db, write
from showcase.editions.models import Edition
from tests.checkin.door import code_of, make_gate, make_guest
from tests.door_app import DoorPhone
from tests.factories import make_event
from tests.live import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.full]


@dataclass
class Door:
    """An event of the live site with one desk: codes of tickets, codes that enrol phones."""

    site: LiveSite
    event: int = 0
    desk: str = ""
    pin: str = ""
    guests: list[int] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)

    @contextmanager
    def database(self) -> Iterator[None]:
        with create_app(from_environment(self.site.environment)).app_context():
            yield
            db.session.remove()

    def stored(self) -> list[tuple[Any, ...]]:
        """Scans as the server has them: guest, verdict, without network, conflict."""
        query = (
            db.select(Scan.attendee_id, Scan.verdict, Scan.offline, Conflict.id)
            .outerjoin(Conflict, Conflict.scan_id == Scan.id)
            .where(Scan.gate.has(event_id=self.event))
            .order_by(Scan.received_at)
        )
        with self.database():
            return [tuple(row) for row in db.session.execute(query)]


@pytest.fixture
def door(site: LiveSite) -> Door:
    door = Door(site)
    with door.database():
        soon = clock.now() + timedelta(days=500)  # the gathering stays the next event of the site
        event = make_event(
            db.session.scalars(db.select(Edition)).one(), starts_at=soon, ends_at=soon + timedelta(hours=4)
        )
        gate = make_gate(event)
        guests = [make_guest(event, f"Nguyễn Văn {number}") for number in range(1, 5)]
        write()
        door.phones = [devices.enrolment_code(event) for _ in range(2)]
        db.session.commit()
        door.event, door.desk, door.pin = event.id, str(gate.text_in("name")), gate.pin
        door.guests = [guest.id for guest in guests]
        door.tickets = [code_of(guest) for guest in guests]
    return door


def ready(playwright: Playwright, door: Door, profile: Path, number: int = 0) -> DoorPhone:
    phone = DoorPhone(playwright, profile, door.site.url)
    phone.enrol(door.phones[number], f"Điện thoại {number + 1}")
    phone.open_desk(door.desk, door.pin)
    phone.keep()
    return phone


def test_a_phone_killed_without_a_network_loses_nothing(
    playwright: Playwright, site: LiveSite, door: Door, tmp_path: Path
) -> None:
    phone = ready(playwright, door, tmp_path / "phone")
    assert phone.scan(door.tickets[0]) == "go"
    phone.offline()
    assert [phone.scan(ticket) for ticket in door.tickets[1:4]] == ["go", "go", "go"]
    assert phone.scan(door.tickets[1]) == "look"
    assert phone.waiting() == 4
    phone.kill()
    phone.again(offline=True)
    assert phone.waiting() == 4, "on the disk before they were shown"
    phone.open_desk(door.desk, door.pin)
    assert phone.scan(door.tickets[2]) == "look", "whom it let in before it was killed it knows afterwards"
    assert len(door.stored()) == 1
    phone.offline(False)
    phone.page.wait_for_function("() => navigator.onLine")
    waits_for_none(phone)
    kept = door.stored()
    assert sorted(row[0] for row in kept if row[1] == "admitted") == door.guests
    assert len(kept) == 6
    assert all(row[3] is None for row in kept)
    phone.close()


def test_two_phones_apart_let_the_same_ticket_in(
    playwright: Playwright, site: LiveSite, door: Door, tmp_path: Path
) -> None:
    one, other = (ready(playwright, door, tmp_path / str(number), number) for number in range(2))
    for phone in (one, other):
        phone.offline()
    assert [phone.scan(door.tickets[0]) for phone in (one, other)] == ["go", "go"], "neither can know of the other"
    assert door.stored() == []
    for phone in (one, other):
        phone.offline(False)
        waits_for_none(phone)
    first, second = door.stored()
    assert first[:3] == second[:3] == (door.guests[0], "admitted", True), "what the door did is not rewritten"
    assert [first[3], second[3]].count(None) == 1, "and staff have one case to settle"
    assert [phone.scan(door.tickets[0]) for phone in (one, other)] == ["look", "look"]
    for phone in (one, other):
        phone.close()


def waits_for_none(phone: DoorPhone) -> None:
    """All has been sent, by itself."""
    for _ in range(200):
        if phone.waiting() == 0:
            return
        phone.page.wait_for_timeout(100)
    raise AssertionError(f"{phone.waiting()} still wait")
