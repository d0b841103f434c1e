"""Files for the printer that the worker makes: sheets with names, kept for some days.

A feature says how sheets of a kind are made; asking, progress, keeping and forgetting are the same for all.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core import clock, outbox
from ..core.database import UtcDateTime, db, personal, write
from ..core.forgetting import delete
from ..core.i18n import SOURCE, marked, use_locale
from ..core.outbox import Job, JobState, Lane, Task
from ..core.sweeps import swept
from .models import Event

JOB = "sheets.print"
_FORMER_JOB = "invitations.print"  # may still wait from before an upgrade
KEPT = timedelta(days=7)
NEWEST = 10  # files on a page


class PrintRun(db.Model):  # type: ignore[name-defined]
    """A file of sheets for the printer; gone after a few days, for it holds names."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    what: Mapped[str] = mapped_column(String(10))  # of the kinds that `makes` knows
    numbers: Mapped[list[int]] = mapped_column(JSON)  # of the records that are printed, in their order
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    job_id: Mapped[int | None]
    content: Mapped[bytes | None] = mapped_column(
        LargeBinary,
        deferred=True,
        info=personal("print invitations, badges and lists", marked("7 days after it was made")),
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()


OnSheet = Callable[[int], None]


@dataclass(frozen=True)
class Order:
    """What is to be made. The maker may tell `on_sheet` how many of the records it has done."""

    event: Event
    what: str
    numbers: Sequence[int]
    options: Mapping[str, Any]
    on_sheet: OnSheet = lambda _done: None


Maker = Callable[[Order], bytes]
_makers: dict[str, Maker] = {}
_made: dict[str, Callable[[PrintRun], None]] = {}


def makes(*whats: str) -> Callable[[Maker], Maker]:
    """Register what makes the files of these kinds, in the language of the host's papers."""

    def register(maker: Maker) -> Maker:
        _makers.update(dict.fromkeys(whats, maker))
        return maker

    return register


def noted(*whats: str) -> Callable[[Callable[[PrintRun], None]], Callable[[PrintRun], None]]:
    """Register what is written down in the transaction that keeps a file of these kinds."""

    def register(note: Callable[[PrintRun], None]) -> Callable[[PrintRun], None]:
        _made.update(dict.fromkeys(whats, note))
        return note

    return register


def request(event: Event, what: str, numbers: list[int], options: Mapping[str, Any]) -> PrintRun:
    """Write down that a file is wanted; the same one that is already on its way is not asked for twice."""
    same = db.select(PrintRun).filter_by(event_id=event.id, what=what, finished_at=None).order_by(PrintRun.id.desc())
    for waiting in db.session.scalars(same.limit(5)):
        if (waiting.numbers, waiting.options) == (numbers, dict(options)):
            return waiting
    run = begin(event, what, numbers, options)
    run.job_id = outbox.enqueue(Lane.PRINT, JOB, run=run.id).id
    return run


def begin(event: Event, what: str, numbers: list[int], options: Mapping[str, Any]) -> PrintRun:
    """Write down a file of few sheets, which whoever asks makes with `finish` once that is committed."""
    run = PrintRun(event_id=event.id, what=what, numbers=numbers, options=dict(options))
    db.session.add(run)
    db.session.flush()
    return run


def finish(number: int, on_sheet: OnSheet = lambda _done: None) -> None:
    """Make a file that is written down and keep it; commits. Nobody waits for the database while it is laid out."""
    run = db.session.get(PrintRun, number)
    if run is None or run.finished_at is not None:
        return
    with use_locale(SOURCE):
        content = _makers[run.what](Order(run.event, run.what, run.numbers, run.options, on_sheet))
    db.session.rollback()
    write()
    run = db.session.get(PrintRun, number)
    if run is not None and run.finished_at is None:
        run.content, run.finished_at = content, clock.now()
        if run.what in _made:
            _made[run.what](run)
    db.session.commit()


def of_event(event: Event, whats: Collection[str]) -> list[tuple[PrintRun, Job | None]]:
    """The newest files of some kinds, each with the work that makes it."""
    newest = db.select(PrintRun, Job).outerjoin(Job, Job.id == PrintRun.job_id)
    newest = newest.where(PrintRun.event_id == event.id, PrintRun.what.in_(whats))
    return [(run, job) for run, job in db.session.execute(newest.order_by(PrintRun.id.desc()).limit(NEWEST))]


def are_running(runs: Sequence[tuple[PrintRun, Job | None]]) -> bool:
    return any(job is not None and job.state in (JobState.WAITING, JobState.RUNNING) for _run, job in runs)


def found(event: Event, number: int, whats: Collection[str]) -> PrintRun | None:
    """A finished file of the event."""
    query = db.select(PrintRun).where(PrintRun.event_id == event.id, PrintRun.id == number, PrintRun.what.in_(whats))
    return db.session.scalar(query.where(PrintRun.content.is_not(None)))


def forget_those_of(event_id: int, whats: Collection[str], numbers: Collection[int]) -> None:
    """Files hold names: those that show one of these records go before their time is over."""
    runs = db.select(PrintRun.id, PrintRun.numbers).where(PrintRun.event_id == event_id, PrintRun.what.in_(whats))
    with_them = [number for number, printed in db.session.execute(runs) if set(numbers).intersection(printed)]
    delete(db.delete(PrintRun).where(PrintRun.id.in_(with_them)))


@outbox.handles(JOB)
@outbox.handles(_FORMER_JOB)
def make_file(task: Task) -> None:
    run = db.session.get(PrintRun, task.values["run"])
    if run is None or run.finished_at is not None:
        return
    total, number = len(run.numbers), run.id
    task.progress(0, total)
    finish(number, lambda done: task.progress(done, total))
    task.progress(total, total)


@swept
def forget(now: datetime) -> None:
    delete(db.delete(PrintRun).where(PrintRun.created_at < now - KEPT))
