"""Who asks: an organiser with a session, reading English."""

import pytest
from flask.testing import FlaskClient

from tests.staff.cast import sign_in


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
