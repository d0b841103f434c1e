"""What officers do to a party: correct, note by telephone, cancel, erase."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from showcase.checkin import services as door
from showcase.checkin.models import Presence, Scan
from showcase.checkin.rules import Row
from showcase.core import clock
from showcase.core.database import db
from showcase.core.mail import Message
from showcase.registration import contact, services, tickets
from showcase.registration.models import Attendee, CallTask, Consent, Registration
from showcase.registration.rules import State
from tests.checkin.door import make_gate
from tests.factories import make_event, make_registration, make_session
from tests.registration.books import faults_of
from tests.staff.cast import fields_of, mark_of, opened, sign_in


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client)
    return client


@pytest.fixture
def party(staff: FlaskClient) -> Registration:
    event = make_event(capacity=4)
    make_session(event, slug="com", capacity=1)
    return make_registration(event, 2, contact_phone="+17145550123")


@pytest.mark.parametrize(
    "typed",
    ["0912 345 678", "+84 912 345 678", "(84) 912-345-678", "0084912345678", "0912.345.678", "０９１２３４５６７８"],
)
def test_a_number_is_understood_however_it_is_written(typed: str) -> None:
    assert contact.phone_number(typed, "US") == contact.phone_number(typed, "VN") == "+84912345678"


def test_an_officer_corrects_how_a_party_is_reached_and_takes_it_back(staff: FlaskClient, party: Registration) -> None:
    address = f"/staff/guests/{party.code}/correction"
    token = services.private_token(party)
    sent = opened(staff, address) | {
        "contact_email": "moi@example.org",
        "home_phone": "0912 345 678",
        "guest_kind": "press",
    }
    answered = staff.post(address, data=sent)
    assert answered.status_code == 303
    db.session.expire_all()
    assert (party.contact_email, party.home_phone, party.guest_kind) == ("moi@example.org", "+84912345678", "press")
    told = db.session.execute(db.select(Message.kind, Message.recipient).order_by(Message.id)).all()[1:]
    assert [tuple(one) for one in told] == [
        ("registration-moved", "huong@example.org"),
        ("registration-link", "moi@example.org"),
    ]
    assert staff.get(f"/vi/r/{token}/").status_code == 404  # whoever has the old address has an old link
    page = staff.get(answered.location)
    undo = {"csrf_token": mark_of(page), "undo": answered.location.rpartition("saved=")[2]}
    assert staff.post(address, data=undo).status_code == 303
    db.session.expire_all()
    assert (party.contact_email, party.home_phone, party.guest_kind) == ("huong@example.org", None, "overseas")
    for bad in ({"contact_phone": "12"}, {"contact_name": "\0"}, {"contact_name": "x" * 10_000}, {"locale": "xx"}):
        again = staff.post(address, data=opened(staff, address) | bad)
        assert again.status_code == 422


def test_two_officers_who_correct_the_same_guest_see_both(staff: FlaskClient, party: Registration) -> None:
    person = party.people[0]
    address = f"/staff/guests/{party.code}/people/{person.id}/"
    first, second = opened(staff, address), opened(staff, address)
    assert staff.post(address, data=first | {"office": "Chủ tịch Hội", "vip": "y"}).status_code == 303
    conflict = staff.post(address, data=second | {"office": "Phó Chủ tịch Hội", "diet": "chay"})
    assert conflict.status_code == 409
    assert "Chủ tịch Hội" in conflict.text
    assert "Phó Chủ tịch Hội" in conflict.text
    db.session.expire_all()
    assert (person.office, person.vip, person.diet) == ("Chủ tịch Hội", True, "")
    chosen = fields_of(conflict) | {"take-office": "yours"}
    assert staff.post(address, data=chosen).status_code == 303
    db.session.expire_all()
    assert (person.office, person.vip, person.diet) == ("Phó Chủ tịch Hội", True, "chay")
    assert db.session.scalar(db.select(db.func.count(Message.id))) == 1  # nobody asked to write


def test_officers_add_and_take_off_people_within_the_places(staff: FlaskClient, party: Registration) -> None:
    address = f"/staff/guests/{party.code}/people/new"
    sent = opened(staff, address) | {"name": "Lâm Tài Em", "sessions": "com", "office": "Tổ trưởng"}
    for _pressed_twice in range(2):
        assert staff.post(address, data=sent).status_code == 303
    db.session.expire_all()
    assert [one.office for one in party.people] == ["", "", "Tổ trưởng"]
    full = staff.post(address, data=opened(staff, address) | {"name": "Kim Thị B", "sessions": "com"})
    assert (full.status_code, "Kim Thị B" in full.text) == (422, True)
    removal = f"/staff/guests/{party.code}/people/{party.people[2].id}/removal"
    for _pressed_twice in range(2):
        staff.post(removal, data={"csrf_token": sent["csrf_token"]})
    db.session.expire_all()
    assert len(party.people) == 2
    assert not faults_of(party.event)
    assert staff.get(f"/staff/guests/{party.code}/people/999/").status_code == 404


def test_a_family_that_telephones_is_noted_once_and_needs_no_further_call(staff: FlaskClient) -> None:
    event = make_event(capacity=3, registration_closes_at=clock.now())
    address = f"/staff/guests/new/{event.slug}/"
    sent = opened(staff, address) | {
        "names": "(Bà) Thạch Thị Sa\nThạch Sô Phia",
        "contact_country": "KH",
        "contact_phone": "012 345 678",
    }
    refused = staff.post(address, data=sent)
    assert (refused.status_code, "Thạch Sô Phia" in refused.text) == (422, True)
    sent |= {"processing": "y"}
    for _pressed_twice in range(2):
        assert staff.post(address, data=sent).status_code == 303
    found = db.session.scalars(db.select(Registration)).one()
    assert [(one.honorific, one.name) for one in found.people] == [("Bà", "Thạch Thị Sa"), ("", "Thạch Sô Phia")]
    assert (found.contact_name, found.contact_phone, found.state) == ("Thạch Thị Sa", "+85512345678", State.CONFIRMED)
    assert set(db.session.scalars(db.select(Consent.channel))) == {"phone"}
    assert db.session.scalar(db.select(db.func.count(CallTask.id))) == 0
    other = opened(staff, address) | {**sent, "names": "Sa Thạch Thị", "seen": opened(staff, address)["seen"]}
    asked = staff.post(address, data=other)
    assert (asked.status_code, 'name="told"' in asked.text) == (409, True)
    full = staff.post(address, data=fields_of(asked) | {"names": "Sa Thạch Thị\nKim Văn C", "told": "y"})
    assert full.status_code == 422
    assert not faults_of(event)


def test_an_answer_is_taken_back_with_a_reason_for_officers(staff: FlaskClient, party: Registration) -> None:
    address = f"/staff/guests/{party.code}/cancellation"
    mark = mark_of(staff.get(address))
    assert staff.post(address, data={"csrf_token": mark, "reason": "\0"}).status_code == 422
    for _pressed_twice in range(2):
        staff.post(address, data={"csrf_token": mark, "reason": "Mẹ ốm", "notify": "y"})
    db.session.expire_all()
    assert (party.state, party.event.taken) == (State.CANCELLED, 0)
    assert "Mẹ ốm" in staff.get(f"/staff/guests/{party.code}/").text
    assert "Mẹ ốm" not in staff.get(f"/vi/r/{services.private_token(party)}/").text
    letters = db.session.scalars(db.select(Message.kind).order_by(Message.id)).all()
    assert letters == ["registration", "registration-cancelled"]


def test_of_a_guest_with_scans_only_numbers_stay(staff: FlaskClient, party: Registration) -> None:
    gate, person = make_gate(party.event), party.people[0]
    code = tickets.ticket_code(party.event_id, person.id, 1)
    door.check_in([Row(id=str(uuid4()), code=code, gate=gate.slug, at=clock.now(), client_at="")], door.Scanner("a"))
    db.session.commit()
    before = db.session.execute(db.select(Scan.id, Scan.attendee_id, Scan.verdict, Scan.at)).all()
    address = f"/staff/guests/{party.code}/deletion"
    mark = {"csrf_token": mark_of(staff.get(address))}
    second = staff.post(address, data=mark)
    assert (second.status_code, 'name="reference"' in second.text) == (200, True)
    assert staff.post(address, data={**mark, "reference": "KHAC1234"}).status_code == 422
    db.session.expire_all()
    assert party.contact_name
    assert staff.post(address, data={**mark, "reference": party.code.lower()}).status_code == 303
    db.session.expire_all()
    people = db.session.scalars(db.select(Attendee)).all()
    assert {(one.name, one.folded, one.office, one.phone) for one in people} == {("", "", "", "")}
    assert (party.contact_name, party.contact_email, party.contact_phone) == ("", None, None)
    assert db.session.execute(db.select(Scan.id, Scan.attendee_id, Scan.verdict, Scan.at)).all() == before
    assert db.session.scalars(db.select(Presence.inside)).all() == [True]
    assert (party.state, party.event.taken) == (State.CONFIRMED, 2)
    assert staff.post(address, data={**mark, "reference": party.code}).status_code == 303
