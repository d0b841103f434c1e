"""Forgets whose badge was printed when, with the notes about guests."""

from datetime import datetime

from ..core import settings
from ..core.database import db
from ..core.forgetting import delete, forgets
from ..registration import print_runs, signals
from ..registration.models import Attendee, Event, Registration
from . import gift_papers, printing
from .models import BadgePrint


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = db.select(Attendee.id).join(Registration).join(Event).where(Event.ends_at < now - settings.FORGET_NOTES.days)
    return {"badge_prints": delete(db.delete(BadgePrint).where(BadgePrint.attendee_id.in_(over)))}


@signals.erased.connect
def forget_party(registration: Registration) -> None:
    """At once where a party wishes so: the files with its names, and what is known of its badges."""
    people = {person.id for person in registration.attendees}
    print_runs.forget_those_of(registration.event_id, [gift_papers.WHAT], {registration.id})
    print_runs.forget_those_of(registration.event_id, [printing.WHAT], people)
    delete(db.delete(BadgePrint).where(BadgePrint.attendee_id.in_(people)))
