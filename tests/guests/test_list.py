"""The guest list: what it finds, in which order, and what it shows of each guest."""

import re

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.database import db, write
from showcase.registration.models import Event
from tests.checkin.door import change, check_in, make_gate, make_guest, scan_of
from tests.factories import make_event
from tests.staff.cast import sign_in


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.ORGANISER)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def event() -> Event:
    return make_event()


def names(staff: FlaskClient, query: str = "") -> list[str]:
    page = staff.get(f"/staff/guests/?{query}").get_data(as_text=True)
    return re.findall(r'<th scope="row">(?:<label.*?</label>)?<a href="/staff/guests/[^"]+">([^<]+)</a>', page)


def test_guests_stand_in_vietnamese_order_of_their_given_names(staff: FlaskClient, event: Event) -> None:
    for name in ("Trần Văn Út", "Nguyễn Văn Đào", "Lê Thị Dung", "Phạm Ân", "Phạm An", "Ngô Ánh"):
        make_guest(event, name)
    assert names(staff) == ["Phạm An", "Ngô Ánh", "Phạm Ân", "Lê Thị Dung", "Nguyễn Văn Đào", "Trần Văn Út"]


def test_filters(staff: FlaskClient, event: Event) -> None:
    other = make_event()
    inside = make_guest(event, "Khách Trong")
    make_guest(event, "Khách Chờ", state="waitlisted")
    abroad = make_guest(other, "Khách Pháp")
    change(abroad.registration, contact_country="FR", guest_kind="press")
    check_in(scan_of(inside, make_gate(event)))
    assert names(staff, "state=waitlisted") == ["Khách Chờ"]
    assert names(staff, "country=FR") == ["Khách Pháp"]
    assert names(staff, "kind=press") == ["Khách Pháp"]
    assert names(staff, f"event={other.slug}") == ["Khách Pháp"]
    assert names(staff, "here=yes") == ["Khách Trong"]
    assert names(staff, "here=no") == ["Khách Chờ", "Khách Pháp"]
    assert names(staff, f"q={inside.registration.code.lower()}") == ["Khách Trong"]
    assert names(staff, "state=none%00such&q=%25") == []


def test_a_filter_narrows_to_what_is_known_of_a_person(staff: FlaskClient, event: Event) -> None:
    make_guest(event, "Khách Thường", age_band="16-59")
    vip = make_guest(event, "Khách Quý", vip=True, age_band="60+")
    write()
    vip.diet = "ăn chay"
    db.session.commit()
    for query in ("vip=yes", "age=60%2B", "needs=diet"):
        assert names(staff, query) == ["Khách Quý"]
    assert names(staff, "vip=no") == ["Khách Thường"]
