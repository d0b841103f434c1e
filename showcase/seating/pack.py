"""The rehearsal's tables: made up, made once with the event; who sits there comes from the proposal."""

from ..committee.pack import party_of_rehearsal
from ..core.database import db
from ..core.shapes import Choice, Entry, Integer, ListOf, Mapping, Report, Slug, String, Truth, Use
from ..editions.parts import Scope
from ..registration.models import Event, Session
from . import board, ranks, services
from .rules import LARGEST_TABLE, Kind

FILE = "seating.yaml"


def _check_tables(entry: Entry, report: Report) -> None:
    if not 0 < (entry["seats"] or 0) <= LARGEST_TABLE or not 0 < (entry["tables"] or 0) <= 200:
        report.fault(entry.place, "expected some tables with 1 to 40 seats")


TABLES = Mapping(
    {
        "tables": Integer(),
        "seats": Integer(),
        "first": Integer(),
        "in_a_row": Integer(),
        "kind?": Choice(*Kind, default=Kind.FAMILIES.value),
        "name?": String(80),
        "held?": Integer(),
        "note?": String(500),
    },
    _check_tables,
)


def _is_made_up(entry: Entry, report: Report) -> None:
    if not entry["demo"]:
        report.fault(entry.place, "expected demo: true: an edition folder holds no real guests")


SEATING = Mapping(
    {
        "event": Use("event"),
        "demo": Truth(),
        "session?": Slug("session"),
        "aisle?": Integer(),
        "tables": ListOf(TABLES),
        "late?": ListOf(Use("guest")),
    },
    _is_made_up,
)


def create_seating(scope: Scope) -> None:
    """Set the tables of an event that this load has made, and seat the rehearsal's guests but those who are late."""
    assert scope.folder
    document = scope.folder.files.get(FILE)
    if document is None or f"event {document['event']}" not in scope.created:
        return
    event = db.session.scalars(db.select(Event).filter_by(slug=document["event"])).one()
    wanted = document["session"]
    session = db.session.scalar(db.select(Session).filter_by(event_id=event.id, slug=wanted)) if wanted else None
    plan = services.make_plan(event, session)
    plan.aisle = document["aisle"]
    for given in document["tables"]:
        services.make_tables(
            plan,
            given["tables"],
            given["first"],
            given["in_a_row"],
            capacity=given["seats"],
            **{name: given[name] or "" for name in ("kind", "name", "note")},
            held=given["held"] or 0,
        )
    db.session.flush()
    late = {number for ref in document["late"] for number in party_of_rehearsal(scope, ref)}
    proposed = board.board_of(plan, ranks.ranks_of(event)).propose()
    services.rearrange(
        plan, {move.guest: move.table for move in proposed.moves if move.guest not in late}, None, pinned=False
    )
