"""What a phone hears of who came, went, answered or dropped out since it asked last."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Scope
from showcase.checkin.models import Gate
from showcase.core import clock
from tests.checkin.door import change, check_in, make_gate, make_guest, scan_of
from tests.factories import make_event, make_token


def changes(client: FlaskClient, gate: Gate, since: str) -> Any:
    headers = {"Authorization": f"Bearer {make_token(Scope.CHECKIN)}"}
    query = {"event": gate.event.slug, "since": since}
    return client.get("/api/v1/checkin/changes", query_string=query, headers=headers)


def test_changes_are_told_and_nobody_else(client: FlaskClient) -> None:
    gate = make_gate(make_event())
    with clock.frozen(clock.now() - timedelta(hours=1)):
        still, inside, cancelled, dropped = (make_guest(gate.event, "Lê Văn An", "Lê Thị Bé") for _ in range(4))
        then = clock.now()
    check_in(scan_of(inside, gate))
    change(cancelled.registration, state="cancelled", changed_at=clock.now())
    change(dropped.registration.attendees[1], dropped_at=clock.now())
    new = make_guest(gate.event)
    make_guest(make_event())
    told = changes(client, gate, (then + timedelta(minutes=1)).isoformat()).json
    assert [one["id"] for one in told["items"]] == [
        inside.id,
        *(one.id for one in cancelled.registration.attendees),
        new.id,
    ]
    assert told["items"][0]["inside"] == ["event"]
    assert (told["gone"], told["more"]) == ([dropped.registration.attendees[1].id], False)
    assert told["event"]["gates"][0]["slug"] == gate.slug
    later = (datetime.fromisoformat(told["server_time"]) + timedelta(minutes=1)).isoformat()
    assert changes(client, gate, later).json["items"] == []
    assert still.id not in {one["id"] for one in told["items"]}


@pytest.mark.parametrize("since", ["", "yesterday", "2024-02-30T00:00:00Z", "\0", "9" * 10_000])
def test_a_time_is_wanted(client: FlaskClient, since: str) -> None:
    assert changes(client, make_gate(make_event()), since).status_code == 422


def test_the_beginning_of_all_times(client: FlaskClient) -> None:
    gate = make_gate(make_event())
    guest = make_guest(gate.event)
    assert [one["id"] for one in changes(client, gate, "0001-01-01T00:00:00Z").json["items"]] == [guest.id]
