"""Forgets who was met at the door, with the organisers' other notes about an event."""

from datetime import datetime

from ..core import settings
from ..core.forgetting import forgets
from . import arrivals


@forgets
def forget(now: datetime) -> dict[str, int]:
    return {"arrivals": arrivals.forget_before(now - settings.FORGET_NOTES.days)}
