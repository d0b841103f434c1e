"""Waiting for places in a session, and offers of them: a party waits for so many together, apart from the event.

The books: `Session.taken` is the people booked in it and the places of its live offers. An offer takes its places when
it is made; to accept it turns them into bookings, to let it go gives them back. The event is locked by whoever calls,
so offers, bookings and cancellations of one event follow one another, and two queues of a party never wait for each
other: each offer stands by itself.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from ..core import audit, mail
from ..core.database import db
from . import places, rules, signals
from .models import Attendee, Event, Registration, Session, SessionWait
from .rules import Needs, Refusal, Refused, State, WaitState

LETTER = "registration-offer"
LIVE = (WaitState.WAITING, WaitState.OFFERED)


def of_party(registration: Registration) -> Sequence[SessionWait]:
    """What a party waits for or is offered, and what became of earlier offers; in the order of the sessions."""
    query = db.select(SessionWait).filter_by(registration_id=registration.id).join(SessionWait.session)
    return db.session.scalars(query.order_by(Session.position, Session.id)).all()


def ends_of(session: Session) -> tuple[datetime | None, ...]:
    """From when nothing is offered any more, whichever comes first."""
    event = session.event
    begins = session.starts_at or event.starts_at
    return begins, event.ends_at, session.closes_at, session.settled_at, event.registration_closes_at


def position_of(wait: SessionWait) -> int:
    """The party's place in the queue, from 1."""
    ahead = db.select(db.func.count(SessionWait.id)).where(
        SessionWait.session_id == wait.session_id,
        SessionWait.state == WaitState.WAITING,
        db.or_(SessionWait.since < wait.since, db.and_(SessionWait.since == wait.since, SessionWait.id < wait.id)),
    )
    return (db.session.scalar(ahead) or 0) + 1


def wait(registration: Registration, session: Session, people: Iterable[Attendee], now: datetime) -> SessionWait:
    """Let people of a party wait for places together; who waits already stays where they stand in the queue."""
    found = _of(registration, session)
    if found is not None and found.state in LIVE:
        if found.state == WaitState.WAITING:
            found.people = sorted({*found.people, *people}, key=lambda one: one.position)
        return found
    if found is None:
        found = SessionWait(registration_id=registration.id, registration=registration, session=session)
        db.session.add(found)
    found.state, found.since, found.places = WaitState.WAITING, now, 0
    found.offered_until = found.settled_at = None
    found.people = list(people)
    db.session.flush()
    audit.record("session_wait.created", found, people=(None, len(found.people)))
    return found


def make_offers(event: Event, now: datetime) -> None:
    """Pass on what nobody took in time, and offer free places to the first waiting parties that they suffice for."""
    queued = {session.id: session for session in event.sessions if session.queue}
    found = _live(event)
    for one in found:
        if one.state == WaitState.OFFERED and (one.offered_until is None or one.offered_until <= now):
            _settle(event, one, WaitState.EXPIRED, now)
            audit.record("session_wait.expired", one, state=(WaitState.OFFERED, WaitState.EXPIRED))
    for session in queued.values():
        until = rules.offered_until(now, session.offer_hours, ends_of(session))
        if until is not None:
            _offer(event, session, [w for w in found if w.session_id == session.id], until)


def is_offered(registration: Registration, session: Session, now: datetime) -> bool:
    found = _of(registration, session)
    if found is None or found.state != WaitState.OFFERED or found.offered_until is None:
        return False
    return found.offered_until > now


def accept(
    registration: Registration, session: Session, now: datetime, among: Collection[Attendee] | None = None
) -> None:
    """Take what is offered, for all or some of those it is for: held places become bookings, the rest is given back.

    Again: nothing changes. Raises Refused(OFFER_OVER).
    """
    found = _of(registration, session)
    if found is None or registration.state != State.CONFIRMED:
        raise Refused(Refusal.OFFER_OVER)
    if found.state == WaitState.ACCEPTED:
        return
    if found.state != WaitState.OFFERED or found.offered_until is None or found.offered_until <= now:
        raise Refused(Refusal.OFFER_OVER)
    people = [one for one in _able(found) if among is None or one in among]
    spare = found.places - len(people)
    _close(found, WaitState.ACCEPTED, now)
    for attendee in people:
        attendee.sessions.append(found.session)
    db.session.flush()
    if spare > 0:
        places.release(registration.event, {session.id: spare})
    registration.changed_at = now
    db.session.flush()
    audit.record("session_wait.accepted", found, people=(None, len(people)))
    signals.changed.send(registration)


def decline(registration: Registration, session: Session, now: datetime) -> None:
    """Let an offer go, or wait no longer. Again: nothing changes."""
    found = _of(registration, session)
    if found is None or found.state not in LIVE:
        return
    before = found.state
    _settle(registration.event, found, WaitState.DECLINED, now)
    audit.record("session_wait.declined", found, state=(before, WaitState.DECLINED))


def forget(registration: Registration, now: datetime) -> None:
    """Bring the party's waits in line with who still comes and is not yet in: of who left, nothing is held."""
    for found in of_party(registration):
        if found.state not in LIVE:
            continue
        able = _able(found) if registration.state != State.CANCELLED else []
        if not able:
            _settle(registration.event, found, WaitState.ENDED, now)
        elif len(able) < len(found.people):
            found.people = able
            if found.state == WaitState.OFFERED and found.places > len(able):
                places.release(registration.event, {found.session_id: found.places - len(able)})
                found.places = len(able)
    db.session.flush()


def held_by(session_ids: Iterable[int]) -> dict[int, int]:
    """Places that live offers hold, by session."""
    query = db.select(SessionWait.session_id, db.func.sum(SessionWait.places)).where(
        SessionWait.session_id.in_(list(session_ids)), SessionWait.state == WaitState.OFFERED
    )
    rows = db.session.execute(query.group_by(SessionWait.session_id))
    return {number: held for number, held in rows}  # noqa: C416 - rows are no pairs to mypy


def waiting_needs(event: Event) -> list[Needs]:
    """What those need who wait for a session, the first in the queue first."""
    return [{one.session_id: len(_able(one))} for one in _live(event) if one.state == WaitState.WAITING]


def counts(event: Event) -> Mapping[int, tuple[int, int]]:
    """(people who wait, places on offer) of each session, for the organisers."""
    found: dict[int, tuple[int, int]] = {}
    for one in _live(event):
        waiting, offered = found.get(one.session_id, (0, 0))
        is_offer = one.state == WaitState.OFFERED
        found[one.session_id] = (waiting + len(one.people) * (not is_offer), offered + one.places)
    return found


def _offer(event: Event, session: Session, found: list[SessionWait], until: datetime) -> None:
    waiting = [one for one in found if one.state == WaitState.WAITING and one.registration.state == State.CONFIRMED]
    for one in waiting:
        needed = len(_able(one))
        if not needed or not places.take(event, {session.id: needed}):
            continue
        one.state, one.places, one.offered_until = WaitState.OFFERED, needed, until
        db.session.flush()
        audit.record("session_wait.offered", one, places=(None, needed), offered_until=(None, until))
        party = one.registration
        if party.contact_email and not party.demo:
            mail.post(LETTER, party.id, party.contact_email, party.locale)
        signals.offered.send(party)


def _settle(event: Event, found: SessionWait, state: WaitState, now: datetime) -> None:
    if found.places:
        places.release(event, {found.session_id: found.places})
    _close(found, state, now)
    db.session.flush()


def _close(found: SessionWait, state: WaitState, now: datetime) -> None:
    found.state, found.places, found.offered_until, found.settled_at = state, 0, None, now


def _able(found: SessionWait) -> list[Attendee]:
    """Who of those that wait still comes, and is not in the session in another way."""
    return [
        one
        for one in found.people
        if one.dropped_at is None and found.session_id not in {session.id for session in one.sessions}
    ]


def _of(registration: Registration, session: Session) -> SessionWait | None:
    query = db.select(SessionWait).filter_by(registration_id=registration.id, session_id=session.id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def _live(event: Event) -> list[SessionWait]:
    """In the order of the queue, as it now is."""
    numbers = [session.id for session in event.sessions]
    query = db.select(SessionWait).where(SessionWait.session_id.in_(numbers), SessionWait.state.in_(LIVE))
    together = db.joinedload(SessionWait.registration), db.joinedload(SessionWait.session)
    ordered = query.order_by(SessionWait.since, SessionWait.id).options(*together)
    return list(db.session.scalars(ordered.execution_options(populate_existing=True)).unique())
