"""The seal on the audit: what it proves, by tampering with everything that it covers."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from showcase.core import audit, audit_chain
from showcase.core.audit import AuditEntry, AuditValue
from showcase.core.audit_chain import Check, Head
from showcase.core.database import db, write
from showcase.registration.models import Registration
from tests.factories import make_event, make_registration
from tests.guards import unguarded

ROOT = Path(__file__).resolve().parents[2]


def write_entries(number: int, subject: Any = "event:1") -> None:
    write()
    for n in range(number):
        audit.record("event.changed", subject, capacity=(n, n + 1))
    db.session.commit()


def tamper(statement: str) -> None:
    """As somebody would who may do anything in the database."""
    write()
    with unguarded(db.session.connection()):
        db.session.execute(db.text(statement))
    db.session.commit()


def faults(*expected: Head) -> list[str]:
    return list(Check(expected).breaks())


@pytest.fixture
def chain() -> list[Head]:
    """Five sealed entries; their heads, the first is that of position 1."""
    registration = make_registration(make_event(), demo=True)  # of whose making nothing is noted
    write()
    for number in range(5):
        audit.record("registration.changed", registration, contact_phone=(str(number), "+84"), people=(1, 2))
    db.session.commit()
    audit_chain.seal_all()
    query = db.select(AuditEntry.position, AuditEntry.hash).where(AuditEntry.position.is_not(None))
    heads = [Head(*row) for row in db.session.execute(query.order_by(AuditEntry.position))]
    db.session.rollback()
    return heads


def test_sealed_entries_stand_without_gaps_and_are_in_order(chain: list[Head]) -> None:
    assert [head.position for head in chain] == [1, 2, 3, 4, 5]
    assert audit_chain.head() == chain[-1]
    assert faults(*chain) == []
    assert audit_chain.seal() == 0


def test_the_hash_is_what_the_documentation_says(chain: list[Head]) -> None:
    """Worked out anew from the words of docs/audit.md, so that another program can check the chain too."""
    first = db.session.scalars(db.select(AuditEntry).filter_by(position=1)).one()
    noted = [
        1,
        first.id,
        first.at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
        first.actor,
        first.verb,
        first.subject,
        first.changes,
        first.request_id,
    ]
    canonical = json.dumps(noted, ensure_ascii=False, separators=(",", ":"))
    assert first.hash == hashlib.sha256(("0" * 64 + canonical).encode()).hexdigest()


def test_what_comes_later_is_sealed_behind(chain: list[Head]) -> None:
    write_entries(2)
    unsealed = audit_chain.tail()
    assert unsealed is not None
    assert (unsealed.number, len(unsealed.ids)) == (2, 2)
    audit_chain.seal_all()
    assert audit_chain.tail() is None
    assert faults(*chain) == []
    assert audit_chain.head().position == 7


def test_a_long_chain_is_sealed_in_batches_and_read_in_pages(
    chain: list[Head], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_chain, "BATCH", 3)
    monkeypatch.setattr(audit_chain, "PAGE", 4)
    write_entries(7)
    assert [audit_chain.seal() for _ in range(4)] == [3, 3, 1, 0]
    assert faults(*chain) == []
    tamper("UPDATE audit_entry SET actor = 'account:666' WHERE position = 8")
    assert [fault.split(",")[0] for fault in faults()] == ["position 8"]


@pytest.mark.parametrize(
    "change",
    [
        "at = '2001-01-01 00:00:00.000000'",
        "actor = 'account:666'",
        "verb = 'registration.read'",
        "subject = 'registration:666'",
        "changes = '{}'",
        "request_id = 'another'",
        f"hash = '{'a' * 64}'",
        "position = 50",
        "position = NULL, hash = NULL",
    ],
)
def test_every_changed_column_of_a_sealed_entry_is_found(chain: list[Head], change: str) -> None:
    tamper(f"UPDATE audit_entry SET {change} WHERE position = 3")
    assert any("position 3" in fault or "position 4" in fault for fault in faults())


def test_another_number_for_an_entry_is_found(chain: list[Head]) -> None:
    tamper("DELETE FROM audit_value WHERE entry_id = (SELECT id FROM audit_entry WHERE position = 3)")
    tamper("UPDATE audit_entry SET id = id + 1000 WHERE position = 3")
    assert [fault.split(",")[0] for fault in faults()] == ["position 3"]


@pytest.mark.sqlite
@pytest.mark.parametrize("change", ["at = 'soon'", "at = 5", "changes = 5", "position = 'x'"])
def test_a_value_that_no_column_should_hold_is_found(chain: list[Head], change: str) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite stores it")
    tamper(f"UPDATE audit_entry SET {change} WHERE position = 3")
    assert faults()


def test_a_forged_entry_with_a_right_hash_of_its_own_breaks_the_next(chain: list[Head]) -> None:
    tamper("UPDATE audit_entry SET actor = 'account:666' WHERE position = 3")
    row = db.session.execute(db.select(*audit_chain._SEALED).filter_by(position=3)).mappings().one()
    forged = audit_chain.digest(chain[1], row)
    db.session.rollback()
    tamper(f"UPDATE audit_entry SET hash = '{forged}' WHERE position = 3")
    assert [fault.split(",")[0] for fault in faults()] == ["position 4"]
    assert any("noted" in fault for fault in faults(chain[2]))


def test_a_missing_entry_is_found(chain: list[Head]) -> None:
    tamper("DELETE FROM audit_value")
    tamper("DELETE FROM audit_entry WHERE position IN (2, 3)")
    (fault,) = faults()
    assert "2 before it are missing, from position 2" in fault


def test_a_removed_tail_is_found_by_a_noted_head_alone(chain: list[Head]) -> None:
    tamper("DELETE FROM audit_value")
    tamper("DELETE FROM audit_entry WHERE position > 3")
    assert faults() == []  # nothing in the database can tell
    (fault,) = faults(chain[4])
    assert fault.startswith("position 5: missing")


def test_a_chain_that_was_made_anew_is_found_by_a_noted_head_alone(chain: list[Head]) -> None:
    tamper("UPDATE audit_entry SET position = NULL, hash = NULL")
    tamper("UPDATE audit_entry SET actor = 'account:666'")
    audit_chain.seal_all()
    assert faults() == []
    assert len(faults(chain[4])) == 1


@pytest.mark.parametrize("change", ["value = '\"+84 666\"'", "salt = '00'", "side = 'xxx'", "subject = 'host:1'"])
def test_a_changed_personal_value_is_found(chain: list[Head], change: str) -> None:
    tamper(
        f"UPDATE audit_value SET {change} WHERE side = 'new' AND"
        " entry_id = (SELECT id FROM audit_entry WHERE position = 2)"
    )
    (fault,) = faults()
    assert fault.startswith("position 2, entry")


def test_an_erased_value_leaves_the_chain_in_order(chain: list[Head]) -> None:
    write()
    audit.erase_all(Registration, db.select(Registration.id))
    db.session.commit()
    assert db.session.query(AuditValue).count() == 0
    db.session.rollback()
    assert faults(*chain) == []


def test_the_command_names_breaks_and_the_unsealed_tail(app: Flask, chain: list[Head]) -> None:
    command = app.test_cli_runner()
    assert verify(command) == (0, f"in order, head {chain[-1]}\n")
    write_entries(2)
    code, said = verify(command, "--expect", str(chain[0]), "--expect", str(chain[4]))
    assert code == 0
    assert "not sealed yet: 2, the oldest since 20" in said
    tamper("UPDATE audit_entry SET verb = 'x' WHERE position = 5")
    code, said = verify(command)
    assert code == 1
    assert said.startswith("position 5, entry")
    assert f"1 faults, head {chain[-1]}" in said
    assert verify(command, "--expect", f"9:{chain[4].hash}")[0] == 1
    assert verify(command, "--expect", "5")[0] == 2


def verify(command: FlaskCliRunner, *arguments: str) -> tuple[int, str]:
    result = command.invoke(args=["audit", "verify", *arguments])
    db.session.rollback()
    return result.exit_code, result.stdout


def test_sealers_at_once_make_one_chain(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_chain, "BATCH", 5)
    write_entries(60)
    seal_at_once(app)
    assert faults() == []
    assert audit_chain.head().position == 60


@pytest.mark.postgresql
def test_without_the_lock_sealers_would_fork_the_chain(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control. Unique positions and the guard would stop the second sealer, so they are taken away as well."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite no second writer can begin")
    monkeypatch.setattr(audit_chain, "BATCH", 5)
    monkeypatch.setattr(audit_chain, "LOCK", None)  # locks nothing
    slowly(monkeypatch)
    with without_further_help():
        write_entries(60)
        seal_at_once(app)
        assert faults() != []


def seal_at_once(app: Flask, sealers: int = 4) -> None:
    start = threading.Barrier(sealers)

    def seal() -> None:
        with app.app_context():
            start.wait(10)
            audit_chain.seal_all()
            db.session.remove()

    threads = [threading.Thread(target=seal) for _ in range(sealers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave time between looking for the head and giving places, as a busy machine would."""
    head = audit_chain.head

    def unhurried() -> Head:
        found = head()
        time.sleep(0.05)
        return found

    monkeypatch.setattr(audit_chain, "head", unhurried)


@contextmanager
def without_further_help() -> Iterator[None]:
    tamper("ALTER TABLE audit_entry DROP CONSTRAINT uq_audit_entry_position, DISABLE TRIGGER USER")
    yield
    tamper("DELETE FROM audit_entry")
    tamper("ALTER TABLE audit_entry ADD CONSTRAINT uq_audit_entry_position UNIQUE (position), ENABLE TRIGGER USER")


@pytest.mark.postgresql
def test_an_entry_that_is_committed_late_is_sealed_behind_later_ones(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite nobody else can commit meanwhile")
    write()
    late = audit.record("event.changed", "event:1")
    db.session.flush()

    def hurried() -> None:
        with app.app_context():
            write_entries(2)
            audit_chain.seal_all()
            db.session.remove()

    other = threading.Thread(target=hurried)
    other.start()
    other.join(30)
    db.session.commit()
    audit_chain.seal_all()
    assert late.id < db.session.scalars(db.select(AuditEntry.id).filter_by(position=1)).one()
    assert late.position == 3
    db.session.rollback()
    assert faults() == []


def test_a_worker_killed_at_its_work_harms_nothing(app: Flask, tmp_path: Path) -> None:
    entries = 4000
    write_entries(entries)
    log = tmp_path / "log"
    for _ in range(2):
        before = audit_chain.head().position
        with worker(app, log) as process:
            wait_until(lambda before=before: audit_chain.head().position > before)
            process.kill()
            process.wait(20)
    assert 0 < audit_chain.head().position < entries
    assert faults() == []
    with worker(app, log) as process:
        wait_until(lambda: audit_chain.head().position == entries)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert faults() == []
    assert str(audit_chain.head()) in log.read_text()  # the copy outside the database


@contextmanager
def worker(app: Flask, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The real process on the tests' database."""
    environment = {
        **os.environ,
        "SHOWCASE_VAR": str(app.config["VAR"]),
        "SHOWCASE_SECRET_KEY": app.config["SECRET_KEY"],
        "SHOWCASE_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    with log.open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "showcase.cli", "worker"], cwd=ROOT, env=environment, stderr=written
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


def wait_until(condition: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        db.session.rollback()
        if condition():
            db.session.rollback()
            return
        assert time.monotonic() < end
        time.sleep(0.005)
