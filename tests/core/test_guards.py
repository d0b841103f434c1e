"""The database itself keeps its logs from being edited, whoever asks, and lets through what has to be."""

import pytest
from sqlalchemy.exc import IntegrityError

from showcase.core import audit, audit_chain, clock
from showcase.core.audit import AuditEntry, AuditValue
from showcase.core.database import db, write
from showcase.staff import demo
from tests.checkin.door import change, check_in, make_gate, make_guest, scan_of
from tests.factories import make_event
from tests.guards import triggers_of

GUARDS = {
    "audit_entry_refuses_update",
    "audit_entry_refuses_delete",
    "audit_value_refuses_update",
    "scan_refuses_update",
    "scan_refuses_delete",
    "annulment_refuses_update",
    "annulment_refuses_delete",
}
WORDS_ON_SQLITE = {
    f"{table}_words_on_{deed}" for table in ("attendee", "registration") for deed in ("insert", "update")
}
WORDS_ON_POSTGRESQL = {"attendee_words", "registration_words"}
BY_REPLACEMENT = {f"{table}_refuses_insert" for table in ("audit_entry", "audit_value", "scan", "annulment")}
BY_EMPTYING = {f"{table}_refuses_truncate" for table in ("audit_entry", "scan", "annulment")}


@pytest.fixture
def entry() -> AuditEntry:
    guest = make_guest(make_event())
    write()
    found = audit.record("registration.changed", guest.registration, contact_phone=("1", "2"))
    db.session.commit()
    return found


def execute(statement: str) -> None:
    write()
    try:
        db.session.execute(db.text(statement))
        db.session.commit()
    finally:
        db.session.rollback()


def refuses(statement: str) -> bool:
    with pytest.raises(IntegrityError, match="is only ever added to"):
        execute(statement)
    return True


def test_the_guards_stand_after_all_migrations() -> None:
    """A migration that rebuilds a table on SQLite drops them; it has to make them again."""
    connection = db.session.connection()
    on_sqlite = connection.dialect.name == "sqlite"
    by_dialect = BY_REPLACEMENT | WORDS_ON_SQLITE if on_sqlite else BY_EMPTYING | WORDS_ON_POSTGRESQL
    assert triggers_of(connection) == GUARDS | by_dialect


@pytest.mark.parametrize("column", ["at", "actor", "verb", "subject", "changes", "request_id", "position", "hash"])
def test_a_sealed_entry_is_not_changed(entry: AuditEntry, column: str) -> None:
    audit_chain.seal_all()
    values = {"at": "'2001-01-01 00:00:00.000000'", "position": "2"}
    assert refuses(f"UPDATE audit_entry SET {column} = {values.get(column, repr('x'))}")


def test_an_entry_that_waits_for_its_seal_is_not_changed_either(entry: AuditEntry) -> None:
    assert refuses("UPDATE audit_entry SET actor = 'guest'")
    assert refuses("UPDATE audit_entry SET actor = 'guest', position = 1, hash = 'x'")


def test_entries_are_not_taken_away(entry: AuditEntry) -> None:
    assert refuses("DELETE FROM audit_entry")
    audit_chain.seal_all()
    assert refuses("DELETE FROM audit_entry")


def test_a_personal_value_is_erased_but_not_changed(entry: AuditEntry) -> None:
    assert refuses("UPDATE audit_value SET value = '3'")
    execute("DELETE FROM audit_value")
    assert db.session.query(AuditValue).count() == 0


@pytest.mark.sqlite
def test_an_entry_is_not_replaced(entry: AuditEntry) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a replacement is an update elsewhere")
    columns = "id, at, actor, verb, subject, changes, request_id"
    assert refuses(f"INSERT OR REPLACE INTO audit_entry ({columns}) SELECT {columns} FROM audit_entry")
    audit_chain.seal_all()
    assert refuses(
        f"INSERT OR REPLACE INTO audit_entry ({columns}, position, hash)"
        f" SELECT {columns.replace('id,', 'id + 1,', 1)}, position, hash FROM audit_entry"
    )


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["audit_entry", "scan", "annulment"])
def test_a_log_is_not_emptied_at_once(entry: AuditEntry, table: str) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    assert refuses(f"TRUNCATE {table} CASCADE")


def test_scans_are_kept_as_they_were() -> None:
    guest, gate = make_guest(event := make_event()), make_gate(event)
    (result,) = check_in(scan_of(guest, gate))
    for statement in (
        "UPDATE scan SET verdict = 'refused'",
        "UPDATE scan SET at = received_at",
        "DELETE FROM scan",
    ):
        assert refuses(statement)
    execute(f"INSERT INTO annulment (scan_id, at) VALUES ('{result.id}', '{clock.now():%Y-%m-%d %H:%M:%S.%f}')")
    assert refuses("UPDATE annulment SET device_id = 1")
    assert refuses("DELETE FROM annulment")


def test_the_rehearsals_scans_go_with_its_guests() -> None:
    guest, gate = make_guest(event := make_event()), make_gate(event)
    change(guest.registration, demo=True)
    change(event, taken=1)
    (result,) = check_in(scan_of(guest, gate))
    execute(f"INSERT INTO annulment (scan_id, at) VALUES ('{result.id}', '{clock.now():%Y-%m-%d %H:%M:%S.%f}')")
    assert demo.purge() == 1
    db.session.commit()
