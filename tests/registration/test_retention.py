"""Guests are forgotten on the days that the privacy page promises."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from showcase.core import clock, sweeps
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.registration import services
from showcase.registration.models import Consent, Event, Registration
from tests.factories import make_event, make_registration


@pytest.fixture
def registration() -> Registration:
    event = make_event()
    found = make_registration(event, 2, note="Xin chào", contact_phone="+17145550123")
    write()
    for attendee in found.people:
        attendee.diet, attendee.access, attendee.age_band = "chay", "xe lăn", "60+"
        attendee.no_photo, attendee.honorific = True, "Bà"
    db.session.commit()
    return found


def sweep(days: float) -> None:
    """Sweep so many days after the event."""
    ended: datetime = db.session.scalars(db.select(Event.ends_at)).one()
    db.session.rollback()
    with clock.frozen(ended + timedelta(days=days)):
        sweeps.sweep_all()
    db.session.expire_all()


def held(registration: Registration) -> dict[str, Any]:
    person = registration.people[0]
    return {
        "diet": person.diet,
        "access": person.access,
        "age_band": person.age_band,
        "no_photo": person.no_photo,
        "note": registration.note,
        "name": person.name,
        "email": registration.contact_email,
    }


def test_nothing_goes_before_its_time(registration: Registration) -> None:
    before = held(registration)
    sweep(6.9)
    assert held(registration) == before


def test_food_and_help_go_after_a_week(registration: Registration) -> None:
    before = held(registration)
    sweep(7.1)
    assert held(registration) == {**before, "diet": "", "access": ""}


def test_age_wishes_and_words_go_after_a_month(registration: Registration) -> None:
    sweep(30.1)
    assert (held(registration)["age_band"], held(registration)["no_photo"], held(registration)["note"]) == (
        None,
        False,
        "",
    )
    assert held(registration)["name"] == "Đặng Thị Hường"


def test_names_and_addresses_go_after_ninety_days_and_the_count_stays(registration: Registration) -> None:
    token = services.private_token(registration)
    sweep(90.1)
    sweep(91)
    assert (held(registration)["name"], held(registration)["email"]) == ("", None)
    assert (registration.contact_name, registration.contact_phone, registration.contact_folded) == ("", None, "")
    assert registration.link_version == 2
    assert services.of_private_token(token) is None
    assert db.session.scalars(db.select(Message.recipient)).one() == ""
    assert registration.event.taken == 2
    assert len(registration.people) == 2


@pytest.mark.parametrize(("words", "stays"), [([True], True), ([True, False], False), ([False, True], True)])
def test_who_wishes_to_be_contacted_later_stays(registration: Registration, words: list[bool], stays: bool) -> None:
    write()
    for given in words:
        wish = Consent(purpose="contact_later", given=given, text_version="1", locale="vi", channel="web")
        registration.consents.append(wish)
        db.session.flush()
    db.session.commit()
    sweep(90.1)
    assert bool(held(registration)["name"]) is stays
