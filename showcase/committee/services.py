"""Sub-committees, their members, and who escorts whom. Whoever calls has begun to write and commits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from ..core import audit, ordering
from ..core.database import db
from ..core.search import searchable
from ..registration.models import Attendee, Event, Registration
from .models import Escort, Member, Subcommittee
from .pasted import Line

Noted = Mapping[str, tuple[Any, Any]]


def of_event(event: Event) -> Sequence[Subcommittee]:
    """In their order, with their members."""
    query = (
        db.select(Subcommittee)
        .filter_by(event_id=event.id)
        .order_by(Subcommittee.position, Subcommittee.id)
        .options(selectinload(Subcommittee.members).joinedload(Member.account))
    )
    return db.session.scalars(query).all()


def members_of(event: Event) -> Sequence[Member]:
    """Everybody of the committee in its order, each with the sub-committee."""
    query = (
        db.select(Member)
        .join(Member.subcommittee)
        .filter(Subcommittee.event_id == event.id)
        .order_by(Subcommittee.position, Subcommittee.id, Member.position, Member.id)
        .options(joinedload(Member.subcommittee))
    )
    return db.session.scalars(query).all()


def is_named(event: Event, name: str, but: Subcommittee | None = None) -> bool:
    """Whether a sub-committee has this name already, however it is written."""
    rows = db.session.execute(db.select(Subcommittee.id, Subcommittee.name).filter_by(event_id=event.id))
    return any(searchable(one) == searchable(name) and (but is None or but.id != row) for row, one in rows)


def add_subcommittee(event: Event, values: Mapping[str, Any], noted: Noted) -> Subcommittee:
    last = db.session.scalar(db.select(db.func.max(Subcommittee.position)).filter_by(event_id=event.id))
    made = Subcommittee(event_id=event.id, position=0 if last is None else last + 1, **values)
    db.session.add(made)
    db.session.flush()
    audit.record("subcommittee.created", made, **noted)
    return made


def change_subcommittee(found: Subcommittee, values: Mapping[str, Any], noted: Noted) -> audit.AuditEntry:
    for name, value in values.items():
        setattr(found, name, value)
    db.session.flush()
    return audit.record("subcommittee.changed", found, **noted)


def move_subcommittee(event: Event, found: Subcommittee, step: ordering.Step) -> None:
    if (moved := ordering.move(of_event(event), found, step)) is not None:
        db.session.flush()
        audit.record("subcommittee.moved", found, position=moved)


def remove_subcommittee(found: Subcommittee) -> None:
    """With its members and whom they escort."""
    audit.record("subcommittee.removed", found, name=(found.name, None), members=(len(found.members), 0))
    audit.erase(*found.members)
    db.session.delete(found)
    db.session.flush()


def add_member(subcommittee: Subcommittee, values: Mapping[str, Any], noted: Noted) -> Member:
    made = Member(subcommittee_id=subcommittee.id, position=_next_place(subcommittee), **values)
    db.session.add(made)
    db.session.flush()
    _one_head(made)
    audit.record("member.created", made, **noted)
    return made


def change_member(found: Member, values: Mapping[str, Any], noted: Noted) -> audit.AuditEntry:
    if values["subcommittee_id"] != found.subcommittee_id:
        found.position = _next_place(db.session.get_one(Subcommittee, values["subcommittee_id"]))
    for name, value in values.items():
        setattr(found, name, value)
    db.session.flush()
    _one_head(found)
    return audit.record("member.changed", found, **noted)


def move_member(found: Member, step: ordering.Step) -> None:
    if (moved := ordering.move(found.subcommittee.members, found, step)) is not None:
        db.session.flush()
        audit.record("member.moved", found, position=moved)


def remove_member(found: Member) -> None:
    audit.record("member.removed", found, subcommittee=(found.subcommittee.name, None))
    audit.erase(found)
    db.session.delete(found)
    db.session.flush()


def add_lines(event: Event, lines: Iterable[Line], into: Subcommittee | None) -> tuple[list[Member], int]:
    """Take in the people of a pasted list, and sub-committees that it names and that are not there yet.

    Who stands there already, by name and telephone, is not added again: answers who is new, and how many were there.
    A sub-committee that has a head keeps it.
    """
    known = {searchable(one.name): one for one in of_event(event)}
    added: list[Member] = []
    there = 0
    for line in lines:
        target = into
        if line.heading:
            target = known.get(searchable(line.heading))
            if target is None:
                target = add_subcommittee(event, {"name": line.heading}, {"name": ("", line.heading)})
                known[searchable(line.heading)] = target
        assert target is not None
        same = [one for one in target.members if searchable(one.name) == searchable(line.name)]
        if any(not one.phone or not line.phone or one.phone == line.phone for one in same):
            there += 1
            continue
        has_head = any(one.is_head for one in target.members)
        member = Member(
            position=_next_place(target),
            name=line.name,
            office=line.office,
            phone=line.phone,
            duty=line.duty,
            is_head=line.is_head and not has_head,
        )
        target.members.append(member)
        added.append(member)
    db.session.flush()
    audit.record_all("member.created", [audit.name_of(member) for member in added])
    return added, there


def escorts_of(attendees: Iterable[int]) -> dict[int, Member]:
    """Attendee's number → who escorts that guest."""
    query = (
        db.select(Escort)
        .where(Escort.attendee_id.in_(list(attendees)))
        .options(joinedload(Escort.member).joinedload(Member.subcommittee))
    )
    return {one.attendee_id: one.member for one in db.session.scalars(query.order_by(Escort.attendee_id))}


def escorted_by(members: Iterable[int]) -> dict[int, list[Attendee]]:
    """Member's number → the guests whom that member escorts, those who come alone."""
    query = (
        db.select(Escort.member_id, Attendee)
        .join(Attendee, Attendee.id == Escort.attendee_id)
        .join(Attendee.registration)
        .where(Escort.member_id.in_(list(members)), Attendee.dropped_at.is_(None), Registration.state == "confirmed")
        .options(joinedload(Attendee.registration))
        .order_by(Attendee.sort_given, Attendee.id)
    )
    found: dict[int, list[Attendee]] = {}
    for member, attendee in db.session.execute(query):
        found.setdefault(member, []).append(attendee)
    return found


def set_escort(attendee: Attendee, member: Member | None) -> audit.AuditEntry | None:
    """Who escorts the guest from now on; None: nobody. Answers None where nothing changes."""
    stored = db.session.get(Escort, attendee.id)
    before = stored.member_id if stored else None
    after = member.id if member else None
    if before == after:
        return None
    if stored is not None and member is not None:
        stored.member_id = member.id
    elif stored is not None:
        db.session.delete(stored)
    elif member is not None:
        db.session.add(Escort(attendee_id=attendee.id, member_id=member.id))
    db.session.flush()
    return audit.record("escort.changed", attendee, member=(before or "", after or ""))


def _one_head(member: Member) -> None:
    """A sub-committee has one head: who became it last."""
    if member.is_head:
        others = db.update(Member).where(Member.subcommittee_id == member.subcommittee_id, Member.id != member.id)
        db.session.execute(others.values(is_head=False))


def _next_place(subcommittee: Subcommittee) -> int:
    return max((one.position for one in subcommittee.members), default=-1) + 1
