"""What a device hears where the code of a coach was scanned: no ticket, but who comes with it."""

from collections.abc import Sequence
from typing import Any

from ..core.database import db
from ..registration.models import Event
from . import door_groups
from .claims import Scanner
from .models import Gate
from .rules import BadRow, Reason, Row


def tell(rows: Sequence[Row | BadRow], answers: Sequence[dict[str, Any]], asking: Scanner) -> None:
    """Add to the answers of `unknown` codes the group they stand for: its label and the numbers of its people.

    Only for who may read names at the door of that event: programs with a token hear nothing more.
    """
    if not asking.trusted:
        return
    unknown = [
        (row, answer)
        for row, answer in zip(rows, answers, strict=True)
        if isinstance(row, Row) and row.code and answer.get("reason") == Reason.UNKNOWN
    ]
    if not unknown:
        return
    events = _events({row.gate for row, _answer in unknown})
    for row, answer in unknown:
        event = events.get(row.gate)
        if event is None or asking.event_id not in (None, event.id):
            continue
        group = door_groups.of_code(event, row.code or "")
        if group is not None:
            answer["group"] = {"label": group.label, "attendees": list(group.attendees)}


def _events(gates: set[str]) -> dict[str, Event]:
    query = db.select(Gate.slug, Event).join(Event, Event.id == Gate.event_id).where(Gate.slug.in_(gates))
    return {slug: event for slug, event in db.session.execute(query)}  # noqa: C416 - rows are no pairs to mypy
