"""Forgets what officers noted of guests and how they marked them, with the notes of the gathering's calls."""

from datetime import datetime

from sqlalchemy import Select

from ..core import settings
from ..core.database import db
from ..core.forgetting import delete, empty, forgets
from ..registration import signals
from ..registration.models import Attendee, Event, Registration
from .models import GuestDeed, GuestDeedRow, GuestNote, tagging


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = db.select(Registration.id).join(Registration.event).where(Event.ends_at < now - settings.FORGET_NOTES.days)
    notes = _forget_all_of(over)
    rowless = db.not_(db.exists().where(GuestDeedRow.deed_id == GuestDeed.id))
    return {"words": notes, "guest_deeds": delete(db.delete(GuestDeed).where(rowless))}


@signals.erased.connect
def forget_party(registration: Registration) -> None:
    _forget_all_of(db.select(Registration.id).filter_by(id=registration.id))


def _forget_all_of(registrations: Select[tuple[int]]) -> int:
    """Of how many notes the words were emptied; tags and what was done to many go without a word."""
    people = db.select(Attendee.id).where(Attendee.registration_id.in_(registrations))
    delete(db.delete(tagging).where(tagging.c.attendee_id.in_(people)))
    delete(db.delete(GuestDeedRow).where(GuestDeedRow.attendee_id.in_(people)))
    return empty(GuestNote, GuestNote.registration_id.in_(registrations), text="")
