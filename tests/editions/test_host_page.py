"""The host's page of the console: what officers change, take back, and change at the same time."""

import json

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.editions.models import Host
from tests.factories import make_edition
from tests.staff.cast import fields_of, fill, mark_of, opened, sign_in

PAGE = "/staff/host/"


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    make_edition()
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def host() -> Host:
    db.session.expire_all()
    return db.session.scalars(db.select(Host)).one()


def test_a_change_is_stored_with_its_trace_and_shows_on_the_site(staff: FlaskClient) -> None:
    answer = fill(staff, PAGE, short_name__en="Front of Mẫu", phone="+84 294 385 0000")
    assert answer.status_code == 303
    assert host().phone == "+84 294 385 0000"
    assert "Front of Mẫu" in staff.get("/en/").get_data(as_text=True)
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="host.changed")).one()
    assert json.loads(entry.changes) == {
        "short_name-en": ["", "Front of Mẫu"],
        "phone": ["+84 294 000 0000", "+84 294 385 0000"],
    }


def test_a_change_can_be_taken_back(staff: FlaskClient) -> None:
    answer = fill(staff, PAGE, phone="+84 1", short_name__en="Front of Mẫu")
    page = staff.get(answer.location)
    number = answer.location.split("saved=")[1]
    assert f'name="undo" value="{number}"' in page.get_data(as_text=True)
    assert staff.post(PAGE, data={"csrf_token": mark_of(page), "undo": number}).status_code == 303
    assert host().phone == "+84 294 000 0000"
    assert not host().texts_of("short_name").get("en")


def test_undo_is_offered_for_the_last_change_of_this_record_only(staff: FlaskClient) -> None:
    first = fill(staff, PAGE, phone="+84 1").location
    fill(staff, PAGE, phone="+84 2")
    assert 'name="undo"' not in staff.get(first).get_data(as_text=True)
    sign_in_entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.subject.not_like("host:%"))).first()
    for number in ("999999999999", "x", str(sign_in_entry.id if sign_in_entry else 0)):
        assert 'name="undo"' not in staff.get(f"{PAGE}?saved={number}").get_data(as_text=True)


def test_two_people_who_change_the_same_line_see_both_words(staff: FlaskClient) -> None:
    mine = opened(staff, PAGE)
    fill(staff, PAGE, phone="+84 theirs", email="ban@example.org")
    answer = staff.post(PAGE, data={**mine, "phone": "+84 mine"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "+84 theirs" in page
    assert "+84 mine" in page
    assert host().phone == "+84 theirs"
    again = fields_of(answer)
    assert again["email"] == "ban@example.org", "what the other one changed elsewhere stays"
    assert staff.post(PAGE, data=again).status_code == 303
    assert host().phone == "+84 mine"
    assert host().email == "ban@example.org"


def test_bad_input_is_said_beside_the_field_and_nothing_typed_is_lost(staff: FlaskClient) -> None:
    answer = fill(staff, PAGE, timezone="Mars/Olympus", email="ban@", name__vi=" ", place__vi="P" * 81, phone="+84 9")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert fields_of(answer)["timezone"] == "Mars/Olympus"
    assert fields_of(answer)["phone"] == "+84 9"
    for name in ("timezone", "email", "name-vi", "place-vi"):
        assert f'id="{name}-error"' in page
    assert host().timezone == "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_it(role: Role, client: FlaskClient) -> None:
    make_edition()
    sign_in(client, role)
    assert client.get(PAGE).status_code == 403
    mark = mark_of(client.get("/staff/"))
    assert client.post(PAGE, data={"csrf_token": mark, "phone": "+84 1"}).status_code == 403
    assert host().phone == "+84 294 000 0000"


def test_a_site_without_an_edition_has_no_host_page_yet(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get(PAGE).status_code == 404
