"""An event's parts: added, changed, put in order and taken away one by one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..core import audit, ordering, slugs
from ..core.database import db
from ..core.i18n import SOURCE
from . import events, services, signals
from .events import Noted
from .models import Event, Session
from .rules import Refusal, Refused

Texts = Mapping[str, Mapping[str, str]]


def add(event: Event, texts: Texts, values: Mapping[str, Any], noted: Noted) -> Session:
    """A new session after the others. The event is locked by whoever calls, here and below."""
    taken = {session.slug for session in event.sessions}
    slug = slugs.first_free(slugs.slugify(texts["title"][SOURCE]) or "session", taken)
    position = max((session.position for session in event.sessions), default=-1) + 1
    session = Session(slug=slug, position=position, taken=0, **values)
    event.sessions.append(session)
    _store(session, texts)
    audit.record("session.created", session, **noted)
    return session


def change(session: Session, texts: Texts, values: Mapping[str, Any], now: datetime, noted: Noted) -> audit.AuditEntry:
    """Change a session; more places go to those who wait. Raises Refused."""
    if values["capacity"] is not None and values["capacity"] < session.taken:
        raise Refused(Refusal.CAPACITY_BELOW_TAKEN)
    for name, value in values.items():
        setattr(session, name, value)
    _store(session, texts)
    entry = audit.record("session.changed", session, **noted)
    services.promote_waiting(session.event, now)
    return entry


def move(session: Session, step: ordering.Step) -> None:
    moved = ordering.move(session.event.sessions, session, step)
    if moved:
        audit.record("session.moved", session, place=moved)


def remove(session: Session) -> None:
    """Take a session away that nobody takes part in and no gate needs. Raises Refused."""
    if events.is_booked(session) or signals.serving_only(session):
        raise Refused(Refusal.SESSION_TAKEN)
    audit.record("session.deleted", session, title=(session.texts_of("title"), None), capacity=(session.capacity, None))
    session.event.sessions.remove(session)
    db.session.flush()


def _store(session: Session, texts: Texts) -> None:
    for field, given in texts.items():
        session.set_texts(field, given)
    db.session.flush()
