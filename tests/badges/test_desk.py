"""Badges at the desk: chosen, printed once, printed anew when something has changed, and forgotten with the guests."""

import io
from datetime import timedelta

import pikepdf
import pytest
from flask.testing import FlaskClient

from showcase.badges import choice, printing
from showcase.badges.models import BadgePrint
from showcase.badges.rules import Which
from showcase.core import clock, outbox, sweeps
from showcase.core.database import db, write
from showcase.core.outbox import Lane
from showcase.registration import own_data, services
from showcase.registration.models import Event, Registration
from showcase.registration.print_runs import PrintRun
from tests.factories import make_event, make_registration
from tests.staff.cast import opened, post


@pytest.fixture
def event() -> Event:
    return make_event()


def page_of(event: Event) -> str:
    return f"/staff/badges/{event.slug}/"


def asked(staff: FlaskClient, event: Event, **choices: str) -> dict[str, str]:
    return {**opened(staff, page_of(event)), "which": "new", "paper": "labels", **choices}


def labels(staff: FlaskClient, event: Event, **choices: str) -> int:
    """How many badges the answer's file has; 0: none was made."""
    answer = staff.post(f"{page_of(event)}print", data=asked(staff, event, **choices))
    if answer.status_code == 422:
        return 0
    assert answer.status_code == 303, answer.status
    file = staff.get(answer.location)
    assert (file.mimetype, file.headers["Cache-Control"]) == ("application/pdf", "no-store")
    with pikepdf.open(io.BytesIO(file.data)) as found:
        return len(found.pages)


def test_what_is_not_printed_yet_and_what_has_changed_is_printed_once(staff: FlaskClient, event: Event) -> None:
    registration = make_registration(event, 3)
    make_registration(event, guest_kind="press", contact_name="Báo")
    assert labels(staff, event, kind="press") == 1
    assert labels(staff, event) == 3
    assert labels(staff, event) == 0, "all are printed"
    assert labels(staff, event, which="changed") == 0
    write()
    services.set_name(registration.people[0], "Đặng Thị Thu Hường")
    db.session.commit()
    assert labels(staff, event, which="changed") == 1
    assert labels(staff, event, which="all") == 4


def test_pressed_twice_is_one_print(staff: FlaskClient, event: Event) -> None:
    make_registration(event, 2)
    sent = asked(staff, event)
    first, second = (staff.post(f"{page_of(event)}print", data=sent) for _ in range(2))
    assert first.location == second.location
    assert db.session.scalar(db.select(db.func.count(BadgePrint.id))) == 2


def test_a_print_that_went_wrong_counts_no_more(staff: FlaskClient, event: Event) -> None:
    make_registration(event, 2)
    labels(staff, event)
    (number,) = db.session.scalars(db.select(PrintRun.id))
    for _ in range(2):
        assert post(staff, f"{page_of(event)}files/{number}/taking-back").status_code == 303
    assert labels(staff, event) == 2


@pytest.mark.full
def test_many_are_made_by_the_worker(staff: FlaskClient, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "AT_ONCE", 2)
    make_registration(event, 3)
    answer = staff.post(f"{page_of(event)}print", data=asked(staff, event, paper="cards"))
    assert answer.location.endswith("#files")
    assert choice.standing(event).counts.new == 3, "nothing is printed before the file is there"
    page = page_of(event)
    assert outbox.run_next(Lane.PRINT)
    (number,) = db.session.scalars(db.select(PrintRun.id))
    assert f"files/{number}" in staff.get(page).get_data(as_text=True)
    assert len(db.session.scalars(db.select(BadgePrint)).all()) == 3


def test_one_badge_is_printed_anew_from_the_guests_page(staff: FlaskClient, event: Event) -> None:
    registration = make_registration(event)
    (person,) = registration.people
    address = f"{page_of(event)}guests/{person.id}/print"
    page = f"/staff/guests/{registration.code}/"
    assert address in staff.get(page).get_data(as_text=True)
    assert post(staff, address, page, data={"paper": "labels"}).status_code == 303
    assert post(staff, address, page, data={"paper": "\0"}).status_code == 400
    other = make_event()
    assert post(staff, f"{page_of(other)}guests/{person.id}/print", page, data={"paper": "labels"}).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [{"which": "x"}, {"paper": ""}, {"begin": "0"}, {"begin": "9" * 5000}, {"kind": "\0"}, {"delegation": "\ud800"}],
    ids=lambda fields: next(iter(fields)),
)
def test_what_cannot_be_meant_is_asked_again(staff: FlaskClient, event: Event, fields: dict[str, str]) -> None:
    make_registration(event)
    sent = asked(staff, event) | {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    assert staff.post(f"{page_of(event)}print", data=sent).status_code == 422


def test_prints_are_forgotten_with_the_guests(staff: FlaskClient, event: Event) -> None:
    registration, other = make_registration(event), make_registration(event, contact_name="Trần Văn Bảy")
    labels(staff, event)
    number, other_number = registration.id, other.people[0].id
    write()
    own_data.erase(db.session.get_one(Registration, number), clock.now())
    db.session.commit()
    assert db.session.scalars(db.select(BadgePrint.attendee_id)).all() == [other_number]
    assert db.session.scalar(db.select(db.func.count(PrintRun.id))) == 0, "the file had the name"
    ended = db.session.scalars(db.select(Event.ends_at).filter_by(id=event.id)).one()
    db.session.rollback()
    with clock.frozen(ended + timedelta(days=31)):
        sweeps.sweep_all()
    assert db.session.scalar(db.select(db.func.count(BadgePrint.id))) == 0


def test_the_page_asks_no_more_with_more_guests(staff: FlaskClient, event: Event, query_recorder: list[str]) -> None:
    for _ in range(5):
        make_registration(event, 3)
    staff.get(page_of(event))
    query_recorder.clear()
    assert staff.get(page_of(event)).status_code == 200
    assert len(query_recorder) <= 8, query_recorder
    assert len(choice.standing(event).are(Which.ALL)) == 15
