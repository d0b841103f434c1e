"""Registrations over the API, as other programs rely on them."""

import json
import re
import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Scope
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.registration import services
from showcase.registration.models import Event, Registration, Session
from tests.factories import make_event, make_registration, make_session, make_token

ADDRESS = "/api/v1/registrations"


class Api:
    """A program with a token."""

    def __init__(self, client: FlaskClient, *scopes: Scope) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {make_token(*scopes)}"}

    def __call__(self, method: str, address: str, body: Any = None, key: str | None = None) -> Any:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.open(address, method=method, headers=headers, **sent)

    def register(self, event: Event, people: int = 1, key: str | None = None, **changes: Any) -> Any:
        return self("POST", ADDRESS, {**body_of(event, people), **changes}, key or str(uuid.uuid4()))


@pytest.fixture
def api(client: FlaskClient) -> Api:
    return Api(client, Scope.REGISTRATIONS_READ, Scope.REGISTRATIONS_WRITE)


def body_of(event: Event, people: int = 1) -> dict[str, Any]:
    return {
        "event": event.slug,
        "locale": "vi",
        "contact": {"name": "Đặng Thị Hường", "email": "huong@example.org", "country": "US"},
        "attendees": [{"name": f"Người {chr(65 + n)}"} for n in range(people)],
        "consents": {"processing": True},
    }


def taken(event: Event) -> int:
    return db.session.scalar(db.select(Event.taken).filter_by(id=event.id)) or 0


def test_a_party_is_confirmed_with_a_ticket_each(api: Api) -> None:
    event = make_event(capacity=10)
    answer = api.register(event, 3)
    assert answer.status_code == 201
    body = answer.json
    assert body["state"] == "confirmed"
    assert body["event"] == event.slug
    assert [a["name"] for a in body["attendees"]] == ["Người A", "Người B", "Người C"]
    assert all(a["ticket"]["code"].isdigit() for a in body["attendees"])
    assert body["manage_url"].startswith("http://localhost/vi/r/")
    assert "position" not in body
    assert taken(event) == 3
    assert answer.headers["Cache-Control"] == "no-store"


def test_names_are_kept_as_written_in_composed_form(api: Api) -> None:
    answer = api.register(make_event(), attendees=[{"name": "  đẶNG  Thi\u0323 hu\u031bo\u031b\u0300ng "}])
    assert answer.json["attendees"][0]["name"] == "đẶNG  Thị hường"


def test_the_same_key_and_body_get_the_same_answer(api: Api) -> None:
    event = make_event(capacity=10)
    first, second = api.register(event, 2, key="k1"), api.register(event, 2, key="k1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert taken(event) == 2


def test_the_same_key_with_another_body_is_a_mismatch(api: Api) -> None:
    event = make_event()
    api.register(event, 1, key="k1")
    answer = api.register(event, 2, key="k1")
    assert (answer.status_code, answer.json["code"]) == (409, "idempotency_mismatch")
    assert answer.mimetype == "application/problem+json"


def test_keys_belong_to_the_token(api: Api, client: FlaskClient) -> None:
    event = make_event()
    other = Api(client, Scope.REGISTRATIONS_WRITE)
    codes = {one.register(event, key="same").json["code"] for one in (api, other)}
    assert len(codes) == 2


def test_a_refusal_is_not_remembered(api: Api) -> None:
    event = make_event(capacity=1)
    assert api.register(event, 2, key="k").json["code"] == "full"
    write()
    db.session.get_one(Event, event.id).capacity = 2
    db.session.commit()
    assert api.register(event, 2, key="k").status_code == 201


def test_a_replay_is_answered_after_registration_has_closed(api: Api) -> None:
    event = make_event()
    api.register(event, key="k")
    write()
    db.session.get_one(Event, event.id).registration_closes_at = event.starts_at.replace(year=2020)
    db.session.commit()
    assert api.register(event, key="k").status_code == 200
    assert api.register(event, key="other").json["code"] == "registration_closed"


def test_a_party_that_does_not_fit_is_refused_whole(api: Api) -> None:
    event = make_event(capacity=3)
    api.register(event, 2)
    answer = api.register(event, 2)
    assert (answer.status_code, answer.json["code"]) == (409, "full")
    assert taken(event) == 2


def test_where_there_is_a_list_a_party_waits_and_moves_up(api: Api) -> None:
    event = make_event(capacity=3, waiting_list=True)
    first = api.register(event, 3).json
    waiting, behind = api.register(event, 2).json, api.register(event, 1).json
    assert [(w["state"], w["position"]) for w in (waiting, behind)] == [("waitlisted", 1), ("waitlisted", 2)]
    assert waiting["attendees"][0]["ticket"] is None
    api("DELETE", f"{ADDRESS}/{first['code']}")
    states = [api("GET", f"{ADDRESS}/{w['code']}").json["state"] for w in (waiting, behind)]
    assert states == ["confirmed", "confirmed"]
    assert taken(event) == 3


def test_a_newcomer_does_not_overtake_those_who_wait(api: Api) -> None:
    event = make_event(capacity=3, waiting_list=True)
    first = api.register(event, 1).json
    api.register(event, 2)
    waiting = api.register(event, 3).json
    api("DELETE", f"{ADDRESS}/{first['code']}")
    newcomer = api.register(event, 1).json
    assert (newcomer["state"], newcomer["position"]) == ("waitlisted", 2)
    assert api("GET", f"{ADDRESS}/{waiting['code']}").json["position"] == 1


def test_who_waits_for_a_session_does_not_stop_others(api: Api) -> None:
    event = make_event(capacity=10, waiting_list=True)
    visit = make_session(event, capacity=1)
    trip = [{"name": "A", "sessions": [visit.slug]}]
    assert api.register(event, attendees=trip).json["state"] == "confirmed"
    assert api.register(event, attendees=trip).json["state"] == "waitlisted"
    assert api.register(event, 2).json["state"] == "confirmed"


def test_a_full_session_refuses_the_whole_party(api: Api) -> None:
    event = make_event(capacity=10)
    visit = make_session(event, capacity=1)
    people = [{"name": "A", "sessions": [visit.slug]}, {"name": "B", "sessions": [visit.slug]}]
    assert api.register(event, attendees=people).json["code"] == "full"
    assert taken(event) == 0


@pytest.mark.parametrize("changes", [{"registration_opens_at": 1}, {"registration_closes_at": -1}])
def test_outside_the_time_of_registration_it_is_closed(api: Api, changes: dict[str, int]) -> None:
    event = make_event()
    write()
    for name, sign in changes.items():
        moment = event.starts_at.replace(year=event.starts_at.year + sign * 3)
        setattr(db.session.get_one(Event, event.id), name, moment)
    db.session.commit()
    answer = api.register(event)
    assert (answer.status_code, answer.json["code"]) == (409, "registration_closed")


def test_a_correction_keeps_the_ticket(api: Api) -> None:
    event = make_event()
    meal = make_session(event)
    before = api.register(event, 2).json
    body = {"attendees": [{"id": before["attendees"][0]["id"], "name": "Đặng Hường", "sessions": [meal.slug]}]}
    after = api("PATCH", f"{ADDRESS}/{before['code']}", body).json
    assert [a["name"] for a in after["attendees"]] == ["Đặng Hường", "Người B"]
    assert after["attendees"][0]["sessions"] == [meal.slug]
    assert [a["ticket"] for a in after["attendees"]] == [a["ticket"] for a in before["attendees"]]
    assert db.session.get_one(Session, meal.id).taken == 1


def test_a_correction_to_a_full_session_changes_nothing(api: Api) -> None:
    event = make_event()
    visit = make_session(event, capacity=0)
    before = api.register(event).json
    body = {"attendees": [{"id": before["attendees"][0]["id"], "name": "B", "sessions": [visit.slug]}]}
    assert api("PATCH", f"{ADDRESS}/{before['code']}", body).json["code"] == "full"
    assert api("GET", f"{ADDRESS}/{before['code']}").json == before


def test_cancelling_frees_places_and_tickets_and_can_be_repeated(api: Api) -> None:
    event = make_event(capacity=2)
    code = api.register(event, 2).json["code"]
    for _ in range(2):
        answer = api("DELETE", f"{ADDRESS}/{code}")
        assert answer.status_code == 200
        assert answer.json["state"] == "cancelled"
        assert answer.json["attendees"][0]["ticket"] is None
    assert taken(event) == 0
    attendee_id = answer.json["attendees"][0]["id"]
    patch = api("PATCH", f"{ADDRESS}/{code}", {"attendees": [{"id": attendee_id, "name": "B"}]})
    assert (patch.status_code, patch.json["code"]) == (409, "cancelled")
    assert api("POST", f"/api/v1/attendees/{attendee_id}/ticket").json["code"] == "cancelled"


def test_a_new_ticket_replaces_the_old(api: Api) -> None:
    attendee = api.register(make_event()).json["attendees"][0]
    answer = api("POST", f"/api/v1/attendees/{attendee['id']}/ticket")
    assert answer.status_code == 201
    assert answer.json["code"] != attendee["ticket"]["code"]
    assert answer.json["pdf"] == attendee["ticket"]["pdf"]


def test_unknown_things_are_not_found(api: Api) -> None:
    for address in (f"{ADDRESS}/NOSUCH11", f"{ADDRESS}/%00", f"{ADDRESS}/{'A' * 300}"):
        assert api("GET", address).status_code == 404
    assert api("POST", "/api/v1/attendees/999/ticket").status_code == 404
    assert api("POST", f"/api/v1/attendees/{2**70}/ticket").status_code == 404


def test_rights(client: FlaskClient) -> None:
    event = make_event()
    assert client.post(ADDRESS, json=body_of(event)).status_code == 401
    assert client.get(ADDRESS, headers={"Authorization": "Bearer nonsense"}).status_code == 401
    reader = Api(client, Scope.REGISTRATIONS_READ)
    assert reader.register(event).status_code == 403
    assert reader("GET", ADDRESS).json == {"items": [], "total": 0, "next": None}
    assert reader("GET", "/api/v1/events/none").status_code == 404


def test_lists_come_in_pages(api: Api) -> None:
    event = make_event()
    for _ in range(3):
        api.register(event)
    page = api("GET", f"{ADDRESS}?limit=2&event={event.slug}").json
    assert (len(page["items"]), page["total"]) == (2, 3)
    rest = api("GET", page["next"].removeprefix("http://localhost")).json
    assert (len(rest["items"]), rest["next"]) == (1, None)
    for limit in ("0", "501", "x", "-1"):
        assert api("GET", f"{ADDRESS}?limit={limit}").status_code == 422
    assert api("GET", f"{ADDRESS}?state=nonsense").status_code == 422


def test_one_message_is_posted_for_an_address(api: Api) -> None:
    api.register(make_event())
    message = db.session.scalars(db.select(Message)).one()
    assert (message.kind, message.recipient, message.locale) == ("registration", "huong@example.org", "vi")


def test_without_an_address_nothing_is_posted(api: Api) -> None:
    contact = {"name": "A", "phone": "(714) 555-0123", "country": "US"}
    assert api.register(make_event(), contact=contact).status_code == 201
    assert db.session.scalars(db.select(Message)).all() == []
    assert db.session.scalars(db.select(Registration)).one().contact_phone == "+17145550123"


def test_a_number_in_viet_nam_is_enough_and_kept_as_it_is_called_from_abroad(api: Api) -> None:
    contact = {"name": "Hường", "country": "US", "home_phone": "0294 385 1234"}
    assert api.register(make_event(), contact=contact).status_code == 201
    assert db.session.scalars(db.select(Registration)).one().phones == ["+842943851234"]


FAULTS: list[tuple[str, Any, str]] = [
    ("event", None, "event"),
    ("event", 7, "event"),
    ("event", "no-such", "event"),
    ("event", ["a"], "event"),
    ("event", "a\x00b", "event"),
    ("locale", "xx", "locale"),
    ("locale", None, "locale"),
    ("locale", {"vi": 1}, "locale"),
    ("contact", None, "contact"),
    ("contact", [], "contact"),
    ("contact.name", "", "contact.name"),
    ("contact.name", "   ", "contact.name"),
    ("contact.name", 5, "contact.name"),
    ("contact.name", "x" * 201, "contact.name"),
    ("contact.name", "a\x00b", "contact.name"),
    ("contact.name", "\ud800", "contact.name"),
    ("contact.country", "XX", "contact.country"),
    ("contact.country", "us", "contact.country"),
    ("contact.country", None, "contact.country"),
    ("contact.country", True, "contact.country"),
    ("contact.country", ["US"], "contact.country"),
    ("contact.email", "no", "contact.email"),
    ("contact.email", "a@b@c.org", "contact.email"),
    ("contact.email", f"{'a' * 250}@example.org", "contact.email"),
    ("contact.email", None, "contact.email"),
    ("contact.email", {"a": 1}, "contact.email"),
    ("contact.email", "a@example.org\nBcc: b@example.org", "contact.email"),
    ("contact.home_phone", "abc", "contact.home_phone"),
    ("contact.phone", "abc", "contact.phone"),
    ("contact.phone", 714, "contact.phone"),
    ("attendees", None, "attendees"),
    ("attendees", [], "attendees"),
    ("attendees", {}, "attendees"),
    ("attendees", "abc", "attendees"),
    ("attendees", [{"name": "A"}] * 16, "attendees"),
    ("attendees", [None], "attendees[0]"),
    ("attendees", [[{"name": "A"}]], "attendees[0]"),
    ("attendees", [{"name": "A"}, {}], "attendees[1].name"),
    ("attendees", [{"name": "A"}, {"name": ["B"]}], "attendees[1].name"),
    ("attendees", [{"name": "A\u202eB"}], "attendees[0].name"),
    ("attendees", [{"name": "A\nB"}], "attendees[0].name"),
    ("attendees", [{"name": "123"}], "attendees[0].name"),
    ("attendees", [{"name": "\u200b"}], "attendees[0].name"),
    ("attendees", [{"name": "x" * 201}], "attendees[0].name"),
    ("attendees", [{"name": "A", "age_band": "99"}], "attendees[0].age_band"),
    ("attendees", [{"name": "A", "age_band": 60}], "attendees[0].age_band"),
    ("attendees", [{"name": "A", "sessions": "x"}], "attendees[0].sessions"),
    ("attendees", [{"name": "A", "sessions": ["no-such"]}], "attendees[0].sessions[0]"),
    ("attendees", [{"name": "A", "sessions": [{}]}], "attendees[0].sessions[0]"),
    ("attendees", [{"name": "A", "no_photo": "yes"}], "attendees[0].no_photo"),
    ("attendees", [{"name": "A", "diet": "chay"}], "attendees[0].diet"),
    ("consents", None, "consents"),
    ("consents", {}, "consents.processing"),
    ("consents", {"processing": False}, "consents.processing"),
    ("consents", {"processing": 1}, "consents.processing"),
    ("consents", {"processing": "true"}, "consents.processing"),
    ("consents", {"processing": True, "photo": 1}, "consents.photo"),
    ("guest_kind", "king", "guest_kind"),
]


@pytest.mark.parametrize(("path", "value", "field"), FAULTS)
def test_a_faulty_field_refuses_the_whole_request(api: Api, path: str, value: Any, field: str) -> None:
    event = make_event()
    body = body_of(event)
    *parents, last = path.split(".")
    target = body
    for parent in parents:
        target = target[parent]
    target[last] = value
    answer = api("POST", ADDRESS, body, "k")
    assert answer.status_code == 422, answer.json
    assert answer.json["code"] == "invalid"
    assert field in [fault["field"] for fault in answer.json["errors"]]
    assert all(fault["message"] for fault in answer.json["errors"])
    assert db.session.scalars(db.select(Registration)).all() == []


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe{}", 400),
        (b'{"event": NaN}', 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"{}", 422),
        (b'{"event": "' + b"x" * 1_100_000 + b'"}', 413),
    ],
)
def test_a_body_that_is_no_object_is_refused(api: Api, raw: bytes, status: int) -> None:
    answer = api.client.post(ADDRESS, data=raw, headers=api.headers, content_type="application/json")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "attendees"),
        ({"attendees": [{"name": "A"}]}, "attendees[0].id"),
        ({"attendees": [{"id": 10**30, "name": "A"}]}, "attendees[0].id"),
        ({"attendees": [{"id": True, "name": "A"}]}, "attendees[0].id"),
        ({"attendees": [{"id": "1"}]}, "attendees[0].id"),
        ({"attendees": [{"id": 999_999}]}, "attendees[0].id"),
        ({"attendees": [{"id": None, "name": "A"}]}, "attendees[0].id"),
        ({"attendees": [{"id": "OWN", "name": ""}]}, "attendees[0].name"),
        ({"attendees": [{"id": "OWN", "name": None}]}, "attendees[0].name"),
        ({"attendees": [{"id": "OWN", "sessions": ["nope"]}]}, "attendees[0].sessions[0]"),
        ({"attendees": [{"id": "OWN"}, {"id": "OWN"}]}, "attendees[1].id"),
    ],
)
def test_a_faulty_correction_is_refused(api: Api, body: dict[str, Any], field: str) -> None:
    registered = api.register(make_event()).json
    for one in body.get("attendees", []):
        if one.get("id") == "OWN":
            one["id"] = registered["attendees"][0]["id"]
    answer = api("PATCH", f"{ADDRESS}/{registered['code']}", body)
    assert answer.status_code == 422
    assert field in [fault["field"] for fault in answer.json["errors"]]


@pytest.mark.parametrize("key", ["", "x" * 256, "chìa khóa"])
def test_a_key_that_is_none_is_refused(api: Api, key: str) -> None:
    event = make_event()
    headers = {**api.headers, "Idempotency-Key": key.encode().decode("latin-1")}
    answer = api.client.post(ADDRESS, json=body_of(event), headers=headers)
    assert answer.status_code == 422


def test_names_whose_folded_form_outgrows_its_column_are_kept(api: Api) -> None:
    for name in ("陳" * 200, "ﷺ" * 200, "Ệ" * 200):
        answer = api.register(make_event(), attendees=[{"name": name}])
        assert answer.status_code == 201, answer.json
        assert answer.json["attendees"][0]["name"] == name
    assert api("GET", "/api/v1/attendees?q=陳").json["total"] == 1


class TestFindingPeople:
    @pytest.mark.parametrize(
        "typed", ["dang huong", "huong dang", "Đặng Thị Hường", "HUO dan", "hường", "DANG-THI", "o'brien", "brien"]
    )
    def test_names_are_found_by_beginnings_in_any_order(self, api: Api, typed: str) -> None:
        event = make_event()
        api.register(event, attendees=[{"name": "Đặng Thị Hường"}, {"name": "O’Brien-Đặng Thị Hường"}])
        assert api("GET", f"/api/v1/attendees?q={typed}&event={event.slug}").json["total"] >= 1

    @pytest.mark.parametrize("typed", ["ang", "xyz", "%", "_", "huong%", "\x00", "ặ-'", "\\"])
    def test_what_begins_no_word_finds_nobody(self, api: Api, typed: str) -> None:
        api.register(make_event(), attendees=[{"name": "Đặng Thị Hường"}])
        answer = api.client.get("/api/v1/attendees", query_string={"q": typed}, headers=api.headers)
        assert (answer.status_code, answer.json["total"]) == (200, 0)

    def test_an_item_says_who_and_where(self, api: Api) -> None:
        event = make_event()
        registered = api.register(event).json
        item = api("GET", "/api/v1/attendees?q=nguoi").json["items"][0]
        assert item == {
            "id": registered["attendees"][0]["id"],
            "name": "Người A",
            "registration": registered["code"],
            "event": event.slug,
            "state": "confirmed",
            "entered_at": None,
            "ticket": registered["attendees"][0]["ticket"],
        }

    def test_at_the_door_nobody_leafs_through_the_list(self, api: Api, client: FlaskClient) -> None:
        api.register(make_event(), attendees=[{"name": "Đặng Thị Hường"}, {"name": "陳美麗"}])
        door = Api(client, Scope.CHECKIN)
        for typed, found in [("", 0), ("da", 0), ("d h", 0), ("d9", 0), ("123", 0), ("dan", 1), ("d hu", 1), ("陳", 1)]:
            items = door("GET", f"/api/v1/attendees?q={typed}").json["items"]
            assert len(items) == found, typed
            assert all("ticket" not in item for item in items)
            assert "@" not in json.dumps(items)
        assert api("GET", "/api/v1/attendees?q=da").json["total"] == 1
        assert Api(client, Scope.EVENTS_WRITE)("GET", "/api/v1/attendees?q=dan").status_code == 403

    @pytest.mark.parametrize("path", ["attendees?q=dang", "registrations?limit=100"])
    def test_a_list_asks_a_steady_number_of_queries(self, api: Api, path: str, query_recorder: list[str]) -> None:
        event = make_event()
        make_session(event)
        counts = []
        for _ in range(2):
            for _ in range(6):
                make_registration(event, 2)
                services.cancel(make_registration(event), clock.now())
                db.session.commit()
            query_recorder.clear()
            api("GET", f"/api/v1/{path}")
            counts.append(len(query_recorder))
        assert counts[0] == counts[1]


def test_the_description_covers_every_address(app: Flask, client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").json["paths"]
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("registration_api."):
            address = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)
            assert {m.lower() for m in rule.methods or () if m not in ("HEAD", "OPTIONS")} <= described[address].keys()


def test_the_sitemap_lists_the_gathering(client: FlaskClient) -> None:
    event = make_event()
    text = client.get("/sitemap.xml").get_data(as_text=True)
    assert f"/vi/gathering/{event.slug}/" in text
    assert "/en/privacy/" in text
    assert "/r/" not in text
