"""The console's frame: navigation by right, the way back, the language, and paper."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role, may
from showcase.staff.navigation import ENTRIES
from tests.factories import make_event
from tests.staff.cast import code_for_phones, post, sign_in


def navigation(page: str) -> str:
    return page.split('class="console__nav"')[1].split("</nav>")[0]


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, Role.ADMINISTRATOR)
    return client


def test_entries_name_pages_that_exist_and_their_own_right_opens(app: Flask) -> None:
    for entry in ENTRIES:
        view = app.view_functions[entry.endpoint]
        for role in Role:
            verb = getattr(view, "verb", None)  # none: open to everybody
            assert verb is None or may(role, verb) or not may(role, entry.verb), entry


@pytest.mark.parametrize("role", Role)
def test_a_group_without_a_page_for_the_role_is_not_named(role: Role, client: FlaskClient) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, role)
    shown = navigation(client.get("/staff/").get_data(as_text=True))
    groups = re.findall(r'class="console__group"[^>]*>([^<]+)<', shown)
    assert groups == list(dict.fromkeys(str(entry.group.value) for entry in ENTRIES if may(role, entry.verb)))


def test_the_page_itself_is_marked_and_the_pages_below_it_lead_back(staff: FlaskClient) -> None:
    event = make_event()
    page = staff.get(f"/staff/guests/?event={event.slug}").get_data(as_text=True)
    assert '<a href="/staff/guests/" aria-current="page">' in navigation(page)
    assert 'class="breadcrumbs"' not in page
    below = code_for_phones(staff, event)
    assert '<a href="/staff/checkin/phones" aria-current="true">' in navigation(below.get_data(as_text=True))
    assert '<li><a href="/staff/checkin/phones">Phones</a></li>' in below.get_data(as_text=True)


def test_the_chosen_language_stays_for_the_session_whatever_the_browser_asks(staff: FlaskClient) -> None:
    here = "/staff/guests/?q=huong"
    assert '<input type="hidden" name="next" value="/staff/guests/?q=huong">' in staff.get(here).get_data(as_text=True)
    chosen = post(staff, "/staff/language", data={"locale": "vi", "next": here})
    assert chosen.location == here
    assert '<html lang="vi">' in staff.get(here).get_data(as_text=True)
    assert '<html lang="en">' in staff.get("/en/", headers={"Accept-Language": "vi"}).get_data(as_text=True)


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "/\\example.org", ""])
def test_choosing_a_language_leads_nowhere_else(target: str, staff: FlaskClient) -> None:
    assert post(staff, "/staff/language", data={"locale": "vi", "next": target}).location == "/staff/"


def test_a_language_that_is_not_offered_is_refused(staff: FlaskClient) -> None:
    assert post(staff, "/staff/language", data={"locale": "xx"}).status_code == 400
    assert '<html lang="en">' in staff.get("/staff/").get_data(as_text=True)


def test_choosing_a_language_needs_the_forms_mark(staff: FlaskClient) -> None:
    assert staff.post("/staff/language", data={"locale": "vi"}).status_code == 403


def test_a_form_that_comes_back_leads_to_its_page(staff: FlaskClient) -> None:
    event = make_event()
    page = post(staff, "/staff/checkin/phones/codes", page="/staff/checkin/phones", data={"event": event.id})
    assert page.status_code == 422
    assert 'name="next" value="/staff/"' in page.get_data(as_text=True)  # this address answers only to a form


def test_paper_says_who_printed_it(staff: FlaskClient) -> None:
    page = staff.get("/staff/").get_data(as_text=True)
    assert re.search(r'class="paper-note">.*Printed by', page)
