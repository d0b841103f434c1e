"""After the gathering: who came gets one letter, the guests' page opens for them alone, and a word back counts once."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from showcase.accounts.rules import Role
from showcase.checkin.models import Presence
from showcase.core import clock, mail
from showcase.core.database import db, write
from showcase.core.mail import Message, MessageState
from showcase.followup import letters, outcomes
from showcase.followup.models import Farewell, FarewellLetter, Feedback
from showcase.followup.rules import Letter
from showcase.invitations.models import Invitation
from showcase.registration import services
from showcase.registration.models import Event, Registration
from tests.factories import make_account, make_event, make_registration
from tests.staff.cast import sign_in


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="hop-mat")


def enter(registration: Registration, people: int = 1) -> None:
    write()
    for person in registration.attendees[:people]:
        db.session.add(Presence(attendee_id=person.id, scope="event", inside=True, entered_at=clock.now()))
    db.session.commit()


def open_page(event: Event) -> None:
    write()
    db.session.add(Farewell(event_id=event.id, opened_at=clock.now()))
    db.session.commit()


def own_page(registration: Registration) -> str:
    return f"/vi/r/{services.private_token(registration)}/afterwards/"


def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.ORGANISER)
    return client


def messages(kind: str) -> list[Message]:
    return list(db.session.scalars(db.select(Message).filter_by(kind=kind).order_by(Message.id)))


def test_who_came_and_who_did_not_get_different_letters_once_each(event: Event) -> None:
    came, missing = make_registration(event, 2), make_registration(event, contact_email="xa@example.org")
    make_registration(event, contact_email=None, contact_phone="+84901234567")
    enter(came)
    for _again in range(2):
        for letter in Letter:
            write()
            letters.send(db.session.get_one(Event, event.id), letter, clock.now())
            db.session.commit()
    assert [one.subject_id for one in messages("registration-thanks")] == [came.id]
    assert [one.subject_id for one in messages("registration-missed")] == [missing.id]
    reached = letters.reached(event)
    assert (reached[Letter.THANKS].written, reached[Letter.THANKS].by_mail) == (1, 0)
    assert reached[Letter.MISSED].by_hand == 1, "who has no address is told by message or telephone"


def test_an_address_that_failed_is_told_by_hand(event: Event) -> None:
    registration = make_registration(event)
    enter(registration)
    write()
    mail.post("registration", registration.id, str(registration.contact_email), "vi").state = MessageState.BOUNCED
    db.session.commit()
    assert letters.reached(event)[Letter.THANKS].by_hand == 1
    write()
    assert letters.send(event, Letter.THANKS, clock.now()) == 0


def test_the_letter_names_the_guest_and_leads_to_the_page(event: Event) -> None:
    registration = make_registration(event, locale="en")
    write()
    message = mail.post("registration-thanks", registration.id, str(registration.contact_email), "en")
    composed = mail._composers[message.kind](message)
    assert composed is not None
    assert "Thank you for coming home" in composed.text
    assert f"/en/r/{services.private_token(registration)}/afterwards/" in composed.text


def test_the_page_is_closed_until_it_is_opened_and_to_strangers_always(client: FlaskClient, event: Event) -> None:
    registration = make_registration(event)
    address = own_page(registration)
    assert client.get(address).status_code == 404
    open_page(event)
    page = client.get(address)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "afterwards" in client.get(address.replace("afterwards/", "")).get_data(as_text=True)
    assert client.get(address[:-14] + "x/afterwards/").status_code == 404
    write()
    services.cancel(db.session.get_one(Registration, registration.id), clock.now())
    db.session.commit()
    assert client.get(address).status_code == 404


def test_a_word_back_counts_once_and_without_a_name_shows_none(client: FlaskClient, event: Event) -> None:
    registration = make_registration(event)
    open_page(event)
    address = f"{own_page(registration)}feedback"
    first = {"whole": "very", "again": "yes", "best": "Gặp lại bà con", "with_name": "y"}
    assert client.post(address, data=first).status_code == 303
    assert client.post(address, data={**first, "whole": "well"}).status_code == 303
    said = db.session.scalars(db.select(Feedback)).one()
    assert (said.liked, said.registration_id) == ({"whole": "well"}, registration.id)
    assert client.post(address, data={k: v for k, v in first.items() if k != "with_name"}).status_code == 303
    db.session.expire_all()
    said = db.session.scalars(db.select(Feedback)).one()
    assert said.registration_id is None
    assert outcomes.counted(event).replies == 1


@pytest.mark.parametrize("answers", [{}, {"whole": "best"}, {"best": "a" * 2001}, {"best": "x\0y"}])
def test_what_says_nothing_or_cannot_be_kept_comes_back(
    client: FlaskClient, event: Event, answers: dict[str, str]
) -> None:
    registration = make_registration(event)
    open_page(event)
    page = client.post(f"{own_page(registration)}feedback", data=answers)
    assert page.status_code == 422
    assert db.session.scalar(db.select(db.func.count(Feedback.id))) == 0
    assert answers.get("best", "").replace("\0", "") in page.get_data(as_text=True)


def test_photos_are_for_the_guests_of_the_event_alone(client: FlaskClient, event: Event) -> None:
    registration, other = make_registration(event), make_registration(make_event(event.edition, slug="khac"))
    open_page(event)
    write()
    db.session.add(Farewell(event_id=other.event_id, opened_at=clock.now()))
    db.session.commit()
    desk = staff(client)
    page = "/staff/afterwards/hop-mat/photos/"
    mark = desk.get(page).get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    files = [(picture(), "a.jpg"), (io.BytesIO(b"no picture"), "b.jpg"), (picture(), "again.jpg")]
    answer = desk.post(page, data={"csrf_token": mark, "photos": files})
    assert answer.status_code == 422
    assert desk.get(f"{page}?added=1").status_code == 200
    text = answer.get_data(as_text=True)
    assert "b.jpg" in text
    assert text.count('class="album__one') == 1, "the good one is kept, the same one once"
    number = text.split('id="photo-')[1].split('"')[0]
    assert client.get(f"{own_page(registration)}photos/{number}.jpg").content_type == "image/jpeg"
    assert client.get(f"{own_page(other)}photos/{number}.jpg").status_code == 404


def picture() -> io.BytesIO:
    output = io.BytesIO()
    Image.new("RGB", (640, 400), "#1F5B43").save(output, "JPEG")
    output.seek(0)
    return output


def test_counts_say_who_came_and_stay_as_they_were_kept(event: Event) -> None:
    came = make_registration(event, 3)
    make_registration(event, 2, contact_country="FR")
    enter(came, 2)
    counts = outcomes.counted(event)
    assert (counts.expected, counts.came, counts.parties) == (5, 2, 2)
    assert counts.countries["FR"] == (2, 0)
    officer = make_account()
    write()
    outcomes.keep(event, officer, clock.now())
    db.session.commit()
    enter(db.session.get_one(Registration, came.id), 0)
    found = outcomes.kept(event)
    assert found is not None
    assert found[0].came == 2


def test_who_wishes_it_is_noted_for_the_next_event_once(client: FlaskClient, event: Event) -> None:
    wishes = {"processing": True, "contact_later": True}
    registration = make_registration(event, consents=wishes)
    make_registration(event, consents={"processing": True})
    starts = event.starts_at + timedelta(days=365)
    later = make_event(event.edition, slug="nam-sau", starts_at=starts, ends_at=starts + timedelta(hours=4))
    desk = staff(client)
    page = f"/staff/afterwards/{event.slug}/next-year/"
    mark = desk.get(page).get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    for expected in ("1 ", "0 "):
        made = desk.post(page, data={"csrf_token": mark, "event": later.slug})
        assert expected in desk.get(made.location).get_data(as_text=True).split('role="status"')[1][:80]
    assert desk.post(page, data={"csrf_token": mark, "event": "\0"}).status_code == 422
    invitation = db.session.scalars(db.select(Invitation).filter_by(event_id=later.id)).one()
    assert (invitation.external_id, invitation.email) == (registration.code, registration.contact_email)
    assert invitation.sent_at is None


def test_the_desk_sends_what_it_has_counted_and_nothing_on_a_second_press(client: FlaskClient, event: Event) -> None:
    registration = make_registration(event)
    enter(registration)
    desk = staff(client)
    page = "/staff/afterwards/hop-mat/letters/thanks/"
    text = desk.get("/staff/afterwards/hop-mat/").get_data(as_text=True)
    mark = text.split('name="csrf_token" value="')[1].split('"')[0]
    press = {"csrf_token": mark, "number": "1"}
    assert desk.post(page, data=press).status_code == 409, "guests must be able to open what the letter leads to"
    open_page(event)
    sent = desk.post(page, data=press)
    assert sent.status_code == 303
    assert "1 " in desk.get(sent.location).get_data(as_text=True).split('role="status"')[1][:80]
    assert desk.post(page, data=press).status_code == 409
    assert db.session.scalar(db.select(db.func.count()).select_from(FarewellLetter)) == 1
