"""Signing in as somebody of the cast, and posting with the session's mark as a page does."""

import re
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.models import Account
from showcase.accounts.rules import Role
from showcase.registration.models import Event
from tests.factories import PASSWORD, make_account
from tests.pages import HTML


def sign_in(client: FlaskClient, role: Role = Role.ORGANISER) -> Account:
    account = make_account(role)
    response = client.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD})
    assert response.status_code == 303
    return account


def mark_of(page: TestResponse) -> str:
    """The form mark that a page of the session carries."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))
    assert found is not None
    return found[1]


def post(client: FlaskClient, path: str, page: str = "/staff/", **options: Any) -> TestResponse:
    """Send a form as the page at `page` would."""
    data = {**options.pop("data", {}), "csrf_token": mark_of(client.get(page))}
    return client.post(path, data=data, **options)


def opened(client: FlaskClient, path: str) -> dict[str, Any]:
    """What the page's form would send if nothing were changed: the fields of its last form that is posted."""
    page = client.get(path)
    assert page.status_code == 200, page.status
    return fields_of(page)


def fields_of(page: TestResponse) -> dict[str, Any]:
    tree = html5lib.parse(page.get_data(as_text=True))
    posted = [e for e in tree.iter(f"{HTML}form") if e.get("method") == "post"]
    forms = [e for e in posted if e.get("class") == "form"]
    forms = forms or [e for e in posted if "form" in e.get("class", "").split()]
    sent: dict[str, Any] = {}
    for element in forms[-1].iter():
        name, kind = element.get("name"), element.get("type", "")
        if not name or element.tag == f"{HTML}button":
            continue
        if element.tag == f"{HTML}textarea":
            sent[name] = element.text or ""
        elif element.tag == f"{HTML}select":
            options = list(element.iter(f"{HTML}option"))
            chosen = [one.get("value", "") for one in options if one.get("selected") is not None]
            if chosen or options:
                sent[name] = chosen[0] if chosen else options[0].get("value", "")
        elif kind not in ("checkbox", "radio") or element.get("checked") is not None:
            sent[name] = element.get("value", "on" if kind in ("checkbox", "radio") else "")
    return sent


def fill(client: FlaskClient, path: str, **fields: str | None) -> TestResponse:
    """Open the page's form, change these fields (`name__vi` for `name-vi`; None: unchecked) and send it."""
    sent = opened(client, path) | {name.replace("__", "-"): value for name, value in fields.items()}
    return client.post(path, data={name: value for name, value in sent.items() if value is not None})


def code_for_phones(client: FlaskClient, event: Event, **fields: str) -> TestResponse:
    """The page of a new code that sets up volunteers' phones."""
    page = "/staff/checkin/phones"
    sent = opened(client, page) | {"event": str(event.id), **fields}
    return client.post(f"{page}/codes", data=sent, follow_redirects=True)
