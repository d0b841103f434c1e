"""Officers who begin to call at the same moment get different guests; one who is on the line is nobody else's."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from showcase.accounts.models import Account
from showcase.calls import queue, services
from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration.models import Event
from tests.factories import make_account, make_event, make_invitation

pytestmark = pytest.mark.full
OFFICERS, GUESTS = 6, 4


def test_of_six_officers_four_get_a_guest_each(app: Flask) -> None:
    event = make_event()
    for number in range(GUESTS):
        make_invitation(event, name=f"Bà {'ABCD'[number]}", email=None, phone=f"+1714555012{number}")
    officers = [make_account().id for _ in range(OFFICERS)]
    event_id = event.id
    db.session.remove()
    barrier = threading.Barrier(OFFICERS)

    def begin(officer: int) -> int | None:
        with app.app_context():
            barrier.wait()
            try:
                write()
                now, own = clock.now(), db.session.get_one(Event, event_id)
                who = db.session.get_one(Account, officer)
                taken = services.take_next(own, queue.of_event(own, now), who, now)
                number = taken.invitation_id if taken is not None else None
                db.session.commit()
                return number
            finally:
                db.session.remove()

    with ThreadPoolExecutor(OFFICERS) as pool:
        got = list(pool.map(begin, officers))
    guests = [number for number in got if number is not None]
    assert len(guests) == len(set(guests)) == GUESTS
