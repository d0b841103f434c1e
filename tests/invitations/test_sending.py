"""Invitations and reminders by mail: to whom, how often, and in whose language."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from showcase.core import clock, mail
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.invitations import mails
from showcase.invitations.links import invitation_url
from showcase.invitations.models import Invitation
from showcase.registration.models import Event
from tests.factories import make_event, make_invitation
from tests.invitations.test_console import list_of, page_of, reread, text_of, verbs
from tests.staff.cast import mark_of

LONG_AGO = timedelta(days=9)


@pytest.fixture
def event() -> Event:
    return make_event()


def send(client: FlaskClient, event: Event, letter: str, number: int, **filters: str) -> int:
    address = f"{list_of(event)}send/{letter}/"
    mark = mark_of(client.get(list_of(event) + "new"))
    answer = client.post(address, data={"csrf_token": mark, "number": str(number), **filters})
    return answer.status_code


def recipients(kind: str = "invitation") -> list[str]:
    query = db.select(Message.recipient).filter_by(kind=kind).order_by(Message.recipient)
    return list(db.session.scalars(query))


def test_each_gets_the_invitation_once_however_often_the_button_is_pressed(staff: FlaskClient, event: Event) -> None:
    for number in range(3):
        make_invitation(event, email=f"{number}@example.org")
    make_invitation(event, email=None)
    make_invitation(event, email="told@example.org", sent_at=clock.now())
    page = text_of(staff, f"{list_of(event)}send/invitation/")
    assert "Send the invitation to 3 guests?" in page
    assert [send(staff, event, "invitation", 3) for _ in range(2)] == [303, 409]
    assert recipients() == ["0@example.org", "1@example.org", "2@example.org"]
    assert verbs().count("invitation.sent") == 3
    assert "Nobody is left to send this to." in text_of(staff, f"{list_of(event)}send/invitation/")


def test_another_number_than_was_shown_sends_nothing(staff: FlaskClient, event: Event) -> None:
    found = make_invitation(event)
    assert send(staff, event, "invitation", 2) == 409
    assert (recipients(), reread(found).sent_at) == ([], None)


def test_what_the_list_is_narrowed_to_is_sent_alone(staff: FlaskClient, event: Event) -> None:
    make_invitation(event, email="a@example.org", guest_kind="press")
    make_invitation(event, email="b@example.org")
    assert send(staff, event, "invitation", 1, kind="press") == 303
    assert recipients() == ["a@example.org"]


def test_only_the_silent_are_reminded_and_not_again_before_their_time(staff: FlaskClient, event: Event) -> None:
    told = clock.now() - LONG_AGO
    make_invitation(event, email="silent@example.org", sent_at=told)
    make_invitation(event, email="opened@example.org", sent_at=told, opened_at=told)
    make_invitation(event, email="handed@example.org", handed_on=told.date())
    make_invitation(event, email="coming@example.org", sent_at=told, reply="coming")
    make_invitation(event, email="back@example.org", sent_at=told, withdrawn_at=told)
    make_invitation(event, email="enough@example.org", sent_at=told, unsubscribed_at=told)
    make_invitation(event, email="yesterday@example.org", sent_at=clock.now() - timedelta(days=1))
    make_invitation(event, email="reminded@example.org", sent_at=told, reminded_at=clock.now() - timedelta(days=2))
    make_invitation(event, email="noted@example.org")
    assert [send(staff, event, "reminder", 3) for _ in range(2)] == [303, 409]
    assert recipients("reminder") == ["handed@example.org", "opened@example.org", "silent@example.org"]


def test_nobody_is_reminded_once_answers_are_no_longer_taken(staff: FlaskClient) -> None:
    event = make_event(registration_closes_at=clock.now() - timedelta(hours=1))
    make_invitation(event, sent_at=clock.now() - LONG_AGO)
    assert send(staff, event, "reminder", 1) == 409
    assert "nobody is reminded" in text_of(staff, f"{list_of(event)}send/")


def test_one_is_sent_again_once_for_each_time_the_page_is_opened(staff: FlaskClient, event: Event) -> None:
    found = make_invitation(event, sent_at=clock.now())
    address = f"{page_of(found)}mail/invitation/"
    page = staff.get(address)
    sent = {"csrf_token": mark_of(page), "after": "0"}
    assert [staff.post(address, data=sent).status_code for _ in range(2)] == [303, 303]
    assert recipients() == ["huong@example.org"]
    sheet = super(type(staff), staff).open(f"{address}sheet")  # a mail carries its look beside each word
    assert sheet.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert staff.get(f"{page_of(found)}mail/forged/").status_code == 404


def test_the_mail_speaks_the_guests_language_and_can_be_ended_with_one_press(event: Event) -> None:
    found = make_invitation(event, locale="en", companion="family")
    composed = mails.letter(found, "reminder")
    assert composed.subject == "We look forward to your answer: Homecoming gathering"
    for text in (composed.text, composed.html):
        assert invitation_url(found) in text
        assert "Mrs Đặng Thị Hường and family" in text
        assert found.code in text
    assert not composed.pictures
    assert composed.unsubscribe
    assert "/en/unsubscribe/invitation/" in composed.unsubscribe


@pytest.mark.parametrize("change", [{"reply": "coming"}, {"withdrawn_at": clock.now()}], ids=["answered", "taken back"])
def test_a_mail_that_was_overtaken_does_not_leave(event: Event, change: dict[str, object]) -> None:
    found = make_invitation(event)
    write()
    message = mail.post("invitation", found.id, "huong@example.org", "vi")
    assert mails.invitation(message) is not None
    for name, value in change.items():
        setattr(db.session.get_one(Invitation, found.id), name, value)
    assert mails.invitation(message) is None


def test_unsubscribing_ends_reminders_and_leaves_the_invitation(client: FlaskClient, event: Event) -> None:
    found = make_invitation(event)
    address = mails.letter(found, "invitation").unsubscribe or ""
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert (reread(found).unsubscribed_at is not None, found.stage) == (True, "noted")
