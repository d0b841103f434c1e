"""Keeping the order of introduction. Whoever calls has locked the event and commits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..core import audit
from ..core.database import db
from ..core.ordering import Step
from ..editions.models import Office
from ..invitations.models import Invitation
from ..registration.models import Attendee, Event
from . import rules
from .lines import Line, Order
from .models import HandOver, Introduction, RankGroup

Noted = Mapping[str, tuple[Any, Any]]


class OrderHasChanged(Exception):
    """Somebody else has moved the lines since the page was made; nothing was moved."""


def of_event(event: Event, number: int) -> Introduction | None:
    return db.session.scalar(db.select(Introduction).filter_by(event_id=event.id, id=number))


def add(event: Event, values: Mapping[str, Any], noted: Noted) -> Introduction:
    made = Introduction(event_id=event.id, **values)
    db.session.add(made)
    db.session.flush()
    audit.record("introduction.created", made, **noted)
    return made


def add_all(
    event: Event,
    guests: Iterable[Attendee] = (),
    invitations: Iterable[Invitation] = (),
    offices: Mapping[Office, Attendee | None] | None = None,
    groups: Sequence[RankGroup] = (),
) -> list[Introduction]:
    """Lines for guests, invitations and offices that have none yet; group and rank as their titles suggest.

    `offices`: each with its holder on the guest list, who then gets no second line.
    """
    words = {group.id: group.own_words for group in groups}
    made: list[Introduction] = []

    def line(title: str, **refers: Any) -> None:
        rank, group = rules.likely_rank(title), rules.likely_group(title, words)
        made.append(Introduction(event_id=event.id, rank=rank, group_id=group, **refers))

    holders = {guest.id for guest in (offices or {}).values() if guest is not None}
    for guest in guests:
        if guest.id not in holders:
            line(guest.office, attendee_id=guest.id)
    for invitation in invitations:
        line(" ".join(filter(None, [invitation.office, invitation.name])), invitation_id=invitation.id)
    for office, holder in (offices or {}).items():
        line(str(office.text_in("name")), office_id=office.id, attendee_id=holder.id if holder else None)
    db.session.add_all(made)
    db.session.flush()
    audit.record_all("introduction.created", [audit.name_of(one) for one in made])
    return made


def change(entry: Introduction, values: Mapping[str, Any], noted: Noted) -> audit.AuditEntry:
    for name, value in values.items():
        setattr(entry, name, value)
    db.session.flush()
    return audit.record("introduction.changed", entry, **noted)


def remove(event: Event, entry: Introduction) -> None:
    """Take a line away; those placed behind it stay where they are, those joined to it stand for themselves again."""
    order = Order(event)
    _let_stay(order, entry)
    audit.record("introduction.removed", entry)
    audit.erase(entry)
    db.session.delete(entry)
    db.session.flush()


def step(event: Event, entry: Introduction, which: Step, seen_above: int) -> None:
    """Move a line one place, by hand. Raises OrderHasChanged where it stands behind another line than was seen."""
    order = Order(event)
    numbers = [line.number for line in order.lines]
    if entry.id not in numbers or rules.above(numbers, entry.id) != seen_above:
        raise OrderHasChanged
    after = rules.target(numbers, entry.id, which == Step.UP)
    if after is not None:
        _place(order, entry, after)


def place(event: Event, entry: Introduction, after: int, seen_above: int) -> None:
    """Put a line behind another one, by hand (rules.TOP: above all). Raises OrderHasChanged."""
    order = Order(event)
    numbers = [line.number for line in order.lines]
    if entry.id not in numbers or rules.above(numbers, entry.id) != seen_above:
        raise OrderHasChanged
    if after != rules.TOP and after not in numbers:
        raise OrderHasChanged
    if after not in (entry.id, seen_above):
        _place(order, entry, after)


def as_proposed(event: Event, entry: Introduction) -> None:
    """Let a line stand again where the rules propose."""
    if entry.turn is not None:
        _let_stay(Order(event), entry)
        entry.after_id = entry.turn = None
        db.session.flush()
        audit.record("introduction.proposed", entry)


def all_as_proposed(event: Event) -> int:
    """The same for all lines; answers how many had been placed by hand."""
    query = db.select(Introduction).where(Introduction.event_id == event.id, Introduction.turn.is_not(None))
    found = db.session.scalars(query.order_by(Introduction.id)).all()
    for entry in found:
        entry.after_id = entry.turn = None
    db.session.flush()
    audit.record_all("introduction.proposed", [audit.name_of(one) for one in found])
    return len(found)


def join(event: Event, entry: Introduction, into: Introduction) -> None:
    """Let the seat of one line be filled by the person of another line: they are introduced once."""
    if entry.id == into.id or into.joined_id is not None or entry.joined_id is not None:
        return
    order = Order(event)
    _let_stay(order, entry)
    for line in order.joined:
        if line.entry.joined_id == entry.id:
            line.entry.joined_id = into.id
    entry.joined_id, entry.after_id, entry.turn = into.id, None, None
    db.session.flush()
    audit.record("introduction.joined", entry, joined=(None, into.id))


def separate(entry: Introduction) -> None:
    """Let a line that was joined to another one stand for itself again."""
    if entry.joined_id is not None:
        audit.record("introduction.separated", entry, joined=(entry.joined_id, None))
        entry.joined_id = None
        db.session.flush()


def see(entry: Introduction, seen: bool, now: datetime) -> None:
    """Note that somebody is there who passes no door of ours, or that they are not after all."""
    if (entry.seen_at is not None) != seen:
        before, entry.seen_at = entry.seen_at, now if seen else None
        db.session.flush()
        audit.record("introduction.seen", entry, seen_at=(before, entry.seen_at))


def honour(attendee: Attendee, vip: bool) -> audit.AuditEntry | None:
    """Whether a guest is received by protocol."""
    if attendee.vip == vip:
        return None
    attendee.vip = vip
    db.session.flush()
    return audit.record("attendee.changed", attendee, vip=(not vip, vip))


def is_used(group: RankGroup) -> bool:
    return db.session.scalar(db.select(Introduction.id).filter_by(group_id=group.id).limit(1)) is not None


def gives_or_receives(entry: Introduction) -> bool:
    """Whether a hand-over names this line."""
    either = db.or_(HandOver.giver_id == entry.id, HandOver.receiver_id == entry.id)
    return db.session.scalar(db.select(HandOver.id).where(either).limit(1)) is not None


def _place(order: Order, entry: Introduction, after: int) -> None:
    _let_stay(order, entry)
    before = order.line(entry.id)
    assert before is not None
    last = max((line.entry.turn or 0 for line in order.lines), default=0)
    entry.after_id, entry.turn = after or None, last + 1
    db.session.flush()
    now = next(line.place for line in Order(order.event).lines if line.number == entry.id)
    audit.record("introduction.moved", entry, position=(before.place, now))


def _let_stay(order: Order, entry: Introduction) -> None:
    """Lines placed behind this one are from now on placed behind the one above it, where it goes away."""
    found: Line | None = next((line for line in order.lines if line.number == entry.id), None)
    if found is None:
        return
    for line in order.lines:
        if line.entry.turn is not None and line.entry.after_id == entry.id:
            line.entry.after_id = found.above or None
    db.session.flush()
