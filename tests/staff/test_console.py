"""The console's pages: what they find, say and change."""

import re

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.checkin.models import Scan
from showcase.core import mail, outbox
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.mail import Message, MessageState
from showcase.core.outbox import Job, JobState
from showcase.registration.models import Attendee, Event, Registration, booking
from tests.checkin.door import change, check_in, make_gate, make_guest, scan_of
from tests.factories import make_event, make_session
from tests.staff.cast import code_for_phones, post, sign_in


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.ADMINISTRATOR)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def event() -> Event:
    return make_event()


def message_to(guest: Attendee, **changes: object) -> Message:
    write()
    message = mail.post("registration", guest.registration_id, "huong@example.org", "vi")
    for name, value in changes.items():
        setattr(message, name, value)
    db.session.commit()
    return message


def test_a_registration_shows_party_messages_and_scans(staff: FlaskClient, event: Event) -> None:
    mother = make_guest(event, "Thạch Thị Sa Ri", "Thạch Minh", called="Bà", no_photo=True)
    message_to(mother)
    check_in(scan_of(mother, make_gate(event)))
    page = staff.get(f"/staff/guests/{mother.registration.code}/").get_data(as_text=True)
    for part in ("Bà Thạch Thị Sa Ri", "Thạch Minh", "No separate photos", "huong@example.org", "came in"):
        assert part in page
    assert staff.get("/staff/guests/NONE/").status_code == 404


def test_a_message_is_sent_again_as_the_same_message(staff: FlaskClient, event: Event) -> None:
    guest = make_guest(event)
    message = message_to(guest, state=MessageState.REFUSED)
    before = message.message_id
    path = f"/staff/guests/{guest.registration.code}/"
    assert post(staff, f"{path}messages/{message.id}/resending", page=path).status_code == 303
    db.session.expire_all()
    assert (message.state, message.message_id) == (MessageState.QUEUED, before)
    assert db.session.scalar(db.select(AuditEntry.verb).order_by(AuditEntry.id.desc())) == "message.resent"
    stranger = make_guest(event, "Người Khác")
    wrong = f"/staff/guests/{stranger.registration.code}/messages/{message.id}/resending"
    assert post(staff, wrong).status_code == 404


def test_messages_are_listed_with_their_state_and_dead_work_is_retried(staff: FlaskClient, event: Event) -> None:
    guest = make_guest(event)
    message_to(guest)
    refused = message_to(guest, recipient="bad@example.org", state=MessageState.REFUSED)
    write()
    job = outbox.enqueue(outbox.Lane.PRINT, "build")
    job.state = JobState.DEAD
    db.session.commit()
    page = staff.get("/staff/messages/").get_data(as_text=True)
    assert "huong@example.org" in page
    assert guest.registration.code in page
    assert "huong@example.org" not in staff.get("/staff/messages/?state=refused").get_data(as_text=True)
    assert post(staff, f"/staff/messages/jobs/{job.id}/retry").status_code == 303
    assert post(staff, f"/staff/messages/{refused.id}/resending").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Job, job.id).state == JobState.WAITING
    assert refused.state == MessageState.QUEUED


def test_the_overview_counts_people(staff: FlaskClient, event: Event) -> None:
    gate = make_gate(event)
    for guest in (make_guest(event, "Một", "Hai"), make_guest(event, "Ba")):
        check_in(scan_of(guest, gate))
    check_in(scan_of(guest, gate, direction="exit"))
    check_in(scan_of(guest, gate, offline=True, forced=True))
    page = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", staff.get("/staff/").get_data(as_text=True)))
    assert "have arrived 2 / 3" in page
    assert "inside now 2" in page


def test_the_rehearsals_guests_go_in_one_step_and_real_ones_stay(staff: FlaskClient, event: Event) -> None:
    gate, session = make_gate(event), make_session(event)
    demo, real = make_guest(event, "Khách Mẫu", "Khách Mẫu Hai"), make_guest(event, "Khách Thật")
    change(demo.registration, demo=True)
    change(event, taken=3)
    change(session, taken=2)
    write()
    for guest in (demo, real):
        db.session.execute(booking.insert().values(attendee_id=guest.id, session_id=session.id))
    db.session.commit()
    message_to(demo)
    check_in(scan_of(demo, gate), scan_of(real, gate), scan_of(demo, gate, offline=True, forced=True))
    assert "2 made-up guests" in staff.get("/staff/demo").get_data(as_text=True)
    assert post(staff, "/staff/demo/purge", page="/staff/demo").location == "/staff/?purged=2"
    db.session.expire_all()
    assert [person.name for person in db.session.scalars(db.select(Attendee))] == ["Khách Thật"]
    assert db.session.query(Registration).count() == 1
    assert [scan.attendee_id for scan in db.session.scalars(db.select(Scan))] == [real.id]
    assert db.session.query(Message).count() == 0
    assert (event.taken, session.taken) == (1, 1)
    assert db.session.scalar(db.select(AuditEntry.verb).order_by(AuditEntry.id.desc())) == "demo.purged"


def test_a_case_from_the_door_is_settled_once(staff: FlaskClient, event: Event) -> None:
    gate, guest = make_gate(event), make_guest(event)
    check_in(scan_of(guest, gate))
    (result,) = check_in(scan_of(guest, gate, offline=True, forced=True))
    assert result.conflict is not None
    page = staff.get("/staff/checkin/conflicts").get_data(as_text=True)
    assert "Đặng Thị Hường" in page
    path = f"/staff/checkin/conflicts/{result.conflict.id}/settlement"
    post(staff, path, page="/staff/checkin/conflicts", data={"note": "Hai cha con cùng thẻ"})
    assert "Hai cha con cùng thẻ" in staff.get("/staff/checkin/conflicts").get_data(as_text=True)
    assert "case from the door" not in staff.get("/staff/").get_data(as_text=True)


def test_a_phone_gets_a_code_and_can_be_locked_out(staff: FlaskClient, event: Event) -> None:
    page = code_for_phones(staff, event)
    found = re.search(r'class="code-word">([^<]+)<', page.get_data(as_text=True))
    assert found is not None
    enrolled = staff.post("/api/v1/checkin/devices", json={"code": found[1], "name": "Máy của Lan"}).json
    assert "Máy của Lan" in staff.get("/staff/checkin/phones").get_data(as_text=True)
    post(staff, f"/staff/checkin/phones/{enrolled['device']['id']}/revocation", page="/staff/checkin/phones")
    key = {"Authorization": f"Bearer {enrolled['key']}"}
    assert staff.get("/api/v1/checkin/list", headers=key).status_code == 401


@pytest.mark.parametrize("path", ["/staff/audit", "/staff/styleguide", "/staff/messages/", "/staff/guests/", "/staff/"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_are_sound_when_there_is_nothing_yet(path: str, language: str, staff: FlaskClient) -> None:
    response = staff.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.get_data(as_text=True)
