"""Forgets who sat where, with the other notes about the event; the tables stay."""

from datetime import datetime

from ..core import settings
from ..core.database import db
from ..core.forgetting import delete, forgets
from ..registration.models import Event
from .models import Seat, SeatingDeed, SeatingPlan


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = (
        db.select(SeatingPlan.id)
        .join(Event, Event.id == SeatingPlan.event_id)
        .where(Event.ends_at < now - settings.FORGET_NOTES.days)
    )
    delete(db.delete(SeatingDeed).where(SeatingDeed.plan_id.in_(over)))
    return {"seats": delete(db.delete(Seat).where(Seat.plan_id.in_(over)))}
