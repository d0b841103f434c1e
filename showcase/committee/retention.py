"""Forgets who worked at an event, with the guests of the same event."""

from datetime import datetime

from ..core import settings
from ..core.database import db
from ..core.forgetting import empty, forgets, nothing_of
from ..registration.models import Event
from .models import KEPT, Member, Subcommittee


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = db.select(Subcommittee.id).join(Subcommittee.event).where(Event.ends_at < now - settings.FORGET_PEOPLE.days)
    return {"members": empty(Member, Member.subcommittee_id.in_(over), **nothing_of(Member, KEPT))}
