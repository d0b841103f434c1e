"""Tells escorts that their guest has come: noted with the scan, quiet once somebody has met the guest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import joinedload

from ..accounts.models import Account
from ..checkin import door_facts, signals
from ..checkin.models import Gate, Scan
from ..checkin.signals import Admissions
from ..committee.models import Escort, Member, Subcommittee
from ..core import audit, clock
from ..core.database import db
from ..core.statements import Statement, among
from ..registration.models import Attendee, Event, Registration
from . import rules
from .models import Arrival

MOST = 12  # shown at once


@dataclass(frozen=True)
class ToMeet:
    """A guest who has come in and stands alone. The escort's phone is to be called where there is no account."""

    attendee_id: int
    name: str
    called: str
    office: str
    gate: str
    towards: str
    at: datetime
    escort: str
    phone: str
    account_id: int | None


_ESCORTED: Statement[int] = Statement(
    db.select(Escort.attendee_id).where(among(Escort.__table__.c.attendee_id, "ids")), lambda number: number
)
_NOTE: Statement[None] = Statement(
    postgresql.insert(Arrival.__table__)
    .values({name: bindparam(name) for name in ("attendee_id", "gate_id", "scan_id", "at")})
    .on_conflict_do_nothing()
)


def note(admissions: Admissions) -> None:
    """Guests of honour and those with an escort who have just come in are to be met."""
    now = clock.now()
    fresh = {one.attendee.id: one for one in admissions if rules.is_news(one.at, now)}
    if not fresh:
        return
    asked = [number for number, one in fresh.items() if one.attendee.is_noted]
    escorted = set(_ESCORTED.rows(admissions.connection, ids=asked)) if asked else set()
    rows = [
        {"attendee_id": number, "gate_id": one.gate.id, "scan_id": one.scan_id, "at": one.at}
        for number, one in fresh.items()
        if one.attendee.vip or number in escorted
    ]
    _NOTE.run(admissions.connection, rows)  # who went out and comes back has been met, or still waits to be


def take_back(scan: Scan) -> None:
    db.session.execute(db.delete(Arrival).where(Arrival.scan_id == scan.id, Arrival.met_at.is_(None)))


def to_meet(event: Event) -> tuple[ToMeet, ...]:
    """Who has come in and has not been met, the latest first."""
    query = (
        db.select(Arrival, Member)
        .join(Attendee, Attendee.id == Arrival.attendee_id)
        .join(Registration)
        .outerjoin(Escort, Escort.attendee_id == Attendee.id)
        .outerjoin(Member, Member.id == Escort.member_id)
        .where(Registration.event_id == event.id, Arrival.met_at.is_(None), Attendee.dropped_at.is_(None))
        .options(joinedload(Arrival.attendee).lazyload("*"), joinedload(Arrival.gate).lazyload(Gate.sessions))
        .order_by(Arrival.at.desc(), Arrival.attendee_id)
        .limit(MOST)
    )
    rows = db.session.execute(query.execution_options(populate_existing=True)).all()
    told = door_facts.facts_of([arrival.attendee_id for arrival, _member in rows])
    return tuple(
        ToMeet(
            arrival.attendee_id,
            arrival.attendee.name,
            arrival.attendee.honorific or arrival.attendee.called,
            arrival.attendee.office,
            str(arrival.gate.text_in("name")),
            next((fact.text for fact in told.get(arrival.attendee_id, ()) if fact.towards), ""),
            arrival.at,
            member.name if member else "",
            member.phone if member else "",
            member.account_id if member else None,
        )
        for arrival, member in rows
    )


def may_meet(who: Account, arrival: Arrival) -> bool:
    """Whether somebody is the guest's own escort."""
    query = db.select(Escort.attendee_id).join(Member).where(Member.account_id == who.id)
    return db.session.scalar(query.where(Escort.attendee_id == arrival.attendee_id)) is not None


def is_in_committee(who: Account, event: Event) -> bool:
    """Whether somebody works at an event, whatever else their account may do."""
    query = db.select(Member.id).join(Subcommittee).where(Subcommittee.event_id == event.id)
    return db.session.scalar(query.where(Member.account_id == who.id).limit(1)) is not None


def met(arrival: Arrival, who: Account) -> None:
    """Somebody is with the guest: the screens fall silent. A second time changes nothing."""
    if arrival.met_at is None:
        arrival.met_at, arrival.met_by_id = clock.now(), who.id
        audit.record("arrival.met", f"attendee:{arrival.attendee_id}", met_at=(None, arrival.met_at))


def unmet(arrival: Arrival) -> None:
    """That was pressed by mistake: the guest is to be met after all."""
    if arrival.met_at is not None:
        audit.record("arrival.reopened", f"attendee:{arrival.attendee_id}", met_at=(arrival.met_at, None))
        arrival.met_at = arrival.met_by_id = None


def forget_before(over: datetime) -> int:
    """Drop the notes of events that ended before a time; the scans themselves stay as numbers."""
    people = db.select(Attendee.id).join(Registration).join(Event).where(Event.ends_at < over)
    done: Any = db.session.execute(db.delete(Arrival).where(Arrival.attendee_id.in_(people)))
    return int(done.rowcount)


signals.admitted.connect(note)
signals.annulled.connect(take_back)
