"""What tells guests of one name apart at the door. Of everybody else it is not the door's business."""

from collections.abc import Sequence

from ..core.database import db
from ..registration.models import Attendee, Registration


def apart(people: Sequence[Attendee]) -> dict[int, dict[str, str | None]]:
    """Attendee id → country they come from and age band, of those of one event whose name another guest bears."""
    if not people:
        return {}
    shared = (
        db.select(Attendee.folded)
        .join(Registration)
        .where(
            Registration.event_id == people[0].registration.event_id,
            Attendee.dropped_at.is_(None),
            Attendee.folded.in_({person.folded for person in people}),
        )
        .group_by(Attendee.folded)
        .having(db.func.count(Attendee.id) > 1)
    )
    names = set(db.session.scalars(shared))
    return {
        person.id: {"country": person.registration.contact_country, "age_band": person.age_band}
        for person in people
        if person.folded in names
    }
