"""A closed desk: what is scanned there from then on, what counts all the same, and where volunteers are led."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role, Scope
from showcase.checkin import gates, intake
from showcase.checkin.forms import read_rows
from showcase.checkin.models import Conflict, Gate, Presence, Scan
from showcase.core import clock
from showcase.core.database import db, locked, write
from showcase.registration.models import Event, Registration
from showcase.registration.rules import Refused
from showcase.registration.services import locked_event
from tests.checkin.door import TOKEN, change, check_in, code_of, make_gate, make_guest, minutes, scan_of, verdict
from tests.factories import make_token
from tests.staff.cast import mark_of, sign_in


@pytest.fixture
def desk(event: Event) -> Gate:
    """Closed ten minutes ago."""
    return make_gate(event, closed_at=minutes(-10))


def test_every_ticket_is_sent_to_another_desk(event: Event, desk: Gate) -> None:
    guest = make_guest(event)
    assert verdict(guest, desk) == "refused wrong_gate"
    assert verdict(guest, make_gate(event)) == "admitted"


def test_an_offline_scan_counts_by_its_own_time(event: Event, desk: Gate) -> None:
    early, late = make_guest(event), make_guest(event, "Lý Tư")
    assert verdict(early, desk, offline=True, at=minutes(-11).isoformat()) == "admitted"
    assert verdict(late, desk, offline=True, at=minutes(-9).isoformat()) == "refused wrong_gate"
    inside = db.session.scalars(db.select(Presence.attendee_id).filter_by(inside=True)).all()
    assert inside == [early.id]


def test_whom_an_offline_phone_let_in_after_closing_is_a_case_to_settle(event: Event, desk: Gate) -> None:
    guest = make_guest(event)
    (result,) = check_in(scan_of(guest, desk, offline=True, forced=True, at=minutes(-5).isoformat()))
    assert (result.verdict, result.reason, result.forced) == ("admitted", "wrong_gate", True)
    assert db.session.scalars(db.select(Conflict.reason)).all() == ["wrong_gate"]


def test_what_stands_against_the_ticket_itself_is_said_first(event: Event, desk: Gate) -> None:
    assert verdict(make_guest(event, state="cancelled"), desk) == "refused cancelled"
    assert verdict("12345678", desk) == "refused unknown"


def test_whoever_goes_out_is_noted(event: Event, desk: Gate) -> None:
    guest = make_guest(event)
    verdict(guest, make_gate(event))
    assert verdict(guest, desk, direction="exit") == "admitted"
    assert db.session.scalars(db.select(Presence.inside)).all() == [False]


def test_a_desk_that_is_opened_again_lets_in_at_once_and_forgives_what_was_scanned_meanwhile(
    event: Event, desk: Gate
) -> None:
    first, second = make_guest(event), make_guest(event, "Lý Tư")
    assert verdict(first, desk) == "refused wrong_gate"
    write()
    gates.reopen(db.session.get_one(Gate, desk.id))
    db.session.commit()
    assert verdict(first, desk) == "admitted"
    assert verdict(second, desk, offline=True, at=minutes(-5).isoformat()) == "admitted"


def test_a_repeated_scan_keeps_its_verdict_when_the_desk_closes(event: Event) -> None:
    desk = make_gate(event)
    scan = scan_of(make_guest(event), desk)
    assert check_in(scan)[0].verdict == "admitted"
    change(desk, closed_at=clock.now())
    (again,) = check_in(scan)
    assert (again.verdict, again.reason, again.replay) == ("admitted", None, True)


def test_the_api_tells_since_when_and_takes_no_walk_in(client: FlaskClient, event: Event, desk: Gate) -> None:
    bearer = {"Authorization": f"Bearer {make_token(Scope.CHECKIN, Scope.EVENTS_WRITE)}"}
    (told,) = client.get(f"/api/v1/checkin/list?event={event.slug}", headers=bearer).json["event"]["gates"]
    assert told["closed_at"]
    read = {key: value for key, value in told.items() if key not in ("scope", "pin_version")}
    body = {"id": str(uuid4()), "gate": desk.slug, "attendees": [{"name": "Lý Tư"}]}
    refused = client.post("/api/v1/checkin/walk-ins", json=body, headers=bearer)
    assert (refused.status_code, refused.json["code"]) == (409, "gate_closed")
    assert db.session.query(Registration).count() == db.session.query(Scan).count() == 0
    same = client.patch(f"/api/v1/events/{event.slug}", json={"gates": [told]}, headers=bearer)
    assert (same.status_code, same.json["gates"]) == (200, [read]), "what is read can be sent back"


def test_the_door_offers_open_desks_only(client: FlaskClient, event: Event, desk: Gate) -> None:
    guest, other = make_guest(event), make_gate(event)
    slug, here, code = other.slug, desk.slug, code_of(guest)
    sign_in(client, Role.GATE)
    door = client.get("/staff/checkin/gates/")
    assert (door.status_code, door.location) == (303, f"/staff/checkin/gates/{slug}/"), "the only one that is open"
    away = client.get(f"/staff/checkin/gates/{here}/")
    assert away.status_code == 303
    page = client.get(away.location).get_data(as_text=True)
    assert "đã đóng" in page
    assert f"/gates/{slug}/" in page
    assert f"/gates/{here}/" not in page
    mark = mark_of(client.get("/staff/"))
    scanned = client.post(f"/staff/checkin/gates/{here}/scans", data={"csrf_token": mark, "code": code})
    assert "Bàn này đã đóng" in client.get(scanned.location).get_data(as_text=True)
    assert client.get("/staff/checkin/gates/?closed=khong-co").status_code == 404
    assert client.get("/staff/checkin/gates/?closed=%00").status_code == 303


def test_a_desk_is_never_taken_away_from_under_a_scan(app: Flask, event: Event, desk: Gate) -> None:
    """Either the desk goes and nothing is scanned there, or it stays with all of its scans."""
    make_gate(event)
    change(desk, closed_at=None)
    scans = [scan_of(make_guest(event, f"Khách {number}"), desk) for number in range(12)]
    slug, gate_id = event.slug, desk.id
    db.session.remove()
    start = threading.Barrier(len(scans) + 1)

    def run(scan: dict[str, Any] | None) -> str:
        with app.app_context():
            start.wait()
            try:
                if scan:
                    return str(intake.check_in(read_rows([scan]) or [], TOKEN, None)[0].verdict)
                locked_event(slug)
                gates.remove(locked(db.session.get_one(Gate, gate_id)))
                db.session.commit()
                return "removed"
            except Refused:
                return "stays"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(scans) + 1) as threads:
        said = Counter(threads.map(run, [*scans, None]))
    kept = db.session.query(Scan).filter_by(gate_id=gate_id).count()
    assert said in (Counter(admitted=kept, stays=1), Counter(rejected=len(scans), removed=1))
    assert bool(kept) == bool(said["stays"])
