"""The day in the guest's calendar: in the gathering's zone, with what was booked, and gone when it was cancelled."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from icalendar import Calendar

from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import services
from showcase.registration.models import Registration
from tests.factories import make_event, make_registration, make_session, texts

MORNING = datetime(2027, 2, 2, 1, 0, tzinfo=UTC)  # eight o'clock in Việt Nam


def of(client: FlaskClient, registration: Registration) -> Any:
    answer = client.get(f"/vi/r/{services.private_token(registration)}/calendar.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    whole = answer.data.replace(b"\r\n ", b"")
    assert services.private_token(registration).encode() not in whole, "calendars are shared"
    assert registration.people == [] or registration.people[0].name.encode() not in whole
    return Calendar.from_ical(answer.data)


def booked() -> Registration:
    event = make_event(starts_at=MORNING, ends_at=MORNING + timedelta(hours=4))
    meal = make_session(event, starts_at=MORNING + timedelta(hours=3), ends_at=MORNING + timedelta(hours=5))
    trip = make_session(event, starts_at=MORNING + timedelta(days=1))
    make_session(event, starts_at=MORNING)  # nobody goes there
    registration = make_registration(event, 2)
    write()
    texts(trip, title="Tham quan điện gió", pickup="6 giờ 30, trước khách sạn")
    registration.people[0].sessions, registration.people[1].sessions = [meal, trip], [meal]
    db.session.commit()
    return registration


def test_it_tells_the_hour_in_the_zone_of_the_gathering_and_each_session_booked(client: FlaskClient) -> None:
    file = of(client, booked())
    (zone,) = file.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"
    gathering, meal, trip = file.walk("VEVENT")
    assert file["METHOD"] == "PUBLISH"
    assert gathering["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert gathering["DTSTART"].dt == MORNING
    assert [str(entry["SUMMARY"]) for entry in (gathering, meal, trip)] == [
        "Họp mặt kiều bào",
        "Cơm thân mật",
        "Tham quan điện gió",
    ]
    assert "6 giờ 30, trước khách sạn" in trip["DESCRIPTION"]
    # Reminded the day before, once for each day.
    reminders = [[alarm["TRIGGER"].dt for alarm in entry.walk("VALARM")] for entry in (gathering, meal, trip)]
    assert reminders == [[timedelta(days=-1)], [], [timedelta(days=-1)]]


def test_a_later_file_replaces_the_earlier_one(client: FlaskClient) -> None:
    registration = booked()
    first = of(client, registration).walk("VEVENT")[0]
    assert of(client, registration).walk("VEVENT")[0]["SEQUENCE"] == first["SEQUENCE"], "nothing has changed"
    write()
    texts(registration.event, venue="Hội trường mới")
    db.session.commit()
    second = of(client, registration).walk("VEVENT")[0]
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert second["LOCATION"] == "Hội trường mới"


def test_a_party_that_has_cancelled_is_rid_of_the_day(client: FlaskClient) -> None:
    registration = booked()
    write()
    services.cancel(registration, clock.now())
    db.session.commit()
    file = of(client, registration)
    assert file["METHOD"] == "CANCEL"
    assert {str(entry["STATUS"]) for entry in file.walk("VEVENT")} == {"CANCELLED"}
    assert not file.walk("VALARM")
