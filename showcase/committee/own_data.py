"""Who escorts a party's guests: told to it, and forgotten with it."""

from ..core.database import db
from ..core.i18n import gettext as _
from ..registration import signals
from ..registration.models import Registration
from ..registration.signals import OwnPart
from . import services
from .models import Escort


def escorts_of(registration: Registration) -> OwnPart:
    people = {person.id: person.name for person in registration.attendees}
    found = services.escorts_of(people)
    rows = [{"person": people[number], "escort": member.name} for number, member in found.items()]
    return OwnPart("escorts", _("Who accompanies you"), {"person": _("Who"), "escort": _("Accompanied by")}, rows)


@signals.erased.connect
def forget(registration: Registration) -> None:
    theirs = Escort.attendee_id.in_([person.id for person in registration.attendees])
    db.session.execute(db.delete(Escort).where(theirs), execution_options={"synchronize_session": False})


signals.own_data_sources.append(escorts_of)
