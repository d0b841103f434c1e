"""What asks for somebody's hand while guests arrive: cases, guests at the help desk, lost mail, calls, delegations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..checkin import wording as checkin_words
from ..checkin.models import Annulment, Conflict, Gate, Presence, Scan
from ..checkin.rules import ENTRY, Reason, Verdict
from ..core import clock
from ..core.database import db
from ..core.mail import FAILED, Message
from ..delegations import services as delegation_services
from ..delegations import wording as delegation_words
from ..registration.models import Attendee, CallTask, Event, Registration
from . import rules
from .counts import HAS_COME, IS_EXPECTED

MOST_WAITING = 8  # named; the others are counted


@dataclass(frozen=True)
class Waiting:
    """Somebody who could not pass the door, and has not come in since."""

    attendee_id: int
    name: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Delegation:
    name: str
    leader: str
    phone: str
    arrived: int
    expected: int
    coaches: Sequence[str] = ()  # how far they are, in words


@dataclass(frozen=True)
class ToSettle:
    cases: int
    waiting: int
    unreached: int
    calls: int

    @property
    def is_nothing(self) -> bool:
        return not (self.cases or self.waiting or self.unreached or self.calls)


def to_settle(event: Event, now: datetime) -> ToSettle:
    """In numbers, by one query."""
    of_event = db.select(Registration.id).where(Registration.event_id == event.id)
    today = clock.in_zone(now, event.timezone).date()
    cases = db.select(db.func.count(Conflict.id)).where(Conflict.event_id == event.id, Conflict.settled_at.is_(None))
    unreached = db.select(db.func.count(Message.id)).where(
        Message.kind.startswith("registration", autoescape=True),
        Message.subject_id.in_(of_event),
        Message.state.in_(FAILED),
    )
    calls = db.select(db.func.count(CallTask.id)).where(
        CallTask.registration_id.in_(of_event), CallTask.done_at.is_(None), CallTask.due_on <= today
    )
    waiting = db.select(db.func.count(db.distinct(Scan.attendee_id))).where(*_stands_at_help_desk(event, now))
    row = db.session.execute(
        db.select(*(query.scalar_subquery() for query in (cases, waiting, unreached, calls)))
    ).one()
    return ToSettle(*(int(number) for number in row))


def at_help_desk(event: Event, now: datetime) -> tuple[Waiting, ...]:
    """Who waits there and why, the latest first."""
    last = (
        db.select(Scan.attendee_id, db.func.max(Scan.received_at).label("at"))
        .where(*_stands_at_help_desk(event, now))
        .group_by(Scan.attendee_id)
        .order_by(db.text("2 DESC"), Scan.attendee_id)
        .limit(MOST_WAITING)
        .subquery()
    )
    query = (
        db.select(Attendee.id, Attendee.name, Scan.reason, last.c.at)
        .select_from(last)
        .join(Attendee, Attendee.id == last.c.attendee_id)
        .join(Scan, db.and_(Scan.attendee_id == last.c.attendee_id, Scan.received_at == last.c.at))
        .order_by(last.c.at.desc(), Attendee.id)
    )
    found: dict[int, Waiting] = {}
    for number, name, reason, at in db.session.execute(query):
        found.setdefault(number, Waiting(number, name, checkin_words.sentence_of(Reason(reason)) if reason else "", at))
    return tuple(found.values())


def delegations_under_way(event: Event) -> tuple[Delegation, ...]:
    """Delegations of whom not all are in, those nearest to being whole first."""
    arrived = db.func.sum(db.case((HAS_COME, 1), else_=0))
    query = (
        db.select(
            Registration.delegation_name,
            Registration.contact_name,
            Registration.contact_phone,
            Registration.home_phone,
            arrived,
            db.func.count(Attendee.id),
            Registration.id,
        )
        .join(Attendee)
        .where(Registration.event_id == event.id, Registration.delegation_name != "", IS_EXPECTED)
        .group_by(Registration.id)
        .having(arrived < db.func.count(Attendee.id))
        .order_by(arrived.desc(), Registration.delegation_name, Registration.id)
    )
    rows = db.session.execute(query).all()
    coaches = delegation_services.coaches_under_way([row[-1] for row in rows])
    words = delegation_words.states()
    return tuple(
        Delegation(name, leader, home or phone or "", int(came), whole, [words[one] for one in coaches.get(number, ())])
        for name, leader, phone, home, came, whole, number in rows
    )


def _stands_at_help_desk(event: Event, now: datetime) -> list[Any]:
    """Turned away a while ago at the most, not by mistake, and by no desk in since."""
    inside = db.exists().where(Presence.attendee_id == Scan.attendee_id, Presence.inside.is_(True))
    return [
        Scan.event_id == event.id,
        Scan.attendee_id.is_not(None),
        Scan.verdict == Verdict.REFUSED,
        Scan.direction == ENTRY,
        Scan.received_at >= now - rules.AT_HELP_DESK,
        Scan.reason != Reason.WRONG_GATE,  # these pass at the next desk
        ~inside,
        ~db.exists().where(Annulment.scan_id == Scan.id),
        db.exists().where(Gate.id == Scan.gate_id),
    ]
