"""The database: one `db`, its column types and the discipline of writing.

SQLite takes one writer at a time. A transaction that reads first and writes later fails at once when
somebody else wrote in between, whatever the busy timeout says. So whoever is going to write calls `write()`
before anything else: the transaction then begins IMMEDIATE, behind a gate that serves waiting writers in
turn. On PostgreSQL `write()` only marks the session.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session

_WRITE = "showcase_write"
Record = TypeVar("Record")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


def insert(model: Any) -> Any:
    """An INSERT that can be told what to do on a conflict, which SQLite and PostgreSQL say alike."""
    dialect = postgresql if db.session.connection().dialect.name == "postgresql" else sqlite
    return dialect.insert(model)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on every database; a naive one is a bug and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def personal(purpose: str, retention: str) -> dict[str, str]:
    """The `info` of a column with personal data: why it is kept and until when (may name a setting: %(name)d)."""
    return {"purpose": purpose, "retention": retention}


def write() -> None:
    """Begin a transaction that is going to write. Call it before the first query of the verb."""
    session = db.session()
    if session.in_transaction():
        if session.info.get(_WRITE):
            return
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("write() comes before the first change")
        session.rollback()
    session.info[_WRITE] = True
    session.connection(execution_options={_WRITE: True})


def reading() -> Connection:
    """A connection for single statements of core.statements, beside the session: nothing begins, nothing is kept."""
    if db.engine.dialect.name == "sqlite":  # begins only when it is told to
        return db.engine.connect()
    return db.engine.execution_options(isolation_level="AUTOCOMMIT").connect()


@contextmanager
def writing() -> Iterator[Connection]:
    """A transaction for statements of core.statements, without a session; kept at the end, undone by an exception.

    A session that has begun ends its transaction first, so that it sees afterwards what was written here.
    """
    if db.session.registry.has():
        session = db.session()
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("writing() comes before the first change")
        session.rollback()
    with db.engine.connect().execution_options(**{_WRITE: True}) as connection:
        transaction = connection.begin()
        try:
            with _in_few_trips(connection):
                yield connection
                transaction.commit()
        except BaseException:
            transaction.rollback()  # also of a commit that failed: as a context it would leave it open
            raise


def _in_few_trips(connection: Connection) -> AbstractContextManager[Any]:
    """PostgreSQL is told the beginning, the end and what answers nothing together with the next question."""
    if connection.dialect.name != "postgresql":
        return nullcontext()
    driver = connection.connection.driver_connection
    assert driver is not None
    pipeline: AbstractContextManager[Any] = driver.pipeline()
    return pipeline


def locked(record: Record) -> Record:
    """The record as it is now, held until the transaction ends: whoever changes it next waits for this."""
    # Of this row alone: what is loaded beside it may be missing, and PostgreSQL locks no row that is not there.
    db.session.refresh(record, with_for_update={"of": type(record)})
    return record


class WriteGate:
    """Serves the writers of all threads and processes in turn, where SQLite would let them starve."""

    def __init__(self, path: Path) -> None:
        self._thread_lock = threading.Lock()
        self._path = path
        self._file: int | None = None  # opened by each process for itself

    def acquire(self) -> None:
        self._thread_lock.acquire()
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._thread_lock.release()  # a full or read-only disk refuses this writer, and must not stop all others
            raise

    def release(self) -> None:
        assert self._file is not None
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._thread_lock.release()


def prepare_sqlite(engine: Engine, gate: WriteGate) -> None:
    """Give an SQLite engine durable settings and transactions that begin as their work needs."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a confirmed ticket survives a power cut
            "busy_timeout=10000",
            "foreign_keys=ON",
            # Pages of the log before it is written back: whoever fills it waits, and a scan fills a dozen.
            "wal_autocheckpoint=8000",
            "cache_size=-16000",  # KiB; a search among 100,000 guests comes back to the same pages again and again
            "secure_delete=ON",  # what is forgotten is gone from the file too
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(_WRITE):
            connection.exec_driver_sql("BEGIN")
            return
        gate.acquire()
        connection.info["gate"] = gate
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def pass_on(connection: Any, record: Any) -> None:
        # After COMMIT or ROLLBACK, when the connection goes back: only then may the next writer begin.
        held = record.info.pop("gate", None)
        if held is not None:
            held.release()


@event.listens_for(Session, "after_transaction_end")
def forget_write(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(_WRITE, None)


@event.listens_for(Session, "before_flush")
def require_write(session: Session, context: Any, instances: Any) -> None:
    if (session.new or session.dirty or session.deleted) and not session.info.get(_WRITE):
        raise RuntimeError("call database.write() before changing anything")


@event.listens_for(Session, "do_orm_execute")
def require_write_for_statements(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and not state.session.info.get(_WRITE):
        raise RuntimeError("call database.write() before changing anything")
