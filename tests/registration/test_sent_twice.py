"""A form that makes something, pressed twice: one record, and the same answer."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.checkin.models import Gate
from showcase.core import clock, once
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.once import SentForm
from showcase.registration.models import Event, Hold, Session
from tests.factories import make_edition, make_event
from tests.staff.cast import fields_of, opened, post

WHEN = {"starts_at": "2030-02-01T08:00", "ends_at": "2030-02-01T12:00"}
FORMS: dict[str, tuple[Any, str, dict[str, str]]] = {
    "event": (Event, "new", {"title-vi": "Họp mặt kiều bào Huế", **WHEN}),
    "event with a name": (Event, "new", {"title-vi": "Họp mặt", "slug": "hop-mat-hue", **WHEN}),
    "session": (Session, "{event}/sessions/new", {"title-vi": "Cơm thân mật"}),
    "hold": (Hold, "{event}/holds/new", {"name": "Đoàn", "places": "4"}),
    "gate": (Gate, "{event}/gates/new", {"name-vi": "Bàn số 2"}),
}


def number_of(model: Any) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


def address_of(path: str) -> str:
    return f"/staff/events/{path.format(event=make_event(make_edition(), capacity=6).slug)}"


@pytest.mark.parametrize("kind", FORMS)
def test_a_second_press_makes_nothing_and_answers_the_same(staff: FlaskClient, kind: str) -> None:
    model, path, fields = FORMS[kind]
    address = address_of(path)
    before = number_of(model)
    sent = {**opened(staff, address), **fields}
    first = staff.post(address, data=sent)
    entries = number_of(AuditEntry)
    again = staff.post(address, data=sent)
    assert (first.status_code, again.status_code) == (303, 303)
    assert again.location == first.location
    assert (number_of(model), number_of(AuditEntry)) == (before + 1, entries)


@pytest.mark.parametrize("kind", ["event", "session", "gate"])
def test_the_same_words_on_another_page_and_other_words_on_the_same_make_another(staff: FlaskClient, kind: str) -> None:
    model, path, fields = FORMS[kind]
    address = address_of(path)
    before = number_of(model)
    sent = {**opened(staff, address), **fields}
    text = next(name for name in fields if name.endswith("-vi"))
    for data in (sent, {**opened(staff, address), **fields}, {**sent, text: "Khác"}):
        assert staff.post(address, data=data).status_code == 303
    assert number_of(model) == before + 3


def test_a_form_that_was_refused_can_be_mended_and_sent(staff: FlaskClient) -> None:
    model, path, fields = FORMS["event"]
    address = address_of(path)
    refused = staff.post(address, data={**opened(staff, address), **fields, "ends_at": ""})
    assert refused.status_code == 422
    assert number_of(SentForm) == 0
    mended = {**fields_of(refused), **fields}
    assert staff.post(address, data=mended).location == staff.post(address, data=mended).location
    assert number_of(model) == 2


def test_what_was_taken_away_since_can_be_made_again(staff: FlaskClient) -> None:
    model, path, fields = FORMS["session"]
    address = address_of(path)
    sent = {**opened(staff, address), **fields}
    staff.post(address, data=sent)
    assert post(staff, address.replace("new", "com-than-mat/deletion")).status_code == 303
    assert number_of(model) == 0
    assert staff.post(address, data=sent).status_code == 303
    assert number_of(model) == 1


@pytest.mark.parametrize("kind", ["event", "hold"])
def test_pressed_many_times_at_one_moment_it_makes_one(app: Flask, staff: FlaskClient, kind: str) -> None:
    model, path, fields = FORMS[kind]
    address = address_of(path)
    before = number_of(model)
    sent = {**opened(staff, address), **fields}
    cookie = staff.get_cookie("showcase_staff", path="/staff")
    assert cookie
    db.session.remove()
    start = threading.Barrier(8)

    def press(_number: int) -> str:
        client = app.test_client()
        client.set_cookie("showcase_staff", cookie.value, path="/staff")
        with app.app_context():
            start.wait()
            answer = client.post(address, data=sent)
            db.session.remove()
        return f"{answer.status_code} {answer.location}"

    with ThreadPoolExecutor(8) as threads:
        said = set(threads.map(press, range(8)))
    assert len(said) == 1, said
    assert number_of(model) == before + 1


def test_marks_are_forgotten_after_a_week(staff: FlaskClient) -> None:
    _model, path, fields = FORMS["hold"]
    address = address_of(path)
    staff.post(address, data={**opened(staff, address), **fields})
    for days, left in ((6, 1), (8, 0)):
        write()
        once.forget(clock.now() + timedelta(days=days))
        db.session.commit()
        assert number_of(SentForm) == left
