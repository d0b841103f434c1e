"""Places kept back for groups and guests of honour: they count against the capacity until they are given free."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ..core import audit
from ..core.database import db
from . import places, services
from .events import Noted
from .models import Event, Hold, Registration
from .rules import Refusal, Refused


def of_event(event: Event) -> Sequence[Hold]:
    return db.session.scalars(db.select(Hold).filter_by(event_id=event.id).order_by(Hold.id)).all()


def keep(event: Event, values: Mapping[str, Any], noted: Noted) -> Hold:
    """Keep places back; raises Refused if they are not free. The event is locked by whoever calls, here and below."""
    _set(event, values["places"])
    hold = Hold(event_id=event.id, **values)
    db.session.add(hold)
    db.session.flush()
    audit.record("hold.created", hold, **noted)
    return hold


def change(event: Event, hold: Hold, values: Mapping[str, Any], now: datetime, noted: Noted) -> audit.AuditEntry:
    """Change what is kept back; places that it gives free go to those who wait. Raises Refused."""
    _set(event, values["places"] - hold.places)
    for name, value in values.items():
        setattr(hold, name, value)
    db.session.flush()
    entry = audit.record("hold.changed", hold, **noted)
    services.promote_waiting(event, now)
    return entry


def release(event: Event, hold: Hold, now: datetime) -> list[Registration]:
    """Give all of its places free; they go to those who wait, whom it answers."""
    _set(event, -hold.places)
    audit.record("hold.released", hold, name=(hold.name, None), places=(hold.places, None), note=(hold.note, None))
    db.session.delete(hold)
    db.session.flush()
    return services.promote_waiting(event, now)


def _set(event: Event, more: int) -> None:
    if more and not places.keep_back(event, more):
        raise Refused(Refusal.FULL)
