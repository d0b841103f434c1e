"""Badges become files: few at once, many by the worker; what was printed when is written down with the file."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..core import audit, clock
from ..core.database import db
from ..registration import print_runs
from ..registration.models import Event
from ..registration.print_runs import Order, PrintRun
from . import choice, faces, sheets
from .models import BadgePrint
from .rules import ON_ONE, Paper

WHAT = "badge"
AT_ONCE = 40  # more are made by the worker
MOST = 3000  # badges of a file


def ask(event: Event, numbers: Sequence[int], paper: Paper, begin: int) -> PrintRun:
    """A file of these guests' badges: for the worker where they are many, else for `print_runs.finish`."""
    options = {"paper": paper.value, "begin": min(max(begin, 1), ON_ONE[paper])}
    audit.record("badges.printed", event, copies=(None, len(numbers)))
    make = print_runs.begin if len(numbers) <= AT_ONCE else print_runs.request
    return make(event, WHAT, list(numbers), options)


def take_back(run: PrintRun) -> None:
    """The print went wrong: its badges count as not printed. A second time changes nothing."""
    rows = db.delete(BadgePrint).where(BadgePrint.run_id == run.id)
    number = db.session.execute(rows, execution_options={"synchronize_session": False}).rowcount  # type: ignore[attr-defined]
    if number:
        audit.record("badges.print_taken_back", run.event, copies=(number, 0))


@print_runs.makes(WHAT)
def make(order: Order) -> bytes:
    badges = [faces.badge_of(guest) for guest in choice.guests(order.numbers)]
    paper, begin = _as_asked(order.options)
    return sheets.badges_pdf(order.event, badges, paper, begin, order.on_sheet)


@print_runs.noted(WHAT)
def note(run: PrintRun) -> None:
    paper, _begin = _as_asked(run.options)
    for guest in choice.guests(run.numbers):
        values = {"attendee_id": guest.attendee_id, "run_id": run.id, "paper": paper.value, "at": clock.now()}
        db.session.add(BadgePrint(**values, digest=faces.digest(guest)))


def _as_asked(options: Mapping[str, Any]) -> tuple[Paper, int]:
    return Paper(options["paper"]), int(options["begin"])
