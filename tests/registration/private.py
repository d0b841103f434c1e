"""Walking the private pages of a party as somebody with a phone does."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.core.database import db
from showcase.registration import services
from showcase.registration.models import Attendee, Registration
from tests.staff.cast import opened


def address(registration: Registration, path: str = "", locale: str = "en") -> str:
    return f"/{locale}/r/{services.private_token(registration)}/{path}"


def page_of(attendee: Attendee, path: str = "") -> str:
    return address(attendee.registration, f"people/{attendee.id}/{path}")


def send(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """Open a page, fill in its form and send it."""
    sent = opened(client, path) | fields
    response = client.post(path, data={name: value for name, value in sent.items() if value is not None})
    db.session.expire_all()
    return response
