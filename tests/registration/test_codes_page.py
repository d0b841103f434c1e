"""Codes in the console: made by the dozen, counted, saved for letters, withdrawn."""

import csv
import io

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.registration import codes
from showcase.registration.models import AccessCode, Event
from tests.factories import make_code, make_event, make_hold, make_registration, make_session
from tests.registration.test_holds_page import noted, text_of
from tests.staff.cast import fill, opened, post, sign_in


@pytest.fixture
def event() -> Event:
    return make_event(access="code", capacity=10)


def page_of(event: Event) -> str:
    return f"/staff/events/{event.slug}/codes/"


def stored() -> list[AccessCode]:
    db.session.rollback()
    return list(db.session.scalars(db.select(AccessCode).order_by(AccessCode.id)))


def test_without_any_the_page_says_what_they_are_for(staff: FlaskClient, event: Event) -> None:
    assert "No codes yet" in text_of(staff, page_of(event))


def test_a_dozen_is_made_and_listed(staff: FlaskClient, event: Event) -> None:
    hold, bus = make_hold(event, name="Đoàn báo chí", places=4), make_session(event)
    answer = fill(
        staff, f"{page_of(event)}new", name="Báo chí", number="12", uses="2", guest_kind="press",
        hold=str(hold.id), opens=str(bus.id),
    )  # fmt: skip
    assert (answer.status_code, answer.location) == (303, f"{page_of(event)}?made=12")
    found = stored()
    assert {(one.name, one.uses, one.guest_kind, one.hold_id, one.session_id) for one in found} == {
        ("Báo chí", 2, "press", hold.id, bus.id)
    }
    page = text_of(staff, answer.location)
    assert all(codes.text_of(one) in page for one in found)
    assert "12 codes are made" in page
    (change,) = noted("access_code.created")
    assert change["number"] == ["1", "12"]


def test_pressed_twice_they_are_made_once(staff: FlaskClient, event: Event) -> None:
    make_code(event)
    sent = opened(staff, f"{page_of(event)}new") | {"name": "Báo chí", "number": "2"}
    for _ in range(2):
        assert staff.post(f"{page_of(event)}new", data=sent).status_code == 303
    assert len(stored()) == 3


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "", "Please fill in this line."),
        ("name", "ỗ" * 10_000, "At most 120 characters fit here."),
        ("name", "a\0b", "cannot be stored"),
        ("name", "\u202eabc", "cannot be stored"),
        ("number", "501", "At most 500 codes are made at once."),
        ("number", "0", "A whole number"),
        ("number", "9" * 5000, "A whole number"),
        ("uses", "😀", "Not a valid integer value."),
        ("uses", "-1", "A whole number"),
        ("opens", "999999", "Not a valid choice."),
        ("hold", "1; drop", "Not a valid choice."),
        ("guest_kind", "king", "Not a valid choice."),
        ("valid_until", "2001-01-01T00:00", "already past"),
        ("valid_until", "soon", "A day and a time are expected"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    staff: FlaskClient, event: Event, field: str, typed: str, told: str
) -> None:
    answer = fill(staff, f"{page_of(event)}new", **{"name": "Báo chí", field: typed})
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert not stored()


def test_a_session_of_another_event_cannot_be_opened(staff: FlaskClient, event: Event) -> None:
    elsewhere = make_session(make_event())
    answer = fill(staff, f"{page_of(event)}new", name="Báo chí", opens=str(elsewhere.id))
    assert answer.status_code == 422


def test_a_withdrawn_code_lets_in_nobody_and_who_came_stays(staff: FlaskClient, event: Event) -> None:
    code = make_code(event, uses=5)
    party = make_registration(event, code=codes.text_of(code))
    address = f"{page_of(event)}{code.id}/withdrawal"
    assert codes.text_of(code) in text_of(staff, address)
    for _ in range(2):
        assert post(staff, address).status_code == 303
    page = text_of(staff, page_of(event))
    assert "taken back" in page
    assert address not in page
    db.session.refresh(party)
    assert party.state == "confirmed"
    assert len(noted("access_code.withdrawn")) == 1
    assert staff.get(f"/staff/events/{make_event().slug}/codes/{code.id}/withdrawal").status_code == 404


def test_the_file_has_what_still_lets_in_and_no_formula(staff: FlaskClient, event: Event) -> None:
    good, used = make_code(event, name="=1+1", uses=3), make_code(event, used=1)
    answer = post(staff, f"{page_of(event)}file")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[1:] == [[codes.text_of(good), "'=1+1", "Homecoming gathering", "3"]]
    assert codes.text_of(used) not in answer.get_data(as_text=True)
    assert "no-store" in answer.headers["Cache-Control"]
    (entry,) = db.session.scalars(db.select(AuditEntry).filter_by(verb="access_code.exported"))
    assert codes.text_of(good) not in entry.changes


def test_only_who_sets_up_sees_them(client: FlaskClient, event: Event) -> None:
    sign_in(client, Role.GATE)
    assert client.get(page_of(event)).status_code == 403


def test_a_long_list_comes_in_pages(staff: FlaskClient, event: Event) -> None:
    db.session.rollback()
    codes_made = [make_code(event) for _ in range(51)]
    assert codes.text_of(codes_made[0]) not in text_of(staff, page_of(event))
    assert codes.text_of(codes_made[0]) in text_of(staff, f"{page_of(event)}?page=2")
