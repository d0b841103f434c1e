"""Signing in as somebody of the cast, and posting with the session's mark as a page does."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.models import Account
from showcase.accounts.rules import Role
from tests.factories import PASSWORD, make_account


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
