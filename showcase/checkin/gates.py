"""An event's gates: as the API tells and takes them, and the one every event has."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import selectinload

from ..core.database import db
from ..registration.models import Event
from .models import Gate


def of_event(event: Event) -> Sequence[Gate]:
    query = db.select(Gate).filter_by(event_id=event.id).order_by(Gate.position, Gate.id)
    return db.session.scalars(query.options(selectinload(Gate.sessions))).all()


def describe(event: Event) -> list[dict[str, Any]]:
    return [
        {
            "slug": gate.slug,
            "name": gate.texts_of("name"),
            "sessions": [session.slug for session in gate.sessions],
            "any_time": gate.any_time,
        }
        for gate in of_event(event)
    ]
