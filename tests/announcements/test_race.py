"""Two officers who send the same announcement at once send it once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from showcase.accounts.models import Account
from showcase.announcements import services
from showcase.announcements.models import Announcement, Recipient
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.mail import Message
from tests.factories import make_account, make_event, make_registration

pytestmark = pytest.mark.full
PRESSES = 5


def test_pressed_by_five_at_once_it_goes_once(app: Flask) -> None:
    event = make_event()
    for number in range(3):
        make_registration(event, contact_name="Bà Một", contact_email=f"khach{number}@example.org")
    officers = [make_account().id for _ in range(PRESSES)]
    write()
    found = Announcement(event_id=event.id)
    found.set_text("subject", "vi", "Đổi giờ")
    found.set_text("body", "vi", "Đổi giờ.")
    db.session.add(found)
    db.session.commit()
    number = found.id
    db.session.remove()
    barrier = threading.Barrier(PRESSES)

    def press(officer: int) -> bool:
        with app.app_context():
            barrier.wait()
            try:
                write()
                who = db.session.get_one(Account, officer)
                sent = services.send(db.session.get_one(Announcement, number), 3, who, clock.now())
                db.session.commit()
                return sent is not None
            finally:
                db.session.remove()

    with ThreadPoolExecutor(PRESSES) as pool:
        assert sum(pool.map(press, officers)) == 1
    assert db.session.scalar(db.select(db.func.count(Recipient.id))) == 3
    query = db.select(db.func.count(Message.id)).filter_by(kind="announcement")
    assert db.session.scalar(query) == 3
