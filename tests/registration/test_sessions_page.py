"""The sessions of an event in the console."""

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import clock
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.registration import services
from showcase.registration.models import Event, Registration, Session
from showcase.registration.rules import Person
from tests.conftest import Queries
from tests.factories import at, make_event, make_party, make_session
from tests.registration.test_events_page import reread
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in


@pytest.fixture
def event() -> Event:
    return make_event(starts_at=at("2030-02-01T08:00+07:00"), ends_at=at("2030-02-01T17:00+07:00"))


def page_of(event: Event, session: Session | None = None) -> str:
    return f"/staff/events/{event.slug}/sessions/{session.slug + '/' if session else ''}"


def titles(event: Event) -> list[str]:
    return [str(session.text_in("title", "vi")) for session in reread(event).sessions]


def entries(verb: str) -> list[dict[str, list[object]]]:
    found = db.session.scalars(db.select(AuditEntry).filter_by(verb=verb).order_by(AuditEntry.id))
    return [json.loads(entry.changes) for entry in found]


def test_a_session_is_added_with_its_own_places_time_and_pick_up(staff: FlaskClient, event: Event) -> None:
    visit = {
        "title__vi": "Thăm làng cổ",
        "title__en": "Old village",
        "pickup__vi": "Xe đón trước hội trường, 13 giờ 30",
    }
    answer = fill(staff, f"{page_of(event)}new", **visit, starts_at="2030-02-01T14:00", capacity="40")
    assert answer.status_code == 303
    assert answer.location.endswith("/sessions/#tham-lang-co")
    (session,) = reread(event).sessions
    assert (session.slug, session.capacity, session.starts_at) == ("tham-lang-co", 40, at("2030-02-01T14:00+07:00"))
    assert "Xe đón trước hội trường" in staff.get(f"/vi/gathering/{event.slug}/").get_data(as_text=True)
    assert "Old village" in staff.get(page_of(event)).get_data(as_text=True)
    assert entries("session.created")[0]["capacity"] == ["", "40"]


def test_equal_titles_get_different_names(staff: FlaskClient, event: Event) -> None:
    for _ in range(2):
        fill(staff, f"{page_of(event)}new", title__vi="Cơm thân mật")
    assert [session.slug for session in reread(event).sessions] == ["com-than-mat", "com-than-mat-2"]


def test_sessions_are_put_in_order_one_step_at_a_time(staff: FlaskClient, event: Event) -> None:
    made = {name: make_session(event, position=0) for name in "ABC"}
    write()
    for name, session in made.items():
        session.set_text("title", "vi", name)
    db.session.commit()

    def move(name: str, step: str) -> int:
        return post(staff, f"{page_of(event, made[name])}move", data={"step": step}).status_code

    assert move("C", "up") == 303
    assert titles(event) == ["A", "C", "B"]
    assert move("A", "down") == 303
    assert titles(event) == ["C", "A", "B"]
    assert move("C", "up") == 303, "who stands first stays there"
    assert titles(event) == ["C", "A", "B"]
    assert move("C", "sideways") == 400
    assert [change["place"] for change in entries("session.moved")] == [[3, 2], [1, 2]]
    page = staff.get(page_of(event)).get_data(as_text=True)
    assert page.count("disabled") == 2


def test_more_places_go_to_those_who_wait_and_fewer_than_taken_are_refused(staff: FlaskClient) -> None:
    event = make_event(waiting_list=True)
    visit = make_session(event, capacity=1)
    first, waiting = (make_visitor(event, visit) for _ in range(2))
    assert (first.state, waiting.state) == ("confirmed", "waitlisted")
    assert fill(staff, page_of(event, visit), capacity="2").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Registration, waiting.id).state == "confirmed"
    answer = fill(staff, page_of(event, visit), capacity="1", place__vi="Bến xe")
    assert answer.status_code == 422
    assert "2 places are already taken" in answer.get_data(as_text=True)
    assert fields_of(answer)["place-vi"] == "Bến xe"
    db.session.expire_all()
    assert (visit.capacity, visit.taken) == (2, 2)


def make_visitor(event: Event, visit: Session) -> Registration:
    """A party of one who takes part in the visit."""
    person = Person("Đặng Thị Hường", sessions=(visit.slug,))
    registration = services.register(replace(make_party(event), people=(person,)), clock.now())
    db.session.commit()
    return registration


def test_what_cannot_be_is_said_beside_the_field(staff: FlaskClient, event: Event) -> None:
    sent = {**opened(staff, f"{page_of(event)}new"), "title-vi": "Thăm chùa", "place-en": "Pagoda"}
    bad = [
        {"title-vi": ""},
        {"starts_at": "2030-02-01T09:00", "ends_at": "2030-02-01T08:00"},
        {"starts_at": "9999-01-01T00:00"},
        {"capacity": "0.5"},
        {"capacity": "1000001"},
        {"pickup-vi": "x" * 301},
    ]
    for fields in bad:
        answer = staff.post(f"{page_of(event)}new", data={**sent, **fields})
        assert answer.status_code == 422, fields
        assert f'id="{list(fields)[-1]}-error"' in answer.get_data(as_text=True)
        assert fields_of(answer)["place-en"] == "Pagoda"
    assert reread(event).sessions == []


def test_a_change_can_be_taken_back(staff: FlaskClient, event: Event) -> None:
    session = make_session(event, capacity=20)
    saved = fill(staff, page_of(event, session), capacity="30", place__vi="Nhà ăn").location
    page = staff.get(saved)
    undo = {"csrf_token": mark_of(page), "undo": saved.split("saved=")[1]}
    assert staff.post(page_of(event, session), data=undo).status_code == 303
    db.session.expire_all()
    assert (session.capacity, session.texts_of("place")) == (20, {})
    assert entries("session.changed") == [
        {"capacity": ["20", "30"], "place-vi": ["", "Nhà ăn"]},
        {"capacity": ["30", "20"], "place-vi": ["Nhà ăn", ""]},
    ]


def test_two_officers_see_both_words(staff: FlaskClient, event: Event) -> None:
    session = make_session(event)
    mine = opened(staff, page_of(event, session))
    fill(staff, page_of(event, session), title__vi="Cơm chay", capacity="9")
    answer = staff.post(page_of(event, session), data={**mine, "title-vi": "Cơm mặn"})
    assert answer.status_code == 409
    assert "Cơm chay" in answer.get_data(as_text=True)
    assert staff.post(page_of(event, session), data=fields_of(answer)).status_code == 303
    db.session.expire_all()
    assert (str(session.text_in("title", "vi")), session.capacity) == ("Cơm mặn", 9)


def test_a_session_goes_only_while_nobody_takes_part(staff: FlaskClient, event: Event) -> None:
    visit, meal = make_session(event), make_session(event)
    make_visitor(event, visit)
    page = staff.get(page_of(event, visit)).get_data(as_text=True)
    assert "so it stays" in page
    assert "deletion" not in page
    assert post(staff, f"{page_of(event, visit)}deletion").status_code == 409
    assert post(staff, f"{page_of(event, meal)}deletion").status_code == 303
    assert [session.id for session in reread(event).sessions] == [visit.id]
    assert entries("session.deleted")[0]["title"] == [{"vi": "Cơm thân mật", "en": "Shared meal"}, None]


def test_the_list_takes_the_same_queries_however_long(
    staff: FlaskClient, event: Event, query_recorder: Queries
) -> None:
    make_session(event)
    staff.get(page_of(event))
    query_recorder.clear()
    staff.get(page_of(event))
    few = len(query_recorder)
    for _ in range(6):
        make_session(event)
    address = page_of(event)
    db.session.remove()
    query_recorder.clear()
    staff.get(address)
    assert len(query_recorder) == few <= 12, query_recorder


def test_forged_addresses_lead_nowhere(staff: FlaskClient, event: Event) -> None:
    other = make_session(make_event())
    for address in (f"{page_of(event)}khong-co/", page_of(event, other)):
        assert staff.get(address).status_code == 404
        for deed in ("", "move", "deletion"):
            assert post(staff, f"{address}{deed}", data={"step": "up"}).status_code == 404


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_sessions(role: Role, client: FlaskClient, event: Event) -> None:
    session = make_session(event)
    sign_in(client, role)
    for path in (page_of(event), f"{page_of(event)}new", page_of(event, session)):
        assert client.get(path).status_code == 403
    for path in ("new", f"{session.slug}/", f"{session.slug}/move", f"{session.slug}/deletion"):
        assert post(client, f"{page_of(event)}{path}", data={"title-vi": "X", "step": "up"}).status_code == 403
    assert titles(event) == ["Cơm thân mật"]
