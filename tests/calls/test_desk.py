"""The call desk: one guest a screen, one press an answer, nobody called twice, the last answer taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.rules import Role
from showcase.calls import queue
from showcase.calls.models import Call, Callee
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.invitations.models import Invitation
from showcase.registration import calls as party_calls
from showcase.registration import own_data, services
from showcase.registration.models import Event, Registration
from showcase.registration.rules import CallReason
from tests.factories import make_event, make_invitation, make_registration
from tests.staff.cast import fields_of, post, sign_in

PHONE = "+17145550123"
CALIFORNIA_NOON = datetime(2026, 12, 1, 20, 0, tzinfo=UTC)


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client)
    return client


@pytest.fixture
def event(client: FlaskClient) -> Event:
    return make_event()


def invited(event: Event, **changes: Any) -> Invitation:
    return make_invitation(event, **{"email": None, "phone": PHONE, **changes})


def by_phone(event: Event, **changes: Any) -> Registration:
    return make_registration(event, **{"contact_email": None, "contact_phone": PHONE, **changes})


def begin(staff: FlaskClient, event: Event) -> TestResponse:
    """Begin to call: the screen of the first guest."""
    answer = post(staff, f"/staff/calls/{event.slug}/next")
    assert answer.status_code == 303
    return staff.get(answer.location)


def press(staff: FlaskClient, screen: TestResponse, answer: str, **fields: str) -> TestResponse:
    """Press one of the answers on a guest's screen."""
    return staff.post(screen.request.path, data={**fields_of(screen), "answer": answer, **fields})


def the(model: Any) -> Any:
    db.session.expire_all()
    return db.session.scalars(db.select(model).order_by(model.id.desc())).first()


def test_one_press_notes_who_comes_and_the_next_guest_is_there(staff: FlaskClient, event: Event) -> None:
    invited(event, name="Đặng Thị Hường")
    invited(event, name="Trần Văn Bảy")
    assert "2 guests are to be called, 2 of them now" in staff.get("/staff/").text
    screen = begin(staff, event)
    assert "Đặng Thị Hường" in screen.text
    assert 'href="tel:+17145550123"' in screen.text
    answer = press(staff, screen, "coming:3", note="Đi xe lăn.")
    assert answer.status_code == 303
    following = staff.get(answer.location)
    assert "Trần Văn Bảy" in following.text
    assert "3 people come." in following.text
    registration = the(Registration)
    assert registration.people[0].name == "Đặng Thị Hường"
    assert (len(registration.people), registration.contact_phone, registration.invited) == (3, PHONE, True)
    assert {one.channel for one in registration.consents} == {"phone"}
    assert db.session.get_one(Event, event.id).taken == 3


def test_what_was_noted_last_is_taken_back_whole(staff: FlaskClient, event: Event) -> None:
    invitation = invited(event)
    press(staff, begin(staff, event), "coming:2")
    call = the(Call)
    answer = post(staff, f"/staff/calls/{event.slug}/noted/{call.id}/undoing")
    assert answer.status_code == 303
    db.session.expire_all()
    assert (invitation.reply, invitation.registration.state) == (None, "cancelled")
    assert db.session.get_one(Event, event.id).taken == 0
    again = staff.get(answer.location)
    assert press(staff, again, "declined:yes").status_code == 303
    db.session.expire_all()
    assert (invitation.reply, invitation.wishes_news) == ("not_this_year", True)
    assert post(staff, f"/staff/calls/{event.slug}/noted/{call.id}/undoing").status_code == 303  # long since
    db.session.expire_all()
    assert invitation.reply == "not_this_year"


def test_pressed_twice_it_is_noted_once(staff: FlaskClient, event: Event) -> None:
    invited(event)
    screen = begin(staff, event)
    assert [press(staff, screen, "not_reached").status_code for _twice in range(2)] == [303, 303]
    assert db.session.scalar(db.select(db.func.count(Call.id))) == 1
    assert the(Callee).tries == 1
    assert press(staff, screen, "coming:1").status_code == 409, "another answer to an old page"


def test_a_guest_on_the_line_is_not_called_by_a_colleague(staff: FlaskClient, event: Event) -> None:
    invited(event, name="Bà Một")
    invited(event, name="Bà Hai")
    first = begin(staff, event)
    colleague = staff.application.test_client()
    colleague.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(colleague)
    assert "Bà Hai" in begin(colleague, event).text
    assert "on the line: " in colleague.get(f"/staff/calls/{event.slug}/").text
    sent = {**fields_of(first), "answer": "not_reached", "note": "Không bắt máy."}
    refused = post(colleague, first.request.path, data=sent)
    assert refused.status_code == 409
    assert the(Call) is None
    with clock.frozen(clock.now() + timedelta(minutes=11)):  # who leaves the page without a word
        assert "Bà Một" in begin(colleague, event).text


def test_who_names_an_hour_comes_first_then_and_on_their_own_clock(staff: FlaskClient, event: Event) -> None:
    invitation = invited(event, name="Bà Hẹn")
    with clock.frozen(CALIFORNIA_NOON):
        sign_in(staff)
        screen = begin(staff, event)
        assert "12:00" in screen.text
        invited(event, name="Bà Vừa Nghe", sent_at=clock.now())
        press(staff, screen, "later", day="2026-12-02", hour="19:30", zone="America/Los_Angeles")
        assert [row.due for row in queue.of_event(event, clock.now())] == [False, False]
    db.session.expire_all()
    assert the(Callee).due_at == datetime(2026, 12, 3, 3, 30, tzinfo=UTC)
    assert invitation.reply is None
    invited(event, name="Bà Sớm")
    invited(event, name="Bà Mới Biết", sent_at=datetime(2026, 12, 3, 3, 0, tzinfo=UTC))
    rows = queue.of_event(event, datetime(2026, 12, 3, 3, 31, tzinfo=UTC))
    assert rows[0].number == invitation.id


@pytest.mark.parametrize("answer", ["later:2026-12-02T23:00@America/Los_Angeles", "later:2026-12-02T19:00@Asia/Tokyo"])
def test_nobody_is_promised_a_call_at_night_or_on_a_strange_clock(
    staff: FlaskClient, event: Event, answer: str
) -> None:
    invited(event)
    with clock.frozen(CALIFORNIA_NOON):
        sign_in(staff)
        assert press(staff, begin(staff, event), answer).status_code == 422
    assert the(Call) is None


@pytest.mark.full
@pytest.mark.parametrize("note", ["x" * 10_000, "a\0b", "\u202eabc"])
def test_bad_words_come_back_beside_the_field(staff: FlaskClient, event: Event, note: str) -> None:
    invited(event)
    answer = press(staff, begin(staff, event), "not_reached", note=note)
    assert answer.status_code == 422
    assert 'id="note-error"' in answer.text
    assert the(Call) is None


def test_too_many_names_come_back_with_what_was_typed(staff: FlaskClient, event: Event) -> None:
    invited(event, most_people=2)
    answer = press(staff, begin(staff, event), "coming", names="Một\nHai\nBa", people="2")
    assert answer.status_code == 422
    assert "Ba</textarea>" in answer.text
    assert the(Registration) is None


@pytest.mark.full
def test_who_is_written_to_first_is_called_once_nothing_is_heard(event: Event) -> None:
    now = clock.now()
    make_invitation(event, phone=PHONE, name="Có thư")  # has an address, the mail has not left
    told = make_invitation(event, phone=PHONE, name="Im lặng", sent_at=now - timedelta(days=60))
    make_invitation(event, phone=PHONE, name="Mới gửi", sent_at=now)
    lost = make_invitation(event, phone=PHONE, name="Thư hỏng", sent_at=now)
    write()
    db.session.add(
        Message(
            kind="invitation",
            subject_id=lost.id,
            locale="vi",
            recipient=lost.email,
            message_id="<x@y>",
            state="bounced",
        )
    )
    db.session.commit()
    make_invitation(event, phone=None, name="Không số", email=None)
    invited(event, name="Đã trả lời", reply="coming")
    invited(event, name="Thu hồi", withdrawn_at=now)
    rows = queue.of_event(event, now)
    assert {row.name for row in rows if row.due} == {f"Bà {told.name}", f"Bà {lost.name}"}
    assert len(rows) == 4


def test_a_party_is_called_for_all_its_reasons_at_once(staff: FlaskClient, event: Event) -> None:
    party = by_phone(event, contact_name="Cô Sáu")
    write()
    party_calls.ask_for_call(party, CallReason.LOST_TICKET)
    db.session.commit()
    with clock.frozen(clock.now() + timedelta(days=1)):
        sign_in(staff)
        screen = begin(staff, event)
        assert services.private_token(party) in screen.text
        press(staff, screen, "sent")
        call = the(Call)
        assert [task.done_at is not None for task in party_calls.of(party)] == [True, True]
        post(staff, f"/staff/calls/{event.slug}/noted/{call.id}/undoing")
        db.session.expire_all()
        assert [task.is_open for task in party_calls.of(party)] == [True, True]


def test_a_party_that_stays_away_gives_its_places_back(staff: FlaskClient, event: Event) -> None:
    party = by_phone(event, people=2)
    with clock.frozen(clock.now() + timedelta(days=1)):
        sign_in(staff)
        press(staff, begin(staff, event), "declined", note="Ốm")
    db.session.expire_all()
    assert (party.state, event.taken) == ("cancelled", 0)
    said = [part for part in own_data.parts(party) if part.key == "call_desk"]
    assert [row["note"] for row in said[0].rows] == ["Ốm"]
    assert "Ốm" in staff.get(f"/staff/guests/{party.code}/").text
    write()
    own_data.erase(party, clock.now())
    db.session.commit()
    assert the(Call).note == ""


@pytest.mark.full
def test_what_is_full_or_over_is_said_and_nothing_is_noted(staff: FlaskClient) -> None:
    event = make_event(capacity=1)
    invited(event)
    answer = press(staff, begin(staff, event), "coming:3", note="Ba người")
    assert answer.status_code == 409
    assert "not enough places" in answer.text
    assert "Ba người" in answer.text
    assert the(Call) is None


def test_the_screen_and_the_list_ask_few_queries(staff: FlaskClient, event: Event, query_recorder: list[str]) -> None:
    for number in range(6):
        invited(event, name=f"Bà {'ABCDEF'[number]}")
        by_phone(event, people=2)
    screen = begin(staff, event)
    for path in (f"/staff/calls/{event.slug}/", screen.request.path):
        db.session.expunge_all()
        query_recorder.clear()
        assert staff.get(path).status_code == 200
        assert len(query_recorder) <= 8, "\n".join(query_recorder)


@pytest.mark.full
def test_from_the_page_of_an_invitation_its_guest_is_called(staff: FlaskClient, event: Event) -> None:
    invitation = invited(event)
    page = staff.get(f"/staff/invitations/{event.slug}/{invitation.code}/").text
    assert f'name="number" value="{invitation.id}"' in page
    taken = post(staff, f"/staff/calls/{event.slug}/take", data={"kind": "invitation", "number": str(invitation.id)})
    assert "Đặng Thị Hường" in staff.get(taken.location).text


def test_who_may_not_see_guests_calls_nobody(client: FlaskClient, event: Event) -> None:
    sign_in(client, Role.GATE)
    assert client.get(f"/staff/calls/{event.slug}/").status_code == 403
    assert post(client, f"/staff/calls/{event.slug}/next").status_code == 403
