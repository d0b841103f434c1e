"""Tags of an event's guests: few, short, each with a colour. Whoever calls a verb has begun to write and commits."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..core import audit
from ..core.database import db
from ..core.search import fold
from ..registration.models import Attendee, Event
from .models import GuestTag, tagging

MOST = 24  # of one event: who needs more looks for a filter


class TooMany(Exception):
    """The event has as many tags as there may be."""


def of_event(event: Event) -> list[tuple[GuestTag, int]]:
    """The event's tags by name, each with how many guests carry it."""
    query = (
        db.select(GuestTag, db.func.count(Attendee.id))
        .outerjoin(tagging, tagging.c.tag_id == GuestTag.id)
        .outerjoin(Attendee, db.and_(Attendee.id == tagging.c.attendee_id, Attendee.dropped_at.is_(None)))
        .where(GuestTag.event_id == event.id)
        .group_by(GuestTag.id)
        .order_by(GuestTag.folded, GuestTag.id)
    )
    return [(tag, number) for tag, number in db.session.execute(query)]


def folded(name: str) -> str:
    """What tells a tag's name from others: capitals and marks do not."""
    return fold(name)[:60]


def is_taken(event: Event, name: str, but: GuestTag | None = None) -> bool:
    number = db.session.scalar(db.select(GuestTag.id).filter_by(event_id=event.id, folded=folded(name)))
    return number is not None and (but is None or but.id != number)


def add(event: Event, values: Mapping[str, Any], noted: Mapping[str, tuple[Any, Any]]) -> GuestTag:
    """The event is locked by whoever calls. May raise TooMany."""
    if (db.session.scalar(db.select(db.func.count()).where(GuestTag.event_id == event.id)) or 0) >= MOST:
        raise TooMany
    made = GuestTag(event_id=event.id, folded=folded(values["name"]), **values)
    db.session.add(made)
    db.session.flush()
    audit.record("guest_tag.created", made, **noted)
    return made


def change(tag: GuestTag, values: Mapping[str, Any], noted: Mapping[str, tuple[Any, Any]]) -> audit.AuditEntry:
    tag.name, tag.tone, tag.folded = values["name"], values["tone"], folded(values["name"])
    db.session.flush()
    return audit.record("guest_tag.changed", tag, **noted)


def remove(tag: GuestTag, number: int) -> None:
    """Takes it off all guests who carry it; `number` of them."""
    audit.record("guest_tag.deleted", tag, name=(tag.name, None), guests=(number, 0))
    db.session.delete(tag)
    db.session.flush()


def carried_by(ids: Sequence[int]) -> dict[int, list[GuestTag]]:
    """Attendee id → tags, by name."""
    query = (
        db.select(tagging.c.attendee_id, GuestTag)
        .join(GuestTag, GuestTag.id == tagging.c.tag_id)
        .where(tagging.c.attendee_id.in_(ids))
        .order_by(GuestTag.folded, GuestTag.id)
    )
    found: dict[int, list[GuestTag]] = {}
    for number, tag in db.session.execute(query) if ids else ():
        found.setdefault(number, []).append(tag)
    return found
