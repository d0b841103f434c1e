"""Forgets the words of guests with the guests; ticks and counts say nothing of anybody and stay."""

from datetime import datetime

from ..core import settings
from ..core.database import db
from ..core.forgetting import empty, forgets, nothing_of
from ..registration.models import Event
from .models import KEPT, Feedback


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = db.select(Event.id).where(Event.ends_at < now - settings.FORGET_PEOPLE.days)
    words = nothing_of(Feedback, KEPT) | {"registration_id": None}
    return {"feedback": empty(Feedback, Feedback.event_id.in_(over), **words)}
