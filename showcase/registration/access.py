"""Who is let in, as the verbs ask it: the decision over what is stored of an event, its sessions and a party."""

from collections.abc import Iterable
from datetime import datetime

from ..core import clock
from . import access_rules, codes
from .access_rules import Access, CodeFault, CodeRefused, Guest, SessionRefused
from .models import AccessCode, Event, Registration, Session
from .rules import Refusal, Refused


def guest_of(registration: Registration) -> Guest:
    return Guest(registration.invited, registration.guest_kind)


def refusal_of_event(event: Event, guest: Guest, code: AccessCode | None) -> Refusal | None:
    return access_rules.refusal_of_event(event.access, event.guest_kinds, guest, opened_by_code=code is not None)


def refusal_of_session(session: Session, guest: Guest, code: AccessCode | None, now: datetime) -> Refusal | None:
    """Why somebody may not choose a session now; whether there are places is another question."""
    if session.refuses_newcomers(now):
        return Refusal.REGISTRATION_CLOSED
    opened = code is not None and code.session_id in (None, session.id)
    return access_rules.refusal_to_answer(session.access, session.guest_kinds, guest, opened_by_code=opened)


def admit(event: Event, chosen: Iterable[Session], guest: Guest, code: AccessCode | None, now: datetime) -> None:
    """Raises Refused where a party may not come, or one of it not to what it chose."""
    refusal = refusal_of_event(event, guest, code)
    if refusal == Refusal.CODE_INVALID:
        raise CodeRefused(CodeFault.MISSING)
    if refusal is not None:
        raise Refused(refusal)
    admit_to_sessions(chosen, guest, code, now)


def admit_to_sessions(chosen: Iterable[Session], guest: Guest, code: AccessCode | None, now: datetime) -> None:
    for session in chosen:
        refusal = refusal_of_session(session, guest, code, now)
        if refusal == Refusal.CODE_INVALID:
            raise CodeRefused(CodeFault.MISSING if code is None else CodeFault.ELSEWHERE, session.slug)
        if refusal is not None:
            raise SessionRefused(refusal, session.slug)


def may_be_left(sessions: Iterable[Session], now: datetime) -> None:
    """Raises SessionRefused where it is counted who comes, so that only the organisers change it."""
    for session in sessions:
        if session.is_settled(now):
            raise SessionRefused(Refusal.REGISTRATION_CLOSED, session.slug)


def asks_code(event: Event) -> bool:
    """Whether a guest is asked for a code: something is not open to all, or somebody may have one."""
    return Access.CODE in {event.access, *(s.access for s in event.sessions)} or codes.exist_for(event)


def code_of(event: Event, typed: str | None) -> AccessCode | None:
    """The good code that was typed, if any: for what a page shows."""
    try:
        return codes.presented(event, typed or "", clock.now())
    except CodeRefused:
        return None


def code_used_by(registration: Registration) -> AccessCode | None:
    return registration.code_use.code if registration.code_use is not None else None
