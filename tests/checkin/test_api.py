"""Check-in over the API, to the letter of the contract."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.rules import Scope
from showcase.checkin import devices
from showcase.checkin.models import Device, Gate, Scan
from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import tickets
from showcase.registration.models import Attendee, Event
from tests.checkin.door import change, check_in, code_of, make_gate, make_guest, scan_of
from tests.factories import make_event, make_token

Api = Callable[..., TestResponse]


@pytest.fixture
def api(client: FlaskClient) -> Api:
    """Calls of a program with a token for check-in."""
    secret = make_token(Scope.CHECKIN)

    def call(method: str, path: str, body: Any = None, bearer: str = secret) -> TestResponse:
        return client.open(
            f"/api/v1/checkin/{path}",
            method=method,
            data=json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {bearer}"},
        )

    return call


def results(api: Api, *scans: dict[str, Any]) -> list[dict[str, Any]]:
    answered: list[dict[str, Any]] = api("POST", "scans", {"scans": scans}).json["results"]
    return answered


def enrol(api: Api, event: Event, name: str = "Máy 1") -> dict[str, Any]:
    write()
    code = devices.enrolment_code(event)
    db.session.commit()
    response = api("POST", "devices", {"code": f" {code[:5]} {code[5:].lower()}", "name": name})
    assert response.status_code == 201
    answer: dict[str, Any] = response.json
    return answer


def test_a_scan_and_its_second(api: Api, guest: Attendee, gate: Gate) -> None:
    first = api("POST", "scans", {"event": gate.event.slug, "scans": [scan_of(guest, gate)]})
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-store"
    assert first.json["server_time"]
    (result,) = first.json["results"]
    assert result == {
        "id": result["id"],
        "verdict": "admitted",
        "attendee": {"id": guest.id, "name": "Đặng Thị Hường"},
    }
    (second,) = api("POST", "scans", {"scans": [scan_of(guest, gate)]}).json["results"]
    assert second["reason"] == "already_in"
    assert second["first"].keys() == {"at", "gate", "device"}
    assert second["first"]["gate"] == gate.slug


@pytest.mark.parametrize("scans", [None, [], {}, "x", [{}] * 501])
def test_no_scans_or_too_many_are_refused_whole(scans: Any, api: Api) -> None:
    response = api("POST", "scans", {"scans": scans})
    assert (response.status_code, response.json["code"]) == (422, "invalid")
    assert db.session.query(Scan).count() == 0


def test_500_scans_are_taken(api: Api, guest: Attendee, gate: Gate) -> None:
    response = api("POST", "scans", {"scans": [scan_of(guest, gate) for _ in range(500)]})
    verdicts = [result["verdict"] for result in response.json["results"]]
    assert (verdicts.count("admitted"), verdicts.count("refused")) == (1, 499)


def test_bad_rows_are_answered_in_their_place(api: Api, guest: Attendee, gate: Gate) -> None:
    rows = [7, None, {"id": "\ud800"}, {"id": "x" * 1000}, scan_of(guest, gate)]
    results = api("POST", "scans", {"scans": rows}).json["results"]
    assert [(r["verdict"], r.get("reason")) for r in results] == [("rejected", "malformed")] * 4 + [("admitted", None)]


def test_the_same_scan_again_is_a_replay(api: Api, guest: Attendee, gate: Gate) -> None:
    body = {"scans": [scan_of(guest, gate)]}
    first, second = (api("POST", "scans", body).json["results"][0] for _ in range(2))
    assert second == {**first, "replay": True}


def test_a_known_id_is_a_replay_whatever_else_the_row_says(api: Api, guest: Attendee, gate: Gate) -> None:
    scan = scan_of(guest, gate)
    first = results(api, scan)[0]
    faulty = [{**scan, "code": ""}, {**scan, "at": "yesterday"}, {**scan, "gate": None}, {"id": scan["id"].upper()}]
    for answer in results(api, *faulty, {"id": "\0"})[:4]:
        assert answer == {**first, "id": answer["id"], "replay": True}


def test_an_id_first_seen_in_a_bad_row_is_free(api: Api, guest: Attendee, gate: Gate) -> None:
    scan = scan_of(guest, gate)
    bad, good = results(api, {**scan, "code": ""}, scan)
    assert (bad["verdict"], good["verdict"], good.get("replay")) == ("rejected", "admitted", None)


def test_offline_and_forced_is_answered_with_a_case(api: Api, guest: Attendee, gate: Gate) -> None:
    api("POST", "scans", {"scans": [scan_of(guest, gate)]})
    body = {"scans": [scan_of(guest, gate, offline=True, forced=True)]}
    (result,) = api("POST", "scans", body).json["results"]
    assert (result["verdict"], result["forced"], result["reason"]) == ("admitted", True, "already_in")
    listed = api("GET", f"conflicts?event={gate.event.slug}").json
    assert listed["items"] == [result["conflict"]]
    assert listed["total"] == 1


def test_an_unknown_event_is_404(api: Api, guest: Attendee, gate: Gate) -> None:
    for slug in ("no-such", "\ud800", "\x00"):
        assert api("POST", "scans", {"event": slug, "scans": [scan_of(guest, gate)]}).status_code == 404
    assert api("GET", "list?event=no-such").status_code == 404
    assert api("GET", "list").status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "scans"), ("GET", "list?event=x"), ("GET", "conflicts"), ("POST", "scans/x/annulment")],
)
def test_rights(method: str, path: str, api: Api) -> None:
    assert api(method, path, {}, bearer="nobody").status_code == 401
    assert api(method, path, {}, bearer="scd_nobody").status_code == 401
    assert api(method, path, {}, bearer=make_token(Scope.REGISTRATIONS_READ)).status_code == 403


def test_the_list_tells_what_a_device_needs(api: Api, event: Event, guest: Attendee, gate: Gate) -> None:
    make_guest(event, "Lâm Thị Sô Phia", state="waitlisted")
    make_guest(make_event())
    api("POST", "scans", {"scans": [scan_of(guest, gate)]})
    answer = api("GET", f"list?event={event.slug}&limit=1").json
    assert (answer["total"], len(answer["items"])) == (2, 1)
    assert answer["next"].endswith(f"limit=1&after={answer['items'][0]['id']}")
    assert [one["slug"] for one in answer["event"]["gates"]] == [gate.slug]
    assert answer["event"]["sessions"] == [{"slug": one.slug, "title": one.texts_of("title")} for one in event.sessions]
    (item,) = answer["items"]
    assert (item["id"], item["state"], item["sessions"], item["inside"]) == (guest.id, "confirmed", [], ["event"])
    assert item["entered_at"]


def test_a_page_of_the_list_is_told_once_while_it_stays_the_same(
    client: FlaskClient, event: Event, guest: Attendee, gate: Gate
) -> None:
    def ask(**more: str) -> TestResponse:
        headers = {"Authorization": f"Bearer {secret}", **more}
        return client.get(f"/api/v1/checkin/list?event={event.slug}", headers=headers)

    secret = make_token(Scope.CHECKIN)
    first = ask()
    assert ask(**{"If-None-Match": first.headers["ETag"]}).status_code == 304
    check_in(scan_of(guest, gate))
    again = ask(**{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.json["items"][0]["inside"] == ["event"]


def test_who_leaves_the_list_hides_nobody_from_its_next_page(api: Api, event: Event, guest: Attendee) -> None:
    others = [make_guest(event) for _ in range(2)]
    first = api("GET", f"list?event={event.slug}&limit=1").json
    change(guest, dropped_at=clock.now())
    seen = [api("GET", "list?" + first["next"].split("?")[1]).json for _ in range(2)]
    assert [one["id"] for page in seen for one in page["items"]] == [others[0].id] * 2
    assert api("GET", f"list?event={event.slug}&after=x").status_code == 422


def test_the_list_does_not_ask_more_for_more_guests(
    api: Api, event: Event, gate: Gate, query_recorder: list[str]
) -> None:
    for number in range(30):
        make_guest(event, f"Khách {number}")
    query_recorder.clear()
    api("GET", f"list?event={event.slug}")
    assert len(query_recorder) <= 20  # one of them for each feature that lets the door know something


def test_a_phone_is_enrolled_once_by_a_code(api: Api, event: Event, gate: Gate, guest: Attendee) -> None:
    enrolled = enrol(api, event)
    assert enrolled["device"]["event"] == event.slug
    assert enrolled["public_keys"]
    scans = {"scans": [scan_of(tickets.short_code(guest.id, 1), gate)]}
    (result,) = api("POST", "scans", scans, bearer=enrolled["key"]).json["results"]
    assert result["verdict"] == "admitted"
    (again,) = api("POST", "scans", {"scans": [scan_of(guest, gate)]}).json["results"]
    assert again["first"]["device"] == "Máy 1"


def test_an_enrolment_code_is_good_once_and_for_a_time(api: Api, event: Event) -> None:
    write()
    code = devices.enrolment_code(event)
    late = devices.enrolment_code(event)
    db.session.commit()
    assert api("POST", "devices", {"code": code}).status_code == 201
    assert api("POST", "devices", {"code": code}).json["code"] == "code_not_valid"
    with clock.frozen(clock.now() + timedelta(hours=13)):
        assert api("POST", "devices", {"code": late}).status_code == 403
    assert api("POST", "devices", {"code": 12}).status_code == 422


def test_guessing_enrolment_codes_is_slowed_down(api: Api) -> None:
    codes = [api("POST", "devices", {"code": f"guess{n}"}).status_code for n in range(11)]
    assert codes[-1] == 429


def test_a_revoked_device_is_out(api: Api, event: Event) -> None:
    enrolled = enrol(api, event)
    write()
    devices.revoke(db.session.get_one(Device, enrolled["device"]["id"]))
    db.session.commit()
    assert api("GET", "list", bearer=enrolled["key"]).status_code == 401


def test_a_device_serves_its_event_only(api: Api, event: Event) -> None:
    other = make_event()
    stranger, foreign_gate = make_guest(other), make_gate(other)
    enrolled = enrol(api, event)
    (result,) = api("POST", "scans", {"scans": [scan_of(stranger, foreign_gate)]}, bearer=enrolled["key"]).json[
        "results"
    ]
    assert result["reason"] == "other_event"
    assert "attendee" not in result
    assert api("GET", f"list?event={other.slug}", bearer=enrolled["key"]).status_code == 404
    assert api("GET", "list", bearer=enrolled["key"]).json["event"]["slug"] == event.slug


def test_a_device_learns_no_name_by_repeating_another_events_scan(api: Api, event: Event) -> None:
    other = make_event()
    scan = scan_of(make_guest(other), make_gate(other))
    assert results(api, scan)[0]["attendee"]
    answer = api("POST", "scans", {"scans": [scan]}, bearer=enrol(api, event)["key"]).json["results"][0]
    assert answer["replay"]
    assert "attendee" not in answer


def test_a_scan_can_be_taken_back_by_its_device_within_15_minutes(
    api: Api, event: Event, guest: Attendee, gate: Gate
) -> None:
    key, other = enrol(api, event)["key"], enrol(api, event, "Máy 2")["key"]
    scan = scan_of(guest, gate)
    api("POST", "scans", {"scans": [scan]}, bearer=key)
    path = f"scans/{scan['id']}/annulment"
    assert api("POST", path, bearer=other).json["code"] == "other_device"
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert api("POST", path, bearer=key).json["code"] == "too_late"
    assert [api("POST", path, bearer=key).status_code for _ in range(2)] == [201, 200]
    (again,) = api("POST", "scans", {"scans": [scan_of(guest, gate)]}, bearer=key).json["results"]
    assert again["verdict"] == "admitted"
    assert api("POST", f"scans/{uuid4()}/annulment", bearer=key).status_code == 404


def test_the_device_learns_which_tickets_are_void(api: Api, event: Event, guest: Attendee) -> None:
    change(guest, ticket_version=3)
    assert enrol(api, event)["revoked"] == [{"attendee": guest.id, "below_version": 3}]


def test_a_code_is_no_address(api: Api, guest: Attendee, gate: Gate) -> None:
    codes = [f"https://example.org/{code_of(guest)}", guest.registration.code, str(guest.id)]
    results = api("POST", "scans", {"scans": [scan_of(code, gate) for code in codes]}).json["results"]
    assert {result["reason"] for result in results} == {"unknown"}
