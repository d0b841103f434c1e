"""The verbs of calling: take a guest up, let them go, note what was said, take it back.

Whoever notes something holds the guest's row first, then the event and its invitation, as those do who answer by the
site: so nothing is noted twice, and no place is taken that is not there.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload, lazyload

from ..accounts.models import Account
from ..core import audit, clock, keys
from ..core.database import db, insert, locked
from ..core.i18n import gettext as _
from ..core.i18n import use_locale
from ..core.mail import Message, MessageState
from ..invitations import addressing, replies
from ..invitations import services as invitation_services
from ..invitations.models import Invitation
from ..invitations.rules import Addressee, Companion, Reply
from ..registration import calls, contact, session_choices
from ..registration import services as registration_services
from ..registration.access_rules import Guest
from ..registration.models import CallTask, Event, Registration
from ..registration.rules import LARGEST_PARTY, Party, Person, State
from . import queue
from .models import Call, Callee
from .queue import Row
from .rules import HOLD, Kind, Outcome, Refusal, Refused, Said

CHANNEL = "phone"  # where consents were given


def take(event: Event, kind: Kind, number: int, who: Account, now: datetime) -> Callee | None:
    """Take a guest up for an officer, who lets go of any other; None if a colleague has them on the line.

    One statement decides: of two officers who press at the same instant one gets the guest.
    """
    column = Callee.invitation_id if kind == Kind.INVITATION else Callee.registration_id
    held = {"held_by_id": who.id, "held_until": now + HOLD}
    values = {"event_id": event.id, column.key: number, "promised": False, "tries": 0, **held}
    is_free = db.or_(Callee.held_until.is_(None), Callee.held_until <= now, Callee.held_by_id == who.id)
    claim = insert(Callee).values(values).on_conflict_do_update(index_elements=[column], set_=held, where=is_free)
    taken = db.session.scalar(claim.returning(Callee.id))
    if taken is None:
        return None
    let_go(who, but=taken)
    return db.session.get_one(Callee, taken, populate_existing=True)


def take_next(
    event: Event, rows: Sequence[Row], who: Account, now: datetime, after: tuple[str, int] | None = None, step: int = 1
) -> Callee | None:
    """Take up the next who is due, behind `after` in the list (with step -1: before it); None: nobody is free."""
    due = [row for row in rows if row.due or row.key == after]
    place = next((n for n, row in enumerate(due) if row.key == after), None)
    if place is not None:
        due = [*due[place + 1 :], *due[:place]]
    for row in due[::step]:
        if not row.is_held(now, who.id) and (taken := take(event, row.kind, row.number, who, now)) is not None:
            return taken
    return None


def let_go(who: Account, but: int | None = None) -> None:
    """Whomever the officer has taken up is free for others, all or all but one (id)."""
    statement = db.update(Callee).where(Callee.held_by_id == who.id)
    if but is not None:
        statement = statement.where(Callee.id != but)
    db.session.execute(
        statement.values(held_by_id=None, held_until=None), execution_options={"synchronize_session": False}
    )


def held(callee: Callee) -> Callee:
    """The guest's row as it is now, held until the transaction ends."""
    return locked(callee)


def last_call(callee: Callee) -> Call | None:
    """The newest that was not taken back."""
    query = db.select(Call).filter_by(callee_id=callee.id, undone_at=None).order_by(Call.id.desc())
    return db.session.scalar(query.limit(1))


def history(callee: Callee) -> list[Call]:
    """All calls to this guest, the newest first: those about the invitation, and those to the party that came of it."""
    numbers = [callee.id]
    if callee.registration_id is not None:
        earlier = db.select(Callee.id).join(Invitation, Invitation.id == Callee.invitation_id)
        numbers += db.session.scalars(earlier.where(Invitation.registration_id == callee.registration_id)).all()
    query = db.select(Call).where(Call.callee_id.in_(numbers)).order_by(Call.at.desc(), Call.id.desc())
    return list(db.session.scalars(query.options(joinedload(Call.account))))


def answered_elsewhere(invitation: Invitation) -> list[Registration]:
    """Parties that seem to be the one invited: they answered by the open form, with the same number or address."""
    phones = [number for number in (invitation.phone, invitation.home_phone) if number]
    same: list[ColumnElement[bool]] = (
        [Registration.contact_phone.in_(phones), Registration.home_phone.in_(phones)] if phones else []
    )
    same += [Registration.contact_email == invitation.email] if invitation.email else []
    query = db.select(Registration).where(
        Registration.event_id == invitation.event_id, Registration.state != State.CANCELLED, db.or_(db.false(), *same)
    )
    return list(db.session.scalars(query.options(lazyload("*")).order_by(Registration.id).limit(3)))


def note(callee: Callee, said: Said, who: Account, now: datetime) -> Call:
    """Write down what came of a call, with all that follows from it. The row is held; raises Refused."""
    if callee.is_held(now, who.id):
        raise Refused(Refusal.HELD)
    tasks = calls.open_of(callee.registration) if callee.registration is not None else []
    if not queue.waits(callee, tasks, now):
        raise Refused(Refusal.NEEDLESS)
    before: dict[str, Any] = {"due_at": _iso(callee.due_at), "promised": callee.promised, "tries": callee.tries}
    call = Call(callee_id=callee.id, account_id=who.id, at=now, outcome=said.outcome, note=said.note)
    call.people, call.later_at = said.people, said.later_at
    db.session.add(call)
    db.session.flush()
    if callee.invitation is not None:
        before |= _of_invitation(callee.invitation, call, said, now)
    elif callee.registration is not None:
        before |= _of_party(callee.registration, said, who, now)
    call.before = before
    callee.tries = callee.tries + 1 if said.outcome == Outcome.NOT_REACHED else 0
    callee.promised = said.outcome == Outcome.LATER
    callee.due_at = _again_at(callee.event, said, now)
    callee.held_by_id = callee.held_until = None
    audit.record("call.noted", call, outcome=(None, str(said.outcome)), note=("", said.note))
    db.session.flush()
    return call


def may_undo(call: Call) -> bool:
    """A party that was taken off has given its places away; all else comes back."""
    return call.undone_at is None and not call.before.get("cancelled")


def undo(call: Call, who: Account, now: datetime) -> None:
    """Take back what was noted last about a guest, with what followed from it. The row is held; raises Refused."""
    callee, before = call.callee, call.before
    if call.undone_at is not None:
        return
    newest = last_call(callee)
    if newest is None or newest.id != call.id or not may_undo(call):
        raise Refused(Refusal.CHANGED)
    if callee.invitation is not None and "reply" in before:
        _take_reply_back(callee.invitation, call, now)
    for number, (due_on, tries) in before.get("tasks", {}).items():
        task = db.session.get(CallTask, int(number))
        if task is not None and not _has_another(task):
            calls.reopen(locked(task), date.fromisoformat(due_on), tries)
    callee.due_at = datetime.fromisoformat(before["due_at"]) if before["due_at"] else None
    callee.promised, callee.tries = before["promised"], before["tries"]
    call.undone_at = now
    audit.record("call.undone", call, outcome=(call.outcome, None))
    db.session.flush()
    take(callee.event, callee.kind, callee.invitation_id or callee.registration_id or 0, who, now)


def most_people(invitation: Invitation) -> int:
    """How many people an officer may note for an invitation."""
    return min(invitation.most_people or LARGEST_PARTY, LARGEST_PARTY)


def is_body(invitation: Invitation) -> bool:
    """An office or a delegation: who comes is not the one invited, and is named later if not at once."""
    return invitation.addressee in addressing.BODIES


def usual_numbers(invitation: Invitation) -> list[int]:
    """How many will come, most likely: one press each."""
    if is_body(invitation):
        return []
    is_one = invitation.addressee == Addressee.PERSON and invitation.companion == Companion.NOBODY
    likely = 1 if is_one else 2 if invitation.companion in (Companion.WIFE, Companion.HUSBAND) else 6
    return list(range(1, min(most_people(invitation), likely) + 1))


def _again_at(event: Event, said: Said, now: datetime) -> datetime | None:
    """When this guest's turn comes again, if anything is left to call about."""
    if said.outcome == Outcome.LATER:
        return said.later_at
    if said.outcome == Outcome.NOT_REACHED:
        tomorrow = clock.in_zone(now, event.timezone).date() + timedelta(days=1)
        return clock.at_local(tomorrow, 0, 0, event.timezone)
    return None


def _of_invitation(invitation: Invitation, call: Call, said: Said, now: datetime) -> dict[str, Any]:
    """What follows for an invitation; answers what it was before."""
    before: dict[str, Any] = {}
    match said.outcome:
        case Outcome.COMING:
            before |= {"reply": invitation.reply, "registration": None}
            if not said.names and (said.people is None or is_body(invitation)):
                invitation_services.note_reply(locked(invitation), Reply.COMING, now)
            else:
                before["registration"] = _accept(invitation, call, said, now).id
        case Outcome.DECLINED:
            before |= {"reply": invitation.reply, "wishes_news": invitation.wishes_news}
            if not replies.decline(invitation, now):
                raise Refused(Refusal.NEEDLESS)
            if said.wishes_news is not None:
                replies.wish_news(invitation, said.wishes_news)
        case Outcome.LATER:
            invitation_services.note_sent(locked(invitation), now)
        case Outcome.SENT:
            _note_told(locked(invitation), now)
    return before


def _note_told(invitation: Invitation, now: datetime) -> None:
    if invitation.sent_at is None:
        invitation_services.note_sent(invitation, now)
        return
    audit.record("invitation.reminded", invitation, reminded_at=(invitation.reminded_at, now))
    invitation.reminded_at, invitation.reminders = now, invitation.reminders + 1
    invitation.changed_at = now


def _accept(invitation: Invitation, call: Call, said: Said, now: datetime) -> Registration:
    """Who comes, noted as if they had answered on their page; they can correct the names there."""
    party = party_of(invitation, said, now)
    key = f"call:{call.id}"
    return replies.accept(invitation, key, keys.digest(key), party, now)


def party_of(invitation: Invitation, said: Said, now: datetime) -> Party:
    """What was said on the telephone as an answer. Who was counted but not named is called after the one invited."""
    event, phone = invitation.event, invitation.phone or invitation.home_phone or ""
    sessions = tuple(session_choices.for_everybody(event, Guest(invited=True, kind=invitation.guest_kind), now))
    if is_body(invitation):
        people = [Person(name, sessions=sessions) for name in said.names]
    else:
        honorific, called = invitation.honorific, invitation.called
        people = [Person(invitation.name, sessions=sessions, honorific=honorific, called=called)]
        people += [Person(name, sessions=sessions) for name in said.names]
    first = people[0].name
    with use_locale(invitation.locale):
        for number in range(len(people) + 1, (said.people or 0) + 1):
            name = _("With %(name)s, %(number)d", name=first[:180], number=number)
            people.append(Person(name, sessions=sessions))
    return Party(
        event=event.slug,
        locale=invitation.locale,
        contact_name=first,
        contact_country=invitation.country or contact.country_of(phone) or contact.HOME,
        contact_email=invitation.email,
        contact_phone=invitation.phone or invitation.home_phone,
        home_phone=invitation.home_phone,
        people=tuple(people),
        channel=CHANNEL,
        guest_kind=invitation.guest_kind,
        invited=True,
        demo=invitation.demo,
    )


def _of_party(registration: Registration, said: Said, who: Account, now: datetime) -> dict[str, Any]:
    """What follows for a party; answers what its calls were before."""
    before: dict[str, Any] = {}
    tasks = [locked(task) for task in calls.open_of(registration)]
    before["tasks"] = {str(task.id): [task.due_on.isoformat(), task.tries] for task in tasks}
    event = registration.event
    today = clock.in_zone(now, event.timezone).date()
    if said.outcome == Outcome.DECLINED:
        before["cancelled"] = True
    for task in tasks:
        if said.outcome == Outcome.NOT_REACHED:
            calls.put_off(task, today + timedelta(days=1))
        elif said.outcome == Outcome.LATER and said.later_at is not None:
            calls.put_off(task, clock.in_zone(said.later_at, event.timezone).date(), in_vain=False)
        else:
            calls.done(task, "", who, now)
    if said.outcome == Outcome.DECLINED:
        registration_services.cancel(registration, now)
    return before


def _take_reply_back(invitation: Invitation, call: Call, now: datetime) -> None:
    before = call.before
    expected = Reply.COMING if call.outcome == Outcome.COMING else Reply.NOT_THIS_YEAR
    made = db.session.get(Registration, before["registration"]) if before.get("registration") else None
    if made is not None:
        registration_services.cancel(made, now, notify=_was_written_to(made))
        expected = Reply.NOT_THIS_YEAR if made.invited else expected  # heard from the party that is taken off
    locked(invitation)
    if invitation.reply != expected or replies.is_coming(invitation):
        raise Refused(Refusal.CHANGED)
    invitation_services.note_reply(invitation, Reply(before["reply"]) if before["reply"] else None, now)
    if "wishes_news" in before and invitation.wishes_news != before["wishes_news"]:
        audit.record("invitation.changed", invitation, wishes_news=(invitation.wishes_news, before["wishes_news"]))
        invitation.wishes_news = before["wishes_news"]


def _was_written_to(registration: Registration) -> bool:
    """Whether a mail about the answer has left: then another must say that it is taken back."""
    sent = db.select(Message.id).where(
        Message.subject_id == registration.id,
        Message.kind.in_(registration_services.MESSAGES),
        Message.state == MessageState.SENT,
    )
    return db.session.scalar(sent.limit(1)) is not None


def _has_another(task: CallTask) -> bool:
    """Whether the party is to be called for the same reason again: of one reason one call is open."""
    other = db.select(CallTask.id).filter_by(registration_id=task.registration_id, reason=task.reason, done_at=None)
    return db.session.scalar(other.where(CallTask.id != task.id).limit(1)) is not None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
