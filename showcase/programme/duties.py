"""Duties of the sub-committees with their times, and what is done to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import lazyload

from ..committee.models import Member, Subcommittee
from ..core import audit, clock
from ..core.audit import AuditEntry
from ..core.database import db
from ..registration.models import Event
from . import plan as plans
from .models import Duty
from .plan import Plan, Row
from .rules import Moment


@dataclass(frozen=True)
class Task:
    """A duty as it is read: when it is due, of whom; `row` is its item, `is_adrift` if that has been taken out."""

    duty: Duty
    at: datetime | None
    row: Row | None
    member: Member | None
    subcommittee: Subcommittee | None
    is_adrift: bool = False
    elsewhere: Row | None = None  # an item in which the member is needed at that time

    @property
    def who(self) -> str:
        return ", ".join(filter(None, (self.member.name if self.member else "", self.duty.who)))

    @property
    def phones(self) -> list[str]:
        return [number for number in (self.member.phone if self.member else "", self.duty.phone) if number]


@dataclass(frozen=True)
class Group:
    """A sub-committee with its duties by time; None: those that nobody has."""

    subcommittee: Subcommittee | None
    tasks: list[Task]
    members: list[Member]


def groups_of(plan: Plan) -> list[Group]:
    """All sub-committees of the event in their order, at last what is nobody's."""
    committees: dict[int | None, Subcommittee | None] = {part.id: part for part, _members in plan.committee}
    people = {part.id: members for part, members in plan.committee}
    members = {member.id: member for part in people.values() for member in part}
    committees[None] = None
    tasks: dict[int | None, list[Task]] = {}
    for task in _tasks(plan, members, committees):
        of = task.duty.subcommittee_id
        if of is None and task.member is not None:
            of = task.member.subcommittee_id
        tasks.setdefault(of, []).append(task)
    return [
        Group(part, tasks.get(number, []), people.get(number or 0, []))
        for number, part in committees.items()
        if part is not None or tasks.get(None)
    ]


def _tasks(
    plan: Plan, members: Mapping[int, Member], committees: Mapping[int | None, Subcommittee | None]
) -> list[Task]:
    rows = {row.item.id: row for row in plan.rows}
    query = db.select(Duty).filter_by(event_id=plan.event.id, removed_at=None).options(lazyload("*"))
    found = []
    for duty in db.session.scalars(query.order_by(Duty.id)):
        row = rows.get(duty.item_id or 0)
        adrift = duty.item_id is not None and row is None
        part, member, at = committees.get(duty.subcommittee_id), members.get(duty.member_id or 0), due(duty, row)
        elsewhere = (
            plans.needed_elsewhere(plan, member.name, at, row) if member is not None and at is not None else None
        )
        found.append(Task(duty, at, row, member, part, adrift, elsewhere))
    return sorted(found, key=lambda task: (task.at is None, task.at or task.duty.changed_at, task.duty.id))


def due(duty: Duty, row: Row | None) -> datetime | None:
    """When it is due: with its item, or at its own time; None: its item is taken out, or it has no time."""
    if row is None:
        return duty.at if duty.item_id is None else None
    step = timedelta(minutes=duty.minutes)
    match duty.moment:
        case Moment.AFTER:
            return row.time.ends + step
        case Moment.DURING:
            return row.time.starts + step
    return row.time.starts - step


def of_event(event: Event, number: int) -> Duty | None:
    query = db.select(Duty).filter_by(event_id=event.id, id=number, removed_at=None).options(lazyload("*"))
    return db.session.scalar(query)


def create(duty: Duty, changes: Mapping[str, tuple[Any, Any]]) -> AuditEntry:
    db.session.add(duty)
    return audit.record("duty.created", duty, **changes)


def note_change(duty: Duty, changes: Mapping[str, tuple[Any, Any]]) -> AuditEntry:
    """Say in the log what has been changed, and in the duty's own time that it is another."""
    duty.changed_at = clock.now()
    return audit.record("duty.changed", duty, **changes)


def remove(duty: Duty) -> None:
    """What is gone already stays so, as with `restore` what is there."""
    if duty.removed_at is None:
        duty.removed_at = duty.changed_at = clock.now()
        audit.record("duty.removed", duty)


def restore(duty: Duty) -> None:
    if duty.removed_at is not None:
        duty.removed_at, duty.changed_at = None, clock.now()
        audit.record("duty.restored", duty)


def tick(duty: Duty, done: bool) -> None:
    """Done, or open again; what is so already stays as it is."""
    if done == (duty.done_at is not None):
        return
    before, duty.done_at = duty.done_at, clock.now() if done else None
    audit.record("duty.done" if done else "duty.reopened", duty, done_at=(before, duty.done_at))


def choices(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """What the fields of a duty's form offer."""
    people = [(part, member) for part, members in plan.committee for member in members]
    return {
        "subcommittee_id": [("", "–"), *((str(part.id), part.name) for part, _members in plan.committee)],
        "member_id": [("", "–"), *((str(one.id), f"{one.name} ({part.name})") for part, one in people)],
        "item_id": [("", "–"), *((str(row.item.id), f"{row.number}. {plans.title_of(row.item)}") for row in plan.rows)],
    }
