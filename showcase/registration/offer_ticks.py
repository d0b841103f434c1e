"""Passes offers on as their time ends, and offers what is free: the worker looks every minute."""

from datetime import datetime

from ..core.database import db
from ..core.sweeps import ticked
from . import services
from .models import Event, Session, SessionWait
from .rules import WaitState


@ticked
def pass_on(now: datetime) -> None:
    """One transaction for each event that has something to pass on; where nothing is due, nothing is locked."""
    for slug in _due(now):
        services.promote_waiting(services.locked_event(slug), now)
        db.session.commit()


def _due(now: datetime) -> list[str]:
    """Events with an offer whose time is over, or with somebody who waits where places are free."""
    over = db.and_(SessionWait.state == WaitState.OFFERED, SessionWait.offered_until <= now)
    free = db.or_(Session.capacity.is_(None), Session.taken < Session.capacity)
    could_be = db.and_(SessionWait.state == WaitState.WAITING, free, Event.ends_at > now)
    query = db.select(Event.slug).join(Session, Session.event_id == Event.id)
    query = query.join(SessionWait, SessionWait.session_id == Session.id).where(db.or_(over, could_be))
    return list(db.session.scalars(query.distinct().order_by(Event.slug)))
