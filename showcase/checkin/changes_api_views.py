"""What has changed in a device's list since it asked last: who came and went, answered, changed or dropped out."""

from datetime import datetime, timedelta
from typing import Any

from flask import request
from sqlalchemy.orm import joinedload

from ..core.api import server_time
from ..core.database import db
from ..core.errors import Problem
from ..registration.models import Attendee, Registration
from . import devices
from .api_views import blueprint, event_asked_for, items_of, of_event
from .claims import Scanner
from .forms import instant
from .guard import for_scanners
from .models import Presence

MOST = 500  # of more, the list is fetched anew
OVERLAP = timedelta(seconds=10)  # what was being written while the last answer was made is told again


@blueprint.get("/changes")
@for_scanners
def changes(asking: Scanner) -> dict[str, Any]:
    """Items as in the list, of whom anything has changed since `since`, and the numbers of all who are gone.

    `server_time` is the `since` of the next request. `more`: too many have changed to be told.
    """
    event, now = event_asked_for(asking), server_time()
    since = _since() - OVERLAP
    come = db.select(Presence.attendee_id).where(Presence.changed_at >= since)
    query = (
        db.select(Attendee)
        .join(Registration)
        .where(
            Registration.event_id == event.id,
            Attendee.dropped_at.is_(None),
            db.or_(Registration.changed_at >= since, Attendee.id.in_(come)),
        )
        .options(joinedload(Attendee.registration))
        .order_by(Attendee.id)
        .limit(MOST + 1)
    )
    people = db.session.scalars(query).all()
    more = len(people) > MOST
    told = {"items": [] if more else items_of(people), "gone": devices.gone(event.id), "more": more}
    return {**told, **of_event(event), "server_time": now}


def _since() -> datetime:
    told = instant(request.args.get("since"))
    if told is None or told[0] is None:
        raise Problem(422, "invalid", errors=[{"field": "since", "message": "A time in RFC 3339 is expected."}])
    return max(told[0], datetime.min.replace(tzinfo=told[0].tzinfo) + OVERLAP)
