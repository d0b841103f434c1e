"""Nobody without the right of a door reads a name, whatever they ask and with whatever key."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from showcase.accounts.rules import Scope
from showcase.checkin.models import Device, Gate
from showcase.core import clock, keys
from showcase.registration.models import Attendee
from tests.checkin.door import TOKEN, check_in, make_gate, make_guest, scan_of
from tests.factories import make_event, make_token, save

NAME = "Đặng Thị Hường"


class Door:
    """One guest of one event, already in, and every address of the API at its door."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, app.test_client()
        self.gate: Gate = make_gate(make_event())
        self.guest: Attendee = make_guest(self.gate.event, NAME, "Đặng Văn Hai")
        self.scan = scan_of(self.guest, self.gate)
        check_in(self.scan, scanner=TOKEN)
        self.event = self.gate.event

    def key_of_a_phone(self, event: Any, **changes: Any) -> str:
        secret = f"scd_phone-{event.id}-{len(changes)}"
        save(Device(event_id=event.id, name="Máy", key_digest=keys.digest(secret), **changes))
        return secret

    def ask_everything(self, key: str | None) -> list[tuple[str, int, str]]:
        """(address, status, answer) of each address under /api/v1/checkin, asked as somebody after names would."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        answers = []
        for rule in sorted(self.app.url_map.iter_rules(), key=str):
            if not rule.rule.startswith("/api/v1/checkin"):
                continue
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                for body, query in self._questions():
                    with self.app.test_request_context():
                        path = self.app.url_map.bind("").build(rule.endpoint, self._values(rule), method)
                    answer = self.client.open(path, method=method, json=body, query_string=query, headers=headers)
                    answers.append(
                        (f"{method} {path}", answer.status_code, answer.get_data().decode("utf-8", "replace"))
                    )
        return answers

    def _questions(self) -> list[tuple[Any, Any]]:
        more = {"event": self.event.slug}
        scans = [
            self.scan,
            scan_of(self.guest, self.gate),
            scan_of(self.guest, self.gate, code=..., attendee=self.guest.id, via="search", forced=True),
            scan_of(self.guest, self.gate, code=..., attendee=self.guest.id, via=self.scan["id"]),
        ]
        asked = {
            **more,
            "q": "Dang Thi Huong",
            "attendee": self.guest.id,
            "via": self.scan["id"],
            "since": "2024-01-01T00:00:00Z",
        }
        return [({"scans": scans, "pin": "000000", "name": NAME, "code": "X"}, asked), ({**more, "scans": scans}, {})]

    def _values(self, rule: Any) -> dict[str, Any]:
        known = {"scan_id": self.scan["id"], "slug": self.gate.slug, "attendee_id": self.guest.id}
        return {name: known.get(name, self.guest.id) for name in rule.arguments}


@pytest.fixture
def door(app: Flask) -> Door:
    return Door(app)


def told(answers: list[tuple[str, int, str]]) -> set[str]:
    """Where a name was read; JSON may write its letters as escapes."""
    return {address for address, _, text in answers if any(w in text for w in ("Hường", "\\u01b0\\u1eddng", "Hai"))}


def test_without_a_key_of_this_door_no_name_is_read(door: Door) -> None:
    lost, elsewhere = door.key_of_a_phone(door.event, revoked_at=clock.now()), door.key_of_a_phone(make_event())
    strangers = [None, "scd_nobody", lost, elsewhere, make_token(Scope.EVENTS_WRITE)]
    for key in strangers:
        answers = door.ask_everything(key)
        assert answers
        assert not told(answers), key
        assert all(status < 500 for _, status, _ in answers)


def test_the_walk_would_see_a_name(door: Door) -> None:
    """The control: with the right of this door the same questions are answered with names."""
    seen = told(door.ask_everything(door.key_of_a_phone(door.event)))
    assert seen == {
        "GET /api/v1/checkin/list",
        "GET /api/v1/checkin/changes",
        "GET /api/v1/checkin/parties",
        "POST /api/v1/checkin/scans",
        f"PATCH /api/v1/checkin/attendees/{door.guest.id}",
    }


def test_a_phone_that_was_kept_reads_no_name_after_the_gathering(door: Door) -> None:
    key = door.key_of_a_phone(door.event)
    with clock.frozen(door.event.ends_at + timedelta(hours=2, seconds=1)):
        assert not told(door.ask_everything(key))


def test_what_a_phone_brings_after_the_gathering_is_kept(door: Door) -> None:
    key = door.key_of_a_phone(door.event)
    late = scan_of(door.guest, door.gate, offline=True, forced=True, at=clock.now().isoformat())
    with clock.frozen(door.event.ends_at + timedelta(days=3)):
        headers = {"Authorization": f"Bearer {key}"}
        answer = door.client.post("/api/v1/checkin/scans", json={"scans": [late]}, headers=headers)
    (result,) = answer.json["results"]
    assert (result["verdict"], result["reason"], "attendee" in result) == ("admitted", "already_in", False)
