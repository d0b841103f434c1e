"""Searching the console: what is found, by whom, with how many queries, and where the words do not go."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import audit
from showcase.core.database import db, write
from showcase.registration import tickets
from tests.checkin.door import change, make_guest
from tests.factories import (
    make_achievement,
    make_article,
    make_edition,
    make_event,
    make_indicator,
    make_project,
    make_theme,
    make_unit,
    texts,
)
from tests.staff.cast import post, sign_in

EVERYTHING = ["Guests", "Events", "Articles", "Achievements", "Figures", "Projects", "Themes", "Units", "Accounts"]

CANG_LONG = (
    {"vi": "Huyện Càng Long", "en": "Cang Long district"},
    {"vi": "Xã An Trường, Càng Long", "en": "An Truong, Cang Long"},
)


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, Role.ORGANISER)
    return client


def found(client: FlaskClient, words: str, query: str = "") -> dict[str, list[str]]:
    """Heading → titles of what is found."""
    assert post(client, "/staff/search", data={"q": words}).location == "/staff/search"
    page = client.get(f"/staff/search{query}").get_data(as_text=True).split("</form>")[-1]
    groups = page.split('class="found"')[1:]
    heading = re.compile(r'id="found-[^"]+">([^<]+)<')
    title = re.compile(r'<li>(?:<a href="[^"]*">|<span class="found__title">)(?:<span lang="..">)?([^<]+)<')
    return {heading.findall(group)[0]: title.findall(group) for group in groups}


@pytest.mark.parametrize("words", ["dang huong", "huong dang", "Hường", "ĐẶNG thị", "hu d"])
def test_a_guest_is_found_in_both_orders_and_without_marks(words: str, staff: FlaskClient) -> None:
    event = make_event()
    make_guest(event, "Đặng Thị Hường")
    make_guest(event, "Trần Văn Bảy")
    assert found(staff, words) == {"Guests": ["Đặng Thị Hường"]}


def test_a_guest_is_found_by_reference_ticket_phone_mail_and_contact(staff: FlaskClient) -> None:
    guest = make_guest(make_event(), "Đặng Thị Hường")
    change(
        guest.registration,
        code="K7M2QX4A",
        contact_phone="+17145550123",
        contact_email="helen@example.org",
        contact_folded=" helen dang",
    )
    make_guest(make_event(), "Trần Văn Bảy")
    code = guest.registration.code
    short = tickets.short_code(guest.id, guest.ticket_version)
    for words in (code, code.lower(), code[:4], short, "714 555-0123", "0714555", "(714) 5550", "Helen@Example.org"):
        assert found(staff, words) == {"Guests": ["Đặng Thị Hường"]}, words
    assert found(staff, "helen d") == {"Guests": ["Đặng Thị Hường"]}


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "\0", "'", "714", "…", "a" * 5000, "K" * 8, "+++++", "\ud800"])
def test_odd_words_find_nothing_and_break_nothing(words: str, staff: FlaskClient) -> None:
    make_guest(make_event(), "Đặng Thị Hường")
    assert found(staff, words.encode("utf-8", "replace").decode()) == {}


def everything() -> None:
    """One record of each kind with the word “mẫu” in its name."""
    edition = make_edition()
    event = make_event(edition=edition)
    make_guest(event, "Lê Thị Mẫu")
    records = (
        (event, "title"),
        (make_article(edition), "title"),
        (make_achievement(edition), "title"),
        (make_indicator(edition), "name"),
        (make_project(edition), "name"),
        (make_theme(edition.host), "name"),
        (make_unit(), "name"),
    )
    for record, field in records:
        called(record, field, {"vi": "Bản mẫu", "en": "A mau"})


def called(record: Any, field: str, name: Any) -> Any:
    write()
    texts(record, **{field: name})
    db.session.commit()
    return record


def test_everything_is_found_by_its_name(client: FlaskClient) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    account = sign_in(client, Role.ADMINISTRATOR)
    change(account, name="Người Mẫu")
    everything()
    assert list(found(client, "mau")) == EVERYTHING
    page = client.get("/staff/search").get_data(as_text=True)
    for link in re.findall(r'<li><a href="([^"#]+)', page.split('class="found"', 1)[1]):
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        (Role.ORGANISER, {"Accounts"}),
        (Role.EDITOR, {"Guests", "Accounts"}),
        (Role.TRANSLATOR, {"Guests", "Accounts"}),
        (Role.GATE, {"Guests", "Accounts", "Units"}),
        (Role.REPORTER, {"Guests", "Accounts", "Units"}),
    ],
)
def test_each_role_finds_only_what_it_may_see(role: Role, hidden: set[str], client: FlaskClient) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    change(sign_in(client, role), name="Người Mẫu")
    everything()
    assert list(found(client, "mau")) == [kind for kind in EVERYTHING if kind not in hidden]
    assert found(client, "mau", "?kind=accounts") == {}


def test_a_reporter_finds_the_own_unit_and_those_below(client: FlaskClient) -> None:
    district = called(make_unit(), "name", CANG_LONG[0])
    commune = called(make_unit(parent_id=district.id), "name", CANG_LONG[1])
    sister = called(make_unit(), "name", "Xã Càng Long Khác")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    change(sign_in(client, Role.REPORTER), unit_code=district.code)
    assert found(client, "cang long") == {"Units": [names["en"] for names in CANG_LONG]}
    listed = client.get("/staff/search").get_data(as_text=True)
    assert f"/staff/units/{sister.code}/" not in listed
    assert f"/staff/units/{commune.code}/" in listed


def test_an_edition_that_is_not_published_is_not_found(staff: FlaskClient) -> None:
    make_article(make_edition(published_at=None))
    make_edition(year=2000)
    assert "Articles" not in found(staff, "bai") | found(staff, "xa")


def test_a_few_of_a_kind_and_all_of_it_on_a_page_of_its_own(staff: FlaskClient) -> None:
    event = make_event()
    for number in range(7):
        make_guest(event, f"Khách {number}")
    assert found(staff, "khach") == {"Guests": [f"Khách {number}" for number in range(5)]}
    assert '<a href="/staff/search?kind=guests">' in staff.get("/staff/search").get_data(as_text=True)
    assert len(found(staff, "khach", "?kind=guests")["Guests"]) == 7


def test_more_to_find_costs_no_more_queries(client: FlaskClient, query_recorder: list[str]) -> None:
    sign_in(client, Role.ADMINISTRATOR)
    everything()
    found(client, "mau")
    query_recorder.clear()
    client.get("/staff/search")
    few = len(query_recorder)
    for _ in range(4):
        everything()
    query_recorder.clear()
    client.get("/staff/search")
    assert len(query_recorder) == few <= 16


def test_words_stay_out_of_addresses_and_logs(staff: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    make_guest(make_event(), "Đặng Thị Hường")
    found(staff, "huong0123")
    page = staff.get("/staff/search?q=huong0123&kind=guests")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "huong0123" not in "".join(capfd.readouterr())


def test_the_words_of_an_address_are_understood_and_kept_in_its_links(staff: FlaskClient) -> None:
    event = make_event()
    for number in range(7):
        make_guest(event, f"Khách {number}")
    assert "?kind=guests&amp;q=khach" in staff.get("/staff/search?q=khach").get_data(as_text=True)


def test_searching_needs_the_forms_mark(staff: FlaskClient) -> None:
    assert staff.post("/staff/search", data={"q": "x"}).status_code == 403


def test_the_log_is_found_by_a_reference(client: FlaskClient) -> None:
    sign_in(client, Role.ADMINISTRATOR)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    guest = make_guest(make_event(), "Đặng Thị Hường")
    subject = f"registration:{guest.registration_id}"
    write()
    audit.record("registered", guest.registration)
    db.session.commit()
    for words in (guest.registration.code, subject, "Registration"):
        assert found(client, words)["Audit"] == [subject], words
    page = client.get(f"/staff/audit?about={subject}").get_data(as_text=True)
    assert "Đặng Thị Hường" in page
    assert "1 entry" in page


def test_a_text_that_is_not_approved_is_found_only_by_who_works_on_it(client: FlaskClient) -> None:
    article = make_article(make_edition(), title={"vi": "Cầu Đại Ngãi", "en": "Dai Ngai bridge"}, is_public=False)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, Role.TRANSLATOR)
    assert found(client, "dai ngai") == {"Articles": ["Dai Ngai bridge"]}
    page = client.get("/staff/search").get_data(as_text=True)
    way = f"/staff/content/articles/{article.slug}/way"
    assert f'href="{way}"' in page
    assert client.get(way).status_code == 200
    for role in (Role.GATE, Role.REPORTER, Role.ORGANISER):
        sign_in(client, role)
        assert found(client, "dai ngai") == {}, role
