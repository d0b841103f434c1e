"""Forgets how delegations came and who drove them, with the notes about guests."""

from datetime import datetime

from ..core import settings
from ..core.database import db
from ..core.forgetting import empty, forgets, nothing_of
from ..registration.models import Event, Registration
from .models import KEPT, Coach, Journey


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = db.select(Event.id).where(Event.ends_at < now - settings.FORGET_NOTES.days)
    theirs = Journey.registration_id.in_(db.select(Registration.id).where(Registration.event_id.in_(over)))
    return {
        "journeys": empty(Journey, theirs, **nothing_of(Journey, KEPT)),
        "coaches": empty(Coach, Coach.event_id.in_(over), **nothing_of(Coach, KEPT)),
    }
