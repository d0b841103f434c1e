"""Durable work: jobs are rows, written in the transaction that wants them done, done by the worker.

A job is leased, not taken: a worker that dies gives it back when the lease ends, so nothing is lost and a job
may run twice. Handlers are therefore repeatable. Lanes keep quick work (mail) from waiting behind slow (PDF).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from . import audit, clock
from .database import UtcDateTime, db, write

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
BACK_OFF = (10, 60, 300, 1800, 7200, 21600)  # seconds before each further attempt; then a person looks at it


class Lane(StrEnum):
    MAIL = "mail"
    PRINT = "print"


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    DEAD = "dead"


class Job(db.Model):  # type: ignore[name-defined]
    """One piece of work. `payload` holds identifiers only, never a person's data."""

    __table_args__ = (Index("ix_job_due", "lane", "state", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))
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


Handler = Callable[[Task], None]
_handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of a kind. It must not mind being run twice."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def enqueue(lane: Lane, kind: str, run_at: datetime | None = None, **values: Any) -> Job:
    """Write down work in the present transaction; the worker sees it after the commit."""
    job = Job(lane=lane, kind=kind, payload=json.dumps(values), run_at=run_at or clock.now())
    db.session.add(job)
    db.session.flush()
    return job


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
    job.state, job.attempts, job.run_at, job.error = JobState.WAITING, 0, clock.now(), ""
    job.cancel_requested = False


def cancel(job: Job) -> None:
    """Stop a waiting job now, a running one at its next step."""
    job.cancel_requested = True
    if job.state == JobState.WAITING:
        job.state, job.finished_at = JobState.CANCELLED, clock.now()


def _claim(lane: Lane) -> tuple[Task, str] | None:
    now = clock.now()
    due = (
        db.select(Job)
        .where(
            Job.lane == lane,
            db.or_(
                db.and_(Job.state == JobState.WAITING, Job.run_at <= now),
                db.and_(Job.state == JobState.RUNNING, Job.leased_until <= now),
            ),
        )
        .order_by(Job.run_at, Job.id)
        .limit(1)
    )
    # A look without the write lock first: an idle worker must not stand in the way of guests.
    found = db.session.scalar(due.with_only_columns(Job.id))
    db.session.rollback()
    if found is None:
        return None
    write()
    job = db.session.scalar(due.with_for_update(skip_locked=True))
    if job is None:
        db.session.commit()
        return None
    job.state, job.leased_until, job.attempts = JobState.RUNNING, now + LEASE, job.attempts + 1
    task, kind = Task(job.id, job.attempts, job.values), job.kind
    db.session.commit()
    return task, kind


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
    else:
        job.state, job.run_at = JobState.WAITING, clock.now() + timedelta(seconds=BACK_OFF[job.attempts - 1])
    db.session.commit()
