"""What people do in the console is noted in the audit, with old and new values."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import audit, mail, outbox
from showcase.core.audit import AuditEntry, AuditValue
from showcase.core.database import db, write
from showcase.core.mail import MessageState
from showcase.core.outbox import JobState
from showcase.registration.models import Registration
from tests.checkin.door import change, check_in, make_gate, make_guest, scan_of
from tests.factories import make_event
from tests.staff.cast import code_for_phones, post, sign_in


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.ADMINISTRATOR)
    return client


def newest() -> tuple[str, dict[str, tuple[Any, Any]]]:
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert entry.actor.startswith("account:")
    assert entry.request_id
    return entry.verb, audit.changes_of(entry)


def test_a_message_sent_again(staff: FlaskClient) -> None:
    guest = make_guest(make_event())
    write()
    message = mail.post("registration", guest.registration_id, "huong@example.org", "vi")
    message.state = MessageState.REFUSED
    db.session.commit()
    post(staff, f"/staff/messages/{message.id}/resending")
    assert newest() == ("message.resent", {"state": ("refused", "queued")})


def test_work_tried_once_more(staff: FlaskClient) -> None:
    write()
    job = outbox.enqueue(outbox.Lane.PRINT, "build")
    job.state, job.attempts = JobState.DEAD, 7
    db.session.commit()
    post(staff, f"/staff/messages/jobs/{job.id}/retry")
    assert newest() == ("job.retried", {"state": ("dead", "waiting"), "attempts": (7, 0)})


def test_a_case_from_the_door_settled(staff: FlaskClient) -> None:
    event = make_event()
    gate, guest = make_gate(event), make_guest(event)
    check_in(scan_of(guest, gate))
    (result,) = check_in(scan_of(guest, gate, offline=True, forced=True))
    assert result.conflict is not None
    page = "/staff/checkin/conflicts"
    post(staff, f"{page}/{result.conflict.id}/settlement", page=page, data={"note": "Hai cha con cùng thẻ"})
    verb, changes = newest()
    assert (verb, changes["note"]) == ("conflict.settled", ("", "Hai cha con cùng thẻ"))
    assert db.session.scalars(db.select(AuditValue.field).distinct()).all().count("note") == 1


def test_a_phone_invited_enrolled_and_locked_out(staff: FlaskClient) -> None:
    event = make_event()
    page = code_for_phones(staff, event, phones="3")
    assert newest() == ("enrolment_code.created", {"event": (None, event.slug), "phones": (None, 3)})
    code = page.get_data(as_text=True).split('class="code-word">')[1].split("<")[0]
    device = staff.post("/api/v1/checkin/devices", json={"code": code, "name": "Máy của Lan"}).json["device"]
    enrolled = db.session.scalars(db.select(AuditEntry).filter_by(verb="device.enrolled")).one()
    assert audit.changes_of(enrolled) == {"name": (None, "Máy của Lan"), "event": (None, event.slug)}
    post(staff, f"/staff/checkin/phones/{device['id']}/revocation", page="/staff/checkin/phones")
    assert newest()[0] == "device.revoked"


def test_signing_out(staff: FlaskClient) -> None:
    post(staff, "/staff/sign-out")
    assert newest() == ("account.signed_out", {})


def test_the_rehearsals_guests_leave_no_names_in_the_audit(staff: FlaskClient) -> None:
    demo, real = make_guest(event := make_event()), make_guest(event, "Khách Thật")
    change(demo.registration, demo=True)
    change(event, taken=2)
    write()
    for guest in (demo, real):
        audit.record("attendee.changed", guest, name=("Tên cũ", guest.name))
        audit.record("registration.changed", guest.registration, note=("", "Xin chào"))
    db.session.commit()
    subject = audit.name_of(real), audit.name_of(real.registration)
    post(staff, "/staff/demo/purge", page="/staff/demo")
    assert newest() == ("demo.purged", {"people": (1, 0)})
    about_guests = AuditValue.subject.not_like("account:%")
    assert set(db.session.scalars(db.select(AuditValue.subject).where(about_guests))) == set(subject)
    assert db.session.query(Registration).count() == 1
