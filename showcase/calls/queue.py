"""Who is to be called, in which order: who named an hour first, who lives where it is day, the others by their names.

On it stand the parties that the site asks to call (registration/calls.py), and the invitations without an answer whose
guests have a telephone: at once where no mail goes, else when nothing has been heard for as long as a reminder waits.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal

from ..accounts.models import Account
from ..core import clock, settings
from ..core.database import db
from ..core.mail import FAILED, Message
from ..invitations import letters
from ..invitations.models import Invitation
from ..registration import calls
from ..registration.models import CallTask, Event, Registration
from . import rules, zones
from .models import Callee
from .rules import Kind


@dataclass(frozen=True)
class Row:
    """A guest on the list. `due`: may be called now. `at_once`: somebody waits for the call."""

    kind: Kind
    number: int  # of the invitation or the registration
    name: str
    phone: str  # E.164, the first of them
    country: str
    demo: bool
    due: bool
    at_once: bool
    reasons: tuple[str, ...]  # rules.CallReason of a party
    callee_id: int | None
    due_at: datetime | None
    promised: bool
    tries: int
    held_by_id: int | None
    held_until: datetime | None
    held_by: str

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.number

    def is_held(self, now: datetime, but_by: int) -> bool:
        return rules.is_held(self.held_by_id, self.held_until, now, but_by)


def of_event(event: Event, now: datetime) -> list[Row]:
    """All who are to be called for an event, whoever is due first."""
    found = list(_rows(db.union_all(_parties(event, now), _invitations(event, now))))
    return sorted(found, key=lambda row: _turn(row, zones.asleep(row.phone, row.country, now), now))


def due_of_all(now: datetime) -> tuple[int, int]:
    """How many are to be called for all events that lie ahead, and how many of them now."""
    ahead = db.session.execute(db.select(Event.id, Event.timezone).where(Event.ends_at > now)).all()
    queries = [query for event in ahead for query in (_parties(event, now), _invitations(event, now))]
    if not queries:
        return 0, 0
    rows = db.union_all(*queries).subquery()
    due = func.coalesce(func.sum(db.case((rows.c.due, 1), else_=0)), 0)
    number, pressing = db.session.execute(db.select(func.count(), due).select_from(rows)).one()
    return number, pressing


def waits(callee: Callee, tasks: Collection[CallTask], now: datetime) -> bool:
    """Whether there is still something to call about; `tasks`: what the party is to be called for."""
    if callee.registration is not None:
        return bool(tasks and callee.registration.phones) and callee.event.ends_at > now
    one = callee.invitation
    if one is None or callee.event.starts_at <= now:
        return False
    return one.reply is None and one.withdrawn_at is None and bool(one.name and (one.phone or one.home_phone))


def _turn(row: Row, asleep: bool, now: datetime) -> tuple[Any, ...]:
    promised = row.promised and row.due_at is not None
    return (
        not row.due,
        not (promised and row.due),
        row.due_at or now if promised or not row.due else now,  # who has just been told waits without an hour
        asleep,
        not row.at_once,
        row.tries,
        row.kind,
        row.number,
    )


def _invitations(event: Any, now: datetime) -> Select[Any]:
    last = func.coalesce(Invitation.reminded_at, Invitation.sent_at)
    before = now - settings.REMIND_AFTER.days
    silent = db.or_(
        last <= before,
        db.and_(last.is_(None), Invitation.handed_on <= clock.in_zone(before, event.timezone).date()),
        # Nobody has told them yet: who has an e-mail address is written to first.
        db.and_(last.is_(None), Invitation.handed_on.is_(None), Invitation.email.is_(None)),
        _came_to_nothing(),
    )
    return (
        db.select(
            literal(Kind.INVITATION.value).label("kind"),
            Invitation.id.label("number"),
            func.trim(Invitation.honorific + " " + Invitation.name).label("name"),
            func.coalesce(Invitation.phone, Invitation.home_phone).label("phone"),
            Invitation.country.label("country"),
            Invitation.demo.label("demo"),
            db.case((Callee.due_at.is_not(None), Callee.due_at <= now), else_=silent).label("due"),
            db.false().label("at_once"),
            literal("").label("reasons"),
            *_HELD,
        )
        .outerjoin(Callee, Callee.invitation_id == Invitation.id)
        .outerjoin(Account, Account.id == Callee.held_by_id)
        .join(Event, Event.id == Invitation.event_id)
        .where(
            Invitation.event_id == event.id,
            Invitation.reply.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.name != "",
            db.or_(Invitation.phone.is_not(None), Invitation.home_phone.is_not(None)),
            Event.starts_at > now,
        )
    )


def _came_to_nothing() -> ColumnElement[bool]:
    """The mail with the invitation did not reach the address that is known."""
    return (
        db.select(Message.id)
        .where(
            Message.subject_id == Invitation.id,
            Message.kind.in_(letters.KINDS),
            Message.recipient == Invitation.email,
            Message.state.in_(FAILED),
        )
        .exists()
    )


def _parties(event: Any, now: datetime) -> Select[Any]:
    today = clock.in_zone(now, event.timezone).date()
    at_once = func.max(db.case((CallTask.reason.in_(calls.AT_ONCE), 1), else_=0))
    is_due = db.and_(
        func.min(CallTask.due_on) <= today, db.or_(Callee.due_at.is_(None), Callee.due_at <= now, at_once == 1)
    )
    return (
        db.select(
            literal(Kind.PARTY.value).label("kind"),
            Registration.id.label("number"),
            Registration.contact_name.label("name"),
            func.coalesce(Registration.contact_phone, Registration.home_phone).label("phone"),
            Registration.contact_country.label("country"),
            Registration.demo.label("demo"),
            is_due.label("due"),
            (at_once == 1).label("at_once"),
            func.aggregate_strings(CallTask.reason, ",").label("reasons"),
            *_HELD,
        )
        .join(CallTask, CallTask.registration_id == Registration.id)
        .join(Registration.event)
        .outerjoin(Callee, Callee.registration_id == Registration.id)
        .outerjoin(Account, Account.id == Callee.held_by_id)
        .where(Registration.event_id == event.id, calls.stands(now))
        .group_by(Registration.id, Callee.id, Account.id)
    )


_HELD = (
    Callee.id.label("callee_id"),
    Callee.due_at.label("due_at"),
    Callee.promised.label("promised"),
    Callee.tries.label("tries"),
    Callee.held_by_id.label("held_by_id"),
    Callee.held_until.label("held_until"),
    func.coalesce(func.nullif(Account.name, ""), Account.email, "").label("held_by"),
)


def _rows(query: Any) -> Iterator[Row]:
    for one in db.session.execute(query):
        values = dict(one._mapping)
        flags = {name: bool(values[name]) for name in ("demo", "due", "at_once", "promised")}
        reasons = tuple(filter(None, values["reasons"].split(",")))
        more = {"kind": Kind(values["kind"]), "tries": values["tries"] or 0, "reasons": reasons}
        yield Row(**{**values, **flags, **more})
