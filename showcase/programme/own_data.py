"""Where a party's people stand in the programme: told to it with all else, and taken off when it is forgotten."""

from ..core.database import db
from ..core.forgetting import delete
from ..core.i18n import gettext as _
from ..registration import signals
from ..registration.models import Attendee, Registration
from ..registration.signals import OwnPart
from .models import Appearance, ProgrammeItem, RunCopy


def parts_of(registration: Registration) -> OwnPart:
    labels = {"name": _("Name"), "item": _("Item of the programme")}
    query = (
        db.select(Appearance, Attendee.name)
        .join(Attendee, Attendee.id == Appearance.attendee_id)
        .join(ProgrammeItem, ProgrammeItem.id == Appearance.item_id)
        .where(Attendee.registration_id == registration.id, ProgrammeItem.removed_at.is_(None))
        .order_by(ProgrammeItem.position, Appearance.id)
    )
    rows = [{"name": name, "item": str(one.item.text_in("title"))} for one, name in db.session.execute(query)]
    return OwnPart("programme", _("Your part in the programme"), labels, rows)


@signals.erased.connect
def forget(registration: Registration) -> None:
    """Printed copies hold names: those that may hold one of this party's say nothing from now on."""
    people = db.select(Attendee.id).where(Attendee.registration_id == registration.id)
    gone = delete(db.delete(Appearance).where(Appearance.attendee_id.in_(people)))
    if gone:
        copies = db.update(RunCopy).where(RunCopy.event_id == registration.event_id).values(content="")
        db.session.execute(copies.execution_options(synchronize_session=False))


signals.own_data_sources.append(parts_of)
