"""Forgets who worked and spoke in a programme, and copies of it, with the guests of the same event."""

from datetime import datetime

from ..committee.models import KEPT
from ..core import settings
from ..core.database import db
from ..core.forgetting import delete, empty, forgets, nothing_of
from ..registration.models import Event
from .models import Appearance, Duty, ProgrammeItem, RunCopy


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = db.select(Event.id).where(Event.ends_at < now - settings.FORGET_PEOPLE.days)
    items = db.select(ProgrammeItem.id).where(ProgrammeItem.event_id.in_(over))
    names = empty(ProgrammeItem, ProgrammeItem.event_id.in_(over), **nothing_of(ProgrammeItem, KEPT))
    guests = db.delete(Appearance).where(Appearance.item_id.in_(items), Appearance.attendee_id.is_not(None))
    return {
        "programme_names": names
        + empty(Appearance, Appearance.item_id.in_(items), **nothing_of(Appearance, KEPT))
        + empty(Duty, Duty.event_id.in_(over), **nothing_of(Duty, KEPT))
        + delete(guests),
        "programme_copies": empty(RunCopy, RunCopy.event_id.in_(over), **nothing_of(RunCopy, KEPT)),
    }
