"""One ticket at many doors at the same moment: one admission. And the proof that the test would see a second."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from showcase.checkin import claims, intake, rules
from showcase.checkin.claims import Scanner
from showcase.checkin.forms import read_rows
from showcase.checkin.models import Scan
from showcase.core import clock
from showcase.core.database import db, write
from tests.checkin.door import TOKEN, make_gate, make_guest, scan_of
from tests.factories import make_event

DOORS = 20


def at_once(app: Flask, work: Callable[[], str]) -> list[str]:
    barrier = threading.Barrier(DOORS)

    def run() -> str:
        with app.app_context():
            barrier.wait()
            try:
                return work()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(DOORS) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(DOORS)]]


def test_one_ticket_at_twenty_doors_is_admitted_once(app: Flask) -> None:
    event = make_event()
    gate, guest = make_gate(event), make_guest(event)
    scans = [scan_of(guest, gate) for _ in range(DOORS)]
    db.session.remove()

    def scan() -> str:
        rows = read_rows([scans.pop()])
        (result,) = intake.check_in(rows or [], TOKEN, None)
        return f"{result.verdict} {result.reason}"

    said = at_once(app, scan)
    assert sorted(said) == ["admitted None"] + ["refused already_in"] * (DOORS - 1)


def test_one_scan_sent_twenty_times_is_kept_once(app: Flask) -> None:
    event = make_event()
    gate, guest = make_gate(event), make_guest(event)
    body = [scan_of(guest, gate)]
    db.session.remove()

    def scan() -> str:
        (result,) = intake.check_in(read_rows(body) or [], TOKEN, None)
        return f"{result.verdict} {result.replay}"

    said = at_once(app, scan)
    assert sorted(said) == ["admitted False"] + ["admitted True"] * (DOORS - 1)
    assert db.session.query(Scan).count() == 1


def test_an_unknown_code_sent_twenty_times_is_kept_once(app: Flask) -> None:
    body = [scan_of("12345678", make_gate(make_event()))]
    db.session.remove()
    said = at_once(app, lambda: intake.check_in(read_rows(body) or [], TOKEN, None)[0].verdict)
    assert said == ["refused"] * DOORS
    assert db.session.query(Scan).count() == 1


def test_scans_that_wait_together_are_judged_one_after_the_other(app: Flask) -> None:
    """In one transaction: the same ticket by two phones, a code that is none, and a guest of another event."""
    event = make_event()
    gate, guest, stranger = make_gate(event), make_guest(event), make_guest(make_event())
    phones = [Scanner(f"device:{number}", None, event.id, trusted=True) for number in (1, 2)]
    scans = [scan_of(guest, gate), scan_of(guest, gate), scan_of("12345678", gate), scan_of(stranger, gate)]
    parcels = [
        claims.read(read_rows([scan]) or [], phones[number % 2]) for number, scan in enumerate([*scans, scans[0]])
    ]
    db.session.remove()
    said = [(result.verdict, result.reason, result.replay) for (result,) in intake._keep(parcels)]
    assert said == [
        ("admitted", None, False),
        ("refused", "already_in", False),
        ("refused", "unknown", False),
        ("refused", "other_event", False),
        ("admitted", None, True),
    ]
    assert db.session.query(Scan).count() == 4


def test_without_the_lock_the_race_admits_twice(app: Flask) -> None:
    """The control: judged on what was read before the lock, as a check-then-act door would."""
    event = make_event()
    gate, guest = make_gate(event), make_guest(event)
    scans = [scan_of(guest, gate) for _ in range(DOORS)]
    db.session.remove()
    everybody_has_read = threading.Barrier(DOORS)

    def scan() -> str:
        inside = db.session.query(Scan).filter_by(attendee_id=guest_id, verdict="admitted").count() > 0
        db.session.rollback()
        everybody_has_read.wait()
        write()
        facts = rules.TicketFacts(state="confirmed", inside=inside)
        verdict = rules.decide(facts, rules.GateFacts(any_time=True), clock.now()).verdict
        row = scans.pop()
        db.session.add(
            Scan(
                id=row["id"],
                attendee_id=guest_id,
                event_id=event_id,
                at=clock.now(),
                verdict=verdict,
            )
        )
        db.session.commit()
        return verdict

    guest_id, event_id = guest.id, event.id
    db.session.remove()
    assert at_once(app, scan).count("admitted") > 1
