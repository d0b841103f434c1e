"""Verbs on the run of show: make, change, move, shift, take away and back, take over from another event."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import lazyload

from ..committee.models import Member, Subcommittee
from ..core import audit, clock
from ..core.audit import AuditEntry
from ..core.copies import twin
from ..core.database import db
from ..core.i18n import SOURCE
from ..core.local_time import instant
from ..core.localised import load_texts
from ..core.ordering import Step
from ..editions.models import Official
from ..registration import signals
from ..registration.models import Attendee, Event, Registration
from ..registration.rules import State
from . import plan as plans
from .models import Appearance, Delay, Duty, ProgrammeItem
from .rules import MOST_ITEMS


class TooMany(ValueError):
    """The run of show has as many items as it can have."""


class Overtaken(ValueError):
    """What is to be taken back has been changed again since."""


def add_item(event: Event, title: str, minutes: int, after: int | None = None) -> ProgrammeItem:
    """An item behind another, at the end without one. Raises TooMany."""
    items = plans.items_of(event)
    if len(items) >= MOST_ITEMS:
        raise TooMany
    item = ProgrammeItem(event_id=event.id, minutes=minutes)
    item.set_text("title", SOURCE, title)
    db.session.add(item)
    place = next((number for number, one in enumerate(items, 1) if one.id == after), len(items))
    _number([*items[:place], item, *items[place:]])
    audit.record("programme_item.created", item, title=("", title), minutes=("", str(minutes)))
    return item


def note_change(item: ProgrammeItem, changes: Mapping[str, tuple[str, str]]) -> AuditEntry:
    """Say of an item that its fields have changed, in the log and in its own time."""
    item.changed_at = clock.now()
    return audit.record("programme_item.changed", item, **changes)


def set_members(item: ProgrammeItem, numbers: Collection[str]) -> None:
    """Who of the event's sub-committees answers for the item."""
    query = db.select(Member).join(Subcommittee).where(Subcommittee.event_id == item.event_id)
    wanted = {int(number) for number in numbers}
    item.members = [one for one in db.session.scalars(query.order_by(Member.id)) if one.id in wanted]


def move(event: Event, number: int, step: Step) -> AuditEntry | None:
    """One step; None if it stands at that end already."""
    items = plans.items_of(event)
    here = _place(items, number)
    there = here - 1 if step == Step.UP else here + 1
    if not 0 <= there < len(items):
        return None
    order = list(items)
    order.insert(there, order.pop(here))
    return _reorder(event, items, order, items[here])


def place(event: Event, number: int, after: int) -> AuditEntry | None:
    """Behind another item, or first if there is none of that number; None if it stands there already."""
    items = plans.items_of(event)
    moved = items[_place(items, number)]
    order = [one for one in items if one is not moved]
    where = next((position for position, one in enumerate(order, 1) if one.id == after), 0)
    order.insert(where, moved)
    return None if order == items else _reorder(event, items, order, moved)


def shift(event: Event, number: int, minutes: int) -> AuditEntry:
    """Let an item and all that come after it begin so many minutes later, or earlier if below nothing."""
    items = plans.items_of(event)
    here = _place(items, number)
    planned = plans.timed(event, items)
    changes: dict[str, tuple[Any, Any]] = {}
    for item, time in list(zip(items, planned, strict=True))[here:]:
        if item.id == number or item.fixed_at is not None:
            later = time.starts + timedelta(minutes=minutes)
            changes[f"item_{item.id}"] = (_iso(item.fixed_at), _iso(later))
            item.fixed_at, item.changed_at = later, clock.now()
    return audit.record("run_of_show.shifted", event, minutes=(0, minutes), **changes)


def remove(item: ProgrammeItem) -> AuditEntry:
    item.removed_at = item.changed_at = clock.now()
    return audit.record("programme_item.removed", item, title=(plans.title_of(item), None))


def restore(item: ProgrammeItem) -> AuditEntry:
    item.removed_at, item.changed_at = None, clock.now()
    return audit.record("programme_item.restored", item, title=(None, plans.title_of(item)))


def undo_move(event: Event, old: Sequence[int], new: Sequence[int]) -> AuditEntry | None:
    """Raises Overtaken if the order is another by now."""
    items = plans.items_of(event)
    if [one.id for one in items] != list(new) or sorted(old) != sorted(new):
        raise Overtaken
    by_number = {one.id: one for one in items}
    return _reorder(event, items, [by_number[number] for number in old], None)


def undo_shift(event: Event, changes: Mapping[str, tuple[Any, Any]]) -> AuditEntry:
    """Raises Overtaken if one of the times is another by now."""
    items = {f"item_{one.id}": one for one in plans.items_of(event)}
    pairs = {name: pair for name, pair in changes.items() if name.startswith("item_")}
    if any(name not in items or _iso(items[name].fixed_at) != new for name, (_old, new) in pairs.items()):
        raise Overtaken
    for name, (old, _new) in pairs.items():
        items[name].fixed_at = None if old is None else datetime.fromisoformat(old)
        items[name].changed_at = clock.now()
    back = {name: (new, old) for name, (old, new) in pairs.items()}
    by = changes.get("minutes", (0, 0))[1]
    return audit.record("run_of_show.shifted", event, minutes=(0, -by), **back)


def add_person(item: ProgrammeItem, appearance: Appearance) -> Appearance:
    appearance.item_id = item.id
    appearance.position = db.session.scalar(
        db.select(db.func.count()).select_from(Appearance).where(Appearance.item_id == item.id)
    )
    db.session.add(appearance)
    item.changed_at = clock.now()
    audit.record("programme_item.person_added", item, person=_whom(appearance))
    return appearance


def remove_person(item: ProgrammeItem, appearance: Appearance) -> None:
    audit.record("programme_item.person_removed", item, person=_turned(_whom(appearance)))
    db.session.delete(appearance)
    item.changed_at = clock.now()


def guest_of(event: Event, number: int) -> Attendee | None:
    """Somebody who comes to the event."""
    return db.session.scalar(coming_to(event).where(Attendee.id == number))


def coming_to(event: Event) -> Any:
    query = db.select(Attendee).join(Registration, Registration.id == Attendee.registration_id).options(lazyload("*"))
    return query.where(
        Registration.event_id == event.id, Registration.state == State.CONFIRMED, Attendee.dropped_at.is_(None)
    )


def official_of(event: Event, number: int) -> Official | None:
    query = db.select(Official).options(lazyload("*")).where(Official.id == number)
    return db.session.scalar(query.where(Official.office.has(host_id=event.edition.host_id)))


def take_over(event: Event, other: Event) -> AuditEntry | None:
    """Items and duties of another event's run of show, at the same times of the new day; into an empty one only.

    Names stay behind: who was in charge or spoke last year is asked anew. Sub-committees are found by their names.
    None: it is not empty, or there is nothing to take over.
    """
    items = plans.items_of(other)
    if plans.items_of(event) or not items:
        return None
    days = (
        clock.in_zone(event.starts_at, event.timezone).date() - clock.in_zone(other.starts_at, other.timezone).date()
    ).days
    fresh = {"in_charge": "", "started_at": None, "skipped_at": None, "session_id": None, "changed_at": clock.now()}
    load_texts(*items)
    copies: dict[int, ProgrammeItem] = {}
    for item in items:
        fixed = item.fixed_at and _days_later(item.fixed_at, days, event.timezone)
        copies[item.id] = twin(item, event_id=event.id, fixed_at=fixed, **fresh)
        db.session.add(copies[item.id])
    db.session.flush()
    named = {one.name: one.id for one in _subcommittees(event)}
    old_names = {one.id: one.name for one in _subcommittees(other)}
    duties = db.select(Duty).filter_by(event_id=other.id, removed_at=None).options(lazyload("*")).order_by(Duty.id)
    for duty in db.session.scalars(duties):
        there = copies.get(duty.item_id or 0)
        if duty.item_id is not None and there is None:
            continue
        name = old_names.get(duty.subcommittee_id or 0, "")
        db.session.add(
            twin(
                duty,
                event_id=event.id,
                item_id=there.id if there else None,
                subcommittee_id=named.get(name),
                member_id=None,
                who="",
                phone="",
                done_at=None,
                at=duty.at and _days_later(duty.at, days, event.timezone),
                changed_at=clock.now(),
            )
        )
    return audit.record("run_of_show.copied", event, copied_from=(None, other.slug), items=(0, len(copies)))


def undo_take_over(event: Event, entry: AuditEntry) -> AuditEntry:
    """Raises Overtaken if somebody has written in it since."""
    items = plans.items_of(event)
    written = db.select(Duty).filter_by(event_id=event.id, removed_at=None).options(lazyload("*")).order_by(Duty.id)
    everything = [*items, *db.session.scalars(written)]
    if not items or any(one.changed_at > entry.at for one in everything):
        raise Overtaken
    for one in everything:
        one.removed_at = one.changed_at = clock.now()
    return audit.record("run_of_show.emptied", event, items=(len(items), 0))


@signals.event_deleted.connect
def give_up(event: Event) -> None:
    """Items go with their event, and their texts with them."""
    for item in db.session.scalars(db.select(ProgrammeItem).filter_by(event_id=event.id).order_by(ProgrammeItem.id)):
        db.session.delete(item)


def start(item: ProgrammeItem, at: datetime) -> AuditEntry:
    """It begins now. What somebody said about the delay is settled by it."""
    db.session.execute(db.delete(Delay).where(Delay.event_id == item.event_id))
    return audit.record("programme_item.started", item, **_mark(item, at, None))


def skip(item: ProgrammeItem, at: datetime) -> AuditEntry:
    return audit.record("programme_item.skipped", item, **_mark(item, None, at))


def reset(item: ProgrammeItem) -> AuditEntry:
    """As if it had neither begun nor been left out."""
    return audit.record("programme_item.reset", item, **_mark(item, None, None))


def say_late(event: Event, item: ProgrammeItem, minutes: int) -> None:
    known = db.session.get(Delay, event.id)
    before = known.minutes if known else 0
    if known is None:
        db.session.add(Delay(event_id=event.id, item_id=item.id, minutes=minutes))
    else:
        known.item_id, known.minutes = item.id, minutes
    audit.record("run_of_show.delayed", event, minutes=(before, minutes))


def _mark(item: ProgrammeItem, started: datetime | None, skipped: datetime | None) -> dict[str, tuple[Any, Any]]:
    before = {"started_at": item.started_at, "skipped_at": item.skipped_at}
    item.started_at, item.skipped_at = started, skipped
    return audit.differences(before, {"started_at": started, "skipped_at": skipped})


def _place(items: Sequence[ProgrammeItem], number: int) -> int:
    return next(place for place, one in enumerate(items) if one.id == number)


def _reorder(
    event: Event, items: Sequence[ProgrammeItem], order: Sequence[ProgrammeItem], moved: ProgrammeItem | None
) -> AuditEntry:
    before = [one.id for one in items]
    _number(order)
    for one in items if moved is None else [moved]:
        one.changed_at = clock.now()
    return audit.record("run_of_show.moved", event, order=(before, [one.id for one in order]))


def _number(items: Sequence[ProgrammeItem]) -> None:
    for position, one in enumerate(items):
        if one.position != position:
            one.position = position
    db.session.flush()


def _subcommittees(event: Event) -> list[Subcommittee]:
    query = db.select(Subcommittee).filter_by(event_id=event.id).options(lazyload("*"))
    return list(db.session.scalars(query.order_by(Subcommittee.position, Subcommittee.id)))


def _days_later(at: datetime, days: int, zone: str) -> datetime:
    """The same time of day, some days later."""
    return clock.in_zone(at, zone) + timedelta(days=days)


def _turned(pair: tuple[Any, Any]) -> tuple[Any, Any]:
    return audit.Personal(pair[1], pair[0]) if isinstance(pair, audit.Personal) else (pair[1], pair[0])


def _whom(appearance: Appearance) -> tuple[Any, Any]:
    if appearance.attendee_id is not None:
        return None, f"attendee:{appearance.attendee_id}"
    if appearance.official_id is not None:
        return None, f"official:{appearance.official_id}"
    return audit.Personal(None, appearance.name)


def from_typed(local: datetime | None, zone: str) -> datetime | None:
    """The instant of what was typed; None for none, or for a time that the clocks skip."""
    try:
        return instant(local, zone)
    except ValueError:
        return None


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
