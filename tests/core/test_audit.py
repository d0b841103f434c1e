"""What an entry of the audit keeps, what it keeps apart, and what erasing leaves."""

import json
from datetime import UTC, datetime

from showcase.core import audit
from showcase.core.audit import AuditEntry, AuditValue, Change, Personal
from showcase.core.database import db, write
from showcase.registration.models import Registration
from tests.factories import make_event, make_registration


def recorded(verb: str, subject: object, **changes: tuple[object, object]) -> AuditEntry:
    write()
    entry = audit.record(verb, subject, **changes)
    db.session.commit()
    return entry


def changed_phone(registration: Registration) -> AuditEntry:
    return recorded(
        "registration.changed", registration, contact_phone=("+1 714", "+84 294"), state=("waitlisted", "confirmed")
    )


def test_a_personal_column_lies_beside_its_entry_and_is_read_with_it() -> None:
    entry = changed_phone(make_registration(make_event()))
    assert "+1 714" not in entry.changes
    assert json.loads(entry.changes)["state"] == ["waitlisted", "confirmed"]
    assert audit.changes_of(entry) == {"contact_phone": ("+1 714", "+84 294"), "state": ("waitlisted", "confirmed")}
    assert db.session.query(AuditValue).count() == 2


def test_a_value_that_is_said_to_be_personal_is_kept_apart_too() -> None:
    entry = recorded("guest.imported", "import:1", names=Personal(None, ["Thạch Sô Phia"]), rows=(0, 1))
    assert "Phia" not in entry.changes
    assert audit.readable(entry) == [
        Change("names", None, ["Thạch Sô Phia"], personal=True),
        Change("rows", 0, 1),
    ]


def test_equal_values_have_unequal_commitments() -> None:
    registration = make_registration(make_event())
    first, second = (recorded("registration.changed", registration, note=("", "chay")) for _ in range(2))
    assert first.changes != second.changes


def test_times_come_back_as_written() -> None:
    at = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    entry = recorded("event.changed", "event:1", starts_at=(None, at))
    assert datetime.fromisoformat(audit.changes_of(entry)["starts_at"][1]) == at


def test_a_record_without_a_number_yet_gets_one() -> None:
    event = make_event()
    registration = Registration(code="ABCD2345", event_id=event.id, state="confirmed", locale="vi")
    registration.contact_name, registration.contact_country = "Đặng Thị Hường", "US"
    write()
    db.session.add(registration)
    assert audit.record("registration.created", registration).subject == f"registration:{registration.id}"
    db.session.commit()


def test_erasing_takes_the_values_and_leaves_the_entry() -> None:
    registration = make_registration(make_event())
    entry = changed_phone(registration)
    before = entry.changes
    write()
    audit.erase(registration)
    db.session.commit()
    assert entry.changes == before
    assert audit.changes_of(entry) == {"state": ("waitlisted", "confirmed")}
    assert audit.readable(entry)[0] == Change("contact_phone", None, None, personal=True, erased=True)


def test_erasing_by_query_and_by_field_leaves_the_others() -> None:
    event = make_event()
    gone, stays = make_registration(event), make_registration(event)
    for registration in (gone, stays):
        recorded("registration.changed", registration, note=("", "chay"), contact_phone=("1", "2"))
    write()
    audit.erase_all(Registration, db.select(Registration.id).where(Registration.id == gone.id), fields=("note",))
    db.session.commit()
    kept = db.session.execute(db.select(AuditValue.subject, AuditValue.field).distinct()).all()
    assert set(kept) == {
        (audit.name_of(stays), "note"),
        (audit.name_of(stays), "contact_phone"),
        (audit.name_of(gone), "contact_phone"),
    }


def test_an_entry_is_found_by_its_subject_and_number() -> None:
    first, second = (recorded("host.changed", "host:1", phone=(str(n), str(n + 1))) for n in range(2))
    assert audit.entry_of("host:1", first.id) is first
    assert audit.entry_of("host:2", first.id) is None
    assert audit.entry_of("host:1", first.id, last=True) is None
    assert audit.entry_of("host:1", second.id, last=True) is second
    assert audit.entry_of("host:1", None) is None
