"""The help desk in a browser without scripts: guests who are in no list, names mended, places for who waits."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.rules import Role
from showcase.checkin.models import Gate
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.registration.models import Attendee, Event, Registration
from tests.checkin.door import change, code_of, make_gate, make_guest
from tests.factories import make_event
from tests.staff.cast import opened, post, sign_in


@pytest.fixture
def event() -> Event:
    return make_event(capacity=3, waiting_list=True)


def page(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def form(names: str, **more: str) -> dict[str, str]:
    return {"id": str(uuid4()), "names": names, "country": "US", "processing": "y", **more}


def test_a_walk_in_is_noted_once_and_let_in(client: FlaskClient, gate: Gate) -> None:
    sign_in(client, Role.GATE)
    address, sent = (
        f"/staff/checkin/gates/{gate.slug}/walk-in",
        form("(Bà) Đặng Thị Hường\nHelen Đặng\n", phone="714 555 0134"),
    )
    assert "3 chỗ" in page(client.get(address))
    first, again = post(client, address, data=sent), post(client, address, data=sent)
    assert (first.status_code, again.location) == (303, first.location), "pressed twice"
    assert "MỜI VÀO" in page(client.get(first.location))
    family = db.session.query(Registration).one()
    assert [(one.name, one.honorific) for one in family.people] == [("Đặng Thị Hường", "Bà"), ("Helen Đặng", "")]
    assert family.contact_phone == "+17145550134"
    assert post(client, address, data={**sent, "names": "Lý Tư"}).status_code == 303, "others on the same page"
    assert db.session.query(Registration).count() == 2


def test_above_the_places_only_who_may_and_says_so(client: FlaskClient, event: Event, gate: Gate) -> None:
    change(event, taken=3)
    address, sent = f"/staff/checkin/gates/{gate.slug}/walk-in", form("Lý Tư")
    sign_in(client, Role.GATE)
    full = post(client, address, data={**sent, "above": "y"})
    assert (full.status_code, "Lý Tư" in page(full), 'name="above"' in page(full)) == (409, True, False)
    sign_in(client, Role.ORGANISER)
    full = post(client, address, data=sent)
    assert (full.status_code, 'name="above"' in page(full)) == (409, True)
    assert db.session.query(Registration).count() == 0
    assert post(client, address, data={**sent, "above": "y"}).status_code == 303
    assert db.session.scalar(db.select(AuditEntry.id).filter_by(verb="registration.received_above"))


def test_who_has_the_name_is_asked_about_first(client: FlaskClient, event: Event, gate: Gate) -> None:
    known = make_guest(event, "Đặng Thị Hường")
    sign_in(client, Role.GATE)
    address, sent = f"/staff/checkin/gates/{gate.slug}/walk-in", form("dang thi huong")
    asked = post(client, address, data=sent)
    assert (asked.status_code, f'value="{known.id}"' in page(asked)) == (409, True)
    assert post(client, address, data={**sent, "told": "y"}).status_code == 303


@pytest.mark.full
@pytest.mark.parametrize(
    ("names", "field"),
    [
        ("", "names"),
        ("🙂", "names"),
        ("a\0b", "names"),
        ("a" * 10_000, "names"),
        ("Lý\n" * 16, "names"),
        ("\u202eLý", "names"),
        ("(Bà)", "names"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, gate: Gate, names: str, field: str
) -> None:
    sign_in(client, Role.GATE)
    address = f"/staff/checkin/gates/{gate.slug}/walk-in"
    answer = post(client, address, data=form(names, phone="12", country="KH"))
    assert (answer.status_code, f'id="{field}-error"' in page(answer)) == (422, True)
    assert 'id="phone-error"' in page(answer)
    assert 'value="KH" ' in page(answer).replace("selected ", "") or 'selected value="KH"' in page(answer)
    assert db.session.query(Registration).count() == 0


def test_a_name_is_mended_by_a_volunteer(client: FlaskClient, event: Event, gate: Gate) -> None:
    guest = make_guest(event, "Dang Huong")
    number, ticket, slug = guest.id, code_of(guest), gate.slug
    sign_in(client, Role.GATE)
    address = f"/staff/checkin/gates/{slug}/guests/{number}/"
    assert "Dang Huong" in page(client.get(address))
    sent = opened(client, address) | {"name": "Đặng Thị Hường", "second_name": "Helen", "called": "Cô"}
    assert post(client, address, data=sent).location == f"{address}?saved=1"
    person = db.session.get_one(Attendee, number)
    assert (person.name, person.called, code_of(person)) == ("Đặng Thị Hường", "Cô", ticket)
    assert post(client, address, data={**opened(client, address), "name": "😀"}).status_code == 422
    elsewhere = make_gate(make_event())
    assert client.get(f"/staff/checkin/gates/{elsewhere.slug}/guests/{number}/").status_code == 404
    assert post(client, f"{address}badge", data={"paper": "a3"}).status_code == 400


@pytest.mark.full
def test_a_volunteer_prints_a_badge(client: FlaskClient, event: Event, gate: Gate) -> None:
    guest, waits = make_guest(event, "Dang Huong"), make_guest(event, "Trần A", state="waitlisted")
    sign_in(client, Role.GATE)
    address = f"/staff/checkin/gates/{gate.slug}/guests/"
    printed = post(client, f"{address}{guest.id}/badge", data={"paper": "labels"})
    assert (printed.content_type, printed.data[:5]) == ("application/pdf", b"%PDF-")
    assert post(client, f"{address}{waits.id}/badge", data={"paper": "labels"}).status_code == 404


def test_a_party_that_waits_gets_its_places(client: FlaskClient, event: Event, gate: Gate) -> None:
    waits, asked = make_guest(event, "Trần A", "Trần B", state="waitlisted"), make_guest(event, "Lê C", state="pending")
    number, pending, slug, code = waits.id, asked.id, gate.slug, waits.registration.code
    change(event, taken=3)
    sign_in(client, Role.GATE)
    address = f"/staff/checkin/gates/{slug}/guests/"
    full = post(client, f"{address}{number}/place", data={"above": "y"})
    assert (full.status_code, 'name="above"' in page(full)) == (409, False), "a volunteer may not"
    change(event, taken=1)
    assert post(client, f"{address}{number}/place").status_code == 303
    assert db.session.query(Registration).filter_by(code=code).one().state == "confirmed"
    assert "/place" not in page(client.get(f"{address}{pending}/"))
    assert post(client, f"{address}{pending}/place").status_code == 409
