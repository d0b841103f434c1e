"""Answers of which the organisers decide: approved, they take their places; declined, they are cancelled with a letter.

Until then they hold no places: whoever may write to the open form must not be able to fill the hall with answers that
nobody has looked at. The places are taken when the answer is approved, and the database decides whether they are there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import lazyload, selectinload

from ..accounts.models import Account
from ..core import audit
from ..core.database import db
from . import offers, services, signals
from .models import Attendee, Decision, Event, Registration
from .rules import State


def approve(registration: Registration, who: Account, now: datetime) -> bool:
    """It comes, or waits where the hall is full; False if it was decided already. Raises Refused without room."""
    services.hold(registration)
    if registration.state != State.PENDING:
        return False
    services.place_approved(registration, now)
    _decide(registration, True, who, "", now)
    audit.record("registration.approved", registration, state=(State.PENDING, registration.state))
    services.write_to(registration, "registration")
    db.session.flush()
    signals.changed.send(registration)
    signals.decided.send(registration)
    return True


def decline(registration: Registration, who: Account, reason: str, now: datetime) -> bool:
    """It is not received; the family reads a kind letter, the reason stays among officers. False: decided already."""
    services.hold(registration)
    if registration.state != State.PENDING:
        return False
    registration.state = State.CANCELLED
    offers.forget(registration, now)
    _decide(registration, False, who, reason, now)
    change: dict[str, Any] = {"reason": audit.Personal("", reason)} if reason else {}
    audit.record("registration.declined", registration, state=(State.PENDING, State.CANCELLED), **change)
    services.write_to(registration, services.DECLINED)
    db.session.flush()
    signals.cancelled.send(registration)
    signals.decided.send(registration)
    return True


def reopen(registration: Registration, now: datetime) -> bool:
    """Take a refusal back: it is to be decided again. False if it was not refused."""
    services.hold(registration)
    decision = decision_of(registration)
    if registration.state != State.CANCELLED or decision is None or decision.approved:
        return False
    db.session.delete(decision)
    registration.state, registration.changed_at = State.PENDING, now
    audit.record("registration.reopened", registration, state=(State.CANCELLED, State.PENDING))
    db.session.flush()
    signals.changed.send(registration)
    return True


def was_declined(registration: Registration) -> bool:
    if registration.state != State.CANCELLED:
        return False
    return db.session.scalar(db.select(Decision.approved).filter_by(registration_id=registration.id)) is False


def decision_of(registration: Registration) -> Decision | None:
    return db.session.scalar(db.select(Decision).filter_by(registration_id=registration.id))


def to_decide(event: Event) -> Select[tuple[Registration]]:
    """Answers to an event that nobody has decided of, the earliest first."""
    return (
        db.select(Registration)
        .filter_by(event_id=event.id, state=State.PENDING)
        .options(lazyload("*"), selectinload(Registration.attendees).lazyload("*"))
        .order_by(Registration.created_at, Registration.id)
    )


def declined_of(event: Event) -> Sequence[tuple[Registration, Decision]]:
    """The latest refusals, which can be taken back."""
    query = (
        db.select(Registration, Decision)
        .join(Decision, Decision.registration_id == Registration.id)
        .where(
            Registration.event_id == event.id,
            Registration.state == State.CANCELLED,
            Decision.approved.is_(False),
            Registration.contact_name != "",
        )
        .options(lazyload("*"))
        .order_by(Decision.at.desc(), Registration.id)
        .limit(100)
    )
    return [(registration, decision) for registration, decision in db.session.execute(query)]


def numbers_of(event: Event) -> tuple[int, int]:
    """(answers, people) that are to be decided."""
    query = (
        db.select(db.func.count(Registration.id.distinct()), db.func.count(Attendee.id))
        .join(Attendee, db.and_(Attendee.registration_id == Registration.id, Attendee.dropped_at.is_(None)))
        .where(Registration.event_id == event.id, Registration.state == State.PENDING)
    )
    parties, people = db.session.execute(query).one()
    return parties, people


def _decide(registration: Registration, approved: bool, who: Account, reason: str, now: datetime) -> None:
    registration.changed_at = now
    found = decision_of(registration) or Decision(registration_id=registration.id)
    found.approved, found.at, found.by_id, found.reason = approved, now, who.id, reason
    db.session.add(found)
