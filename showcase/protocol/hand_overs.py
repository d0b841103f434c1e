"""Honours and hand-overs on the stage: who gives, who receives, who carries the tray, in their order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import joinedload, lazyload

from ..committee.models import Member
from ..core import audit, ordering
from ..core.database import db
from ..registration.models import Event
from . import wording
from .lines import Line, Order
from .models import HandOver

Noted = Mapping[str, tuple[Any, Any]]
# Answers the titles of an event's run of show, in order; the feature that keeps it sets it.
item_sources: list[Callable[[Event], Iterable[str]]] = []


@dataclass(frozen=True)
class Shown:
    """A hand-over with the lines it names, as they stand now."""

    record: HandOver
    giver: Line | None
    receiver: Line | None

    @property
    def kind_word(self) -> str:
        return wording.kinds().get(self.record.kind, "")

    @property
    def what(self) -> str:
        return self.record.what

    @property
    def item(self) -> str:
        return self.record.item

    @property
    def giver_words(self) -> str:
        return _words(self.giver, self.record.giver)

    @property
    def receiver_words(self) -> str:
        return _words(self.receiver, self.record.receiver)

    @property
    def carrier_words(self) -> str:
        member: Member | None = self.record.carried_by
        return ", ".join(filter(None, [member.name if member else "", self.record.carrier]))


def shown(event: Event, order: Order) -> list[Shown]:
    """In their order; who comes instead of a giver gives."""
    lines = {line.number: line for line in order.lines}
    for line in order.joined:
        if line.entry.joined_id in lines:
            lines[line.number] = lines[line.entry.joined_id]
    return [Shown(one, lines.get(one.giver_id or 0), lines.get(one.receiver_id or 0)) for one in of_event(event)]


def of_event(event: Event) -> Sequence[HandOver]:
    query = (
        db.select(HandOver)
        .filter_by(event_id=event.id)
        .options(lazyload("*"), joinedload(HandOver.carried_by).lazyload("*"))
        .order_by(HandOver.position, HandOver.id)
    )
    return db.session.scalars(query).all()


def items_of(event: Event) -> list[str]:
    """At which items of the run of show something may be given, each title once."""
    return list(dict.fromkeys(title for source in item_sources for title in source(event) if title))


def add(event: Event, values: Mapping[str, Any], noted: Noted) -> HandOver:
    last = db.session.scalar(db.select(db.func.max(HandOver.position)).filter_by(event_id=event.id))
    made = HandOver(event_id=event.id, position=0 if last is None else last + 1, **values)
    db.session.add(made)
    db.session.flush()
    audit.record("hand_over.created", made, **noted)
    return made


def change(found: HandOver, values: Mapping[str, Any], noted: Noted) -> audit.AuditEntry:
    for name, value in values.items():
        setattr(found, name, value)
    db.session.flush()
    return audit.record("hand_over.changed", found, **noted)


def move(event: Event, found: HandOver, step: ordering.Step) -> None:
    if (moved := ordering.move(of_event(event), found, step)) is not None:
        db.session.flush()
        audit.record("hand_over.moved", found, position=moved)


def remove(found: HandOver) -> None:
    audit.record("hand_over.removed", found, what=(found.what, None))
    audit.erase(found)
    db.session.delete(found)
    db.session.flush()


def _words(line: Line | None, written: str) -> str:
    return "; ".join(filter(None, [line.person.words if line else "", written.replace("\n", "; ")]))
