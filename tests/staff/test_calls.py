"""Who cannot be written to is telephoned: the list of calls, what it holds, and what came of each."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import calls, services
from showcase.registration.models import CallTask, Event, Registration
from showcase.registration.rules import CallReason
from tests.factories import make_event, make_registration
from tests.staff.cast import post, sign_in

PHONE = "+17145550123"


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client)
    return client


@pytest.fixture
def party() -> Registration:
    return by_phone(make_event())


def by_phone(event: Event, **changes: object) -> Registration:
    return make_registration(event, **{"contact_email": None, "contact_phone": PHONE, **changes})


def tasks() -> list[CallTask]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(CallTask).order_by(CallTask.id)))


def test_who_has_no_e_mail_address_is_called_and_nobody_else(staff: FlaskClient, party: Registration) -> None:
    event = party.event
    by_phone(event, contact_email="bay@example.org", contact_name="Trần Văn Bảy")
    by_phone(event, channel="door", contact_name="Khách Tại Cửa")
    by_phone(event, demo=True, contact_name="Khách Mẫu")
    page = staff.get("/staff/calls/").text
    assert "Đặng Thị Hường" in page
    assert 'href="tel:+17145550123"' in page
    assert "https://zalo.me/17145550123" in page
    assert "viber://chat?number=%2B17145550123" in page
    assert services.private_token(party) in page
    assert not any(name in page for name in ("Trần Văn Bảy", "Khách Tại Cửa", "Khách Mẫu"))
    assert "1 party is to be called" in staff.get("/staff/").text


def test_who_waits_is_called_and_again_once_there_is_room(party: Registration) -> None:
    event = make_event(capacity=1, waiting_list=True)
    first = by_phone(event)
    waiting = by_phone(event)
    assert [task.reason for task in calls.of(waiting)] == ["waiting"]
    write()
    services.cancel(first, clock.now())
    db.session.commit()
    assert [task.reason for task in calls.of(waiting)] == ["phone_only", "waiting"]


def test_asked_for_twice_it_is_one_call_until_it_is_done(staff: FlaskClient, party: Registration) -> None:
    def ask() -> None:
        write()
        calls.ask_for_call(party, CallReason.LOST_TICKET)
        db.session.commit()

    ask()
    ask()
    assert [task.reason for task in tasks()] == ["phone_only", "lost_ticket"]
    lost = tasks()[1]
    outcome = {f"call-{lost.id}-outcome": "Bà sẽ nhờ cháu in thẻ."}
    for _twice in range(2):
        assert post(staff, f"/staff/calls/{lost.id}/done", data=outcome).status_code == 303
    assert tasks()[1].outcome == "Bà sẽ nhờ cháu in thẻ."
    assert "Bà sẽ nhờ cháu in thẻ." in staff.get(f"/staff/guests/{party.code}/").text
    ask()
    assert len(tasks()) == 3


def test_who_is_not_reached_is_called_again_tomorrow_however_often_it_is_pressed(
    staff: FlaskClient, party: Registration
) -> None:
    number, due = tasks()[0].id, tasks()[0].due_on
    with clock.frozen(clock.now() + timedelta(days=2)):
        sign_in(staff)
        for _twice in range(2):
            assert post(staff, f"/staff/calls/{number}/not-reached", data={"tries": "0"}).status_code == 303
    assert (tasks()[0].tries, tasks()[0].due_on) == (1, due + timedelta(days=2))


def test_what_is_due_stands_first_and_who_takes_the_answer_back_is_not_called(staff: FlaskClient) -> None:
    event = make_event()
    with clock.frozen(clock.now() - timedelta(days=3)):
        by_phone(event, contact_name="Cô Sớm")
    gone = by_phone(event, contact_name="Chú Thôi")
    lost = by_phone(event, contact_name="Bà Lạc")
    write()
    calls.ask_for_call(lost, CallReason.LOST_TICKET)
    services.cancel(gone, clock.now())
    db.session.commit()
    page = staff.get("/staff/calls/").text
    assert page.index("Cô Sớm") < page.index("Bà Lạc")
    assert "Chú Thôi" not in page
    assert "3 parties are to be called, 2 of them today" in staff.get("/staff/").text


@pytest.mark.parametrize("outcome", ["x" * 10_000, "a\0b", "\u202eabc"])
def test_bad_words_are_said_beside_the_field_and_the_call_stays(
    staff: FlaskClient, party: Registration, outcome: str
) -> None:
    number = tasks()[0].id
    answer = post(staff, f"/staff/calls/{number}/done", data={f"call-{number}-outcome": outcome})
    assert answer.status_code == 422
    assert f'id="call-{number}-outcome-error"' in answer.text
    assert tasks()[0].is_open


def test_who_may_not_see_guests_sees_no_calls(client: FlaskClient, party: Registration) -> None:
    sign_in(client, Role.GATE)
    assert client.get("/staff/calls/").status_code == 403
    assert post(client, f"/staff/calls/{tasks()[0].id}/done").status_code == 403


def test_many_calls_ask_few_queries(staff: FlaskClient, query_recorder: list[str]) -> None:
    event = make_event()
    for _number in range(3):
        by_phone(event, people=2)
    db.session.expunge_all()
    query_recorder.clear()
    staff.get("/staff/calls/")
    assert len(query_recorder) <= 8, "\n".join(query_recorder)
