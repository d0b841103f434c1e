"""Officers who press at one moment: one copy for the MC, one move, and nobody's line is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.core.database import db
from showcase.protocol.lines import of_event
from showcase.protocol.models import McCopy
from showcase.registration.models import Event
from tests.factories import make_event
from tests.protocol.making import make_line
from tests.staff.cast import mark_of

pytestmark = pytest.mark.full


def press(app: Flask, staff: FlaskClient, deeds: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Send all of these forms at one moment, by officers with the same session; where each is led."""
    mark = mark_of(staff.get("/staff/"))
    cookie = staff.get_cookie("showcase_staff", path="/staff")
    assert cookie
    db.session.remove()
    start = threading.Barrier(len(deeds))

    def send(deed: tuple[str, dict[str, Any]]) -> str:
        client = app.test_client()
        client.set_cookie("showcase_staff", cookie.value, path="/staff")
        with app.app_context():
            start.wait()
            answer = client.post(deed[0], data={**deed[1], "csrf_token": mark})
            db.session.remove()
        return f"{answer.status_code} {answer.location}"

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(send, deeds))


def test_send_to_the_mc_pressed_by_six_makes_one_copy(app: Flask, staff: FlaskClient) -> None:
    event = make_event()
    make_line(event, "An")
    said = press(app, staff, [(f"/staff/protocol/{event.slug}/copies/", {"after": "0"})] * 6)
    assert len(set(said)) == 1, said
    assert db.session.scalars(db.select(McCopy.number)).all() == [1]


def test_lines_moved_at_once_are_all_there_and_who_saw_an_old_order_is_told(app: Flask, staff: FlaskClient) -> None:
    event = make_event()
    numbers = [make_line(event, f"Người {number}", rank=number).id for number in range(1, 7)]
    above = dict(zip(numbers, [0, *numbers], strict=False))
    address, number = f"/staff/protocol/{event.slug}/lines", event.id
    deeds = [(f"{address}/{one}/place", {"step": "up", "above": str(above[one])}) for one in numbers[1:]]
    deeds += [(f"{address}/{numbers[5]}/place", {"after": "0", "above": str(numbers[4])})] * 2
    said = press(app, staff, deeds)
    assert {answer[:3] for answer in said} == {"303"}
    lines = of_event(db.session.get_one(Event, number))
    assert sorted(line.number for line in lines) == numbers
    moved = sum("changed=1" not in answer for answer in said)
    assert 1 <= moved < len(said)
    assert {line.entry.turn for line in lines} - {None} <= set(range(1, moved + 1))
