"""An event that people are invited or proposed to stays, and so does its edition; the console says why."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.core.database import db
from showcase.invitations.models import Proposal
from showcase.registration.models import Event
from tests.factories import make_edition, make_event, make_invitation, save
from tests.staff.cast import post


@pytest.mark.parametrize(
    "make", [make_invitation, lambda event: save(Proposal(event_id=event.id, unit_code="29470", name="Thạch Sô Phia"))]
)
def test_neither_an_event_with_guests_nor_its_edition_is_deleted(staff: FlaskClient, make: Any) -> None:
    make_edition()
    edition = make_edition(published_at=None)
    event = make_event(edition)
    make(event)
    for path in (f"/staff/events/{event.slug}/deletion", f"/staff/editions/{edition.slug}/removal"):
        refused = post(staff, path)
        assert refused.status_code == 409
        assert "invited or ha" in refused.text
    assert db.session.scalars(db.select(Event.id)).all() == [event.id]
