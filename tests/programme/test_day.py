"""On the day: what has begun, how late it is, and when the rest is to be reckoned with."""

from datetime import datetime, timedelta

from flask.testing import FlaskClient

from showcase.core import clock
from showcase.core.database import db
from showcase.programme.models import ProgrammeItem
from tests.factories import make_event, make_item
from tests.staff.cast import mark_of


def read_off(at: datetime) -> str:
    return f"{clock.in_zone(at, 'Asia/Ho_Chi_Minh'):%H:%M}"


def test_a_delay_is_said_in_one_line_and_the_rest_moves(staff: FlaskClient) -> None:
    now = clock.now().replace(second=0, microsecond=0)
    begins = now - timedelta(minutes=7)
    event = make_event(starts_at=begins, ends_at=begins + timedelta(hours=4))
    first, _second = make_item(event, "Đón khách", 10), make_item(event, "Lời chào", 10)
    page = f"/staff/programme/{event.slug}/day/"
    mark = mark_of(staff.get(page))
    with clock.frozen(now):
        for _ in range(2):
            staff.post(f"{page}items/{first.id}", data={"csrf_token": mark, "deed": "start"})
        shown = staff.get(page).get_data(as_text=True)
        assert "7 minutes late" in shown
        assert f"Next: Lời chào, at {read_off(now + timedelta(minutes=10))}" in shown
        assert staff.post(f"{page}delay", data={"csrf_token": mark, "minutes": "1000"}).status_code == 422
        staff.post(f"{page}delay", data={"csrf_token": mark, "minutes": "20"})
        later = read_off(begins + timedelta(minutes=30))
        assert f"Next: Lời chào, at {later}" in staff.get(page).get_data(as_text=True)
        staff.post(f"{page}items/{first.id}", data={"csrf_token": mark, "deed": "reset"})
    db.session.expire_all()
    assert db.session.get_one(ProgrammeItem, first.id).started_at is None
