"""What registration writes into the audit, with old and new values."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Scope
from showcase.core import audit, audit_chain, clock, sweeps
from showcase.core.audit import AuditEntry, AuditValue
from showcase.core.audit_chain import Check
from showcase.core.database import db, write
from showcase.registration import services
from showcase.registration.models import Event
from showcase.registration.rules import Change
from tests.factories import make_edition, make_event, make_registration, make_session
from tests.registration.test_api import Api

Noted = tuple[str, str, dict[str, tuple[Any, Any]]]


@pytest.fixture
def api(client: FlaskClient) -> Api:
    return Api(client, Scope.EVENTS_WRITE, Scope.REGISTRATIONS_WRITE)


@pytest.fixture
def event() -> Event:
    return make_event(capacity=10)


def noted(since: int = 0) -> list[Noted]:
    """(verb, subject, changes) of the entries after one, the oldest first."""
    query = db.select(AuditEntry).where(AuditEntry.id > since).order_by(AuditEntry.id)
    return [(entry.verb, entry.subject, audit.changes_of(entry)) for entry in db.session.scalars(query)]


def last() -> int:
    return db.session.scalar(db.select(db.func.max(AuditEntry.id))) or 0


def test_a_new_registration_is_noted_without_what_stands_in_it(event: Event) -> None:
    registration = make_registration(event, 2)
    values = {"state": (None, "confirmed"), "people": (None, 2), "channel": (None, "web")}
    assert noted() == [("registration.created", f"registration:{registration.id}", values)]


def test_the_rehearsals_guests_are_not_noted_one_by_one(event: Event) -> None:
    make_registration(event, demo=True)
    assert noted() == []


def test_a_correction_notes_the_old_name_beside_its_entry(api: Api, event: Event) -> None:
    meal = make_session(event)
    registration = make_registration(event)
    person, before = registration.people[0], last()
    body = {"attendees": [{"id": person.id, "name": "Đặng Thị Thu Hường", "sessions": [meal.slug]}]}
    assert api("PATCH", f"/api/v1/registrations/{registration.code}", body).status_code == 200
    changes = {"name": ("Đặng Thị Hường", "Đặng Thị Thu Hường"), "sessions": ([], [meal.slug])}
    assert noted(before) == [
        ("attendee.changed", f"attendee:{person.id}", changes),
        ("registration.changed", f"registration:{registration.id}", {}),
    ]
    assert not any("Hường" in entry.changes for entry in db.session.scalars(db.select(AuditEntry)))
    assert str(db.session.scalars(db.select(AuditEntry.actor).order_by(AuditEntry.id.desc())).first()).startswith(
        "token:"
    )


def test_who_is_taken_off_is_noted(event: Event) -> None:
    registration = make_registration(event, 2)
    person, before = registration.people[1], last()
    services.change(registration, [Change(person.id, drop=True)], clock.now())
    db.session.commit()
    (dropped, changed) = noted(before)
    assert dropped[:2] == ("attendee.dropped", f"attendee:{person.id}")
    assert dropped[2].keys() == {"dropped_at"}
    assert changed == ("registration.changed", f"registration:{registration.id}", {"people": (2, 1)})


def test_what_stays_as_it_was_is_not_noted(event: Event) -> None:
    registration = make_registration(event)
    before = last()
    services.change(registration, [Change(registration.people[0].id, name="Đặng Thị Hường")], clock.now())
    db.session.commit()
    assert noted(before) == []


def test_an_event_is_noted_with_its_texts_sessions_and_gates(api: Api) -> None:
    make_edition()
    times = {"starts_at": "2030-02-01T08:00:00+07:00", "ends_at": "2030-02-01T12:00:00+07:00"}
    sessions = [{"slug": "com", "title": {"vi": "Cơm"}, "capacity": 20}, {"slug": "di", "title": {"vi": "Đi"}}]
    gates = [{"slug": "ban-mot", "name": "Bàn số 1"}]
    new = {"slug": "xuan-moi", "title": {"vi": "Họp mặt"}, **times, "sessions": sessions, "gates": gates}
    assert api("POST", "/api/v1/events", new).status_code == 201
    made = {verb: changes for verb, _subject, changes in noted()}
    assert made["event.created"]["title-vi"] == (None, "Họp mặt")
    assert made["event.created"]["starts_at"] == (None, "2030-02-01T01:00:00+00:00")
    assert made["gate.created"]["name-vi"] == (None, "Bàn số 1")
    before = last()
    change = {
        "title": {"vi": "Họp mặt đầu xuân"},
        "capacity": 300,
        "sessions": [{"slug": "com", "capacity": 25}],
        "gates": [{"slug": "ban-mot", "name": "Bàn đón tiếp số 1"}, {"slug": "ban-hai"}],
    }
    assert api("PATCH", "/api/v1/events/xuan-moi", change).status_code == 200
    changed = [(verb, changes) for verb, _subject, changes in noted(before)]
    deleted = {"slug": ("di", None), "position": (1, None), "queue": (False, None), "title-vi": ("Đi", None)}
    rule = {"any_time": (None, False), "kind": (None, "reception"), "entries": (None, "reentry")}
    added = {"slug": (None, "ban-hai"), "sessions": (None, []), **rule, "entries_limit": (None, 1)}
    added["name-vi"] = (None, "ban-hai")
    assert changed == [
        ("session.deleted", deleted),
        ("session.changed", {"capacity": (20, 25)}),
        ("gate.changed", {"name-vi": ("Bàn số 1", "Bàn đón tiếp số 1")}),
        ("gate.created", added),
        ("event.changed", {"capacity": (None, 300), "title-vi": ("Họp mặt", "Họp mặt đầu xuân")}),
    ]


def test_forgetting_erases_old_values_too_and_the_chain_stays_in_order(event: Event) -> None:
    registration = make_registration(event)
    person = registration.people[0]
    services.change(registration, [Change(person.id, name="Đặng Thị Hường Helen")], clock.now())
    audit.record("attendee.changed", person, diet=("", "chay"))
    audit.record("registration.changed", registration, note=("", "Xin chào"), contact_phone=(None, "+1 714"))
    db.session.commit()
    audit_chain.seal_all()
    assert kept_fields() == {"name", "note", "contact_phone"}, "what somebody eats is not even kept at first"
    before = last()
    forget_after(event, 30.1)
    assert kept_fields() == {"name", "contact_phone"}
    assert noted(before) == []  # nobody's words or age were stored: nothing was forgotten
    forget_after(event, 90.1)
    assert kept_fields() == set()
    forgotten = {"names": (1, 0), "contacts": (1, 0), "addresses": (2, 0)}
    assert noted(before) == [("guest.forgotten", "guests", forgotten)]
    forget_after(event, 91)
    assert len(noted(before)) == 1  # an hourly sweep that finds nothing notes nothing
    assert list(Check().breaks()) == []


def kept_fields() -> set[str]:
    found = set(db.session.scalars(db.select(AuditValue.field)))
    db.session.rollback()
    return found


def forget_after(event: Event, days: float) -> None:
    ends_at = event.ends_at
    db.session.rollback()
    with clock.frozen(ends_at + timedelta(days=days)):
        sweeps.sweep_all()


def test_a_message_sent_again_is_noted(client: FlaskClient, event: Event) -> None:
    registration = make_registration(event)
    write()
    message = db.session.scalars(db.select(services.mail.Message)).one()
    message.state = "sent"
    db.session.commit()
    before, number = last(), message.id
    client.post(f"/vi/r/{services.private_token(registration)}/messages")
    assert noted(before) == [("message.resent", f"message:{number}", {"state": ("sent", "queued")})]
