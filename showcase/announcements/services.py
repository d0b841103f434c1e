"""The verbs: write a draft, send it once, send again to whom it did not reach, let officers call the others."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import joinedload, lazyload

from ..accounts.models import Account
from ..core import audit, clock, mail
from ..core.audit import AuditEntry
from ..core.database import db, insert, locked
from ..core.mail import FAILED, Message, MessageState
from ..registration import calls, placeholders, wording
from ..registration.models import CallTask, Event, Registration
from ..registration.rules import CallReason
from . import audience
from .audience import Audience
from .models import Announcement, NewsEnd, Recipient
from .rules import Kind, State, Way

MAIL = "announcement"  # the kind of its messages
_WAITING = (MessageState.QUEUED, MessageState.DEFERRED)
# How far it has come with a recipient, joined with its message and its call.
STATE: ColumnElement[str] = db.case(
    (CallTask.done_at.is_not(None), State.TOLD.value),
    (CallTask.id.is_not(None), State.TO_CALL.value),
    (Message.state.in_(_WAITING), State.WAITING.value),
    (Message.state == MessageState.SENT, State.SENT.value),
    (Message.state == MessageState.NEEDLESS, State.OVERTAKEN.value),
    (Message.state.in_(FAILED), State.NOT_REACHED.value),
    else_=State.NO_WAY.value,
)


class Changed(Exception):
    """The set is another than the officer has seen."""


def titled(found: Announcement) -> str:
    """The subject with what is the same for everybody: how the console calls it."""
    return placeholders.filled(str(found.text_in("subject")), wording.values_of_event(found.event))


def add(event: Event, kind: str, chosen: Mapping[str, str], who: Account) -> Announcement:
    """A draft without words; whoever calls gives it those."""
    found = Announcement(event_id=event.id, event=event, kind=kind, chosen=dict(chosen), made_by_id=who.id)
    db.session.add(found)
    db.session.flush()
    return found


def note_added(found: Announcement, noted: Mapping[str, tuple[Any, Any]]) -> AuditEntry:
    return audit.record("announcement.created", found, **noted)


def choose(found: Announcement, chosen: Mapping[str, str]) -> None:
    """Another set; the row is locked."""
    if dict(chosen) != found.chosen:
        before, found.chosen = found.chosen, dict(chosen)
        # A search is for a name: only that it was narrowed so is anybody's business.
        audit.record("announcement.narrowed", found, filters=(sorted(before), sorted(found.chosen)))


def remove(found: Announcement) -> None:
    """A draft that nobody wants any more; the row is locked."""
    audit.record("announcement.deleted", found, kind=(found.kind, None))
    db.session.delete(found)


def send(found: Announcement, number: int, who: Account, now: datetime) -> Audience | None:
    """Freeze the set, write the mails down and put the others on the list of calls; None: it is sent already.

    `number` is how many the officer was told it reaches; raises Changed if it is another now. One statement takes the
    draft: of two presses one finds it.
    """
    taking = db.update(Announcement).where(Announcement.id == found.id, Announcement.sent_at.is_(None))
    taken = taking.values(sent_at=now, sent_by_id=who.id).returning(Announcement.id)
    if db.session.scalar(taken, execution_options={"synchronize_session": False}) is None:
        return None
    db.session.refresh(found)
    planned = audience.of_event(found.event, found.chosen, Kind(found.kind))
    if not planned.reached or planned.reached != number:
        raise Changed
    rows = [
        {
            "announcement_id": found.id,
            "registration_id": one.registration_id,
            "locale": one.locale,
            "way": one.way.value,
            "reason": one.reason.value,
        }
        for one in planned.planned
    ]
    made = db.session.execute(db.insert(Recipient).returning(Recipient.registration_id, Recipient.id), rows)
    numbers = {party: number for party, number in made}  # noqa: C416 - rows are no pairs to mypy
    by_mail = [one for one in planned.planned if one.way == Way.MAIL]
    messages = mail.post_all(MAIL, [(numbers[one.registration_id], one.address, one.locale) for one in by_mail])
    if messages:
        links = [{"id": message.subject_id, "message_id": message.id} for message in messages]
        db.session.execute(db.update(Recipient), links)
    by_phone = [one.registration_id for one in planned.planned if one.way == Way.PHONE]
    _ask_for_calls(found, by_phone, now)
    found.chosen = {name: value for name, value in found.chosen.items() if name != "q"}
    counts = {way.value: (0, planned.ways[way]) for way in Way if planned.ways[way]}
    audit.record("announcement.sent", found, **counts)
    db.session.flush()
    return planned


def resend(found: Announcement) -> int:
    """Once more to those whom it did not reach, at the address that is known now; how many."""
    rows = _in_state(found, State.NOT_REACHED).options(
        joinedload(Recipient.message), joinedload(Recipient.registration)
    )
    number = 0
    for row in db.session.scalars(rows).all():
        address, message = row.registration.contact_email, row.message
        if message is None or not address:
            continue
        if message.recipient == address:
            mail.resend(message)
        else:
            row.message_id = mail.post(MAIL, row.id, address, row.locale).id
        number += 1
    if number:
        audit.record("announcement.resent", found, parties=(0, number))
    return number


def let_call(found: Announcement, now: datetime) -> int:
    """Those whom it did not reach go onto the list of calls, if they have a telephone; how many."""
    with_phone = db.or_(Registration.contact_phone.is_not(None), Registration.home_phone.is_not(None))
    query = _in_state(found, State.NOT_REACHED).join(Recipient.registration).where(with_phone)
    number = _ask_for_calls(found, [row.registration_id for row in db.session.scalars(query)], now)
    if number:
        audit.record("announcement.called", found, parties=(0, number))
    return number


def counts(found: Announcement) -> dict[str, int]:
    """Every state → how many parties."""
    numbers = counts_of([found.id]).get(found.id, {})
    return {state.value: numbers.get(state.value, 0) for state in State}


def recipients(found: Announcement, state: str = "") -> Select[tuple[Recipient, str]]:
    """Whom it was for, each with how far it has come, in the order of their names."""
    query = joined(db.select(Recipient, STATE).where(_of(found))).join(Recipient.registration)
    if state:
        query = query.where(STATE.in_([state]))
    shown = joinedload(Recipient.registration).options(lazyload("*"))
    return query.options(shown).order_by(Registration.contact_folded, Recipient.id)


def open_words(registration: Registration) -> list[Announcement]:
    """What an officer is still to tell a party, the oldest first."""
    query = (
        db.select(Announcement)
        .join(Recipient, Recipient.announcement_id == Announcement.id)
        .join(CallTask, CallTask.id == Recipient.call_task_id)
        .where(Recipient.registration_id == registration.id, CallTask.done_at.is_(None))
    )
    return list(db.session.scalars(query.order_by(Announcement.id)))


def has_ended_news(registration: Registration) -> bool:
    return db.session.get(NewsEnd, registration.id) is not None


def end_news(registration: Registration) -> None:
    """No more news by mail; a second time changes nothing."""
    row = {"registration_id": registration.id, "at": clock.now()}
    made = db.session.scalar(insert(NewsEnd).values(row).on_conflict_do_nothing().returning(NewsEnd.registration_id))
    if made is not None:
        audit.record("announcement.unsubscribed", registration, news=(True, False))


def _ask_for_calls(found: Announcement, parties: list[int], now: datetime) -> int:
    """Put these parties on the list of calls, each with what it is to be told; how many are there."""
    calls.ask_for_calls(found.event, parties, CallReason.MESSAGE, now, rehearsed=audience.is_rehearsed())
    query = (
        db.select(Recipient.id, CallTask.id)
        .join(CallTask, CallTask.registration_id == Recipient.registration_id)
        .where(_of(found), Recipient.registration_id.in_(parties))
        .where(CallTask.reason == CallReason.MESSAGE, CallTask.done_at.is_(None))
    )
    links = [{"id": number, "call_task_id": task} for number, task in db.session.execute(query)]
    if links:
        db.session.execute(db.update(Recipient), links)
    return len(links)


def _in_state(found: Announcement, state: State) -> Select[Any]:
    return joined(db.select(Recipient).where(_of(found), state.value == STATE)).order_by(Recipient.id)


def joined(query: Select[Any]) -> Select[Any]:
    """With what STATE looks at."""
    return query.outerjoin(Message, Message.id == Recipient.message_id).outerjoin(
        CallTask, CallTask.id == Recipient.call_task_id
    )


def _of(found: Announcement) -> ColumnElement[bool]:
    return Recipient.announcement_id == found.id


def held(found: Announcement) -> Announcement:
    """The announcement as it is now, for whoever changes it."""
    return locked(found)


def counts_of(numbers: Sequence[int]) -> dict[int, dict[str, int]]:
    """Announcement id → state → how many parties."""
    query = db.select(Recipient.announcement_id, STATE, db.func.count(Recipient.id)).select_from(Recipient)
    rows = db.session.execute(
        joined(query).where(Recipient.announcement_id.in_(numbers)).group_by(Recipient.announcement_id, STATE)
    )
    found: dict[int, dict[str, int]] = {}
    for number, state, count in rows:
        found.setdefault(number, {})[state] = count
    return found
