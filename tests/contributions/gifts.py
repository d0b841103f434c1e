"""Promises to test with: a host that gathers for scholarships, and a giver in Houston."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.contributions import services
from showcase.contributions.models import Cause, Contribution
from showcase.contributions.rules import Kind
from showcase.contributions.services import Promise
from showcase.core import clock
from showcase.core.database import db, write
from showcase.editions.models import Edition
from tests.factories import save, texts
from tests.staff.cast import fields_of


def make_cause(edition: Edition, **changes: Any) -> Cause:
    cause = Cause(host_id=edition.host_id, slug="hoc-bong", **changes)
    texts(cause, title={"vi": "Học bổng cho học sinh", "en": "Scholarships for pupils"})
    return save(cause)


def make_gift(edition: Edition, cause: Cause, **changes: Any) -> Contribution:
    write()
    values: dict[str, Any] = {
        "kind": Kind.MONEY,
        "amount": 20_000_000,
        "name": "Đặng Thị Hường",
        "locale": "vi",
        "email": "huong@example.org",
        "phone": "+17135550111",
        "country": "US",
    }
    party = changes.pop("registration", None)
    gift = services.promise(Promise(cause=cause, **{**values, **changes}), edition, clock.now(), party)
    db.session.commit()
    return gift


def promise(client: FlaskClient, path: str = "/vi/contributions/new/", **fields: Any) -> TestResponse:
    """Open the form, fill it in and send it; None leaves a box empty."""
    typed = {
        "cause": "hoc-bong",
        "kind": "money",
        "amount": "20.000.000",
        "name": "Đặng Thị Hường",
        "email": "huong@example.org",
        "publicity": "none",
        "processing": "y",
    }
    sent = fields_of(client.get(path)) | typed | fields
    return client.post(path, data={name: value for name, value in sent.items() if value is not None})
