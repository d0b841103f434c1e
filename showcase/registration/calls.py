"""Parties that the staff telephone: asked for once for each reason, done or tried again another day."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import joinedload, selectinload

from ..accounts.models import Account
from ..core import audit, clock, mail
from ..core.database import db, insert
from . import signals
from .models import Attendee, CallTask, Event, Registration
from .rules import CallReason, State
from .services import LETTERS

AT_ONCE = (CallReason.LOST_TICKET,)  # somebody waits for it; the others have until the next day


def ask_for_call(registration: Registration, reason: CallReason, now: datetime | None = None) -> None:
    """Put a party on the list, in the present transaction; while that call is open, a second time changes nothing.

    Nobody is called whose gathering is over, who gave no number, or who is made up for the rehearsal.
    """
    now, event = now or clock.now(), registration.event
    if registration.demo or not registration.phones or event.ends_at <= now:
        return
    today = clock.in_zone(now, event.timezone).date()
    task = {
        "registration_id": registration.id,
        "reason": reason,
        "due_on": today if reason in AT_ONCE else today + timedelta(days=1),
        "tries": 0,
        "created_at": now,
        "outcome": "",
    }
    # One statement: two that ask at the same instant would else both find no open task.
    made = db.session.scalar(insert(CallTask).values(task).on_conflict_do_nothing().returning(CallTask.id))
    if made is not None:
        audit.record("call.asked", f"call_task:{made}", reason=(None, reason))


def done(task: CallTask, outcome: str, who: Account, now: datetime) -> None:
    """The party has been spoken to. The task is locked by whoever calls."""
    task.done_at, task.done_by_id, task.outcome = now, who.id, outcome
    audit.record("call.done", task, outcome=("", outcome))


def put_off(task: CallTask, today: date) -> None:
    """Nobody answered: again tomorrow. The task is locked by whoever calls."""
    before, task.due_on, task.tries = task.due_on, today + timedelta(days=1), task.tries + 1
    audit.record("call.put_off", task, due_on=(before, task.due_on))


def open_calls(now: datetime) -> Select[tuple[CallTask]]:
    """Whom to call, what is due first; nobody who has taken the answer back, nor for a gathering that is over."""
    return (
        db.select(CallTask)
        .join(CallTask.registration)
        .join(Registration.event)
        .where(_stands(now))
        .options(
            joinedload(CallTask.registration).options(
                joinedload(Registration.event, innerjoin=True).lazyload(Event.sessions),
                selectinload(Registration.attendees).lazyload(Attendee.sessions),
            )
        )
        .order_by(CallTask.due_on, CallTask.id)
    )


def counts(today: date, now: datetime) -> tuple[int, int]:
    """How many calls are open, and how many of them are due today or late."""
    due = db.func.sum(db.case((CallTask.due_on <= today, 1), else_=0))
    query = db.select(db.func.count(CallTask.id), due).join(CallTask.registration).join(Registration.event)
    number, pressing = db.session.execute(query.where(_stands(now))).one()
    return number, pressing or 0


def of(registration: Registration) -> list[CallTask]:
    """All calls to a party, the newest first."""
    query = db.select(CallTask).filter_by(registration_id=registration.id).order_by(CallTask.id.desc())
    return list(db.session.scalars(query.options(joinedload(CallTask.done_by))))


def _stands(now: datetime) -> ColumnElement[bool]:
    return db.and_(
        CallTask.done_at.is_(None),
        Registration.state != State.CANCELLED,
        db.or_(Registration.contact_phone.is_not(None), Registration.home_phone.is_not(None)),
        Event.ends_at > now,
    )


@signals.registered.connect
def who_has_no_address(registration: Registration) -> None:
    """Without an e-mail address nobody is told by mail; whoever stands at the door needs no telling."""
    if registration.contact_email or any(consent.channel == "door" for consent in registration.consents):
        return
    match registration.state:
        case State.CONFIRMED:
            ask_for_call(registration, CallReason.PHONE_ONLY)
        case State.WAITLISTED:
            ask_for_call(registration, CallReason.WAITING)


@signals.promoted.connect
def who_got_a_place(registration: Registration) -> None:
    if not registration.contact_email:
        ask_for_call(registration, CallReason.PHONE_ONLY)


@mail.unreached.connect
def whom_no_mail_reaches(message: mail.Message) -> None:
    """Mail to the party came to nothing; an address that was corrected in the meantime is another matter."""
    registration = db.session.get(Registration, message.subject_id) if message.kind in LETTERS else None
    if registration is not None and registration.contact_email == message.recipient:
        ask_for_call(registration, CallReason.EMAIL_REFUSED)
