"""What is arranged for a party: told to it, and forgotten with it."""

from ..core import audit
from ..core.database import db
from ..core.forgetting import delete, empty, nothing_of
from ..core.i18n import gettext as _
from ..registration import signals
from ..registration.models import Registration
from ..registration.signals import OwnPart
from . import services
from .models import KEPT, Journey, Ride


def journey_of(registration: Registration) -> OwnPart:
    labels = {
        "coach": _("Coach"),
        "second_name": _("Second contact"),
        "second_phone": _("Telephone of the second contact"),
        "arrives_by": _("Comes to Việt Nam by"),
        "arrives_at": _("Arrives in Việt Nam"),
        "hotel": _("Hotel"),
        "tables": _("Wish for tables"),
        "needs": _("What they need"),
        "note": _("Note"),
    }
    journey = services.journey_of(registration)
    coaches = {coach.name for coach in services.rides_of([one.id for one in registration.attendees]).values()}
    if journey is None and not coaches:
        return OwnPart("journey", _("How you come and stay"), labels, [])
    known = {name: getattr(journey, name) if journey else "" for name in labels if name != "coach"}
    return OwnPart("journey", _("How you come and stay"), labels, [{"coach": sorted(coaches), **known}])


@signals.erased.connect
def forget(registration: Registration) -> None:
    theirs = Journey.registration_id == registration.id
    empty(Journey, theirs, **nothing_of(Journey, KEPT), arrives_at=None)
    audit.erase_all(Journey, db.select(Journey.id).where(theirs))
    delete(db.delete(Ride).where(Ride.attendee_id.in_([person.id for person in registration.attendees])))


signals.own_data_sources.append(journey_of)
