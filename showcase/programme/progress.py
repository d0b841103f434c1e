"""How far the run of show of an event is: what runs, what is next, and how late it all is."""

from dataclasses import dataclass

from ..core import clock
from ..core.database import db
from . import rules
from .models import Delay
from .plan import Plan, Row
from .rules import Expected, Mark


@dataclass(frozen=True)
class Progress:
    """How far the programme is; `late` is that of the item which is next, or of the last one."""

    expected: dict[int, Expected]
    running: Row | None
    following: Row | None
    late: int


def progress_of(plan: Plan) -> Progress:
    """How far the programme of an event is now."""
    marks = {row.item.id: Mark(row.item.started_at, row.item.skipped_at is not None) for row in plan.rows}
    said = db.session.get(Delay, plan.event.id)
    late = (said.item_id, said.minutes) if said else None
    expected = {one.key: one for one in rules.expected([row.time for row in plan.rows], marks, late, clock.now())}
    begun = [row for row in plan.rows if row.item.started_at is not None]
    running = max(begun, key=lambda row: (row.item.started_at, row.number), default=None)
    after = running.number if running else 0
    waiting = (row for row in plan.rows if row.number > after)
    following = next((row for row in waiting if not row.item.started_at and not row.item.skipped_at), None)
    seen = following or running
    return Progress(expected, running, following, expected[seen.item.id].late if seen else 0)
