"""Forgets who was introduced and who gave what to whom, with the guests of the same event."""

from datetime import datetime
from typing import Any

from ..core import settings
from ..core.database import db
from ..core.forgetting import empty, forgets, nothing_of
from ..registration.models import Event
from .models import KEPT, HandOver, Introduction, McCopy


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = db.select(Event.id).where(Event.ends_at < now - settings.FORGET_PEOPLE.days)

    def emptied(model: Any) -> int:
        return empty(model, model.event_id.in_(over), **nothing_of(model, KEPT))

    return {
        "introductions": emptied(Introduction),
        "hand_overs": emptied(HandOver),
        "mc_copies": emptied(McCopy),
    }
