"""The pages of units: each within reach, and a sister unit behind a closed door."""

from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import audit
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.editions.models import Unit
from tests.factories import make_unit, texts
from tests.staff.cast import sign_in


def district_with_commune(name: str) -> tuple[Unit, Unit]:
    district = make_unit()
    return district, make_unit(level="commune", parent_id=district.id, slug=f"xa-{district.code}")


def sign_in_for(client: FlaskClient, unit: str | None) -> None:
    account = sign_in(client, Role.REPORTER)
    write()
    db.session.merge(account).unit_code = unit
    db.session.commit()


def test_a_reporter_begins_at_the_own_unit_and_goes_down(client: FlaskClient) -> None:
    district, commune = district_with_commune("Cầu Kè")
    sign_in_for(client, district.code)
    assert client.get("/staff/units/").location == f"/staff/units/{district.code}/"
    page = client.get(f"/staff/units/{district.code}/").get_data(as_text=True)
    assert f'href="/staff/units/{commune.code}/"' in page
    assert client.get(f"/staff/units/{commune.code}/").status_code == 200


def test_a_sister_unit_and_the_one_above_are_refused_and_logged(client: FlaskClient) -> None:
    district, commune = district_with_commune("Cầu Kè")
    _other, sister = district_with_commune("Trà Cú")
    sign_in_for(client, commune.code)
    page = client.get(f"/staff/units/{commune.code}/").get_data(as_text=True)
    assert f"/staff/units/{district.code}/" not in page, "no link leads where one may not go"
    for code in (sister.code, district.code):
        assert client.get(f"/staff/units/{code}/").status_code == 403
        entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.verb, entry.subject) == ("access.refused", "page:staff_units.unit")
        assert audit.changes_of(entry)["unit"] == (None, code)
    assert client.get("/staff/units/00000/").status_code == 404


def test_a_reporter_without_a_unit_is_told_what_to_do(client: FlaskClient) -> None:
    make_unit()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in_for(client, None)
    assert "belongs to no unit" in client.get("/staff/units/").get_data(as_text=True)
    sign_in_for(client, "00000")
    assert "Its code is 00000" in client.get("/staff/units/").get_data(as_text=True)


def test_an_organiser_sees_them_all_and_who_reports(client: FlaskClient) -> None:
    district, commune = district_with_commune("Cầu Kè")
    other, _sister = district_with_commune("Trà Cú")
    write()
    texts(commune, name={"vi": "Xã Tam Ngãi", "en": "Tam Ngai commune"})
    db.session.commit()
    sign_in_for(client, commune.code)
    sign_in(client, Role.ORGANISER)
    top = client.get("/staff/units/").get_data(as_text=True)
    assert f"/staff/units/{district.code}/" in top
    assert f"/staff/units/{other.code}/" in top
    page = client.get(f"/staff/units/{commune.code}/").get_data(as_text=True)
    assert "Xã Tam Ngãi" in page
    assert "/staff/accounts/" not in page, "accounts are for administrators"
