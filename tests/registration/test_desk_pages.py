"""Pages about the day open at the event that is next, else at the last one, and say so where there is none."""

from datetime import timedelta

from flask import Flask

from showcase.core import clock
from showcase.registration.desk_pages import to_event_in_front
from tests.factories import make_edition, make_event


def leads_to(app: Flask) -> str:
    with app.test_request_context("/staff/"):
        return str(to_event_in_front("staff_events.event").headers.get("Location", ""))


def test_the_next_event_stands_before_later_and_past_ones(app: Flask) -> None:
    make_events(past=-3, later=40, next=2)
    assert leads_to(app) == "/staff/events/next/"


def test_when_all_are_over_the_last_one_is_in_front(app: Flask) -> None:
    make_events(early=-300, past=-3)
    assert leads_to(app) == "/staff/events/past/"


def make_events(**days: int) -> None:
    edition = make_edition()
    for slug, ahead in days.items():
        start = clock.now() + timedelta(days=ahead)
        make_event(edition, slug=slug, starts_at=start, ends_at=start + timedelta(hours=3))
