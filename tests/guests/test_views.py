"""Columns that an account chooses, and views of the guest list: saved, shared, changed by two at once, forged."""

import re

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.database import db
from showcase.guests.models import GuestView
from showcase.registration.models import Event
from tests.checkin.door import change, make_guest
from tests.factories import make_account, make_event, save
from tests.staff.cast import fields_of, fill, post, sign_in

pytestmark = pytest.mark.full


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.ORGANISER)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def event() -> Event:
    event = make_event()
    make_guest(event, "Khách Quý", vip=True, office="Chủ tịch hội")
    make_guest(event, "Khách Thường")
    return event


def heads(page: str) -> list[str]:
    return re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row">.*?<a href="/staff/guests/[^"]+">([^<]+)</a>', page)


def boxes(*keys: str) -> dict[str, list[str]]:
    return {"columns": list(keys)}


def test_columns_are_kept_for_the_account_and_forged_ones_refused(staff: FlaskClient, event: Event) -> None:
    where = "/staff/guests/columns/"
    fields = fields_of(staff.get(where))
    chosen = staff.post(f"{where}?vip=yes", data={**fields, **boxes("office", "vip", "state")})
    assert chosen.location == "/staff/guests/?vip=yes"
    page = staff.get(chosen.location).text
    assert heads(page) == ["Name", "Office, organisation", "VIP", "State"]
    assert "Chủ tịch hội" in page
    assert staff.post(where, data={**fields, **boxes("office", "no-such")}).status_code == 422
    assert heads(staff.get("/staff/guests/").text)[1] == "Office, organisation"


def test_a_view_is_saved_with_filters_and_shared_without_the_words_typed(staff: FlaskClient, event: Event) -> None:
    new = f"/staff/guests/views/new?vip=yes&q=khach&event={event.slug}"
    fields = {**fields_of(staff.get(new)), "name": "Khách quý cần đón", "shared": "y", **boxes("office")}
    for _press in range(2):
        made = staff.post(new, data=fields)
    view = db.session.scalars(db.select(GuestView)).one()
    assert (view.args, view.columns) == ({"event": event.slug, "vip": "yes"}, ["office"])
    page = staff.get(made.location).text
    assert (names(page), heads(page)) == (["Khách Quý"], ["Name", "Office, organisation"])
    sign_in(staff, Role.ORGANISER)
    assert "Khách quý cần đón" in staff.get("/staff/guests/").text
    own = f"/staff/guests/views/{view.id}/"
    assert fill(staff, own, name="Đón ở cửa").status_code == 303
    assert post(staff, f"{own}removal", own).status_code == 403, "only whose it is removes it"
    assert names(staff.get(f"/staff/guests/?view={view.id}&vip=no").text) == ["Khách Thường"]


def test_what_is_forged_or_was_changed_meanwhile_is_not_stored(staff: FlaskClient, event: Event) -> None:
    for forged in ("state=forged", "event=no-such", "tag=99", "country=ZZ"):
        new = f"/staff/guests/views/new?{forged}"
        refused = staff.post(new, data={**fields_of(staff.get(new)), "name": "x"})
        assert (refused.status_code, "cannot be chosen any more" in refused.text) == (422, True), forged
    foreign = save(GuestView(account_id=make_account().id, name="Riêng", args={}, columns=[]))
    assert staff.get(f"/staff/guests/views/{foreign.id}/").status_code == 404
    assert "Riêng" not in staff.get(f"/staff/guests/?view={foreign.id}").text
    for wild in ("0", "-1", "99999999999", "x", "٣"):
        assert staff.get(f"/staff/guests/?view={wild}").status_code == 200
    change(foreign, shared=True, name="Chung")
    own = f"/staff/guests/views/{foreign.id}/"
    seen = fields_of(staff.get(own))
    listed = staff.get(f"/staff/guests/?view={foreign.id}&vip=yes")
    mark = re.search(r'name="seen" value="(\w{16})"', listed.text)
    assert mark is not None
    change(foreign, name="Chung 2", args={"vip": "no"})
    theirs = staff.post(own, data={**seen, "name": "Chung 3"})
    assert (theirs.status_code, "Chung 2" in theirs.text) == (409, True)
    narrowed = post(staff, f"{own}filters", own, data={"vip": "yes", "seen": mark[1]})
    assert (narrowed.status_code, "A colleague has changed" in narrowed.text) == (409, True)
    gone = staff.get(f"/staff/guests/?event={event.slug}&tag=99").text
    assert ("nobody is found: Tag" in gone, names(gone)) == (True, [])
