"""Where a party sits, as it is told to it with all else that is stored."""

from ..core.database import db
from ..core.i18n import gettext as _
from ..registration.models import Registration
from ..registration.signals import OwnPart, own_data_sources
from . import wording
from .models import Seat, SeatingPlan


def seats_of(registration: Registration) -> OwnPart:
    labels = {"person": _("Who"), "table": _("Table, as it stands now"), "what": _("For")}
    names = {attendee.id: attendee.name for attendee in registration.attendees}
    query = db.select(Seat, SeatingPlan).join(SeatingPlan, SeatingPlan.id == Seat.plan_id)
    rows = [
        {"person": names[seat.attendee_id], "table": wording.table(seat.table), "what": wording.plan(plan)}
        for seat, plan in db.session.execute(query.where(Seat.attendee_id.in_(names)).order_by(Seat.attendee_id))
    ]
    return OwnPart("tables", _("At table"), labels, rows)


own_data_sources.append(seats_of)
