"""An edition, and an editor at the desk."""

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.editions.models import Edition
from tests.factories import make_edition
from tests.staff.cast import sign_in


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def editor(client: FlaskClient, edition: Edition) -> FlaskClient:
    sign_in(client, Role.EDITOR)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
