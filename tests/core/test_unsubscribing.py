"""Mail that nobody asked for ends with one press; looking at the link ends nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.core import unsubscribing
from showcase.core.database import db, write
from showcase.registration import staying_in_touch
from showcase.registration.models import Consent, Registration
from tests.factories import make_event, make_registration


@pytest.fixture
def registration(app: Flask) -> Registration:
    return make_registration(make_event(), 1, consents={"processing": True, "contact_later": True})


def path_of(registration: Registration) -> str:
    return unsubscribing.address_of("news", registration.id, "vi").partition("/vi/")[2]


def wish(registration: Registration) -> bool:
    db.session.expire_all()
    return registration.id in set(db.session.scalars(staying_in_touch.wish_to_stay_in_touch()))


def test_looking_at_the_address_ends_nothing(client: FlaskClient, registration: Registration) -> None:
    page = client.get(f"/en/{path_of(registration)}")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert client.head(f"/en/{path_of(registration)}").status_code == 200
    assert wish(registration)


def test_a_mail_program_ends_it_with_one_request_and_again_changes_nothing(
    client: FlaskClient, registration: Registration
) -> None:
    for _ in range(2):
        answer = client.post(
            f"/vi/{path_of(registration)}",
            data={"List-Unsubscribe": "One-Click"},
            headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
        )
        assert (answer.status_code, answer.data) == (200, b"")
    assert not wish(registration)
    withdrawn = db.select(db.func.count()).select_from(Consent).filter_by(purpose="contact_later", given=False)
    assert db.session.scalar(withdrawn) == 1


def test_a_reader_is_asked_and_told(client: FlaskClient, registration: Registration) -> None:
    address = f"/en/{path_of(registration)}"
    assert "No more of these mails" in client.get(address).text
    told = client.post(address, follow_redirects=True)
    assert "You get no more mail of this kind: news and invitations of later years." in told.text
    assert not wish(registration)


def test_a_tampered_address_leads_nowhere(client: FlaskClient, registration: Registration) -> None:
    path = path_of(registration)
    other = unsubscribing.address_of("news", registration.id + 1, "vi").partition("/vi/")[2]
    strange = [path[:-3] + "xx/", other, path.replace("news", "other"), "unsubscribe/news/%00/", "unsubscribe/%00/a/"]
    for one in strange:
        assert client.get(f"/vi/{one}").status_code == 404, one
        assert client.post(f"/vi/{one}").status_code == 404, one
    assert wish(registration)


def test_a_closed_list_is_not_opened_by_the_page(client: FlaskClient, registration: Registration) -> None:
    write()
    staying_in_touch.take_back(registration)
    db.session.commit()
    assert "You get no more mail of this kind" in client.get(f"/en/{path_of(registration)}").text
