"""What the door stores about a party, as it is told to it."""

from ..core.database import db
from ..core.i18n import gettext as _
from ..registration.models import Registration
from ..registration.signals import OwnPart, own_data_sources
from .models import Scan


def scans_of(registration: Registration) -> OwnPart:
    labels = {"at": _("When"), "person": _("Who"), "desk": _("Reception desk"), "verdict": _("Verdict")}
    names = {attendee.id: attendee.name for attendee in registration.attendees}
    query = db.select(Scan).where(Scan.attendee_id.in_(names)).options(db.selectinload(Scan.gate))
    rows = [
        {
            "at": scan.at,
            "person": names[scan.attendee_id],
            "desk": str(scan.gate.text_in("name")) if scan.gate else "",
            "verdict": scan.verdict,
        }
        for scan in db.session.scalars(query.order_by(Scan.at, Scan.id))
        if scan.attendee_id is not None
    ]
    return OwnPart("scans", _("At the door"), labels, rows)


own_data_sources.append(scans_of)
