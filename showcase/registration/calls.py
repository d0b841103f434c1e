"""Parties that the staff telephone: asked for once for each reason, done or tried again another day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from ..accounts.models import Account
from ..core import audit, clock, mail
from ..core.database import db, insert
from . import signals
from .models import CallTask, Event, Registration
from .rules import CallReason, State
from .services import LETTERS

SPOKEN_WITH = ("door", "phone")  # who answered this way has been told
# Somebody waits for it, or has to know something; the others have until the next day.
AT_ONCE = (CallReason.LOST_TICKET, CallReason.MESSAGE)


def ask_for_call(registration: Registration, reason: CallReason, now: datetime | None = None) -> None:
    """Put a party on the list, in the present transaction; while that call is open, a second time changes nothing."""
    ask_for_calls(registration.event, [registration.id], reason, now or clock.now())


def ask_for_calls(
    event: Event, parties: Sequence[int], reason: CallReason, now: datetime, rehearsed: bool = False
) -> None:
    """The same for many parties of an event, by their numbers.

    Nobody is called whose gathering is over, who gave no number, or who is made up, unless that is `rehearsed`.
    """
    if event.ends_at <= now or not parties:
        return
    today = clock.in_zone(now, event.timezone).date()
    task = {
        "reason": reason,
        "due_on": today if reason in AT_ONCE else today + timedelta(days=1),
        "tries": 0,
        "created_at": now,
        "outcome": "",
    }
    db.session.flush()
    has_phone = db.or_(Registration.contact_phone.is_not(None), Registration.home_phone.is_not(None))
    query = db.select(Registration.id).where(Registration.id.in_(parties), has_phone)
    called = db.session.scalars(query if rehearsed else query.where(Registration.demo.is_(False))).all()
    rows = [{"registration_id": number, **task} for number in called]
    # One statement: two that ask at the same instant would else both find no open task.
    claim = insert(CallTask).on_conflict_do_nothing().returning(CallTask.id)
    made = db.session.scalars(claim, rows).all() if rows else ()
    for number in made:
        audit.record("call.asked", f"call_task:{number}", reason=(None, reason))


def done(task: CallTask, outcome: str, who: Account, now: datetime) -> None:
    """The party has been spoken to. The task is locked by whoever calls."""
    task.done_at, task.done_by_id, task.outcome = now, who.id, outcome
    audit.record("call.done", task, outcome=("", outcome))


def put_off(task: CallTask, day: date, in_vain: bool = True) -> None:
    """Again on a later day; `in_vain`: nobody answered. The task is locked by whoever calls."""
    before, task.due_on, task.tries = task.due_on, day, task.tries + in_vain
    audit.record("call.put_off", task, due_on=(before, task.due_on))


def reopen(task: CallTask, due_on: date, tries: int) -> None:
    """What was noted is taken back: the call is open as it was. Whoever calls knows of no other open one like it."""
    audit.record("call.reopened", task, due_on=(task.due_on, due_on))
    task.done_at = task.done_by_id = None
    task.due_on, task.tries, task.outcome = due_on, tries, ""


def open_of(registration: Registration) -> list[CallTask]:
    """What a party is still to be called about."""
    query = db.select(CallTask).filter_by(registration_id=registration.id, done_at=None)
    return list(db.session.scalars(query.order_by(CallTask.id)))


def of(registration: Registration) -> list[CallTask]:
    """All calls to a party, the newest first."""
    query = db.select(CallTask).filter_by(registration_id=registration.id).order_by(CallTask.id.desc())
    return list(db.session.scalars(query.options(joinedload(CallTask.done_by))))


def stands(now: datetime) -> ColumnElement[bool]:
    """Calls that are open, to parties that come or hear that they cannot, with a number, before the end."""
    return db.and_(
        CallTask.done_at.is_(None),
        db.or_(Registration.state != State.CANCELLED, CallTask.reason == CallReason.DECLINED),
        db.or_(Registration.contact_phone.is_not(None), Registration.home_phone.is_not(None)),
        Event.ends_at > now,
    )


@signals.registered.connect
def who_has_no_address(registration: Registration) -> None:
    """Without an e-mail address nobody is told by mail; whoever stands at the door needs no telling."""
    if registration.contact_email or any(consent.channel in SPOKEN_WITH for consent in registration.consents):
        return
    match registration.state:
        case State.CONFIRMED:
            ask_for_call(registration, CallReason.PHONE_ONLY)
        case State.WAITLISTED:
            ask_for_call(registration, CallReason.WAITING)


@signals.decided.connect
def of_whom_is_decided(registration: Registration) -> None:
    reasons = {
        State.CONFIRMED: CallReason.PHONE_ONLY,
        State.WAITLISTED: CallReason.WAITING,
        State.CANCELLED: CallReason.DECLINED,
    }
    if not registration.contact_email:
        ask_for_call(registration, reasons[State(registration.state)])


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
