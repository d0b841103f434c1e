"""Communes and districts at the desk: names, days and what they became part of, each with its source."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.editions.models import Edition, Unit
from tests.factories import SOURCE, make_commune, make_district
from tests.staff.cast import fields_of, fill, opened, sign_in

LIST = "/staff/content/communes/"
NOTICE = "Nghị quyết về việc sắp xếp các đơn vị hành chính"


def page_of(unit: Unit) -> str:
    return f"{LIST}{unit.id}/"


def stored(unit: Unit) -> Unit:
    db.session.rollback()
    db.session.refresh(unit)
    return unit


def test_a_commune_is_told_to_have_become_part_of_another(editor: FlaskClient, edition: Edition) -> None:
    district = make_district(edition)
    commune, later = (make_commune(edition, name, district) for name in ("Xã Phú Mậu", "Phường Dương Nỗ"))
    page = page_of(commune)
    found = fill(editor, page, looked_for="duong no", find="1", valid_until="2025-07-01")
    assert "Dương Nỗ commune, Cau Ke district" in found.get_data(as_text=True)
    sent = {**fields_of(found), "succeeded_by": later.code, "sources-source_1-title": NOTICE}
    saved = editor.post(page, data=sent)
    assert saved.status_code == 303
    assert (stored(commune).succeeded_by, commune.valid_until) == (later.code, date(2025, 7, 1))
    public = editor.get(f"/vi/communes/{commune.code}/").get_data(as_text=True)
    assert "Phường Dương Nỗ".lower() in public.lower()
    assert NOTICE in public
    assert db.session.scalars(db.select(AuditEntry.verb).order_by(AuditEntry.id.desc())).first() == "unit.corrected"
    assert "now part of Dương Nỗ commune" in editor.get(LIST).get_data(as_text=True)


def test_a_name_is_corrected_and_the_correction_taken_back(editor: FlaskClient, edition: Edition) -> None:
    commune = make_commune(edition, "Xã Phú Mậu", sources=[SOURCE], lon=107.5855, lat=16.4637)
    saved = fill(editor, page_of(commune), name__vi="Xã Phú Mậu Thượng", lat="16.512", lon="107,585")
    assert saved.status_code == 303
    assert (stored(commune).lat, commune.lon) == (16.512, 107.585)
    assert "Phú Mậu Thượng" in editor.get(f"/vi/communes/{commune.code}/").get_data(as_text=True)
    number = saved.location.split("saved=")[1]
    token = opened(editor, page_of(commune))["csrf_token"]
    assert editor.post(page_of(commune), data={"csrf_token": token, "undo": number}).status_code == 303
    assert (str(stored(commune).text_in("name", "vi")), commune.lat) == ("Xã Phú Mậu", 16.4637)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sources-source_1-title": ""}, "Please write what the source is called."),
        ({"name-vi": ""}, "Please fill in this line."),
        ({"name-vi": "\u202e\x00"}, "cannot be stored"),
        ({"succeeded_by": "99999"}, "Not a valid choice."),
        ({"succeeded_by": "\x00"}, "Not a valid choice."),
        ({"succeeded_by": "itself", "valid_until": "2025-07-01"}, "A unit cannot become part of itself."),
        ({"succeeded_by": "other"}, "Please give the day from which it is no more."),
        ({"valid_from": "2025-07-01", "valid_until": "2025-07-01"}, "It must end after it began."),
        ({"valid_from": "2020-01-01"}, "Another unit with this code stands since that day."),
        ({"lat": "91", "lon": "107"}, "Please give degrees from −90 to 90."),
        ({"lat": "16"}, "A point needs both numbers."),
        ({"lat": "9" * 10_000, "lon": "107"}, "Please write the number alone"),
    ],
)
def test_bad_input_is_named_and_nothing_is_lost(
    editor: FlaskClient, edition: Edition, fields: dict[str, str], said: str
) -> None:
    commune = make_commune(edition, "Xã Phú Mậu", sources=[SOURCE])
    other = make_commune(edition, "Xã Phú Dương")
    make_commune(edition, "Xã Phú Mậu", code=commune.code, valid_from=date(2020, 1, 1))
    codes = {"itself": commune.code, "other": other.code}
    fields = {name: codes.get(value, value) for name, value in fields.items()}
    answer = editor.post(page_of(commune), data={**opened(editor, page_of(commune)), **fields, "name-en": "Kept"})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert fields_of(answer)["name-en"] == "Kept"


def test_two_editors_at_once_lose_nothing(editor: FlaskClient, edition: Edition) -> None:
    commune = make_commune(edition, "Xã Phú Mậu", sources=[SOURCE])
    mine = opened(editor, page_of(commune))
    assert fill(editor, page_of(commune), short_name="Mậu").status_code == 303
    answer = editor.post(page_of(commune), data={**mine, "short_name": "Phú", "name-en": "Mine"})
    assert answer.status_code == 409
    assert editor.post(page_of(commune), data={**fields_of(answer), "take-short_name": "theirs"}).status_code == 303
    assert (stored(commune).short_name, commune.texts_of("name")["en"]) == ("Mậu", "Mine")


def test_the_list_is_searched_without_marks(editor: FlaskClient, edition: Edition) -> None:
    make_commune(edition, "Xã Phú Mậu")
    elsewhere = make_commune(edition, "Xã Hòa Bình", make_district(edition, code="476"))
    found = editor.get(f"{LIST}?q=phu+mau").get_data(as_text=True)
    assert "Phú Mậu commune" in found
    assert "Hòa Bình commune" not in found
    narrowed = editor.get(f"{LIST}?district=476").get_data(as_text=True)
    assert elsewhere.code in narrowed
    assert "Phú Mậu commune" not in narrowed
    assert "No unit matches" in editor.get(f"{LIST}?q=%00zzz&district=%00").get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.GATE, Role.REPORTER, Role.ORGANISER, Role.TRANSLATOR])
def test_who_may_not_edit_is_refused(client: FlaskClient, edition: Edition, role: Role) -> None:
    commune = make_commune(edition, "Xã Phú Mậu")
    sign_in(client, role)
    assert client.get(LIST).status_code == 403
    assert client.post(page_of(commune)).status_code == 403
