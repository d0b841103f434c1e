"""A message to a set of parties: counted by way before it leaves, sent once, followed up with whom it did not reach."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.rules import Role
from showcase.announcements import audience, services
from showcase.announcements.models import Announcement, Recipient
from showcase.announcements.rules import Kind
from showcase.calls import queue
from showcase.core import clock, mail, outbox, unsubscribing
from showcase.core.database import db, write
from showcase.core.mail import Message, MessageState
from showcase.core.outbox import Job, Lane, Priority
from showcase.registration import own_data
from showcase.registration import services as registration_services
from showcase.registration.models import CallTask, Event, Registration
from tests.factories import make_event, make_registration
from tests.staff.cast import fill, post, sign_in

WORDS = "Thưa {person}, buổi họp mặt dời sang hội trường B. Thẻ: {link}"


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client)
    return client


@pytest.fixture
def event(client: FlaskClient) -> Event:
    return make_event()


def party(event: Event, name: str, **changes: Any) -> Registration:
    number = db.session.scalar(db.select(db.func.count(Registration.id)))
    return make_registration(event, **{"contact_name": name, "contact_email": f"khach{number}@example.org", **changes})


def drafted(event: Event, kind: str = Kind.NECESSARY, chosen: dict[str, str] | None = None) -> Announcement:
    write()
    found = Announcement(event_id=event.id, kind=kind, chosen=chosen or {})
    found.set_text("subject", "vi", "Đổi hội trường")
    found.set_text("body", "vi", WORDS)
    db.session.add(found)
    db.session.commit()
    return found


def page_of(found: Announcement) -> str:
    return f"/staff/announcements/{found.event.slug}/{found.id}/"


def send(staff: FlaskClient, found: Announcement, reached: int) -> TestResponse:
    return post(staff, f"{page_of(found)}sending", data={"reached": str(reached)})


def fail(found: Announcement, state: MessageState = MessageState.BOUNCED) -> None:
    """The mails of an announcement come back."""
    write()
    for message in db.session.scalars(db.select(Message).filter_by(kind="announcement")):
        mail.fail(message, state, "550 5.1.1")
    db.session.commit()


def test_written_in_the_guest_list_it_goes_to_those_shown_and_once(staff: FlaskClient, event: Event) -> None:
    party(event, "Bà Hường")
    party(event, "Ông Bảy", guest_kind="press")
    listed = staff.get(f"/staff/guests/?event={event.slug}&kind=press").text
    assert f"/staff/announcements/{event.slug}/new?kind=press" in listed
    made = fill(staff, f"/staff/announcements/{event.slug}/new?kind=press", subject__vi="Đổi giờ", body__vi=WORDS)
    assert made.status_code == 303, made.text
    draft = staff.get(made.location).text
    assert "Yes, send it to 1 party" in draft
    assert "Ông Bảy" in draft
    found = db.session.scalars(db.select(Announcement)).one()
    assert [send(staff, found, 1).status_code for _twice in range(2)] == [303, 303]
    messages = db.session.scalars(db.select(Message).filter_by(kind="announcement")).all()
    assert [one.recipient for one in messages] == ["khach1@example.org"]
    assert [job.priority for job in db.session.scalars(db.select(Job).where(Job.id == messages[0].job_id))] == [
        Priority.BULK
    ]
    party(event, "Bà Sau", guest_kind="press")
    assert db.session.scalar(db.select(db.func.count(Recipient.id))) == 1, "the set is as it was"


def test_each_reads_their_own_language_or_is_told_that_it_is_another(
    app: Flask, staff: FlaskClient, event: Event
) -> None:
    hostile = "Đặng <b>Hường</b> {link}"
    party(event, hostile)
    token = registration_services.private_token(party(event, "Amanda", locale="en"))
    found = drafted(event)
    assert "There are no words in this language" in staff.get(page_of(found)).text
    send(staff, found, 2)
    while outbox.run_next(Lane.MAIL):
        pass
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (Path(app.config["VAR"]) / "mail").glob("*.eml")
    ]
    by_language = {letter["Content-Language"]: letter for letter in letters if letter["Subject"] == "Đổi hội trường"}
    text, html = (by_language["vi"].get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert hostile in text
    assert "Đặng &lt;b&gt;Hường&lt;/b&gt; {link}" in html
    text = by_language["en"].get_body(("plain",)).get_content()
    assert "it has not been translated into yours" in text
    assert token in text
    assert by_language["en"]["List-Unsubscribe"] is None, "what one has to know cannot be ended"


def test_who_has_no_mail_is_called_with_the_words_and_the_others_are_counted(staff: FlaskClient, event: Event) -> None:
    party(event, "Có thư")
    lost = party(event, "Thư hỏng", contact_phone="+17145550123")
    party(event, "Có máy", contact_email=None, contact_phone="+17145550124")
    party(event, "Trùng", contact_email="KHACH0@example.org")
    party(event, "Thôi rồi")
    write()
    gone = db.session.scalars(db.select(Registration).filter_by(contact_name="Thôi rồi")).one()
    registration_services.cancel(gone, clock.now(), notify=False)
    message = db.session.scalars(db.select(Message).filter_by(subject_id=lost.id)).one()
    mail.fail(message, MessageState.REFUSED, "550 5.1.1")
    db.session.commit()
    found = drafted(event)
    planned = audience.of_event(event, {}, Kind.NECESSARY)
    assert (planned.ways["mail"], planned.ways["phone"], planned.ways["none"]) == (1, 2, 1)
    assert "written to already at the same address" in staff.get(page_of(found)).text
    assert send(staff, found, 4).status_code == 409, "another number than the page has told"
    assert found.is_draft
    assert send(staff, found, 3).status_code == 303
    to_call = db.session.scalars(db.select(CallTask).filter_by(reason="message")).all()
    assert len(to_call) == 2
    rows = [row for row in queue.of_event(event, clock.now()) if row.number == lost.id]
    assert rows[0].at_once
    screen = post(staff, f"/staff/calls/{event.slug}/take", data={"kind": "party", "number": str(lost.id)})
    assert "dời sang hội trường B" in staff.get(screen.location).text


def test_whom_it_does_not_reach_it_goes_to_again_or_they_are_called(staff: FlaskClient, event: Event) -> None:
    one = party(event, "Một", contact_phone="+17145550123")
    found = drafted(event)
    send(staff, found, 1)
    fail(found)
    assert services.counts(found)["not_reached"] == 1
    write()
    db.session.get_one(Registration, one.id).contact_email = "moi@example.org"
    db.session.commit()
    for _twice in range(2):
        post(staff, f"{page_of(found)}resending")
    sent = [
        m.recipient for m in db.session.scalars(db.select(Message).filter_by(kind="announcement").order_by(Message.id))
    ]
    assert sent == ["khach0@example.org", "moi@example.org"]
    fail(found)
    for _twice in range(2):
        post(staff, f"{page_of(found)}calls")
    assert services.counts(found)["to_call"] == 1
    assert "to be called" in staff.get(page_of(found)).text


def test_news_can_be_ended_and_what_is_necessary_comes_all_the_same(staff: FlaskClient, event: Event) -> None:
    one = party(event, "Một")
    address = unsubscribing.address_of("announcement", one.id, "vi").partition("localhost")[2]
    path = "/" + address.partition("/")[2]
    assert staff.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert audience.of_event(event, {}, Kind.NEWS).reached == 0
    assert audience.of_event(event, {}, Kind.NECESSARY).reached == 1


@pytest.mark.full
def test_news_say_how_they_end(event: Event) -> None:
    one = party(event, "Một")
    found = drafted(event, Kind.NEWS)
    write()
    recipient = Recipient(announcement_id=found.id, registration_id=one.id, locale="vi", way="mail")
    db.session.add(recipient)
    db.session.commit()
    message = Message(kind="announcement", subject_id=recipient.id, locale="vi", recipient=one.contact_email)
    composed = mail._composers["announcement"](message)
    assert composed is not None
    assert composed.unsubscribe is not None
    assert composed.unsubscribe in composed.text


@pytest.mark.full
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Please fill in this line."),
        ("Thưa {ai}", "Not known here: {ai}."),
        ("Thưa {person", "Braces stand only around a placeholder."),
        ("x" * 10_000, "At most 5000 characters fit here."),
        ("a\0b", "characters that cannot be stored"),
    ],
)
def test_bad_words_come_back_beside_their_line(staff: FlaskClient, event: Event, words: str, said: str) -> None:
    page = fill(staff, f"/staff/announcements/{event.slug}/new", subject__vi="Đổi giờ", body__vi=words)
    assert page.status_code == 422
    assert said in page.text
    assert "Đổi giờ" in page.text


@pytest.mark.full
def test_a_forgotten_party_is_forgotten_here_too(staff: FlaskClient, event: Event) -> None:
    one = party(event, "Một")
    found = drafted(event)
    send(staff, found, 1)
    assert "Đổi hội trường" in staff.get(f"/staff/guests/{one.code}/").text
    said = next(part for part in own_data.parts(one) if part.key == "announcements")
    assert [row["subject"] for row in said.rows] == ["Đổi hội trường"]
    write()
    own_data.erase(one, clock.now())
    db.session.commit()
    message = db.session.scalars(db.select(Message).filter_by(kind="announcement")).one()
    assert message.recipient == ""
    assert mail._composers["announcement"](message) is None


@pytest.mark.full
def test_a_draft_is_changed_narrowed_tried_and_deleted_and_what_is_sent_is_not(
    staff: FlaskClient, event: Event
) -> None:
    party(event, "Một")
    found = drafted(event)
    assert fill(staff, f"{page_of(found)}edit", subject__vi="Đổi lần nữa").status_code == 303
    assert post(staff, f"{page_of(found)}readers", data={"kind": "press"}).status_code == 303
    db.session.expire_all()
    assert (str(found.text_in("subject")), found.chosen) == ("Đổi lần nữa", {"kind": "press"})
    assert "It reaches nobody yet." in staff.get(page_of(found)).text
    assert send(staff, found, 0).status_code == 409
    assert post(staff, f"{page_of(found)}test", data={"locale": "en"}).status_code == 303
    assert db.session.scalar(db.select(Message.kind)) is not None
    assert post(staff, f"{page_of(found)}removal").status_code == 303
    db.session.expire_all()
    assert db.session.scalars(db.select(Announcement)).all() == []
    sent = drafted(event)
    send(staff, sent, 1)
    assert fill_refused(staff, sent)
    assert post(staff, f"{page_of(sent)}removal").status_code == 303
    db.session.expire_all()
    assert db.session.get(Announcement, sent.id) is not None


def fill_refused(staff: FlaskClient, found: Announcement) -> bool:
    answer = post(staff, f"{page_of(found)}edit", data={"subject-vi": "Khác", "body-vi": "Khác", "kind": "news"})
    db.session.expire_all()
    return answer.status_code == 303 and str(found.text_in("subject")) == "Đổi hội trường"


def test_few_queries_however_many_it_went_to(staff: FlaskClient, event: Event, query_recorder: list[str]) -> None:
    for number in range(6):
        party(event, f"Bà {'ABCDEF'[number]}", locale="vi" if number % 2 else "en")
    found = drafted(event)
    for path, most in ((page_of(found), 11), (f"/staff/announcements/{event.slug}/", 8)):
        db.session.expunge_all()
        query_recorder.clear()
        assert staff.get(path).status_code == 200
        assert len(query_recorder) <= most, "\n".join(query_recorder)


def test_who_may_not_change_guests_announces_nothing(client: FlaskClient, event: Event) -> None:
    sign_in(client, Role.GATE)
    found = drafted(event)
    assert client.get(page_of(found)).status_code == 403
    assert send(client, found, 0).status_code == 403
