"""Cards and papers for the printer: few at once, many as a job of the worker, whose file is kept for some days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import selectinload

from ..core import audit, clock, outbox
from ..core.database import db, write
from ..core.i18n import SOURCE, use_locale
from ..core.outbox import Lane, Task
from ..core.sweeps import swept
from ..editions.models import Signer
from ..registration.models import Event
from . import cards, listing, papers
from .listing import Filters
from .models import Invitation, PrintRun
from .rules import Sheet, Stage

JOB = "invitations.print"
AT_ONCE = 50  # more are a job
MOST = 3000  # sheets of a file
KEPT = timedelta(days=7)


def chosen(event: Event, filters: Filters) -> list[int]:
    """The numbers of those that are printed: what the filters leave, without those taken back or forgotten."""
    query = listing.narrowed(event, filters).with_only_columns(Invitation.id)
    kept = query.where(listing.STAGE.not_in([Stage.WITHDRAWN.value]), Invitation.name != "")
    return list(db.session.scalars(kept))


def file_of(event: Event, what: Sheet, numbers: Sequence[int], options: Mapping[str, Any]) -> bytes:
    """The PDF; `options`: marks of a card; signer (number), day (ISO) and number of a paper."""
    found = _in_order(numbers)
    if what is Sheet.CARD:
        return cards.printed(event, found, bool(options.get("marks"))).content
    signer = db.session.get(Signer, options["signer"]) if options.get("signer") else None
    return papers.printed(event, found, signer, date.fromisoformat(options["day"]), options.get("number", ""))


def note(event: Event, what: Sheet, number: int) -> None:
    """Who prints takes names home: the log says so."""
    copies = (None, number)
    audit.record(
        "invitation_cards.printed" if what is Sheet.CARD else "invitation_papers.printed", event, copies=copies
    )


def request(event: Event, what: Sheet, numbers: list[int], options: Mapping[str, Any]) -> PrintRun:
    """Write down that a file is wanted; the same one that is already on its way is not asked for twice."""
    same = db.select(PrintRun).filter_by(event_id=event.id, what=what, finished_at=None).order_by(PrintRun.id.desc())
    for waiting in db.session.scalars(same.limit(5)):
        if (waiting.numbers, waiting.options) == (numbers, dict(options)):
            return waiting
    run = PrintRun(event_id=event.id, what=what, numbers=numbers, options=dict(options))
    db.session.add(run)
    db.session.flush()
    run.job_id = outbox.enqueue(Lane.PRINT, JOB, run=run.id).id
    return run


@outbox.handles(JOB)
def make_file(task: Task) -> None:
    run = db.session.get(PrintRun, task.values["run"])
    if run is None or run.finished_at is not None:
        return
    total, number = len(run.numbers), run.id
    task.progress(0, total)
    run = db.session.get_one(PrintRun, number)
    with use_locale(SOURCE):
        content = file_of(run.event, Sheet(run.what), run.numbers, run.options)
    db.session.rollback()
    task.progress(total, total)
    write()
    run = db.session.get(PrintRun, number)
    if run is not None:
        run.content, run.finished_at = content, clock.now()
    db.session.commit()


@swept
def forget(now: datetime) -> None:
    db.session.execute(
        db.delete(PrintRun).where(PrintRun.created_at < now - KEPT), execution_options={"synchronize_session": False}
    )


def _in_order(numbers: Sequence[int]) -> list[Invitation]:
    """The invitations of these numbers that are still there, in this order."""
    found = {
        one.id: one
        for begin in range(0, len(numbers), 500)
        for one in db.session.scalars(
            db.select(Invitation)
            .where(Invitation.id.in_(numbers[begin : begin + 500]))
            .options(selectinload(Invitation.event))
        )
    }
    return [found[number] for number in numbers if number in found]
