"""Who might stand in the order and does not yet, and who on the guest list has a name that stands in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import joinedload, lazyload

from ..core.database import db
from ..core.localised import load_texts
from ..core.search import escaped, searchable
from ..editions.models import Edition, Office, Official
from ..invitations.models import Invitation
from ..invitations.rules import Addressee
from ..registration.models import Attendee, Event, Registration
from . import lines as lines_of
from .lines import Line
from .models import Introduction


@dataclass(frozen=True)
class Candidates:
    guests: Sequence[Attendee]
    invitations: Sequence[Invitation]
    offices: Sequence[Office]
    holders: dict[int, Official]  # office's number → who holds it on the day
    holding: dict[int, Attendee]  # office's number → the same on the guest list, where one guest alone is called so

    def __bool__(self) -> bool:
        return bool(self.guests or self.invitations or self.offices)


def of_event(event: Event) -> Candidates:
    """Guests of honour who come, offices that are invited, and offices of the register, without those in a line."""
    lines = db.select(Introduction).filter_by(event_id=event.id).subquery()
    guests = (
        _coming(event)
        .where(Attendee.vip.is_(True), _not_in(Attendee.id, lines.c.attendee_id, lines.c.substitute_id))
        .order_by(Attendee.sort_given, Attendee.id)
    )
    invitations = (
        db.select(Invitation)
        .where(
            Invitation.event_id == event.id,
            Invitation.addressee == Addressee.OFFICE,
            Invitation.withdrawn_at.is_(None),
            _not_in(Invitation.id, lines.c.invitation_id),
        )
        .options(lazyload("*"))
        .order_by(Invitation.sort_given, Invitation.id)
    )
    offices = (
        db.select(Office)
        .join(Edition, Edition.host_id == Office.host_id)
        .where(Edition.id == event.edition_id, _not_in(Office.id, lines.c.office_id))
        .options(lazyload("*"))
        .order_by(Office.position, Office.id)
    )
    free = db.session.scalars(offices).all()
    holders = lines_of.holders_on(lines_of.day_of(event), {office.id for office in free})
    load_texts(*free, *holders.values())
    known = by_name(event, (holder.person for holder in holders.values()))
    same = {number: known.get(searchable(holder.person), []) for number, holder in holders.items()}
    holding = {number: people[0] for number, people in same.items() if len(people) == 1}
    return Candidates(db.session.scalars(guests).all(), db.session.scalars(invitations).all(), free, holders, holding)


def guest_of(event: Event, number: int) -> Attendee | None:
    return db.session.scalar(_coming(event).where(Attendee.id == number))


def by_name(event: Event, names: Iterable[str], many: bool = False) -> dict[str, list[Attendee]]:
    """Folded name → who of the guests that come is called so.

    `many`: only by the index of names, so that three hundred may be asked for; who has a name used abroad besides is
    not found then.
    """
    wanted = {searchable(name) for name in names} - {" "}
    if not wanted:
        return {}
    found: dict[str, list[Attendee]] = {}
    same = Attendee.folded.in_(wanted)
    if not many:
        same = db.or_(same, *(Attendee.folded.like(f"{escaped(name)} %", escape="\\") for name in wanted))
    for guest in db.session.scalars(_coming(event).where(same).order_by(Attendee.sort_given, Attendee.id)):
        if (name := searchable(guest.name)) in wanted:
            found.setdefault(name, []).append(guest)
    return found


def unlinked(event: Event, lines: Iterable[Line]) -> set[int]:
    """The numbers of those lines whose person passes no door as far as we know, though a guest has the same name."""
    without = [line for line in lines if line.attendee is None and line.person.name]
    known = by_name(event, (line.person.name for line in without), many=True)
    return {line.number for line in without if searchable(line.person.name) in known}


def _coming(event: Event) -> Select[Any]:
    return (
        db.select(Attendee)
        .join(Attendee.registration)
        .where(
            Registration.event_id == event.id,
            Registration.state == "confirmed",
            Attendee.dropped_at.is_(None),
            Attendee.name != "",
        )
        .options(lazyload("*"), joinedload(Attendee.registration).lazyload("*"))
    )


def _not_in(column: Any, *others: Any) -> ColumnElement[bool]:
    return db.and_(*(column.not_in(db.select(other).where(other.is_not(None))) for other in others))
