"""Escorts on the guest list: a column, a filter, and a deed that gives many guests the same escort."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select

from ..core.database import db
from ..core.forms import number_of
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..guests import columns, deeds, filters
from ..guests.choices import Choices
from ..guests.deeds import CannotDo, Deed, State, in_chunks
from ..guests.filters import Filter
from ..registration.models import Attendee, Event
from . import services, wording
from .models import Escort, Member, Subcommittee

NOBODY = "0"


def _escorts(people: Sequence[Attendee]) -> Mapping[int, columns.Cell]:
    found = services.escorts_of(person.id for person in people)
    return {number: columns.Cell(member.name, quiet=wording.phone(member.phone)) for number, member in found.items()}


def _members(event: Event | None) -> Select[tuple[object, object, object]] | None:
    if event is None:
        return None
    words = db.func.coalesce(Member.name, "") + " · " + Subcommittee.name
    of_event = db.select(Member.id, words, Subcommittee.position * 1000 + Member.position)
    return of_event.join(Member.subcommittee).where(Subcommittee.event_id == event.id, Member.name != "")


def _escorted_by(value: str) -> ColumnElement[bool]:
    escorted = db.exists().where(Escort.attendee_id == Attendee.id)
    return db.not_(escorted) if value == NOBODY else escorted.where(Escort.member_id == number_of(value))


def _found_by(value: str) -> Select[tuple[int]] | None:
    return None if value == NOBODY else db.select(Escort.attendee_id).where(Escort.member_id == number_of(value))


def _now(numbers: Sequence[int], _choice: str) -> Mapping[int, State]:
    found: dict[int, State] = dict.fromkeys(numbers, NOBODY)
    for some in in_chunks(numbers):
        query = db.select(Escort.attendee_id, Escort.member_id).where(Escort.attendee_id.in_(some))
        found.update((attendee, str(member)) for attendee, member in db.session.execute(query))
    return found


def _put(states: Mapping[int, State], _choice: str) -> None:
    wanted = {int(str(state)) for state in states.values()} - {0}
    there = set(db.session.scalars(db.select(Member.id).where(Member.id.in_(wanted))))
    if wanted - there:
        raise CannotDo(_("This member is no longer in the committee. Please choose somebody else."))
    for some in in_chunks(states):
        db.session.execute(db.delete(Escort).where(Escort.attendee_id.in_(some)))
        rows = [{"attendee_id": one, "member_id": int(str(states[one]))} for one in some if str(states[one]) != NOBODY]
        if rows:
            db.session.execute(db.insert(Escort), rows)


columns.offer(columns.Column("escort", lazy("Escort"), _escorts, 62))
filters.offer(
    Filter(
        "escort",
        lazy("Escort"),
        Choices(fixed=lambda: [(NOBODY, _("without an escort"))], stored=_members),
        _escorted_by,
        57,
        of_one_event=True,
        ids=_found_by,
    )
)
deeds.offer(
    Deed(
        "escort",
        lazy("Escorted by"),
        Choices(fixed=lambda: [(NOBODY, _("nobody"))], stored=_members),
        _now,
        str,
        _put,
        60,
        of_one_event=True,
    )
)
