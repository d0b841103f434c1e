"""Every kind of mail in every language: text and HTML, its language said, nothing attached and nothing fetched."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from showcase.accounts.models import KnownDevice
from showcase.accounts.services import new_link
from showcase.announcements.models import Announcement, Recipient
from showcase.contributions import services
from showcase.contributions.models import Cause, Contribution
from showcase.core import clock, mail, unsubscribing
from showcase.core.database import db, write
from showcase.core.i18n import LOCALES
from showcase.core.mail import Composed, Message
from showcase.invitations import letters
from showcase.invitations.models import Invitation
from showcase.invitations.rules import Addressee
from showcase.registration import drafts
from showcase.registration.models import Event, Registration, SessionWait, UnitTask
from showcase.registration.rules import State, TaskKind, WaitState
from tests.factories import make_account, make_event, make_registration, make_session, make_unit, texts

FETCHES = re.compile(r"\b(?:src|background|srcset)\s*=\s*[\"'](?!cid:)|url\(|@import|<link|<script|<iframe|<form", re.I)
ADDRESS = "huong@example.org"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event()


def _registration(state: State) -> Callable[[Event], int]:
    def make(event: Event) -> int:
        registration = make_registration(event, 2)
        write()
        db.session.get_one(Registration, registration.id).state = state
        db.session.commit()
        return registration.id

    return make


def _draft(event: Event) -> int:
    write()
    typed = MultiDict({"email": ADDRESS})
    draft = drafts.keep(event, (drafts.OPEN, event.slug), "key", typed, clock.now())
    db.session.commit()
    return draft.id


def _unit_task(_event: Event) -> int:
    unit = make_unit()
    write()
    task = UnitTask(kind=TaskKind.VISIT, unit_code=unit.code, locale="vi", name="Lan", due_on=clock.now().date())
    task.answer, task.answered_at = "Dạ, xin mời.", clock.now()
    db.session.add(task)
    db.session.commit()
    return task.id


def _link(_event: Event) -> int:
    account = make_account()
    write()
    link = new_link(account)
    db.session.commit()
    return link.id


def _device(_event: Event) -> int:
    account = make_account()
    write()
    device = KnownDevice(account_id=account.id, token_digest="x", name="Firefox, Linux")
    db.session.add(device)
    db.session.commit()
    return device.id


def _offer(event: Event) -> int:
    registration_id = _registration(State.CONFIRMED)(event)
    session = make_session(event)
    write()
    until = clock.now() + timedelta(days=1)
    wait = SessionWait(registration_id=registration_id, session_id=session.id, state=WaitState.OFFERED)
    wait.since, wait.offered_until, wait.places = clock.now(), until, 1
    db.session.add(wait)
    db.session.commit()
    return registration_id


def _invitation(event: Event) -> int:
    write()
    invitation = Invitation(code="ABC", event_id=event.id, addressee=Addressee.FAMILY, locale="vi", name="Lan")
    invitation.email = ADDRESS
    db.session.add(invitation)
    db.session.commit()
    return invitation.id


def _announcement(event: Event) -> int:
    write()
    found = Announcement(event_id=event.id)
    found.set_text("subject", "vi", "Đổi hội trường")
    found.set_text("body", "vi", "Thưa {person}, buổi họp mặt dời sang hội trường B.")
    db.session.add(found)
    db.session.commit()
    return found.id


def _announced(event: Event) -> int:
    registration_id, announcement_id = _registration(State.CONFIRMED)(event), _announcement(event)
    write()
    recipient = Recipient(announcement_id=announcement_id, registration_id=registration_id, locale="vi", way="mail")
    db.session.add(recipient)
    db.session.commit()
    return recipient.id


def _gift(event: Event) -> int:
    cause = Cause(host_id=event.edition.host_id, slug="hoc-bong")
    texts(cause, title={"vi": "Học bổng", "en": "Scholarships"})
    write()
    given = {"amount": 500, "currency": "USD", "name": "Lan", "email": ADDRESS, "locale": "vi"}
    gift = Contribution(host_id=event.edition.host_id, cause=cause, code="DG1", kind="money", **given)
    texts(gift, result={"vi": "Đã trao 20 suất.", "en": "20 were given."})
    db.session.add(gift)
    db.session.commit()
    return gift.id


def _received_gift(event: Event) -> int:
    number = _gift(event)
    write()
    services.receive(db.session.get_one(Contribution, number), clock.now().date(), 500, "USD", "", tell=False)
    db.session.commit()
    return number


def _done_gift(event: Event) -> int:
    number = _received_gift(event)
    write()
    db.session.get_one(Contribution, number).state = "done"
    db.session.commit()
    return number


# How a kind begins → what makes the thing that it is about. A new kind needs a line here.
SUBJECTS: dict[str, Callable[[Event], int]] = {
    "account-invitation": _link,
    "account-reset": _link,
    "account-new-device": _device,
    "account-": lambda _event: make_account().id,
    "set-up-test": lambda _event: make_account().id,
    "draft": _draft,
    "registration-cancelled": _registration(State.CANCELLED),
    "registration-declined": _registration(State.CANCELLED),
    "registration-offer": _offer,
    "registration": _registration(State.CONFIRMED),
    "invitation": _invitation,
    "reminder": _invitation,
    "wording-test-": lambda event: event.edition_id,
    "unit-task-answer": _unit_task,
    "announcement": _announced,
    "announcement-test": _announcement,
    "contribution-noted": _gift,
    "contribution-received": _received_gift,
    "contribution-done": _done_gift,
}


def letter_of(kind: str, subject_id: int, locale: str) -> EmailMessage:
    message = Message(kind=kind, subject_id=subject_id, locale=locale, recipient=ADDRESS, message_id="<a@b>")
    message.created_at = clock.now()
    composed = mail._composers[kind](message)
    db.session.rollback()
    assert composed is not None, f"{kind} says nothing about what this test has made"
    assert composed.unsubscribe is None or mail._priorities[kind], "whoever waits for a mail cannot end it"
    return mail._letter(message, composed)


def _speak(begins: str, subject_id: int, locale: str) -> None:
    """An invitation is written in its guest's language, whatever the message says."""
    if SUBJECTS[begins] is _invitation:
        write()
        db.session.get_one(Invitation, subject_id).locale = locale
        db.session.commit()


@pytest.mark.parametrize("kind", sorted(mail._composers))
def test_every_mail_has_two_bodies_its_language_and_nothing_from_elsewhere(event: Event, kind: str) -> None:
    begins = max((begin for begin in SUBJECTS if kind.startswith(begin)), key=len, default=None)
    assert begins is not None, f"say in SUBJECTS what {kind} is about"
    subject_id = SUBJECTS[begins](event)
    for locale in LOCALES:
        _speak(begins, subject_id, locale)
        letter = letter_of(kind, subject_id, locale)
        text, html = letter.get_body(("plain",)), letter.get_body(("html",))
        assert text is not None
        assert html is not None
        assert len(text.get_content()) > 40, locale
        assert f'<html lang="{locale}"' in html.get_content()
        assert letter["Content-Language"] == locale
        assert not FETCHES.search(html.get_content()), (locale, FETCHES.search(html.get_content()))
        assert not [part for part in letter.walk() if part.get_content_disposition() == "attachment"]
        others = {part.get_content_type() for part in letter.walk() if not part.is_multipart()}
        assert others <= {"text/plain", "text/html", "image/png"}


@pytest.mark.parametrize("kind", letters.KINDS)
def test_who_has_an_older_address_gets_no_way_to_answer_for_the_guest(event: Event, kind: str) -> None:
    """Invitations wait for hours where the mail server has a limit, and an address may be corrected meanwhile."""
    message = Message(kind=kind, subject_id=_invitation(event), locale="vi", recipient="old@example.org")
    assert mail._composers[kind](message) is None


def test_mail_that_nobody_asked_for_says_how_it_ends(app: Flask) -> None:
    address = unsubscribing.address_of("news", 7, "vi")
    composed = Composed("Tin", "Chào", "<p>Chào</p>", "Host", "post@example.org", unsubscribe=address)
    message = Message(kind="news", subject_id=7, locale="vi", recipient=ADDRESS, message_id="<a@b>")
    message.created_at = clock.now()
    letter = mail._letter(message, composed)
    assert letter["List-Unsubscribe"] == f"<{address}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = letter.as_bytes().replace(b"\r\n ", b" ").replace(b"\n ", b" ")
    assert address.encode() in raw, "an address must not be broken by folding"
