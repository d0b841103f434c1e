"""Durable work: jobs are rows, written in the transaction that wants them done, done by the worker.

A job is leased, not taken: a worker that dies gives it back when the lease ends, so nothing is lost and a job
may run twice. Handlers are therefore repeatable. Lanes keep quick work (mail) from waiting behind slow (PDF); within
a lane, what somebody waits for goes before what is sent by the hundred, and a gate may let through only so much.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, Protocol

import structlog
from sqlalchemy import Index, Select, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from . import audit, clock
from .database import UtcDateTime, db, write

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
BACK_OFF = (10, 60, 300, 1800, 7200, 21600)  # seconds before each further attempt; then a person looks at it


class Lane(StrEnum):
    MAIL = "mail"
    PRINT = "print"


class Priority(IntEnum):
    AWAITED = 0  # somebody sits in front of it
    BULK = 1


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    DEAD = "dead"


class Job(db.Model):  # type: ignore[name-defined]
    """One piece of work. `payload` holds identifiers only, never a person's data."""

    __table_args__ = (Index("ix_job_due", "lane", "state", "priority", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))
    priority: Mapped[int] = mapped_column(default=Priority.AWAITED)
    payload: Mapped[str] = mapped_column(Text, default="{}")
    state: Mapped[str] = mapped_column(String(12), default=JobState.WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)  # progress: steps done …
    total: Mapped[int] = mapped_column(default=0)  # … of this many; 0: unknown
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(Text, default="")
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def values(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.payload)
        return loaded


class Cancelled(Exception):
    """Raised inside a handler whose job somebody has cancelled."""


@dataclass(frozen=True)
class Task:
    """What a handler gets: the job's values and a way to tell how far it is."""

    job_id: int
    attempt: int
    values: dict[str, Any]

    def progress(self, done: int, total: int) -> None:
        """Note progress and extend the lease; raises Cancelled if the job was cancelled."""
        write()
        job = db.session.get(Job, self.job_id)
        if job is None or job.cancel_requested:
            db.session.commit()
            raise Cancelled
        job.done, job.total = done, total
        job.leased_until = clock.now() + LEASE
        db.session.commit()


class Gate(Protocol):
    """Lets the jobs of a lane through at a pace; its word holds for all workers together."""

    def close(self) -> None:
        """Let no other worker decide in the meantime, until the present transaction ends."""

    def open_for(self, now: datetime) -> Collection[int]:
        """The priorities of which a job may go now."""

    def passed(self, priority: int, now: datetime) -> None:
        """Note in the present transaction that one of them went."""


Handler = Callable[[Task], None]
Mourner = Callable[[dict[str, Any]], None]
_handlers: dict[str, Handler] = {}
_mourners: dict[str, Mourner] = {}
_gates: dict[Lane, Gate] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of a kind. It must not mind being run twice."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def mourns(kind: str) -> Callable[[Mourner], Mourner]:
    """Register what notes, in the transaction that gives a job of a kind up, that it will not be done."""

    def register(mourner: Mourner) -> Mourner:
        _mourners[kind] = mourner
        return mourner

    return register


def guard(lane: Lane, gate: Gate) -> None:
    """Put a gate before a lane."""
    _gates[lane] = gate


def enqueue(
    lane: Lane, kind: str, run_at: datetime | None = None, priority: Priority = Priority.AWAITED, **values: Any
) -> Job:
    """Write down work in the present transaction; the worker sees it after the commit."""
    (job,) = enqueue_all(lane, kind, [values], run_at, priority)
    return job


def enqueue_all(
    lane: Lane,
    kind: str,
    each: Sequence[Mapping[str, Any]],
    run_at: datetime | None = None,
    priority: Priority = Priority.AWAITED,
) -> list[Job]:
    """The same for each of these values, in few statements."""
    at = run_at or clock.now()
    jobs = [Job(lane=lane, kind=kind, priority=priority, payload=json.dumps(one), run_at=at) for one in each]
    db.session.add_all(jobs)
    db.session.flush()
    return jobs


def run_next(lane: Lane) -> bool:
    """Do one due job of a lane; False if there was none."""
    task_kind = _claim(lane)
    if task_kind is None:
        return False
    task, kind = task_kind
    try:
        _handlers[kind](task)
    except Cancelled:
        _finish(task, JobState.CANCELLED)
    except Exception as error:
        db.session.rollback()
        log.warning("job failed", job=task.job_id, kind=kind, attempt=task.attempt, error=type(error).__name__)
        _fail(task, error)
    else:
        _finish(task, JobState.DONE)
    finally:
        db.session.remove()
    return True


def retry(job: Job) -> None:
    """Give a dead or cancelled job another round of attempts."""
    audit.record("job.retried", job, state=(job.state, JobState.WAITING), attempts=(job.attempts, 0))
    begin_anew(job)


def begin_anew(job: Job) -> None:
    job.state, job.attempts, job.run_at, job.error = JobState.WAITING, 0, clock.now(), ""
    job.cancel_requested, job.finished_at = False, None


def cancel(job: Job) -> None:
    """Stop a waiting job now, a running one at its next step."""
    job.cancel_requested = True
    if job.state == JobState.WAITING:
        job.state, job.finished_at = JobState.CANCELLED, clock.now()


def _claim(lane: Lane) -> tuple[Task, str] | None:
    now, gate = clock.now(), _gates.get(lane)
    # A look without the write lock first: an idle worker must not stand in the way of guests.
    found = db.session.scalar(_due(lane, now, gate).with_only_columns(Job.id))
    db.session.rollback()
    if found is None:
        return None
    write()
    if gate is not None:
        gate.close()
    job = db.session.scalar(_due(lane, now, gate).with_for_update(skip_locked=True))
    if job is None:
        db.session.commit()
        return None
    job.state, job.leased_until, job.attempts = JobState.RUNNING, now + LEASE, job.attempts + 1
    task, kind = Task(job.id, job.attempts, job.values), job.kind
    if gate is not None:
        gate.passed(job.priority, now)
    db.session.commit()
    return task, kind


def _due(lane: Lane, now: datetime, gate: Gate | None) -> Select[Any]:
    """The job whose turn it is."""
    due = db.select(Job).where(
        Job.lane == lane,
        db.or_(
            db.and_(Job.state == JobState.WAITING, Job.run_at <= now),
            db.and_(Job.state == JobState.RUNNING, Job.leased_until <= now),
        ),
    )
    if gate is not None:
        due = due.where(Job.priority.in_(gate.open_for(now)))
    return due.order_by(Job.priority, Job.run_at, Job.id).limit(1)


def _finish(task: Task, state: JobState) -> None:
    db.session.rollback()
    write()
    job = db.session.get_one(Job, task.job_id)
    job.state, job.leased_until, job.finished_at, job.error = state, None, clock.now(), ""
    db.session.commit()


def _fail(task: Task, error: Exception) -> None:
    write()
    job = db.session.get_one(Job, task.job_id)
    # The class and the place, not the message: messages quote addresses.
    job.error = f"{type(error).__module__}.{type(error).__qualname__}"
    job.leased_until = None
    if job.attempts > len(BACK_OFF):
        job.state, job.finished_at = JobState.DEAD, clock.now()
        if job.kind in _mourners:
            _mourners[job.kind](job.values)
    else:
        job.state, job.run_at = JobState.WAITING, clock.now() + timedelta(seconds=BACK_OFF[job.attempts - 1])
    db.session.commit()
