"""How each unit's Front is reached: kept by its reporter, refused to a sister unit's, read by guests."""

import json
import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.editions.contacts import contact_of
from showcase.editions.models import Unit
from tests.factories import make_edition, make_unit
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in


@pytest.fixture
def tree() -> dict[str, Unit]:
    """A province (its host's), two districts, a commune in each."""
    edition = make_edition()
    province = make_unit(code=edition.host.province_code, level="province", kind="tinh")
    near, far = (make_unit(code=code, parent_id=province.id) for code in ("991", "992"))
    return {
        "province": province,
        "near": near,
        "far": far,
        "own": make_unit(code="99101", level="commune", kind="xa", parent_id=near.id),
        "sister": make_unit(code="99102", level="commune", kind="xa", parent_id=near.id),
        "cousin": make_unit(code="99201", level="commune", kind="xa", parent_id=far.id),
    }


def reporter_of(client: FlaskClient, unit: Unit | None) -> FlaskClient:
    account = sign_in(client, Role.REPORTER)
    write()
    account.unit_code = unit.code if unit else None
    db.session.commit()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page_of(unit: Unit) -> str:
    return f"/staff/units/{unit.code}/contact"


def phone_of(unit: Unit) -> str:
    db.session.rollback()
    return contact_of(unit).phone


def test_a_reporter_keeps_the_contact_of_the_own_unit(client: FlaskClient, tree: dict[str, Unit]) -> None:
    staff, own = reporter_of(client, tree["own"]), tree["own"]
    about = f"/staff/units/{own.code}/"
    assert "Not filled in yet" in staff.get(about).get_data(as_text=True)
    answer = fill(
        staff, page_of(own), phone="+84 234 382 0000", hours__vi="7 giờ – 11 giờ", zalo="https://zalo.me/0912345678"
    )
    assert answer.status_code == 303
    assert phone_of(own) == "+84 234 382 0000"
    shown = staff.get(about).get_data(as_text=True)
    assert "+84 234 382 0000" in shown
    assert "Not filled in yet" not in shown
    guests = client.get("/en/projects/map/").get_data(as_text=True)
    assert 'href="tel:+842343820000"' in guests
    assert "7 giờ – 11 giờ" in guests
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="unit.changed")).one()
    assert entry.subject == f"unit:{own.id}"
    assert json.loads(entry.changes)["phone"] == ["", "+84 234 382 0000"]


def test_a_change_can_be_taken_back(client: FlaskClient, tree: dict[str, Unit]) -> None:
    staff, own = reporter_of(client, tree["own"]), tree["own"]
    fill(staff, page_of(own), phone="+84 111 111")
    answer = fill(staff, page_of(own), phone="+84 222 222", address__vi="Ấp Một")
    number = answer.location.split("saved=")[1]
    assert post(staff, page_of(own), answer.location, data={"undo": number}).status_code == 303
    assert phone_of(own) == "+84 111 111"
    assert not contact_of(own).texts_of("address")


@pytest.mark.parametrize("other", ["sister", "cousin", "near", "far", "province"])
def test_another_units_page_is_refused_and_noted(client: FlaskClient, tree: dict[str, Unit], other: str) -> None:
    staff, unit = reporter_of(client, tree["own"]), tree[other]
    sent = {**opened(staff, page_of(tree["own"])), "phone": "+84 999 999"}
    assert staff.get(page_of(unit)).status_code == 403
    assert staff.post(page_of(unit), data=sent).status_code == 403
    assert phone_of(unit) == ""
    assert phone_of(tree["own"]) == ""
    refused = db.session.scalars(db.select(AuditEntry).filter_by(verb="access.refused").order_by(AuditEntry.id)).all()
    noted = [json.loads(entry.changes) for entry in refused]
    assert [(one["method"][1], one["unit"][1]) for one in noted] == [("GET", unit.code), ("POST", unit.code)]


def test_a_forged_unit_in_the_form_changes_nothing_elsewhere(client: FlaskClient, tree: dict[str, Unit]) -> None:
    staff, own, sister = reporter_of(client, tree["own"]), tree["own"], tree["sister"]
    forged = {"unit": sister.code, "code": sister.code, "unit_id": str(sister.id), "id": str(sister.id)}
    sent = {**opened(staff, page_of(own)), **forged, "phone": "+84 999 999"}
    assert staff.post(page_of(own), data=sent).status_code == 303
    assert phone_of(own) == "+84 999 999"
    assert phone_of(sister) == ""


def test_an_undo_of_another_units_change_is_not_taken(client: FlaskClient, tree: dict[str, Unit]) -> None:
    staff = reporter_of(client, tree["near"])
    location = fill(staff, page_of(tree["sister"]), phone="+84 111 111").location
    number = location.split("saved=")[1]
    fill(staff, page_of(tree["own"]), phone="+84 222 222")
    sent = {"csrf_token": mark_of(staff.get(page_of(tree["own"]))), "undo": number}
    staff.post(page_of(tree["own"]), data=sent)
    assert phone_of(tree["own"]) == "+84 222 222"
    assert phone_of(tree["sister"]) == "+84 111 111"


def test_those_above_change_what_lies_below(client: FlaskClient, tree: dict[str, Unit]) -> None:
    staff = reporter_of(client, tree["near"])
    assert fill(staff, page_of(tree["sister"]), phone="+84 333 333").status_code == 303
    assert staff.get(page_of(tree["far"])).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ORGANISER])
def test_the_province_changes_all(client: FlaskClient, tree: dict[str, Unit], role: Role) -> None:
    sign_in(client, role)
    assert fill(client, page_of(tree["cousin"]), phone="+84 444 444").status_code == 303


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR])
def test_others_do_not_change_them(client: FlaskClient, tree: dict[str, Unit], role: Role) -> None:
    sign_in(client, role)
    assert client.get(page_of(tree["own"])).status_code == 403
    assert post(client, page_of(tree["own"]), data={"phone": "+84 555 555"}).status_code == 403
    assert phone_of(tree["own"]) == ""


def test_a_unit_that_is_not_there_has_no_contact(client: FlaskClient, tree: dict[str, Unit]) -> None:
    sign_in(client)
    for code in ("nowhere", "9" * 300):
        assert client.get(f"/staff/units/{code}/contact").status_code == 404


def test_guests_read_those_of_the_editions_year_a_district_before_its_communes(
    client: FlaskClient, tree: dict[str, Unit]
) -> None:
    gone = make_unit(code="99103", level="commune", parent_id=tree["near"].id, valid_until=date(2020, 1, 1))
    sign_in(client)
    for unit in (tree["cousin"], tree["far"], tree["own"], gone):
        fill(client, page_of(unit), phone=f"+84 {unit.code} 000")
    page = client.get("/vi/projects/map/").get_data(as_text=True)
    shown = re.findall(r"tel:\+84(\d+)000", page.split('id="fronts"')[1].split("</section>")[0])
    assert shown == ["99101", "992", "99201"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("phone", "call me", "check the telephone number"),
        ("phone", "+84" + "1" * 60, "At most 40"),
        ("email", "front@", "check the e-mail"),
        ("fanpage", "javascript:alert(1)", "check the address"),
        ("fanpage", "http://facebook.com/front", "check the address"),
        ("fanpage", 'https://example.org/"><script>', "check the address"),
        ("zalo", "data:text/html,x", "telephone number or an address"),
        ("address-vi", "Ấp\u202eMột", "cannot be stored"),
        ("hours-vi", "x" * 201, "At most 200"),
    ],
)
def test_bad_input_is_said_beside_the_field(
    client: FlaskClient, tree: dict[str, Unit], field: str, value: str, words: str
) -> None:
    staff, own = reporter_of(client, tree["own"]), tree["own"]
    answer = staff.post(page_of(own), data={**opened(staff, page_of(own)), field: value, "zalo-x": "y"})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert not contact_of(own).id


def test_two_who_write_at_once_see_both_words(client: FlaskClient, tree: dict[str, Unit]) -> None:
    staff, own = reporter_of(client, tree["own"]), tree["own"]
    mine = opened(staff, page_of(own))
    fill(staff, page_of(own), phone="+84 111 111")
    answer = staff.post(page_of(own), data={**mine, "phone": "+84 222 222"})
    assert answer.status_code == 409
    assert "+84 111 111" in answer.get_data(as_text=True)
    assert staff.post(page_of(own), data=fields_of(answer)).status_code == 303
    assert phone_of(own) == "+84 222 222"


def test_the_map_asks_as_few_questions_however_many_contacts(
    client: FlaskClient, tree: dict[str, Unit], query_recorder: list[str]
) -> None:
    sign_in(client)
    counted = []
    for unit in (tree["own"], tree["sister"], tree["cousin"]):
        fill(client, page_of(unit), phone="+84 111 111")
        query_recorder.clear()
        client.get("/vi/projects/map/")
        counted.append(len(query_recorder))
    assert len(set(counted)) == 1
