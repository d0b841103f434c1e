"""The verbs of registration: answer an invitation, change the answer, take it back, renew a ticket.

Verbs about one event follow one another (places.py); who is let in is decided in access.py.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import OperationalError

from ..core import audit, keys, mail, search
from ..core.database import db, insert, write
from . import access, access_rules, answers, codes, drawing, offers, places, rules, signals
from .access_rules import Guest
from .models import (
    AccessCode,
    Attendee,
    CodeUse,
    Consent,
    Event,
    IdempotencyKey,
    MergedPerson,
    Registration,
    Session,
    booking,
)
from .rules import EVENT, Change, Needs, Party, Person, Refusal, Refused, State

LINK = "registration"  # the purpose of private links
PATIENCE = "3s"  # how long a repeated request waits for the first on PostgreSQL
MOST_VERSIONS = 65_535  # two bytes of the ticket
locked_event = places.locked_event  # pages that change what belongs to an event lock it as the verbs do


def register(
    party: Party, now: datetime, *, notify: bool = True, at_any_time: bool = False, above: bool = False
) -> Registration:
    """Note a party: confirmed if all of it fits, else waiting where the event has a list; raises Refused.

    `at_any_time` is for the door and for sample data: the time of registration does not bind them. `above` is for
    whoever lets people in at the door though the places are taken.
    """
    write()
    event = places.locked_event(party.event)
    if not at_any_time and not event.is_open(now):
        raise Refused(Refusal.REGISTRATION_CLOSED)
    promote_waiting(event, now)
    sessions = {session.slug: session for session in event.sessions}
    wishes = [[sessions[slug] for slug in person.sessions] for person in party.people]
    needs = places.needs_of_people(event, wishes)
    code = codes.presented(event, party.code, now)
    guest = Guest(party.invited, code.guest_kind or party.guest_kind if code else party.guest_kind)
    if not at_any_time:
        access.admit(event, [session for session in event.sessions if needs.get(session.id)], guest, code, now)
    registration = Registration(
        code=_new_code(),
        event_id=event.id,
        event=event,
        locale=party.locale,
        guest_kind=guest.kind,
        invited=party.invited,
        delegation_name=party.delegation,
        contact_name=party.contact_name,
        contact_email=party.contact_email,
        contact_phone=party.contact_phone,
        home_phone=party.home_phone,
        contact_country=party.contact_country,
        contact_folded=folded_contact(party.contact_name),
        note=party.note,
        demo=party.demo,
        created_at=now,
        changed_at=now,
    )
    is_asked = not at_any_time and access_rules.is_to_be_approved(
        event.approve_kinds, guest, opened_by_code=code is not None
    )
    drawn, later = 0, set[int]()
    if not is_asked:
        drawn, later = _seat_or_wait(registration, needs, now, code=code, at_any_time=at_any_time, above=above)
    elif event.waiting_list or _may_take(event, needs):  # it takes no place until it is approved
        registration.state = State.PENDING
    else:  # what is full already is said at once
        raise Refused(Refusal.FULL)
    if code is not None:
        codes.use(code, now)
        registration.code_use = CodeUse(code=code, drawn=drawn)
    for position, (person, wished) in enumerate(zip(party.people, wishes, strict=True)):
        booked = [session for session in wished if session.id not in later]
        registration.attendees.append(_attendee(person, position, booked))
    db.session.add(registration)
    db.session.flush()
    _note_consents(registration, party, now)
    _queue(registration, dict(zip(registration.attendees, wishes, strict=True)), later, now)
    answers.note(registration, party)
    if not party.demo:  # the rehearsal's guests come and go with their edition
        # Names and addresses stand in the registration; what is changed later keeps its old value.
        values = {"state": registration.state, "people": len(party.people), "channel": party.channel}
        audit.record("registration.created", registration, **audit.differences({}, values))
    if notify:
        write_to(registration, "registration")
    signals.registered.send(registration)
    return registration


def change(
    registration: Registration,
    changes: Sequence[Change],
    now: datetime,
    *,
    joining: Sequence[Person] = (),
    notify: bool = True,
    at_any_time: bool = False,
) -> list[Attendee]:
    """Correct people, take some off, let others take their place or join: all of it, or Refused and nothing.

    Ticket codes of those who stay are kept. The answer are those who are new. `at_any_time` is for the organisers: who
    may choose a session, and until when, does not bind them.
    """
    hold(registration)
    if registration.state == State.CANCELLED:
        raise Refused(Refusal.CANCELLED)
    people = {attendee.id: attendee for attendee in registration.people}
    dropped = {one.attendee_id for one in changes if one.drop}
    replaced = sum(one.drop and one.successor is not None for one in changes)
    if dropped >= people.keys() and not replaced and not joining:
        cancel(registration, now, notify=notify)
        return []
    after = len(people) - len(dropped & people.keys()) + replaced + len(joining)
    if joining and after > signals.most_people(registration):
        raise Refused(Refusal.PARTY_TOO_LARGE)
    event = registration.event
    sessions = {session.slug: session for session in event.sessions}
    wanted = {attendee.id: list(attendee.sessions) for attendee in people.values() if attendee.id not in dropped}
    for one in changes:
        if one.sessions is not None and not one.drop:
            wanted[one.attendee_id] = [sessions[slug] for slug in one.sessions]
    last = max(attendee.position for attendee in registration.attendees)
    successors = [_successor(one.successor, people[one.attendee_id]) for one in changes if one.successor and one.drop]
    joiners = [_attendee(p, n, [sessions[slug] for slug in p.sessions]) for n, p in enumerate(joining, last + 1)]
    new = [*successors, *joiners]
    if not at_any_time:
        entered = {session for attendee in joiners for session in attendee.sessions}
        _look_at_moves(registration, {people[number]: chosen for number, chosen in wanted.items()}, entered, now)
        wished = {people[number]: list(chosen) for number, chosen in wanted.items()}
        later = _take_up_or_wait(registration, wished, now)
        wanted = {
            number: [s for s in chosen if s.id not in later or s in people[number].sessions]
            for number, chosen in wanted.items()
        }
    new_wishes = {attendee: list(attendee.sessions) for attendee in joiners}
    new_later = set() if at_any_time else _to_wait_for_with(registration, joiners)
    for attendee in joiners:
        attendee.sessions = [session for session in attendee.sessions if session.id not in new_later]
    if registration.is_confirmed:
        chosen = [*wanted.values(), *(attendee.sessions for attendee in new)]
        _exchange(event, needs_of(registration), places.needs_of_people(event, chosen))
        drawing.give_back(registration, max(0, len(people) - after))
    altered = [_apply(people[one.attendee_id], one, wanted.get(one.attendee_id, []), now) for one in changes]
    offers.forget(registration, now)
    if not any(altered) and not new:
        return []
    registration.attendees.extend(new)
    registration.changed_at = now
    db.session.flush()
    _queue(registration, new_wishes, new_later, now)
    for attendee in new:
        audit.record("attendee.added", attendee, name=("", attendee.name))
    before = {"people": len(people)}
    audit.record("registration.changed", registration, **audit.differences(before, {"people": after}))
    if notify:
        write_to(registration, "registration-changed")
    signals.changed.send(registration)
    promote_waiting(event, now)
    return new


def cancel(registration: Registration, now: datetime, *, notify: bool = True) -> None:
    """Take a registration back and pass its places on; a second time changes nothing."""
    hold(registration)
    if registration.state == State.CANCELLED:
        return
    before = registration.state
    if registration.is_confirmed:
        places.release(registration.event, needs_of(registration))
        drawing.give_back(registration, len(registration.people))
    if registration.code_use is not None:
        codes.give_back(registration.code_use.code)
    registration.state, registration.changed_at = State.CANCELLED, now
    registration.waiting_since = registration.offered_until = None
    offers.forget(registration, now)
    db.session.flush()
    audit.record("registration.cancelled", registration, state=(before, State.CANCELLED))
    if notify:
        write_to(registration, "registration-cancelled")
    signals.cancelled.send(registration)
    promote_waiting(registration.event, now)


def reissue_ticket(attendee: Attendee, now: datetime) -> None:
    """Make a new ticket; the old one is void from now on."""
    hold(attendee.registration)
    if attendee.registration.state == State.CANCELLED or attendee.dropped_at is not None:
        raise Refused(Refusal.CANCELLED)
    if not attendee.registration.is_confirmed or attendee.ticket_version >= MOST_VERSIONS:
        raise Refused(Refusal.NOT_CONFIRMED)
    attendee.ticket_version += 1
    attendee.registration.changed_at = now
    for other in merged_into(attendee):  # cards of an answer that was joined to this one are lost with it
        other.ticket_version += 1
    db.session.flush()
    audit.record("ticket.reissued", attendee, version=(attendee.ticket_version - 1, attendee.ticket_version))
    signals.changed.send(attendee.registration)


def merged_into(attendee: Attendee) -> Sequence[Attendee]:
    """The same person in answers that have been joined to this one."""
    same = db.select(MergedPerson.attendee_id).filter_by(into_id=attendee.id)
    return db.session.scalars(db.select(Attendee).where(Attendee.id.in_(same)).order_by(Attendee.id)).all()


def promote_waiting(event: Event, now: datetime) -> list[Registration]:
    """Give free places to the first waiting parties that fit. The event is locked by whoever calls."""
    promoted = []
    for registration_id, needs in moving_up(event):
        if not places.take(event, needs):
            continue
        registration = db.session.get_one(Registration, registration_id)
        _confirm(registration, now)
        promoted.append(registration)
    if any(session.queue for session in event.sessions):
        offers.make_offers(event, now)
    return promoted


def answer_offer(registration: Registration, session: Session, takes: bool, now: datetime) -> None:
    """Take what is offered in a session, or let it go and wait no longer. Again: nothing changes. Raises Refused."""
    hold(registration)
    if takes:
        offers.accept(registration, session, now)
    else:
        offers.decline(registration, session, now)
    promote_waiting(registration.event, now)


def seat(registration: Registration, now: datetime, *, above: bool = False) -> None:
    """The organisers have called a party that waits, or it stands at the door: it is confirmed, if all of it fits.

    `above`: though the places are taken. Raises Refused.
    """
    hold(registration)
    if registration.state != State.WAITLISTED:
        return
    if not places.take(registration.event, needs_of(registration)):
        if not above:
            raise Refused(Refusal.FULL)
        places.exceed(registration.event, needs_of(registration))
    _confirm(registration, now)
    promote_waiting(registration.event, now)


def _confirm(registration: Registration, now: datetime) -> None:
    """Its places are taken; it is told."""
    registration.state, registration.changed_at = State.CONFIRMED, now
    registration.waiting_since = registration.offered_until = None
    db.session.flush()
    audit.record("registration.promoted", registration, state=(State.WAITLISTED, State.CONFIRMED))
    write_to(registration, "registration")
    signals.changed.send(registration)
    signals.promoted.send(registration)


def place_approved(registration: Registration, now: datetime) -> None:
    """Give a party that has been approved its places, else a place in the queue as of when it asked; raises Refused.

    The event is locked by whoever calls.
    """
    event = registration.event
    promote_waiting(event, now)
    wished = {attendee: list(attendee.sessions) for attendee in registration.people}
    _drawn, later = _seat_or_wait(registration, needs_of(registration), registration.created_at)
    for attendee, chosen in wished.items():
        attendee.sessions = [session for session in chosen if session.id not in later]
    db.session.flush()
    _queue(registration, wished, later, now)


def moving_up(event: Event, more: int = 0) -> list[tuple[int, Needs]]:
    """Which waiting parties would be given a place now, with what they need; `more` places given free besides.

    None where the organisers call those who wait: whom they seat is theirs to say.
    """
    if event.call_by is not None:
        return []
    left = places.left(event)
    free = left[EVENT]
    left[EVENT] = None if free is None else free + more
    waiting = _waiting(event)
    return [waiting[number] for number in rules.fitting([needs for _, needs in waiting], left)]


def somebody_waits(event: Event) -> bool:
    queued = db.select(Registration.id).filter_by(event_id=event.id, state=State.WAITLISTED)
    return db.session.scalar(queued.limit(1)) is not None


def resend_tickets(registration: Registration) -> bool:
    """Send the party's newest message again, as the same message; False if it has no e-mail address."""
    if registration.contact_email is None:
        return False
    newest = db.session.scalar(
        db.select(mail.Message)
        .where(
            mail.Message.subject_id == registration.id,
            mail.Message.kind.in_(MESSAGES),
            mail.Message.recipient == registration.contact_email,
        )
        .order_by(mail.Message.id.desc())
        .limit(1)
    )
    if newest is None:
        send_link(registration)
    elif newest.state != mail.MessageState.QUEUED:
        mail.resend(newest)
    return True


def send_link(registration: Registration) -> bool:
    """Send the party the way to its tickets; False if it has no e-mail address."""
    write_to(registration, LINK_MESSAGE)
    return bool(registration.contact_email)


def position_of(registration: Registration) -> int | None:
    """The place in the waiting list, from 1; None if the party does not wait."""
    if registration.state != State.WAITLISTED:
        return None
    ahead = db.select(func.count()).where(
        Registration.event_id == registration.event_id,
        Registration.state == State.WAITLISTED,
        db.or_(
            Registration.waiting_since < registration.waiting_since,
            db.and_(Registration.waiting_since == registration.waiting_since, Registration.id < registration.id),
        ),
    )
    return (db.session.scalar(ahead) or 0) + 1


def private_token(registration: Registration) -> str:
    """The secret of the party's private address."""
    return keys.link_token(LINK, registration.id, registration.link_version)


def of_private_token(token: str) -> Registration | None:
    """The registration of a private address."""
    find = partial(db.session.get, Registration)
    return keys.owner_of_link(LINK, token, find, lambda found: found.link_version)


def earlier_answer(owner: str, key: str, body_digest: str) -> Registration | None:
    """The registration that this request has already made; raises Refused if the key was used for another."""
    used = db.session.scalar(db.select(IdempotencyKey).filter_by(owner=owner, key=keys.digest(key)))
    if used is None:
        return None
    if used.body_digest != body_digest:
        raise Refused(Refusal.IDEMPOTENCY_MISMATCH)
    if used.registration_id is None:
        raise Refused(Refusal.IN_PROGRESS)
    return db.session.get_one(Registration, used.registration_id)


def register_once(owner: str, key: str, body_digest: str, party: Party, now: datetime) -> tuple[Registration, bool]:
    """Register unless this very request has been answered before: (registration, whether it is new).

    The key is taken before the places, in the same transaction, so a refusal gives it back.
    """
    write()
    if not _take_key(owner, keys.digest(key), body_digest, now):
        earlier = earlier_answer(owner, key, body_digest)
        if earlier is None:
            raise Refused(Refusal.IN_PROGRESS)
        return earlier, False
    registration = register(party, now)
    db.session.execute(
        db.update(IdempotencyKey)
        .filter_by(owner=owner, key=keys.digest(key))
        .values(registration_id=registration.id)
        .execution_options(synchronize_session=False)
    )
    return registration, True


def registration_of_key(owner: str, key: str) -> Registration:
    """What was noted under a key that has been used."""
    used = db.session.scalars(db.select(IdempotencyKey).filter_by(owner=owner, key=keys.digest(key))).one()
    return db.session.get_one(Registration, used.registration_id)


def room_for_newcomers(event: Event, sessions: Sequence[Session]) -> int | None:
    """How many who come unannounced, and take part in these, would find places; None: no limit.

    Places that somebody on the waiting list is short of are not theirs.
    """
    left, needs = places.left(event), places.needs_of_people(event, [sessions])
    if rules.overtakes(needs, [others for _, others in _waiting(event)], left):
        return 0
    bounds = [free for where in needs if (free := left[where]) is not None]
    return max(0, min(bounds)) if bounds else None


def people_waiting(event: Event) -> int:
    """How many people are on the waiting list."""
    return sum(needs[EVENT] for _, needs in _waiting(event))


def is_full(event: Event) -> bool:
    """Whether a newcomer of one person would not be confirmed, for want of places or because others wait."""
    return not _may_take(event, {EVENT: 1})


def most_people(registration: Registration) -> int:
    """How many people the party may name."""
    return signals.most_people(registration)


def set_name(attendee: Attendee, name: str, second_name: str | None = None) -> None:
    """Store a name as it is written, with what finds and orders it. Columns have ends that folding may pass."""
    attendee.name = name
    if second_name is not None:
        attendee.second_name = second_name
    attendee.folded = search.searchable(name, attendee.second_name or "")[:500]
    attendee.sort_given = search.given_name_key(name)[:900]


def folded_contact(name: str) -> str:
    """What finds a party by who answers for it."""
    return search.searchable(name)


def needs_of(registration: Registration) -> Needs:
    """The places a party takes or would take."""
    return places.needs_of_people(registration.event, [attendee.sessions for attendee in registration.people])


LINK_MESSAGE = "registration-link"  # the way to the tickets, alone
MESSAGES = ("registration", "registration-changed", "registration-cancelled", LINK_MESSAGE)
MOVED = "registration-moved"  # tells an address that it is no longer the party's; it holds no way to anything
DECLINED = "registration-declined"  # of an answer that the organisers did not approve
LETTERS = (*MESSAGES, offers.LETTER, MOVED, DECLINED)  # all that a party is written


def write_to(registration: Registration, kind: str) -> None:
    if registration.contact_email and not registration.demo:
        mail.post(kind, registration.id, registration.contact_email, registration.locale)


def _note_consents(registration: Registration, party: Party, now: datetime) -> None:
    said = {"text_version": rules.CONSENT_TEXT_VERSION, "locale": party.locale, "channel": party.channel, "at": now}
    agreed = {purpose: bool(party.consents.get(purpose)) for purpose in rules.CONSENTS}
    rows = [{"registration_id": registration.id, "purpose": p, "given": given, **said} for p, given in agreed.items()]
    db.session.execute(db.insert(Consent), rows)


def _attendee(person: Person, position: int, sessions: list[Session]) -> Attendee:
    attendee = Attendee(
        position=position,
        honorific=person.honorific,
        called=person.called,
        age_band=person.age_band,
        diet=person.diet,
        access=person.access,
        no_photo=person.no_photo,
        phone=person.phone,
        sessions=sessions,
    )
    set_name(attendee, person.name, person.second_name)
    return attendee


def _successor(person: Person, leaver: Attendee) -> Attendee:
    """Who takes somebody's place takes part in the same."""
    return _attendee(person, leaver.position, list(leaver.sessions))


def _apply(attendee: Attendee, one: Change, sessions: list[Session], now: datetime) -> bool:
    """Put one correction into its attendee; whether it altered anything."""
    before = _correctable(attendee, one)
    if one.drop:
        attendee.dropped_at, attendee.sessions = now, []
    if one.name is not None and not one.drop:
        set_name(attendee, one.name, one.details.get("second_name"))
    for name, value in one.details.items():
        setattr(attendee, name, value)
    if one.sessions is not None and not one.drop:
        attendee.sessions = sessions
    changes = audit.differences(before, _correctable(attendee, one))
    if changes:
        audit.record("attendee.dropped" if one.drop else "attendee.changed", attendee, **changes)
    return bool(changes)


def _correctable(attendee: Attendee, one: Change) -> dict[str, Any]:
    sessions = sorted(session.slug for session in attendee.sessions)
    details = {name: getattr(attendee, name) for name in one.details}
    return {"name": attendee.name, "sessions": sessions, "dropped_at": attendee.dropped_at, **details}


def hold(registration: Registration) -> None:
    """Lock the registration's event, then read the registration as it now is."""
    write()
    places.locked(registration.event_id)
    db.session.scalars(
        db.select(Registration)
        .filter_by(id=registration.id)
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    ).one()


def _waiting(event: Event) -> list[tuple[int, Needs]]:
    """Who waits, in order, with what they need: two queries however long the list."""
    queued = db.select(Registration.id).filter_by(event_id=event.id, state=State.WAITLISTED)
    people = db.session.execute(
        db.select(Registration.id, func.count(Attendee.id))
        .join(Attendee, db.and_(Attendee.registration_id == Registration.id, Attendee.dropped_at.is_(None)))
        .where(Registration.id.in_(queued))
        .group_by(Registration.id, Registration.waiting_since)
        .order_by(Registration.waiting_since, Registration.id)
    ).all()
    if not people:
        return []
    needs: dict[int, dict[int, int]] = {registration_id: {EVENT: count} for registration_id, count in people}
    for registration_id, session_id, count in db.session.execute(
        db.select(Attendee.registration_id, booking.c.session_id, func.count())
        .join(booking, booking.c.attendee_id == Attendee.id)
        .where(Attendee.registration_id.in_(queued), Attendee.dropped_at.is_(None))
        .group_by(Attendee.registration_id, booking.c.session_id)
    ):
        needs[registration_id][session_id] = count
    return list(needs.items())


def _seat_or_wait(
    registration: Registration,
    needs: Needs,
    since: datetime,
    *,
    code: AccessCode | None = None,
    at_any_time: bool = False,
    above: bool = False,
) -> tuple[int, set[int]]:
    """Give a party its places, else a place in the queue as of `since`; raises Refused where there is none.

    `above`: it gets them though they are taken.

    Answers how many places came out of those kept for its code, and the sessions for which it waits: with
    `at_any_time` none, it comes or waits for all of them together.
    """
    event = registration.event
    later = set() if at_any_time else _to_wait_for(event, needs)
    drawn = _seat(event, code, {where: number for where, number in needs.items() if where not in later})
    if drawn is None and above:
        places.exceed(event, needs)
        drawn = 0
    if drawn is not None:
        registration.state = State.CONFIRMED
        return drawn, later
    if not event.waiting_list:
        raise Refused(Refusal.FULL)
    registration.state, registration.waiting_since = State.WAITLISTED, since
    if not at_any_time:  # who waits for the gathering waits for its small sessions too, each by itself
        later |= {session.id for session in event.sessions if session.queue}
    return 0, later


def _seat(event: Event, code: AccessCode | None, needs: Needs) -> int | None:
    """Take a newcomer's places; how many of them came out of those kept for its code. None: they are not all free."""
    drawn = drawing.available(code, needs[EVENT])
    others = {where: number - drawn if where == EVENT else number for where, number in needs.items()}
    if not _may_take(event, {where: number for where, number in others.items() if number}):
        return None
    if code is not None and code.hold is not None and drawn:
        drawing.draw(event, code.hold, drawn)
    if places.take(event, needs):
        return drawn
    if code is not None and code.hold is not None and drawn:
        drawing.put_back(event, code.hold, drawn)
    return None


def _to_wait_for(event: Event, needs: Needs) -> set[int]:
    """Sessions with a queue that a party cannot be in at once: it waits for them, and comes all the same."""
    queued = [session.id for session in event.sessions if session.queue and needs.get(session.id)]
    if not queued:
        return set()
    left, waiting = places.left(event), offers.waiting_needs(event)
    wanted = {where: {where: needs[where]} for where in queued}
    return {w for w, one in wanted.items() if rules.lacking(one, left) or rules.overtakes(one, waiting, left)}


def _queue(
    registration: Registration, wished: Mapping[Attendee, list[Session]], later: set[int], now: datetime
) -> None:
    """Let those wait who wished for these sessions and are not in them."""
    for session in registration.event.sessions:
        if session.id in later:
            people = [one for one, chosen in wished.items() if session in chosen and session not in one.sessions]
            if people:
                offers.wait(registration, session, people, now)


def _take_up_or_wait(registration: Registration, wished: Mapping[Attendee, list[Session]], now: datetime) -> set[int]:
    """Who newly chooses a session with a queue takes up what is offered there, else waits if it is full.

    Answers the sessions that are settled by that: nothing more is to be booked in them.
    """
    event = registration.event
    entered: dict[Session, list[Attendee]] = {}
    for attendee, chosen in wished.items():
        for session in chosen:
            if session.queue and session not in attendee.sessions:
                entered.setdefault(session, []).append(attendee)
    if not entered:
        return set()
    if registration.state == State.PENDING:  # its wishes are looked at when it is approved
        return set()
    if not registration.is_confirmed:
        later = {session.id for session in entered}
    else:
        later = set()
        for session, newcomers in entered.items():
            if offers.is_offered(registration, session, now):
                offers.accept(registration, session, now, newcomers)
                newcomers = [one for one in newcomers if session not in one.sessions]
            if newcomers and _to_wait_for(event, {session.id: len(newcomers)}):
                later.add(session.id)
    _queue(registration, wished, later, now)
    return later


def _to_wait_for_with(registration: Registration, joiners: Sequence[Attendee]) -> set[int]:
    """Sessions for which those who join a party wait; who waits for the gathering waits for its small ones too."""
    needs = places.needs_of_people(registration.event, [attendee.sessions for attendee in joiners])
    if registration.state == State.PENDING:
        return set()
    if registration.is_confirmed:
        return _to_wait_for(registration.event, needs)
    return {session.id for session in registration.event.sessions if session.queue and needs.get(session.id)}


def _look_at_moves(
    registration: Registration, wanted: Mapping[Attendee, list[Session]], entered: set[Session], now: datetime
) -> None:
    """Raises Refused where somebody goes to a session that is not for the party, or leaves one that is counted."""
    entered = entered | {s for attendee, chosen in wanted.items() for s in set(chosen) - set(attendee.sessions)}
    left = {s for attendee, chosen in wanted.items() for s in set(attendee.sessions) - set(chosen)}
    code = registration.code_use.code if entered and registration.code_use else None
    access.admit_to_sessions(entered, access.guest_of(registration), code, now)
    access.may_be_left(left, now)


def _may_take(event: Event, needs: Needs) -> bool:
    left = places.left(event)
    if rules.lacking(needs, left):
        return False
    if all(free is None for free in left.values()):
        return True  # without limits nobody is short of anything
    return not rules.overtakes(needs, [others for _, others in _waiting(event)], left)


def _exchange(event: Event, before: Needs, after: Needs) -> None:
    """Free what a party no longer needs and take what it needs more; raises Refused(FULL)."""
    more = {where: after[where] - before.get(where, 0) for where in after if after[where] > before.get(where, 0)}
    less = {where: before[where] - after.get(where, 0) for where in before if before[where] > after.get(where, 0)}
    if more and not (_may_take(event, more) and places.take(event, more)):
        raise Refused(Refusal.FULL)
    places.release(event, less)


def _take_key(owner: str, key: str, body_digest: str, now: datetime) -> bool:
    """Claim an idempotency key; False if it is taken. On PostgreSQL a claim waits for a rival that is at work."""
    on_postgresql = db.session.connection().dialect.name == "postgresql"
    values = {"owner": owner, "key": key, "body_digest": body_digest, "created_at": now}
    claim = insert(IdempotencyKey).values(values).on_conflict_do_nothing().returning(IdempotencyKey.id)
    if on_postgresql:
        db.session.execute(db.text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
    try:
        taken = db.session.scalar(claim) is not None  # a row count is not told on every database
    except OperationalError:
        db.session.rollback()
        raise Refused(Refusal.IN_PROGRESS) from None
    if on_postgresql:
        db.session.execute(db.text("SET LOCAL lock_timeout = 0"))
    return taken


def _new_code() -> str:
    """Eight signs to quote on the telephone; look-alikes are left out."""
    while True:
        code = "".join(secrets.choice(keys.CROCKFORD) for _ in range(8))
        if db.session.scalar(db.select(Registration.id).filter_by(code=code)) is None:
            return code
