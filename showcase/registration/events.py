"""Making, changing and deleting events, where everything else about them is already decided.

One set of rules for the API and the console. `noted` is what the audit keeps of a change: field → (old, new).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from ..core import audit, slugs, versions
from ..core.database import db, write
from ..editions.context import on_the_site
from ..editions.models import Edition
from . import offers, services, signals
from .access_rules import Access
from .models import Attendee, Event, Registration, Session, SessionWait
from .rules import INSTANTS, EventInput, Refusal, Refused, SessionInput

Noted = Mapping[str, tuple[Any, Any]]
# What is decided about a record, as the log notes it, besides its texts.
SETTLED: dict[type, tuple[str, ...]] = {
    Event: (
        "slug",
        *INSTANTS,
        "timezone",
        "capacity",
        "waiting_list",
        "call_by",
        "access",
        "guest_kinds",
        "approve_kinds",
        "approve_by",
    ),
    Session: ("slug", "capacity", "position", "access", "guest_kinds", "opens_at", "closes_at", "queue"),
}


def create_event(given: EventInput, edition: Edition, noted: Noted | None = None) -> Event:
    """A new event of an edition; raises Refused if its slug was ever used."""
    write()
    try:
        slugs.take("event", given.slug)
    except slugs.SlugTaken:
        raise Refused(Refusal.SLUG_TAKEN) from None
    event = Event(edition_id=edition.id, slug=given.slug, edition=edition, **given.values)
    db.session.add(event)
    left_out: dict[str, Any] = {part.field: None for part in signals.event_fields}
    _store(event, replace(given, parts={**left_out, **given.parts}))
    audit.record("event.created", event, **(noted or audit.differences({}, _settled(event))))
    return event


def change_event(
    event: Event, given: EventInput, now: datetime, noted: Noted | None = None
) -> tuple[Event, audit.AuditEntry]:
    """Change an event; more places go to those who wait. Raises Refused. Answers the event and the audit's entry."""
    event = services.locked_event(event.slug)
    if not event.may_have(given.values.get("capacity", event.capacity)):
        raise Refused(Refusal.CAPACITY_BELOW_TAKEN)
    before = _settled(event)
    for name, value in given.values.items():
        setattr(event, name, value)
    _store(event, given)
    if noted is None:
        noted = audit.differences(before, _settled(event))
    entry = audit.record("event.changed", event, **noted)
    services.promote_waiting(event, now)
    return event, entry


def delete_event(event: Event) -> None:
    """Delete an event that nobody has answered. Its slug stays taken. Raises Refused."""
    event = services.locked_event(event.slug)
    if is_used(event):
        raise Refused(Refusal.EVENT_USED)
    for part in signals.event_fields:
        part.give_up(event)
    signals.event_deleted.send(event)
    audit.record("event.deleted", event, **audit.differences(_settled(event), {}))
    db.session.delete(event)
    db.session.flush()
    versions.refresh_instants()


def is_used(event: Event) -> bool:
    """Whether it must stay: somebody has answered, or a later feature needs it."""
    return is_answered(event) or signals.is_needed(event)


def is_answered(event: Event) -> bool:
    """Whether anybody ever registered, cancelled answers included."""
    return db.session.scalar(db.select(Registration.id).filter_by(event_id=event.id).limit(1)) is not None


@versions.instants_from
def instants() -> Iterable[datetime | None]:
    """Pages about an event change by themselves when registration opens or closes and when it is over."""
    for event in db.session.scalars(db.select(Event)):
        yield from (event.registration_opens_at, event.registration_closes_at, event.changes_close_at)
        yield from (event.starts_at, event.ends_at)


def on_show() -> Select[Any]:
    """The events that the public may see."""
    return db.select(Event).join(Event.edition).where(on_the_site())


def next_event(now: datetime, edition: Edition | None) -> Event | None:
    """The event that the short addresses lead to: of the edition in front, the next one, else the latest."""
    if edition is None:
        return None
    query = db.select(Event).filter_by(edition_id=edition.id)
    coming = db.session.scalar(query.where(Event.ends_at > now).order_by(Event.starts_at, Event.id).limit(1))
    return coming or db.session.scalar(query.order_by(Event.starts_at.desc(), Event.id.desc()).limit(1))


def _settled(record: Event | Session) -> dict[str, Any]:
    texts = {f"{field}-{code}": text for field in record.FIELDS for code, text in record.texts_of(field).items()}
    columns = {name: getattr(record, name) for name in SETTLED[type(record)]}
    if record.access == Access.OPEN:  # as it is with most: nothing to tell
        columns |= {"access": None, "guest_kinds": None}
    if not columns.get("approve_kinds"):
        columns.pop("approve_kinds", None)
    return columns | texts


def _store(event: Event, given: EventInput) -> None:
    for field, texts in given.texts.items():
        event.set_texts(field, texts)
    if given.sessions is not None:
        _set_sessions(event, given.sessions)
    db.session.flush()
    for part in signals.event_fields:
        if part.field in given.parts:
            part.store(event, given.parts[part.field])
    db.session.flush()
    versions.refresh_instants()


def _set_sessions(event: Event, given: list[SessionInput]) -> None:
    existing = {session.slug: session for session in event.sessions}
    for slug in existing.keys() - {one.slug for one in given}:
        if is_booked(existing[slug]):
            raise Refused(Refusal.SESSION_TAKEN)
        audit.record("session.deleted", existing[slug], **audit.differences(_settled(existing[slug]), {}))
        event.sessions.remove(existing[slug])
    for position, one in enumerate(given):
        session = existing.get(one.slug)
        before = _settled(session) if session else {}
        if session is None:
            session = Session(slug=one.slug, taken=0)
            event.sessions.append(session)
        if one.sets_capacity or one.slug not in existing:
            if one.capacity is not None and one.capacity < session.taken:
                raise Refused(Refusal.CAPACITY_BELOW_TAKEN)
            session.capacity = one.capacity
        for name, value in one.values.items():
            setattr(session, name, value)
        session.position = position
        for code, text in (one.title or {}).items():
            session.set_text("title", code, text)
        changes = audit.differences(before, _settled(session))
        if changes:
            audit.record("session.changed" if before else "session.created", session, **changes)


def is_booked(session: Session) -> bool:
    """Whether somebody takes part in it, or waits for that."""
    booked = db.select(Attendee.id).where(Attendee.sessions.any(Session.id == session.id)).limit(1)
    waiting = db.select(SessionWait.id).where(SessionWait.session_id == session.id, SessionWait.state.in_(offers.LIVE))
    return db.session.scalar(booked) is not None or db.session.scalar(waiting.limit(1)) is not None
