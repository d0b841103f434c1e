"""What others rely on: commands, addresses, shapes, codes. A failure here is a change for the changelog."""

import json
import os
import re
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase import cli
from showcase.accounts.rules import Role, Scope
from showcase.core import clock
from showcase.core.i18n import LOCALES
from tests.factories import make_edition, make_event, make_indicator, make_project, make_token

ROOT = Path(__file__).resolve().parent.parent
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
EVENT_FIELDS = {
    *("slug", "title", "starts_at", "ends_at", "timezone", "capacity", "taken", "waiting_list"),
    *("registration_opens_at", "registration_closes_at", "doors_open_at", "doors_close_at", "sessions", "gates"),
}


@pytest.fixture
def api(client: FlaskClient):
    """Call the API with a token of all scopes."""
    secret = make_token(*Scope)

    def call(method: str, path: str, body: Any = None, headers: dict[str, str] | None = None):
        return client.open(
            f"/api/v1/{path}",
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {secret}", **(headers or {})},
        )

    return call


@pytest.fixture
def event(api) -> dict[str, Any]:
    make_edition()
    start = clock.now() + timedelta(days=20)
    body = {
        "slug": "hop-mat-mau",
        "title": {"vi": "Họp mặt", "en": "Gathering"},
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=4)).isoformat(),
        "capacity": 5,
        "waiting_list": True,
        "sessions": [{"slug": "tham-quan", "title": {"vi": "Tham quan", "en": "Visit"}, "capacity": 2}],
    }
    answer = api("POST", "events", body)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.get_json()


def party(event: str = "hop-mat-mau", **changes: Any) -> dict[str, Any]:
    return {
        "event": event,
        "locale": "vi",
        "contact": {"name": "Đặng Thị Hường", "email": "huong@example.org", "country": "US"},
        "attendees": [{"name": "Đặng Thị Hường", "age_band": "60+"}, {"name": "Trần Nam"}],
        "consents": {"processing": True},
        **changes,
    }


def register(api, body: dict[str, Any] | None = None, key: str | None = None):
    return api("POST", "registrations", body or party(), {"Idempotency-Key": key or str(uuid.uuid4())})


def scan(code: str, gate: str, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "code": code, "gate": gate, "at": clock.now().isoformat(), **more}


@pytest.mark.parametrize(
    "words",
    [
        "edition check",
        "edition load",
        "edition export",
        "account create",
        "token create",
        "publication list",
        "publication build",
        "worker",
        "serve",
    ],
)
def test_the_commands_exist(words: str, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.Site, "load_app", lambda site: app)
    monkeypatch.setattr(sys, "argv", ["showcase", *words.split(), "--help"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0


def test_a_command_that_is_used_wrongly_says_so_with_2(tmp_path: Path) -> None:
    environment = {**os.environ, "SHOWCASE_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "showcase.cli"]
    wrong = subprocess.run([*command, "token", "create"], env=environment, cwd=ROOT, capture_output=True, check=False)
    assert wrong.returncode == 2
    could_not = subprocess.run(
        [*command, "token", "create", "--name", "x", "--scope", "checkin"],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert could_not.returncode == 3, "no tables yet: it could not"
    assert len(could_not.stderr.strip().splitlines()) == 1
    assert "showcase migrate" in could_not.stderr
    assert "SQL" not in could_not.stderr


def test_roles_and_scopes_are_the_known_ones() -> None:
    assert [role.value for role in Role] == ["administrator", "organiser", "gate", "editor", "translator", "reporter"]
    assert [scope.value for scope in Scope] == [
        *("registrations:read", "registrations:write", "events:write", "checkin", "content:read")
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_public_addresses_answer_without_a_cookie_and_with_an_etag(client: FlaskClient, locale: str) -> None:
    edition = make_edition()
    make_indicator(edition)
    project = make_project(edition)
    event = make_event(edition)
    for path in (
        "",
        "achievements/",
        "indicators/",
        "projects/",
        f"projects/{project.slug}/",
        "projects/map/",
        "articles/",
        f"gathering/{event.slug}/",
        "privacy/",
    ):
        answer = client.get(f"/{locale}/{path}")
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers
        assert client.get(f"/{locale}/{path}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        page = answer.get_data(as_text=True)
        for language in ("vi", "en", "x-default"):
            assert f'hreflang="{language}"' in page, (path, language)
        assert not re.search(r'(src|href)="https?://(?!localhost)[^"]+\.(css|js|woff2|png|svg)"', page), path


def test_the_door_to_the_console_asks_who_comes(client: FlaskClient) -> None:
    answer = client.get("/staff/")
    assert answer.status_code == 303
    assert answer.location.startswith("/staff/sign-in")
    page = client.get("/staff/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    assert 'name="email"' in page.get_data(as_text=True)
    assert 'name="password"' in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    ["openapi.json", "editions", "indicators", "indicators.csv", "achievements", "projects", "projects.csv",
     "projects.geojson", "units", "events"],
)  # fmt: skip
def test_open_data_needs_no_token(client: FlaskClient, path: str) -> None:
    edition = make_edition()
    make_indicator(edition)
    make_project(edition)
    make_event(edition)
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200
    if path in ("editions", "indicators", "achievements", "projects", "units", "events"):
        assert set(answer.get_json()) >= {"items", "total", "next"}
        assert client.get(f"/api/v1/{path}?limit=501").status_code == 422
        assert client.get(f"/api/v1/{path}?limit=0").status_code == 422


def test_lists_lead_to_their_next_page(client: FlaskClient) -> None:
    edition = make_edition()
    for _ in range(3):
        make_project(edition)
    first = client.get("/api/v1/projects?limit=2").get_json()
    assert (len(first["items"]), first["total"]) == (2, 3)
    second = client.get(first["next"]).get_json()
    assert (len(second["items"]), second["next"]) == (1, None)
    assert all("slug" in item for item in first["items"] + second["items"])


def test_an_event_has_the_known_fields(event: dict[str, Any], api, client: FlaskClient) -> None:
    assert set(event) >= EVENT_FIELDS
    assert event["title"] == {"vi": "Họp mặt", "en": "Gathering"}
    assert RFC3339.fullmatch(event["starts_at"])
    assert (event["taken"], event["capacity"]) == (0, 5)
    assert event["sessions"][0]["taken"] == 0
    assert len(event["gates"]) == 1, "none given: one is made"
    assert set(event["gates"][0]) >= {"slug", "name", "sessions"}
    register(api)
    below = api("PATCH", "events/hop-mat-mau", {"capacity": 1})
    assert (below.status_code, below.get_json()["code"]) == (409, "capacity_below_taken")
    assert api("PATCH", "events/hop-mat-mau", {"capacity": None}).get_json()["capacity"] is None
    assert any(item["slug"] == "hop-mat-mau" for item in client.get("/api/v1/events").get_json()["items"])


def test_a_registration_answers_as_written(event, api, client: FlaskClient) -> None:
    key = str(uuid.uuid4())
    answer = register(api, key=key)
    body = answer.get_json()
    assert answer.status_code == 201
    assert set(body) >= {"code", "event", "state", "attendees", "manage_url"}
    assert body["state"] == "confirmed"
    person = body["attendees"][0]
    assert set(person) >= {"id", "name", "sessions", "ticket"}
    assert re.fullmatch(r"\d+", person["ticket"]["code"])
    assert client.get(person["ticket"]["pdf"]).mimetype == "application/pdf"
    page = client.get(body["manage_url"])
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin")
    assert "noindex" in page.headers.get("X-Robots-Tag", "") + page.get_data(as_text=True)
    again = register(api, key=key)
    assert (again.status_code, again.get_json()) == (200, body)
    other = register(api, party(locale="en"), key=key)
    assert (other.status_code, other.get_json()["code"]) == (409, "idempotency_mismatch")


def test_a_wrong_private_link_is_not_found_also_for_its_files(event, api, client: FlaskClient) -> None:
    body = register(api).get_json()
    for address in (body["manage_url"], body["attendees"][0]["ticket"]["pdf"]):
        token = max(address.split("/"), key=len)
        wrong = ("A" if token[0] != "A" else "B") + token[1:]
        assert client.get(address.replace(token, wrong)).status_code == 404


def test_full_means_waiting_or_refused(event, api) -> None:
    assert register(api).get_json()["state"] == "confirmed"
    assert register(api).get_json()["state"] == "confirmed"
    waiting = register(api).get_json()
    assert (waiting["state"], waiting["position"]) == ("waitlisted", 1)
    assert all(person["ticket"] is None for person in waiting["attendees"])
    api("PATCH", "events/hop-mat-mau", {"waiting_list": False})
    refused = register(api)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "full")


def test_a_faulty_registration_names_its_fields(event, api) -> None:
    faulty = register(api, party(contact={"name": "", "country": "XX"}, attendees=[{"name": "a\x00b"}]))
    assert (faulty.status_code, faulty.get_json()["code"]) == (422, "invalid")
    assert faulty.content_type == "application/problem+json"
    assert all(set(error) >= {"field", "message"} for error in faulty.get_json()["errors"])
    assert register(api, party(event="nowhere")).status_code in (404, 422)


def test_cancelling_twice_is_the_same_and_then_nothing_changes(event, api) -> None:
    code = register(api).get_json()["code"]
    assert api("DELETE", f"registrations/{code}").status_code in (200, 204)
    assert api("DELETE", f"registrations/{code}").status_code in (200, 204)
    late = api("PATCH", f"registrations/{code}", {"attendees": []})
    assert (late.status_code, late.get_json()["code"]) == (409, "cancelled")


def test_names_are_corrected_and_tickets_stay(event, api) -> None:
    before = register(api).get_json()
    person = before["attendees"][0]
    changed = api(
        "PATCH", f"registrations/{before['code']}", {"attendees": [{"id": person["id"], "name": "Đặng Hường"}]}
    )
    assert changed.status_code == 200
    after = next(a for a in changed.get_json()["attendees"] if a["id"] == person["id"])
    assert (after["name"], after["ticket"]["code"]) == ("Đặng Hường", person["ticket"]["code"])


def test_people_are_found_without_marks_in_any_order(event, api) -> None:
    register(api)
    for query in ("dang huong", "huong dang", "HƯỜNG đặng", "hu"):
        found = api("GET", f"attendees?event=hop-mat-mau&q={query}").get_json()
        assert [item["name"] for item in found["items"]] == ["Đặng Thị Hường"], query
        assert set(found["items"][0]) >= {"id", "name", "registration", "event", "state", "entered_at", "ticket"}


def test_a_token_opens_only_what_it_is_for(event, client: FlaskClient) -> None:
    assert client.get("/api/v1/registrations").status_code == 401
    assert client.get("/api/v1/registrations", headers={"Authorization": "Bearer sct_no"}).status_code == 401
    checkin_only = {"Authorization": f"Bearer {make_token(Scope.CHECKIN)}"}
    assert client.get("/api/v1/registrations", headers=checkin_only).status_code == 403
    short = client.get("/api/v1/attendees?event=hop-mat-mau&q=da", headers=checkin_only)
    assert short.get_json()["items"] == []


def test_a_scan_is_judged_kept_and_answered_again(event, api) -> None:
    gate = event["gates"][0]["slug"]
    people = register(api).get_json()["attendees"]
    first = scan(people[0]["ticket"]["code"], gate)
    answer = api("POST", "checkin/scans", {"scans": [first, {"id": "x"}, scan("7" * 191, gate), scan("ABC", gate)]})
    assert answer.status_code == 200
    assert RFC3339.fullmatch(answer.get_json()["server_time"])
    admitted, bad, forged, unknown = answer.get_json()["results"]
    assert (admitted["verdict"], admitted["attendee"]["name"]) == ("admitted", "Đặng Thị Hường")
    assert (bad["verdict"], bad["reason"]) == ("rejected", "malformed")
    assert forged["reason"] in ("bad_signature", "unknown")
    assert unknown["reason"] in ("bad_signature", "unknown")
    second = api("POST", "checkin/scans", {"scans": [scan(people[0]["ticket"]["code"], gate)]}).get_json()["results"][0]
    assert (second["verdict"], second["reason"]) == ("refused", "already_in")
    assert set(second["first"]) >= {"at", "gate", "device"}
    replay = api("POST", "checkin/scans", {"scans": [first]}).get_json()["results"][0]
    assert (replay["verdict"], replay["replay"]) == ("admitted", True)
    out = api("POST", "checkin/scans", {"scans": [scan(people[0]["ticket"]["code"], gate, direction="exit")]})
    assert out.get_json()["results"][0]["verdict"] == "admitted"
    back = api("POST", "checkin/scans", {"scans": [scan(people[0]["ticket"]["code"], gate)]}).get_json()["results"][0]
    assert back["verdict"] == "admitted"


def test_a_reissued_ticket_revokes_the_old_one(event, api) -> None:
    gate = event["gates"][0]["slug"]
    person = register(api).get_json()["attendees"][0]
    new = api("POST", f"attendees/{person['id']}/ticket")
    assert new.status_code == 201
    assert set(new.get_json()) >= {"code", "pdf"}
    rows = [scan(person["ticket"]["code"], gate), scan(new.get_json()["code"], gate)]
    old_result, new_result = api("POST", "checkin/scans", {"scans": rows}).get_json()["results"]
    assert (old_result["verdict"], old_result["reason"]) == ("refused", "revoked")
    assert new_result["verdict"] == "admitted"


@pytest.mark.parametrize("count", [0, 501])
def test_too_many_scans_or_none_are_refused_whole(event, api, count: int) -> None:
    gate = event["gates"][0]["slug"]
    answer = api("POST", "checkin/scans", {"scans": [scan("1", gate) for _ in range(count)]})
    assert answer.status_code in (413, 422)


def test_the_door_list_holds_everybody_and_the_gates(event, api) -> None:
    register(api)
    answer = api("GET", "checkin/list?event=hop-mat-mau").get_json()
    assert set(answer) >= {"items", "total", "next", "event", "server_time"}
    listed = answer["event"]["gates"]
    assert [{name: told[name] for name in gate} for told, gate in zip(listed, event["gates"], strict=True)] == event[
        "gates"
    ]
    assert set(answer["items"][0]) >= {"id", "name", "registration", "state", "sessions", "entered_at"}
    assert answer["total"] == 2


def test_json_that_cannot_be_read_is_400(event, api, client: FlaskClient) -> None:
    secret = make_token(Scope.REGISTRATIONS_WRITE)
    answer = client.post(
        "/api/v1/registrations",
        data=b'{"event": "\xff',
        headers={"Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Idempotency-Key": "k"},
    )
    assert answer.status_code == 400
    assert json.loads(answer.get_data())["code"]
