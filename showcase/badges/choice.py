"""Whose badges are printed: all, a kind, a delegation, those not printed yet, those that have changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select

from ..core.database import db
from ..registration.models import Attendee, Event, Registration
from ..registration.rules import State
from . import faces
from .faces import Guest
from .models import BadgePrint
from .rules import Which


@dataclass(frozen=True)
class Choice:
    """What is asked for; what is empty narrows nothing."""

    which: Which = Which.ALL
    kind: str = ""
    delegation: str = ""

    def takes(self, guest: Guest) -> bool:
        return self.kind in ("", guest.kind) and self.delegation in ("", guest.delegation)


@dataclass(frozen=True)
class Counts:
    """How the badges of an event stand."""

    all: int
    new: int
    changed: int


@dataclass(frozen=True)
class Standing:
    """Who comes, of whom which badge was printed last (attendee id → digest), and the files that count as printed."""

    guests: Sequence[Guest]
    printed: dict[int, str]
    files: set[int]

    def are(self, which: Which) -> list[Guest]:
        if which is Which.NEW:
            return [guest for guest in self.guests if guest.attendee_id not in self.printed]
        if which is Which.CHANGED:
            known = ((guest, self.printed.get(guest.attendee_id)) for guest in self.guests)
            return [guest for guest, digest in known if digest is not None and digest != faces.digest(guest)]
        return list(self.guests)

    def chosen(self, choice: Choice) -> list[int]:
        """Numbers of attendees, in the order of the sheets."""
        return [guest.attendee_id for guest in self.are(choice.which) if choice.takes(guest)]

    @property
    def delegations(self) -> list[str]:
        """Those of which somebody comes, by name."""
        return list(dict.fromkeys(guest.delegation for guest in self.guests if guest.delegation))

    @cached_property
    def counts(self) -> Counts:
        return Counts(*(len(self.are(which)) for which in Which))


def standing(event: Event) -> Standing:
    """Those who come, delegations one after the other, then the others in Vietnamese order of their given names."""
    query = db.select(*_COLUMNS).join(Registration, Registration.id == Attendee.registration_id).where(_comes(event))
    order = Registration.delegation_name == "", Registration.delegation_name, Attendee.sort_given, Attendee.id
    guests = [Guest(*row) for row in db.session.execute(query.order_by(*order))]
    printed: dict[int, str] = {}
    files = set()
    for number, digest, run in db.session.execute(_prints(event)):
        printed[number] = digest
        files.add(run)
    return Standing(guests, printed, files - {None})


def guests(numbers: Sequence[int]) -> list[Guest]:
    """The guests of these numbers who still come, in this order."""
    found = {}
    for begin in range(0, len(numbers), 500):
        query = db.select(*_COLUMNS).join(Registration, Registration.id == Attendee.registration_id)
        query = query.where(Attendee.id.in_(numbers[begin : begin + 500]), *_COMES)
        found.update({row.id: Guest(*row) for row in db.session.execute(query)})
    return [found[number] for number in numbers if number in found]


_COLUMNS = (
    Attendee.id,
    Registration.event_id,
    Attendee.name,
    Attendee.second_name,
    Attendee.honorific,
    Attendee.office,
    Attendee.no_photo,
    Attendee.ticket_version,
    Attendee.position,
    Registration.code,
    Registration.guest_kind,
    Registration.delegation_name,
)
_COMES = (Registration.state == State.CONFIRMED, Attendee.dropped_at.is_(None), Attendee.name != "")


def _comes(event: Event) -> ColumnElement[bool]:
    return db.and_(Registration.event_id == event.id, *_COMES)


def _prints(event: Event) -> Select[Any]:
    query = db.select(BadgePrint.attendee_id, BadgePrint.digest, BadgePrint.run_id)
    query = query.join(Attendee, Attendee.id == BadgePrint.attendee_id)
    query = query.join(Registration, Registration.id == Attendee.registration_id)
    return query.where(Registration.event_id == event.id).order_by(BadgePrint.id)
