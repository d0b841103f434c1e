"""What a phone at the help desk asks of the server: a party, places, a walk-in, a name mended, its badge."""

import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import qrcode
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.rules import Scope
from showcase.badges import choice
from showcase.badges.rules import Which
from showcase.checkin import devices, group_codes
from showcase.checkin.models import Device, Gate
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.delegations import services as delegations
from showcase.delegations.models import Coach, Ride
from showcase.registration.models import Attendee, Event, Registration
from tests.checkin.door import change, check_in, code_of, make_gate, make_guest, scan_of
from tests.factories import make_event, make_session, make_token, save

Call = Callable[..., TestResponse]


@pytest.fixture
def event() -> Event:
    return make_event(capacity=4, waiting_list=True)


def enrol(client: FlaskClient, event: Event, **changes: Any) -> Call:
    """Calls of a phone that has been made a device of the event."""
    write()
    code = devices.enrolment_code(event)
    db.session.commit()
    answer = client.post("/api/v1/checkin/devices", json={"code": code, "name": "Bàn Hỗ trợ"}).json
    if changes:
        change(db.session.get_one(Device, answer["device"]["id"]), **changes)
    return calls(client, answer["key"])


def calls(client: FlaskClient, key: str) -> Call:
    def call(method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {key}"}
        sent = {"json": body} if body is not None else {}
        return client.open(f"/api/v1/checkin/{path}", method=method, headers=headers, **sent, **more)

    return call


@pytest.fixture
def phone(client: FlaskClient, event: Event) -> Call:
    return enrol(client, event)


def walk_in(gate: Gate, *names: str, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "gate": gate.slug, "attendees": [{"name": name} for name in names], **more}


def badges_of(event: Event, which: Which) -> list[int]:
    return [guest.attendee_id for guest in choice.standing(event).are(which)]


def verbs() -> list[str]:
    return list(db.session.scalars(db.select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_a_party_is_told_as_in_the_list(phone: Call, event: Event, gate: Gate) -> None:
    guest = make_guest(event, "Đặng Thị Hường", "Đặng An")
    check_in(scan_of(guest, gate))
    listed = {item["id"]: item for item in phone("GET", "list").json["items"]}
    told = phone("GET", f"parties?attendee={guest.registration.attendees[1].id}").json
    assert (told["total"], told["next"]) == (2, None)
    assert told["items"] == [listed[person.id] for person in guest.registration.attendees]
    assert phone("GET", "parties?attendee=²").status_code == 422
    assert phone("GET", "parties?attendee=99999").status_code == 404


def test_only_with_the_right_is_anybody_let_in_above_the_places(client: FlaskClient, event: Event, gate: Gate) -> None:
    phone = enrol(client, event)
    assert phone("GET", f"places?gate={gate.slug}").json == {
        "gate": gate.slug, "left": 4, "waiting": 0, "may_exceed": False,
    }  # fmt: skip
    assert phone("POST", "walk-ins", walk_in(gate, "Lý Một", "Lý Hai", "Lý Ba")).status_code == 201
    two = walk_in(gate, "Lý Tư", "Lý Út")
    assert phone("POST", "walk-ins", two).json["code"] == "full"
    assert phone("POST", "walk-ins", {**two, "above": True}).json["code"] == "may_not_exceed"
    assert db.session.query(Registration).count() == 1
    lead = enrol(client, event, may_exceed=True)
    assert lead("GET", f"places?gate={gate.slug}").json["may_exceed"] is True
    assert lead("POST", "walk-ins", two).json["code"] == "full", "never by itself"
    let_in = lead("POST", "walk-ins", {**two, "above": True})
    assert [result["verdict"] for result in let_in.json["results"]] == ["admitted"] * 2
    assert lead("POST", "walk-ins", {**two, "above": True}).status_code == 200, "pressed twice"
    db.session.refresh(event)
    assert (event.taken, event.capacity) == (5, 5)
    assert verbs().count("registration.received_above") == verbs().count("event.changed") == 1


def test_a_session_of_the_desk_grows_with_its_walk_ins(client: FlaskClient, event: Event) -> None:
    meal = make_session(event, capacity=1)
    gate = make_gate(event, sessions=[meal])
    lead = enrol(client, event, may_exceed=True)
    assert lead("GET", f"places?gate={gate.slug}").json["left"] == 1
    assert lead("POST", "walk-ins", walk_in(gate, "Lý Một", "Lý Hai", above=True)).status_code == 201
    db.session.refresh(meal)
    assert (meal.taken, meal.capacity) == (2, 2)


def test_who_waits_stands_before_walk_ins_and_may_get_a_place(client: FlaskClient, event: Event, gate: Gate) -> None:
    change(event, taken=3)
    family = make_guest(event, "Trần A", "Trần B", state="waitlisted").registration
    code, slug = family.code, gate.slug
    phone, lead = enrol(client, event), enrol(client, event, may_exceed=True)
    places = phone("GET", f"places?gate={slug}").json
    assert (places["left"], places["waiting"]) == (0, 2)
    assert phone("POST", f"parties/{code}/place", {}).json["code"] == "full"
    assert phone("POST", f"parties/{code}/place", {"above": True}).status_code == 403
    assert lead("POST", f"parties/{code}/place", {"above": True}).json["items"][0]["state"] == "confirmed"
    assert lead("POST", f"parties/{code}/place", {"above": True}).status_code == 200, "pressed twice"
    db.session.refresh(event)
    assert (event.taken, event.capacity) == (5, 5)
    asked = make_guest(event, "Lê C", state="pending").registration.code
    assert lead("POST", f"parties/{asked}/place", {"above": True}).json["code"] == "not_confirmed"


@pytest.mark.full
def test_what_a_walk_in_says_is_looked_at(phone: Call, gate: Gate) -> None:
    good = walk_in(gate, "Lý Tư", country="US", phone="(714) 555-0134", consents={"processing": True})
    for field, fault in (
        ("phone", {"phone": "12"}),
        ("consents.processing", {"consents": {"processing": False}}),
        ("attendees[0].name", {"attendees": [{"name": "🙂"}]}),
        ("attendees[0].name", {"attendees": [{"name": "a\0"}]}),
        ("attendees[0].name", {"attendees": [{"name": "a" * 10_000}]}),
        ("attendees", {"attendees": [{"name": "Lý"}] * 16}),
        ("above", {"above": "yes"}),
    ):
        refused = phone("POST", "walk-ins", {**good, **fault})
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field)
    noted = phone("POST", "walk-ins", {**good, "attendees": [{"name": "محمد علي", "honorific": "Ông"}]})
    assert noted.status_code == 201
    family = db.session.query(Registration).one()
    assert (family.contact_phone, family.attendees[0].honorific) == ("+17145550134", "Ông")


def test_a_name_is_mended_and_the_ticket_stays(phone: Call, event: Event) -> None:
    guest = make_guest(event, "Dang Huong")
    number, ticket = guest.id, code_of(guest)
    mended = phone(
        "PATCH", f"attendees/{number}", {"name": "Đặng Thị Hường", "second_name": "Helen Dang", "called": "Cô"}
    )
    assert (mended.json["name"], mended.json["second_name"], mended.json["called"]) == (
        "Đặng Thị Hường", "Helen Dang", "Cô",
    )  # fmt: skip
    person = db.session.get_one(Attendee, number)
    assert code_of(person) == ticket
    assert person.folded.split() == ["dang", "thi", "huong", "helen", "dang"]
    noted = verbs()
    assert phone("PATCH", f"attendees/{number}", {"name": "Đặng Thị Hường"}).status_code == 200
    assert verbs() == noted, "the same once more changes nothing"
    assert "attendee.changed" in noted
    for bad in ({}, {"name": " "}, {"name": "12"}, {"name": "x" * 201}, {"called": "\u202e"}):
        assert phone("PATCH", f"attendees/{number}", bad).status_code == 422


@pytest.mark.full
def test_a_badge_is_printed_and_anew_once_the_name_is_mended(phone: Call, event: Event) -> None:
    guest = make_guest(event, "Dang Huong")
    number = guest.id
    assert badges_of(event, Which.NEW) == [number]
    for paper in ("", "?paper=cards", "?paper=holders"):
        printed = phone("GET", f"attendees/{number}/badge.pdf{paper}")
        assert (printed.content_type, printed.data[:5]) == ("application/pdf", b"%PDF-")
        assert printed.headers["Cache-Control"] == "no-store"
    assert badges_of(event, Which.NEW) == []
    phone("PATCH", f"attendees/{number}", {"name": "Đặng Thị Hường"})
    assert badges_of(event, Which.CHANGED) == [number]
    phone("GET", f"attendees/{number}/badge.pdf")
    assert badges_of(event, Which.CHANGED) == []
    assert verbs().count("badges.printed") == 4
    assert phone("GET", f"attendees/{number}/badge.pdf?paper=a4").status_code == 422


def test_names_and_badges_are_for_devices_of_the_event(client: FlaskClient, event: Event, gate: Gate) -> None:
    guest = make_guest(event, "Đặng Thị Hường", state="waitlisted")
    number, code = guest.id, guest.registration.code
    ways: list[tuple[str, str, Any]] = [
        ("PATCH", f"attendees/{number}", {"name": "Ai đó"}),
        ("GET", f"attendees/{number}/badge.pdf", None),
        ("POST", f"parties/{code}/place", {}),
    ]
    open_to_tokens: list[tuple[str, str, Any]] = [
        ("GET", f"parties?attendee={number}", None),
        ("GET", f"places?gate={gate.slug}", None),
        ("POST", "photo", {}),
    ]
    program, other = calls(client, make_token(Scope.CHECKIN)), calls(client, make_token(Scope.REGISTRATIONS_READ))
    elsewhere = enrol(client, make_event())
    lost = enrol(client, event, revoked_at=event.starts_at)
    for way in ways:
        assert program(*way).json["code"] == "device_only"
    for way in (*ways, *open_to_tokens):
        assert lost(*way).status_code == 401
        assert client.open(f"/api/v1/checkin/{way[1]}", method=way[0]).status_code == 401
        assert other(*way).status_code == 403
        assert way[1] == "photo" or elsewhere(*way).status_code == 404
    assert [program(*way).status_code for way in open_to_tokens] == [200] * 3
    assert enrol(client, event)("GET", f"attendees/{number}/badge.pdf").json["code"] == "not_confirmed"
    assert db.session.get_one(Attendee, number).name == "Đặng Thị Hường"


def test_a_photograph_is_read_and_nothing_else_is(phone: Call) -> None:
    file = io.BytesIO()
    qrcode.make("0123456789").save(file, format="PNG")
    picture = file.getvalue()
    assert phone("POST", "photo", data=picture, content_type="image/png").json == {"code": "0123456789"}
    assert phone("POST", "photo", data={"photo": (io.BytesIO(picture), "a.png")}).json == {"code": "0123456789"}
    for nothing in (b"", b"%PDF-1.7", picture[:200]):
        assert phone("POST", "photo", data=nothing, content_type="image/png").json == {"code": None}


def test_a_coach_is_known_by_the_digest_of_its_code(client: FlaskClient, event: Event, gate: Gate) -> None:
    phone, program = enrol(client, event), calls(client, make_token(Scope.CHECKIN))
    one, two = make_guest(event, "Trần A"), make_guest(event, "Trần B")
    coach = save(Coach(event_id=event.id, name="Xe 1"))
    for person in (one, two):
        save(Ride(attendee_id=person.id, coach_id=coach.id))
    code = delegations.code_of(coach)
    (group,) = phone("GET", "list").json["groups"]
    assert group == {
        "label": "Xe 1",
        "code_digest": group_codes.digest(f" {code[:6].lower()} {code[6:]}", event.slug),
        "attendees": [one.id, two.id],
    }
    assert group["code_digest"] != group_codes.digest(code, "another-event")
    assert "groups" not in phone("GET", "list?offset=1").json, "once, on the first page"
    scan = scan_of(code.lower(), gate)
    (answer,) = phone("POST", "scans", {"scans": [scan]}).json["results"]
    assert (answer["reason"], answer["group"]) == ("unknown", {"label": "Xe 1", "attendees": [one.id, two.id]})
    (answer,) = program("POST", "scans", {"scans": [{**scan, "id": str(uuid4())}]}).json["results"]
    assert "group" not in answer, "a program is told of tickets alone"
