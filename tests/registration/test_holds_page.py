"""Places kept back in the console: counted by the database, given free to those who wait."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import mail
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.registration.models import Event, Hold, Registration
from tests.factories import make_event, make_hold, make_registration
from tests.registration.test_events_page import reread
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in


@pytest.fixture
def event() -> Event:
    return make_event(capacity=10, waiting_list=True)


def page_of(event: Event, hold: Hold | None = None) -> str:
    return f"/staff/events/{event.slug}/holds/{f'{hold.id}/' if hold else ''}"


def text_of(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def noted(verb: str) -> list[dict[str, Any]]:
    found = db.session.scalars(db.select(AuditEntry).filter_by(verb=verb).order_by(AuditEntry.id))
    return [json.loads(entry.changes) for entry in found]


def test_without_any_the_page_says_what_they_are_for(staff: FlaskClient, event: Event) -> None:
    page = text_of(staff, page_of(event))
    assert "No places are kept back" in page
    assert "0 of 10 places taken, 0 kept back, 10 free" in page


def test_places_are_kept_back_and_the_list_counts_them(staff: FlaskClient, event: Event) -> None:
    make_registration(event, 3)
    answer = fill(staff, f"{page_of(event)}new", name="Đoàn kiều bào Úc", places="4", note="Đến ngày 20")
    (hold,) = db.session.scalars(db.select(Hold))
    assert (answer.status_code, answer.location.endswith(f"/holds/#hold-{hold.id}")) == (303, True)
    page = text_of(staff, page_of(event))
    for words in ("3 of 10 places taken, 4 kept back, 3 free", "Đoàn kiều bào Úc", "Đến ngày 20"):
        assert words in page
    assert reread(event).held == 4
    assert noted("hold.created") == [
        {"name": ["", "Đoàn kiều bào Úc"], "places": ["", "4"], "note": ["", "Đến ngày 20"]}
    ]


def test_an_event_without_limit_says_so(staff: FlaskClient) -> None:
    event = make_event()
    make_hold(event, places=4)
    assert "0 places taken, 4 kept back, no limit" in text_of(staff, page_of(event))


def test_more_than_is_free_is_said_beside_the_field_with_what_is_free(staff: FlaskClient, event: Event) -> None:
    make_registration(event, 3)
    hold = make_hold(event, places=4)
    answer = fill(staff, f"{page_of(event)}new", name="Đoàn", places="4")
    assert answer.status_code == 422
    assert "Only 3 places are free for this." in answer.get_data(as_text=True)
    assert (fields_of(answer)["name"], fields_of(answer)["places"]) == ("Đoàn", "4")
    answer = fill(staff, page_of(event, hold), places="8")
    assert answer.status_code == 422
    assert "Only 7 places are free for this." in answer.get_data(as_text=True)
    assert fill(staff, page_of(event, hold), places="7").status_code == 303
    assert "No place is free." in fill(staff, f"{page_of(event)}new", name="A", places="1").get_data(as_text=True)
    assert reread(event).held == 7


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "x" * 121}, {"places": "0"}, {"places": "-1"},
                                    {"places": ""}, {"places": "9" * 5000}, {"note": "x" * 2001}])  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field(staff: FlaskClient, event: Event, fields: dict[str, str]) -> None:
    sent = {**opened(staff, f"{page_of(event)}new"), "name": "Đoàn", "places": "2", **fields}
    answer = staff.post(f"{page_of(event)}new", data=sent)
    assert answer.status_code == 422
    assert f'id="{next(iter(fields))}-error"' in answer.get_data(as_text=True)
    assert reread(event).held == 0


def test_fewer_kept_back_lets_those_who_wait_move_up(staff: FlaskClient, event: Event) -> None:
    hold = make_hold(event, places=9)
    first, second = make_registration(event, 4), make_registration(event, 2)
    saved = fill(staff, page_of(event, hold), places="7").location
    db.session.expire_all()
    assert [db.session.get_one(Registration, one.id).state for one in (first, second)] == ["waitlisted", "confirmed"]
    undo = {"csrf_token": mark_of(staff.get(saved)), "undo": saved.split("saved=")[1]}
    answer = staff.post(page_of(event, hold), data=undo)
    assert answer.status_code == 422, "what has been given away is not taken back"
    assert "Only 8 places are free" in answer.get_data(as_text=True)


def test_a_change_can_be_taken_back_and_two_officers_see_both_words(staff: FlaskClient, event: Event) -> None:
    hold = make_hold(event, name="Đoàn", places=2)
    mine = opened(staff, page_of(event, hold))
    saved = fill(staff, page_of(event, hold), places="3", name="Đoàn Úc").location
    answer = staff.post(page_of(event, hold), data={**mine, "name": "Đoàn Mỹ"})
    assert answer.status_code == 409
    assert "Đoàn Úc" in answer.get_data(as_text=True)
    undo = {"csrf_token": mark_of(staff.get(saved)), "undo": saved.split("saved=")[1]}
    assert staff.post(page_of(event, hold), data=undo).status_code == 303
    db.session.expire_all()
    assert (hold.name, hold.places, reread(event).held) == ("Đoàn", 2, 2)


def test_the_question_says_who_moves_up_and_the_answer_moves_them(staff: FlaskClient, event: Event) -> None:
    hold = make_hold(event, name="Đoàn Úc", places=10)
    waiting = [make_registration(event, people) for people in (4, 4, 3)]
    address = page_of(event, hold)
    question = text_of(staff, f"{address}release")
    for words in ("Give 10 places free?", "Đoàn Úc", "2 parties that wait move up and take 8 of the places"):
        assert words in question
    before = db.session.scalar(db.select(db.func.count(mail.Message.id))) or 0
    answer = post(staff, f"{address}release")
    assert answer.status_code == 303
    assert "2 parties that waited have moved up" in text_of(staff, answer.location)
    db.session.expire_all()
    states = [db.session.get_one(Registration, one.id).state for one in waiting]
    assert states == ["confirmed", "confirmed", "waitlisted"]
    assert db.session.scalar(db.select(db.func.count(mail.Message.id))) == before + 2
    assert (reread(event).held, event.taken, db.session.scalars(db.select(Hold)).all()) == (0, 8, [])
    assert noted("hold.released")[0]["places"] == [10, None]
    assert post(staff, f"{address}release").status_code == 404, "a second press"


def test_the_question_says_when_nobody_moves_up(staff: FlaskClient, event: Event) -> None:
    small = make_hold(event, places=1)
    assert "Nobody waits" in text_of(staff, f"{page_of(event, small)}release")
    make_hold(event, places=9)
    make_registration(event, 2)
    assert "larger than what is then free" in text_of(staff, f"{page_of(event, small)}release")


def test_the_number_of_another_event_leads_nowhere(staff: FlaskClient, event: Event) -> None:
    other = make_hold(make_event(capacity=5))
    for path in ("", "release"):
        assert staff.get(f"{page_of(event, other)}{path}").status_code == 404
        assert post(staff, f"{page_of(event, other)}{path}").status_code == 404
    assert staff.get(f"{page_of(event)}99999999999/").status_code == 404


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_them(role: Role, client: FlaskClient, event: Event) -> None:
    hold = make_hold(event, places=2)
    sign_in(client, role)
    for path in (page_of(event), f"{page_of(event)}new", page_of(event, hold), f"{page_of(event, hold)}release"):
        assert client.get(path).status_code == 403
        if path != page_of(event):
            assert post(client, path, data={"name": "A", "places": "1"}).status_code == 403
    assert reread(event).held == 2
