"""Places: whoever takes or frees some first locks the event, then its sessions in their order.

So verbs about one event follow one another. The places themselves are taken by conditional updates: the database has
the last word.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import lazyload
from sqlalchemy.orm.attributes import set_committed_value

from ..core import audit, versions
from ..core.database import db, write
from . import rules
from .models import Event, Session
from .rules import EVENT, Needs


def locked_event(slug: str) -> Event:
    """An event and its sessions, held until the transaction ends; raises LookupError."""
    write()
    return _locked(Event.slug == slug)


def locked(event_id: int) -> Event:
    return _locked(Event.id == event_id)


def _locked(which: ColumnElement[bool]) -> Event:
    """The sessions are read once, by the statement that locks them."""
    event = db.session.scalar(_for_update(db.select(Event).where(which).options(lazyload(Event.sessions))))
    if event is None:
        raise LookupError
    sessions = db.session.scalars(
        _for_update(db.select(Session).filter_by(event_id=event.id).order_by(Session.id))
    ).all()
    set_committed_value(event, "sessions", sorted(sessions, key=lambda session: (session.position, session.id)))
    return event


def _for_update(query: Select[Any]) -> Select[Any]:
    # Its key stays: a scan at the door, which points at the event, need not wait (and two cannot wait for each other).
    return query.with_for_update(key_share=True).execution_options(populate_existing=True)


def needs_of_people(event: Event, people: Iterable[Iterable[Session]]) -> Needs:
    needs: Counter[int] = Counter()
    for sessions in people:
        needs[EVENT] += 1
        needs.update(session.id for session in sessions)
    return needs


def left(event: Event) -> dict[int, int | None]:
    """Free places of the event and of each session; None: no limit."""
    return {EVENT: event.places_left, **{session.id: session.places_left for session in event.sessions}}


def take(event: Event, needs: Needs) -> bool:
    """Take all places or none; always in the same order, the event first."""
    was_full = _full(event)
    taken: dict[int, int] = {}
    for where in sorted(needs):
        if not add(event, where, needs[where]):
            for back, places in taken.items():
                add(event, back, -places)
            return False
        taken[where] = needs[where]
    _note_fullness(event, was_full)
    return True


def exceed(event: Event, needs: Needs) -> None:
    """Take places though they are not all free: what is lacking is added to the capacities, so that every count
    stays true. For whoever stands at the door and is let in knowingly; the log says by how much."""
    was_full = _full(event)
    for where in sorted(needs):
        held = event.held if where == EVENT else 0
        changed = event if where == EVENT else next(session for session in event.sessions if session.id == where)
        most = changed.taken + held + needs[where]
        if changed.capacity is not None and changed.capacity < most:
            kind = "event.changed" if where == EVENT else "session.changed"
            audit.record(kind, changed, capacity=(changed.capacity, most))
            changed.capacity = most
    db.session.flush()
    for where in sorted(needs):
        add(event, where, needs[where])
    _note_fullness(event, was_full)


def release(event: Event, needs: Needs) -> None:
    was_full = _full(event)
    for where in sorted(needs):
        add(event, where, -needs[where])
    _note_fullness(event, was_full)


def add(event: Event, where: int, places: int) -> bool:
    """The guard: one statement that takes places only where they are, and not those kept back."""
    row: type[Event] | type[Session] = Event if where == EVENT else Session
    bound = Event.taken + Event.held if where == EVENT else Session.taken
    fits: ColumnElement[bool] = db.or_(row.capacity.is_(None), bound + places <= row.capacity)
    if places < 0:
        fits = row.taken + places >= 0
    statement = db.update(row).where(row.id == (where or event.id), fits).values(taken=row.taken + places)
    taken = db.session.scalar(statement.returning(row.taken).execution_options(synchronize_session=False))
    if taken is None:
        return False
    changed = event if where == EVENT else next(session for session in event.sessions if session.id == where)
    set_committed_value(changed, "taken", taken)
    return True


def keep_back(event: Event, places: int) -> bool:
    """Keep that many more places back (fewer, below 0); False if they are not free, which the database decides.

    The event is locked by whoever calls.
    """
    was_full = _full(event)
    most = func.coalesce(Event.capacity, rules.MOST_PLACES)
    fits = Event.taken + Event.held + places <= most if places > 0 else Event.held + places >= 0
    statement = db.update(Event).where(Event.id == event.id, fits).values(held=Event.held + places)
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.refresh(event, ["held"])
    _note_fullness(event, was_full)
    return bool(result.rowcount)  # type: ignore[attr-defined]


def _full(event: Event) -> Mapping[int, bool]:
    return {EVENT: event.is_full, **{session.id: session.is_full for session in event.sessions}}


def _note_fullness(event: Event, before: Mapping[int, bool]) -> None:
    """Public pages say whether there are places, not how many: only a turn makes them stale."""
    if _full(event) != before:
        versions.raise_version()
