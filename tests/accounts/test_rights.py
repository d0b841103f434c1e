"""Every address is public by name or guarded, and each guard holds."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from showcase.accounts.rules import Role, Verb, may
from tests.staff.cast import sign_in

# Open to everybody; pages under a language (`/vi/…`) are public or open by their own secret.
OPEN = {
    "front_door",
    "static",
    "health.healthz",
    "health.readyz",
    "media.media_file",
    "core.asset",
    "core.bundle",
    "accounts.sign_in",
    "accounts.sign_out",  # asks for the form's mark itself
    "accounts.one_time_link",
    "accounts.forgotten",
    "accounts.second_step",  # by a session that waits for it
    "accounts.passkey",
    "accounts.passkey_options",
    "staff_set_up.begin",  # by the code from the server's output, and only while nobody has access
    "staff_set_up.host",
    "staff_set_up.administrator",
    "door_app.start",  # holds no data; the key of a phone opens the rest
    "door_app.start_in",
    "door_app.manifest",
    "door_app.worker",
    "checkin_api.enrol",  # by a code that is good once
    "registration_api.find_attendees",  # asks for one of two scopes itself
}
GUARDED_AREAS = ("/staff/", "/api/v1/registrations", "/api/v1/attendees", "/api/v1/checkin/")


def staff_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], "verb")]


def test_what_is_not_for_everybody_is_guarded(app: Flask) -> None:
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(GUARDED_AREAS)
        and rule.endpoint not in OPEN
        and not hasattr(app.view_functions[rule.endpoint], "verb")
        and not hasattr(app.view_functions[rule.endpoint], "scope")
    ]
    assert not bare


def test_the_search_for_attendees_guards_itself(client: FlaskClient) -> None:
    assert client.get("/api/v1/attendees?q=huong").status_code == 401


def test_what_changes_something_over_the_api_is_guarded(app: Flask) -> None:
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        and (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        and rule.endpoint not in OPEN
        and not hasattr(app.view_functions[rule.endpoint], "scope")
    ]
    assert not bare


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_it_may_and_nothing_else(role: Role, app: Flask, client: FlaskClient) -> None:
    sign_in(client, role)
    for rule in staff_rules(app):
        verb = Verb(app.view_functions[rule.endpoint].verb)  # type: ignore[attr-defined]
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            response = client.open(address_of(rule), method=method)
            if method == "POST" or not may(role, verb):
                # Without the form's mark no change is made, whoever asks.
                assert response.status_code == 403, (role, method, rule.rule)
            else:
                assert response.status_code in (200, 303, 404), (role, method, rule.rule)


def test_nobody_opens_a_staff_page_without_signing_in(app: Flask, client: FlaskClient) -> None:
    for rule in staff_rules(app):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            response = client.open(address_of(rule), method=method)
            assert response.status_code == 303, rule.rule
            assert response.location.startswith("/staff/sign-in")
            assert response.headers["Cache-Control"] == "no-store"


def test_the_navigation_offers_only_what_the_role_may(client: FlaskClient) -> None:
    sign_in(client, Role.GATE)
    navigation = client.get("/staff/").get_data(as_text=True).split("console__nav")[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', navigation) == [
        "/staff/",
        "/staff/now/",
        "/staff/checkin/",
        "/staff/delegations/",
    ]


def address_of(rule: Rule) -> str:
    """An address of a rule; what it names need not exist."""
    address = re.sub(r"<uuid:[^>]+>", "00000000-0000-4000-8000-000000000000", rule.rule)
    address = re.sub(r"<int(\([^)]*\))?:[^>]+>", "999", address)
    address = re.sub(r"<any\('?([\w-]+)[^)]*\):[^>]+>", r"\1", address)
    return re.sub(r"<[^>]+>", "none", address)
