"""Gates over the API, and guests who come without having answered."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.rules import Scope
from showcase.checkin.models import Scan
from showcase.core.database import db
from showcase.registration.models import Registration
from tests.checkin.door import change, check_in, make_gate, make_guest, scan_of
from tests.factories import make_edition, make_event, make_token

Call = Callable[..., TestResponse]
NEW = {
    "slug": "hop-mat",
    "title": {"vi": "Họp mặt"},
    "starts_at": "2030-01-29T08:00:00+07:00",
    "ends_at": "2030-01-29T11:00:00+07:00",
}


@pytest.fixture
def api(client: FlaskClient) -> Call:
    make_edition()
    secret = make_token(Scope.EVENTS_WRITE, Scope.CHECKIN, Scope.REGISTRATIONS_READ)

    def call(method: str, path: str, body: Any = None) -> TestResponse:
        headers = {"Authorization": f"Bearer {secret}"}
        return client.open(f"/api/v1/{path}", method=method, json=body, headers=headers)

    return call


@pytest.mark.parametrize("given", [{}, {"gates": None}, {"gates": []}])
def test_an_event_without_gates_gets_one(given: dict[str, Any], api: Call) -> None:
    made = api("POST", "events", {**NEW, **given})
    assert made.status_code == 201
    (gate,) = made.json["gates"]
    assert gate["sessions"] == []
    assert api("GET", "events/hop-mat").json["gates"] == [gate]


def test_gates_are_made_changed_and_removed(api: Call) -> None:
    sessions = [{"slug": "com", "title": {"vi": "Cơm thân mật"}}]
    gates = [{"slug": "cong", "name": "Cổng"}, {"slug": "nha-an", "name": {"vi": "Nhà ăn"}, "sessions": ["com"]}]
    made = api("POST", "events", {**NEW, "sessions": sessions, "gates": gates}).json["gates"]
    assert [(g["slug"], g["name"], g["sessions"]) for g in made] == [
        ("cong", {"vi": "Cổng"}, []),
        ("nha-an", {"vi": "Nhà ăn"}, ["com"]),
    ]
    left = api("PATCH", "events/hop-mat", {"gates": [{"slug": "nha-an", "sessions": []}]}).json["gates"]
    assert [(g["slug"], g["name"], g["sessions"]) for g in left] == [("nha-an", {"vi": "Nhà ăn"}, [])]
    assert api("PATCH", "events/hop-mat", {"capacity": 5}).json["gates"] == left


def test_kinds_limits_and_times_of_gates_are_told_and_taken(api: Call) -> None:
    desk = {
        "slug": "nha-an",
        "name": "Nhà ăn",
        "kind": "help_desk",
        "entries": "per_day",
        "entries_limit": 2,
        "opens_at": "2030-01-29T10:00:00+07:00",
        "closes_at": "2030-01-29T13:00:00+07:00",
    }
    (made,) = api("POST", "events", {**NEW, "gates": [desk]}).json["gates"]
    told = {"kind": "help_desk", "entries": "per_day", "entries_limit": 2, "opens_at": "2030-01-29T03:00:00Z"}
    assert made.items() >= told.items()
    assert "pin" not in made
    assert api("PATCH", "events/hop-mat", {"gates": [made]}).json["gates"] == [made], "what is read can be sent back"
    (left,) = api("PATCH", "events/hop-mat", {"gates": [{"slug": "nha-an", "opens_at": None}]}).json["gates"]
    assert (left["opens_at"], left["closes_at"]) == (None, made["closes_at"])
    faults: list[dict[str, Any]] = [
        {"kind": "exit"},
        {"entries": []},
        {"entries_limit": 0},
        {"entries_limit": 10**30},
        {"opens_at": "soon"},
        {"opens_at": desk["closes_at"], "closes_at": desk["opens_at"]},
    ]
    for fault in faults:
        refused = api("PATCH", "events/hop-mat", {"gates": [{"slug": "nha-an", **fault}]})
        assert (refused.status_code, refused.json["code"]) == (422, "invalid"), fault


def test_a_gate_slug_is_used_once_in_the_installation(api: Call) -> None:
    api("POST", "events", {**NEW, "gates": [{"slug": "cong", "name": "Cổng"}]})
    again = api("POST", "events", {**NEW, "slug": "khac", "gates": [{"slug": "cong", "name": "Cổng"}]})
    assert (again.status_code, again.json["code"]) == (409, "slug_taken")
    assert api("GET", "events/khac").status_code == 404


@pytest.mark.parametrize(
    "gates",
    [
        "cong",
        [7],
        [{"name": "Cổng"}],
        [{"slug": "Cổng"}],
        [{"slug": "a"}, {"slug": "a"}],
        [{"slug": "a", "sessions": ["none"]}],
        [{"slug": "a", "sessions": "com"}],
        [{"slug": "a", "name": 7}],
        [{"slug": "a", "name": "x\u0000"}],
    ],
)
def test_faulty_gates_are_named(gates: Any, api: Call) -> None:
    response = api("POST", "events", {**NEW, "gates": gates})
    assert (response.status_code, response.json["code"]) == (422, "invalid")
    assert response.json["errors"][0]["field"].startswith("gates")


def test_a_gate_that_has_scanned_stays(api: Call) -> None:
    event = make_event()
    gate = make_gate(event)
    check_in(scan_of(make_guest(event), gate))
    response = api("PATCH", f"events/{event.slug}", {"gates": [{"slug": "moi", "name": "Mới"}]})
    assert (response.status_code, response.json["code"]) == (409, "gate_used")


def test_the_search_for_attendees_tells_when_they_entered(api: Call) -> None:
    event = make_event()
    guest = make_guest(event)
    check_in(scan_of(guest, make_gate(event)))
    (item,) = api("GET", "attendees?q=huong dang").json["items"]
    assert item["entered_at"]


def test_a_walk_in_is_registered_and_admitted_once(api: Call) -> None:
    event = make_event(capacity=3)
    gate = make_gate(event, any_time=False)
    change(event, doors_close_at=event.starts_at)
    body = {"id": str(uuid4()), "gate": gate.slug, "attendees": [{"name": "Lý Tư"}, {"name": "Lý Út"}]}
    first, again = api("POST", "checkin/walk-ins", body), api("POST", "checkin/walk-ins", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert [result["verdict"] for result in first.json["results"]] == ["admitted"] * 2
    assert again.json["registration"] == first.json["registration"]
    assert db.session.query(Registration).count() == 1
    full = api("POST", "checkin/walk-ins", {**body, "id": str(uuid4())})
    assert (full.status_code, full.json["code"]) == (409, "full")
    assert db.session.query(Scan).count() == 2


def test_a_walk_in_needs_a_name_and_a_gate(api: Call) -> None:
    gate = make_gate(make_event())
    good = {"id": str(uuid4()), "gate": gate.slug, "attendees": [{"name": "Lý Tư"}]}
    for fault in ({"id": "1"}, {"attendees": []}, {"attendees": [{"name": " "}]}, {"country": "XX"}, {"gate": None}):
        assert api("POST", "checkin/walk-ins", {**good, **fault}).status_code == 422
    assert api("POST", "checkin/walk-ins", {**good, "gate": "none"}).status_code == 404
