"""Events over the API."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Scope
from showcase.core.database import db, write
from showcase.registration.models import Event
from tests.factories import make_edition, make_event, make_registration, make_session
from tests.registration.test_api import Api

ADDRESS = "/api/v1/events"


@pytest.fixture
def api(client: FlaskClient) -> Api:
    return Api(client, Scope.EVENTS_WRITE)


def body(**changes: Any) -> dict[str, Any]:
    return {
        "slug": "xuan-moi",
        "title": {"vi": "Họp mặt", "en": "Gathering"},
        "starts_at": "2030-02-01T08:00:00+07:00",
        "ends_at": "2030-02-01T12:00:00+07:00",
        **changes,
    }


def test_an_event_is_made_with_what_is_given_and_the_rest_by_default(api: Api) -> None:
    make_edition()
    answer = api("POST", ADDRESS, body(capacity=None, timezone=None, waiting_list=None, sessions=None))
    assert answer.status_code == 201, answer.json
    made = answer.json
    assert made["starts_at"] == "2030-02-01T01:00:00Z"
    assert (made["capacity"], made["taken"], made["waiting_list"]) == (None, 0, False)
    assert made["timezone"] == "Asia/Ho_Chi_Minh"
    assert made["registration_opens_at"] is made["doors_close_at"] is None
    shown = api.client.get(f"{ADDRESS}/xuan-moi").json
    assert {name: shown[name] for name in made} == made
    assert api.client.get(ADDRESS).json["items"] == [made]


def test_sessions_are_made_changed_and_taken_away(api: Api) -> None:
    make_edition()
    sessions = [{"slug": "com", "title": {"vi": "Cơm thân mật"}, "capacity": 20}, {"slug": "di", "title": {"vi": "Đi"}}]
    made = api("POST", ADDRESS, body(sessions=sessions)).json
    (meal,) = made["sessions"][:1]
    assert (meal["slug"], meal["title"], meal["capacity"], meal["taken"]) == ("com", {"vi": "Cơm thân mật"}, 20, 0)
    assert (meal["access"], meal["guest_kinds"]) == ("open", [])
    changed = api("PATCH", f"{ADDRESS}/xuan-moi", {"sessions": [{"slug": "com", "capacity": None}]}).json
    assert changed["sessions"] == [{**meal, "capacity": None}]


def test_a_booked_session_stays(api: Api) -> None:
    event = make_event()
    meal = make_session(event)
    registration = make_registration(event)
    write()
    registration.attendees[0].sessions.append(meal)
    db.session.commit()
    answer = api("PATCH", f"{ADDRESS}/{event.slug}", {"sessions": []})
    assert (answer.status_code, answer.json["code"]) == (409, "session_taken")


def test_a_slug_is_never_used_again(api: Api) -> None:
    make_edition()
    api("POST", ADDRESS, body())
    assert api("POST", ADDRESS, body()).json["code"] == "slug_taken"


def test_a_capacity_below_taken_is_refused(api: Api) -> None:
    event = make_event(capacity=5)
    make_registration(event, 3)
    answer = api("PATCH", f"{ADDRESS}/{event.slug}", {"capacity": 2})
    assert (answer.status_code, answer.json["code"]) == (409, "capacity_below_taken")
    assert api("PATCH", f"{ADDRESS}/{event.slug}", {"capacity": 3}).json["capacity"] == 3


def test_more_places_go_to_those_who_wait(api: Api) -> None:
    event = make_event(capacity=1, waiting_list=True)
    make_registration(event)
    waiting = make_registration(event, 2)
    answer = api("PATCH", f"{ADDRESS}/{event.slug}", {"capacity": 3}).json
    assert answer["taken"] == 3
    db.session.expire_all()
    assert waiting.state == "confirmed"


def test_a_change_leaves_the_rest(api: Api) -> None:
    event = make_event(capacity=5, waiting_list=True)
    before = api.client.get(f"{ADDRESS}/{event.slug}").json
    after = api("PATCH", f"{ADDRESS}/{event.slug}", {"doors_open_at": "2030-01-01T00:00:00Z"}).json
    assert after == {**before, "doors_open_at": "2030-01-01T00:00:00Z"}


def test_rights(client: FlaskClient) -> None:
    event = make_event()
    assert client.get(ADDRESS).status_code == 200
    assert client.post(ADDRESS, json=body()).status_code == 401
    assert Api(client, Scope.REGISTRATIONS_WRITE)("POST", ADDRESS, body()).status_code == 403
    assert Api(client, Scope.REGISTRATIONS_WRITE)("PATCH", f"{ADDRESS}/{event.slug}", {}).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", None),
        ("slug", "Xuân"),
        ("slug", "a--b"),
        ("slug", "a\x00"),
        ("slug", 5),
        ("slug", "x" * 121),
        ("title", None),
        ("title", {}),
        ("title", "Họp mặt"),
        ("title", {"xx": "Họp mặt"}),
        ("title", {"vi": 1}),
        ("title", {"vi": ""}),
        ("title", {"vi": "a\x00b"}),
        ("starts_at", None),
        ("starts_at", "2030-02-01"),
        ("starts_at", "2030-02-01T08:00:00"),
        ("starts_at", "2030-02-31T08:00:00Z"),
        ("starts_at", "0001-01-01T00:00:00+23:59"),
        ("starts_at", 1_900_000_000),
        ("ends_at", "2030-02-01T07:00:00+07:00"),
        ("capacity", -1),
        ("capacity", True),
        ("capacity", 1.5),
        ("capacity", "10"),
        ("capacity", 10**30),
        ("timezone", "Mars/Base"),
        ("timezone", 7),
        ("waiting_list", "yes"),
        ("waiting_list", 1),
        ("registration_opens_at", "soon"),
        ("sessions", "x"),
        ("sessions", [1]),
        ("sessions", [{"slug": "a"}]),
        ("sessions", [{"slug": "a", "title": {"vi": "A"}}, {"slug": "a", "title": {"vi": "A"}}]),
        ("sessions", [{"slug": "a", "title": {"vi": "A"}, "capacity": False}]),
    ],
)
def test_a_faulty_field_is_named(api: Api, field: str, value: Any) -> None:
    make_edition()
    answer = api("POST", ADDRESS, body(**{field: value}))
    assert answer.status_code == 422, answer.json
    assert any(fault["field"].startswith(field) for fault in answer.json["errors"])
    assert db.session.scalars(db.select(Event)).all() == []
