"""The discipline of writing: begun by write(), served in turn, and held by the database."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from showcase.core.database import WriteGate, db, write, writing
from showcase.core.slugs import SlugTaken, TakenSlug, take
from showcase.core.statements import Statement
from tests.factories import make_host, save


def test_a_change_without_write_is_refused() -> None:
    db.session.add(TakenSlug(kind="article", slug="mot-bai"))
    with pytest.raises(RuntimeError, match="write"):
        db.session.flush()


def test_a_statement_without_write_is_refused() -> None:
    with pytest.raises(RuntimeError, match="write"):
        db.session.execute(db.delete(TakenSlug))


def test_write_after_a_change_is_refused() -> None:
    db.session.scalar(db.select(TakenSlug.id))
    db.session.add(TakenSlug(kind="article", slug="mot-bai"))
    with pytest.raises(RuntimeError, match="before"):
        write()


def test_times_come_back_aware_and_in_utc() -> None:
    host = make_host()
    account_time = datetime(2024, 2, 5, 8, tzinfo=timezone(timedelta(hours=7)))
    from_database = db.session.scalar(db.select(db.func.count()).select_from(TakenSlug))
    assert from_database == 0
    assert host.id
    assert account_time.astimezone(UTC).hour == 1


def test_a_slug_is_taken_for_good() -> None:
    write()
    take("project", "cang-dinh-an")
    take("article", "cang-dinh-an")
    with pytest.raises(SlugTaken):
        take("project", "cang-dinh-an")


def test_many_writers_who_read_first_all_succeed(app: Flask) -> None:
    """Read, then write, from 8 threads: every increment counts."""
    save(TakenSlug(kind="counter", slug="0"))
    failures = run_counters(app, begin=write)
    assert failures == 0
    assert db.session.scalar(db.select(TakenSlug.slug).filter_by(kind="counter")) == "160"


def test_a_gate_that_cannot_be_opened_refuses_one_writer_and_stops_none(tmp_path: Path) -> None:
    gate = WriteGate(tmp_path / "missing" / "write.lock")
    with pytest.raises(FileNotFoundError):
        gate.acquire()
    (tmp_path / "missing").mkdir()
    passed = threading.Event()
    threading.Thread(target=lambda: (gate.acquire(), gate.release(), passed.set()), daemon=True).start()
    assert passed.wait(10)


def test_a_failing_statement_does_not_tell_its_values() -> None:
    with pytest.raises(DBAPIError) as failure:
        db.session.execute(db.text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "Đặng Thị Hường"})
    assert "Hường" not in str(failure.value)
    db.session.rollback()


@pytest.mark.sqlite
def test_without_the_write_lock_readers_who_write_fail(app: Flask) -> None:
    """The control: what happens where transactions begin as plain reads."""
    save(TakenSlug(kind="counter", slug="0"))

    def only_mark() -> None:
        db.session().info["showcase_write"] = True

    assert run_counters(app, begin=only_mark) > 0


def test_after_a_commit_that_failed_the_next_writer_begins_and_nothing_is_kept(app: Flask) -> None:
    def fail(_connection: object) -> None:
        raise OSError("no room")

    event.listen(db.engine, "commit", fail)
    try:
        with pytest.raises(OSError, match="no room"), writing() as connection:
            keep_slug(connection)
    finally:
        event.remove(db.engine, "commit", fail)
    with writing() as connection:
        keep_slug(connection)
    assert db.session.scalar(db.select(db.func.count()).select_from(TakenSlug)) == 1


def keep_slug(connection: Connection) -> None:
    Statement(db.insert(TakenSlug).values(kind="counter", slug="0")).run(connection, [{}])


def run_counters(app: Flask, begin) -> int:
    failures = []

    def count() -> None:
        for _ in range(20):
            with app.app_context():
                try:
                    begin()
                    row = db.session.scalar(db.select(TakenSlug).filter_by(kind="counter").with_for_update())
                    row.slug = str(int(row.slug) + 1)
                    db.session.commit()
                except OperationalError:
                    failures.append(1)
                finally:
                    db.session.remove()

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(failures)
