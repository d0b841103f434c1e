"""An answer to an invitation, saved before it is finished, leads back to that invitation."""

from flask.testing import FlaskClient

from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration.models import Draft, Registration
from tests.factories import make_invitation
from tests.invitations.test_replies import address_of, answered
from tests.staff.cast import fields_of


def test_it_is_continued_as_the_answer_to_the_invitation(client: FlaskClient) -> None:
    invitation = make_invitation(guest_kind="official", most_people=2)
    address = answered(client, invitation, 1, processing="", save="1").location.removesuffix("kept/")
    page = client.get(address)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    done = client.post(f"{address_of(invitation)}answer/", data={**fields_of(page), "processing": "y"})
    assert done.status_code == 303
    registration = db.session.scalars(db.select(Registration)).one()
    db.session.refresh(invitation)
    assert (invitation.registration_id, registration.guest_kind) == (registration.id, "official")
    assert db.session.scalars(db.select(Draft)).all() == []


def test_an_invitation_that_was_withdrawn_asks_nothing(client: FlaskClient) -> None:
    invitation = make_invitation()
    address = answered(client, invitation, 1, save="1").location.removesuffix("kept/")
    write()
    invitation.withdrawn_at = clock.now()
    db.session.commit()
    assert client.get(address).location == address_of(invitation)


def test_who_has_answered_elsewhere_is_led_to_the_answer(client: FlaskClient) -> None:
    invitation = make_invitation()
    address = answered(client, invitation, 1, save="1").location.removesuffix("kept/")
    elsewhere = answered(client, invitation, 1)
    assert client.get(address).location == elsewhere.location
