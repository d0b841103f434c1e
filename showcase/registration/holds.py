"""Places kept back for groups and guests of honour: they count against the capacity until they are given free."""

from collections.abc import Collection

from ..core.database import db
from .models import Event, Hold


def places_held(events: Collection[Event]) -> dict[int, int]:
    """Event id → places kept back, of the events that keep some back."""
    query = (
        db.select(Hold.event_id, db.func.sum(Hold.places))
        .where(Hold.event_id.in_([event.id for event in events]))
        .group_by(Hold.event_id)
    )
    return {event_id: places or 0 for event_id, places in db.session.execute(query)}
