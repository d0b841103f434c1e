"""Answers that the organisers approve: no place before, the right letter after, and never more people than places."""

from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Scope
from showcase.core import clock
from showcase.core.database import db
from showcase.core.mail import Message
from showcase.registration import approval, services
from showcase.registration.models import CallTask, Event, Registration
from showcase.registration.rules import State
from tests.factories import make_account, make_event, make_party, make_registration, make_session
from tests.registration.books import faults_of
from tests.registration.test_api import Api
from tests.staff.cast import mark_of, sign_in

DAY = date(2026, 12, 20)


def asking(**changes: object) -> Event:
    return make_event(**{"capacity": 3, "approve_kinds": ["overseas"], "approve_by": DAY, **changes})


def approve(registration: Registration) -> bool:
    done = approval.approve(registration, make_account(), clock.now())
    db.session.commit()
    return done


def test_an_answer_holds_no_place_until_it_is_approved(client: FlaskClient) -> None:
    event = asking()
    meal = make_session(event, slug="com", capacity=3)
    registration = make_registration(event, 2)
    services.change(registration, [], clock.now())
    assert (registration.state, event.taken) == (State.PENDING, 0)
    page = client.get(f"/vi/r/{services.private_token(registration)}/").text
    assert "Ban Tổ chức sẽ xác nhận với quý vị trước ngày 20/12/2026" in page
    api = Api(client, Scope.REGISTRATIONS_READ)
    told = api("GET", f"/api/v1/registrations/{registration.code}").json
    assert (told["state"], told["attendees"][0]["ticket"]) == ("pending", None)
    invited = services.register(replace(make_party(event), invited=True), clock.now())
    relative = services.register(replace(make_party(event), guest_kind="relative"), clock.now())
    db.session.commit()
    assert {invited.state, relative.state} == {State.CONFIRMED}
    services.cancel(relative, clock.now())
    db.session.commit()
    assert approve(registration)
    assert (registration.state, db.session.get_one(Event, event.id).taken) == (State.CONFIRMED, 3)
    assert not approve(registration)  # another officer was quicker
    assert not faults_of(event)
    assert meal.taken == 0


@pytest.mark.parametrize("waiting_list", [False, True])
def test_never_more_people_are_approved_than_there_are_places(waiting_list: bool, client: FlaskClient) -> None:
    event = asking(waiting_list=waiting_list)
    first, second = make_registration(event, 2), make_registration(event, 2)
    sign_in(client)
    page = f"/staff/approvals/{event.slug}/"
    shown = client.get(page)
    assert first.code in shown.text
    both = {"csrf_token": mark_of(shown), "party": [second.code, first.code], "approve": "chosen"}
    answered = client.post(page, data=both)
    assert answered.status_code == 303
    assert ("waiting=1" if waiting_list else "full=1") in answered.location
    db.session.expire_all()
    assert (first.state, second.state) == (State.CONFIRMED, State.WAITLISTED if waiting_list else State.PENDING)
    if waiting_list:
        assert second.waiting_since == second.created_at
    assert not faults_of(event)
    assert client.post(page, data=both).status_code == 303  # pressed twice
    services.cancel(first, clock.now())
    db.session.commit()
    client.post(page, data=both)
    db.session.expire_all()
    assert second.state == State.CONFIRMED
    assert not faults_of(event)


def test_who_is_declined_reads_a_kind_letter_and_can_be_thought_over(client: FlaskClient) -> None:
    event = asking()
    registration, silent = (
        make_registration(event),
        make_registration(event, contact_email=None, contact_phone="+84912345678"),
    )
    sign_in(client)
    page = f"/staff/approvals/{event.slug}/"
    mark = mark_of(client.get(page))
    for bad in ("x" * 501, "\0"):
        again = client.post(page, data={"csrf_token": mark, "decline": registration.code, "reason": bad})
        assert again.status_code == 422
    for number in (registration, silent):
        client.post(page, data={"csrf_token": mark, "decline": number.code, "reason": "Đã về dự năm ngoái"})
    db.session.expire_all()
    assert registration.state == State.CANCELLED
    kinds = db.session.scalars(db.select(Message.kind).filter_by(subject_id=registration.id).order_by(Message.id)).all()
    assert kinds == ["registration", "registration-declined"]
    family = client.get(f"/en/r/{services.private_token(registration)}/").text
    assert "cannot receive you this time" in family
    assert "năm ngoái" not in family
    assert "declined" in db.session.scalars(db.select(CallTask.reason).filter_by(registration_id=silent.id)).all()
    assert "Đã về dự năm ngoái" in client.get(f"/staff/guests/{registration.code}/").text
    client.post(f"{page}{registration.code}/reopening", data={"csrf_token": mark})
    db.session.expire_all()
    assert registration.state == State.PENDING
    assert client.post(f"{page}no-such/reopening", data={"csrf_token": mark}).status_code == 404
