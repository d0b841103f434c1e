"""Forgets what was said on the telephone; that somebody was called, and what came of it, stays as a number."""

from datetime import datetime

from ..core import settings
from ..core.database import db
from ..core.forgetting import empty, forgets, nothing_of
from ..registration.models import Event
from .models import KEPT, Call, Callee


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = db.select(Callee.id).join(Callee.event).where(Event.ends_at < now - settings.FORGET_NOTES.days)
    return {"calls": empty(Call, Call.callee_id.in_(over), **nothing_of(Call, KEPT))}
