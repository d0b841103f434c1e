"""The morning of a gathering to look at: guests, desks, an escort with a telephone, and a storm of scans."""

import random
from datetime import timedelta
from typing import Any

from showcase.accounts.models import Account
from showcase.checkin import services
from showcase.checkin.models import Gate, Scan
from showcase.checkin.rules import Verdict
from showcase.committee.models import Escort, Member, Subcommittee
from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration.models import Attendee, Event
from tests.checkin.door import TOKEN, check_in, make_gate, make_guest, scan_of
from tests.factories import make_event, make_session, save

BATCH = 12  # scans of one request


def make_escort(guest: Attendee, account: Account | None = None, **changes: Any) -> Member:
    board = save(Subcommittee(event_id=guest.registration.event_id, name=f"Tiểu ban đón tiếp {guest.id}"))
    member = Member(subcommittee_id=board.id, name="Trần Văn Minh", phone="+84912000111", **changes)
    member.account_id = account.id if account else None
    save(member)
    save(Escort(attendee_id=guest.id, member_id=member.id))
    return member


def make_morning() -> tuple[Event, list[Gate], list[Attendee]]:
    """Thirty guests of four kinds and all states, two desks of the event and one of a session."""
    event = make_event()
    session = make_session(event)
    gates = [make_gate(event), make_gate(event), make_gate(event, sessions=[session])]
    guests = []
    for number in range(10):
        state = "cancelled" if number == 3 else "waitlisted" if number == 6 else "confirmed"
        first = make_guest(event, f"Nguyễn Văn {number}", f"Trần Thị {number}", f"Lê Văn {number}", state=state)
        write()
        party = db.session.get_one(Attendee, first.id).registration
        party.guest_kind = ("overseas", "relative", "official", "press")[number % 4]
        party.delegation_name = "Đoàn kiều bào Phnôm Pênh" if number == 7 else ""
        party.attendees[0].vip = number % 3 == 0
        party.attendees[1].sessions = [session]
        if number == 9:
            party.attendees[2].dropped_at = clock.now()
        guests += party.attendees
        db.session.commit()
    return event, gates, guests


def storm(gates: list[Gate], guests: list[Attendee], number: int, seed: int = 7) -> None:
    """So many scans at random: entries, exits, doubles of phones without a network, people let in by hand, mistakes."""
    draw = random.Random(seed)
    for begin in range(0, number, BATCH):
        scans = [_any_scan(draw, gates, guests) for _ in range(min(BATCH, number - begin))]
        results = check_in(*scans)
        write()
        for result in results:
            if result.verdict is Verdict.ADMITTED and draw.random() < 0.15:
                services.annul(db.session.get_one(Scan, result.id), TOKEN)
        db.session.commit()


def _any_scan(draw: random.Random, gates: list[Gate], guests: list[Attendee]) -> dict[str, Any]:
    ago = timedelta(minutes=draw.uniform(0, 40))
    ways: list[dict[str, Any]] = [
        *({}, {}, {}, {"direction": "exit"}, {"forced": True}),
        {"offline": True, "forced": True, "at": (clock.now() - ago).isoformat()},
    ]
    return scan_of(draw.choice(guests), draw.choice(gates), **draw.choice(ways))
