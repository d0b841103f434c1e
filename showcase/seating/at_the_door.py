"""What the door tells of a guest's table: “… mời bà vào bàn 12”."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import exists

from ..checkin import door_facts
from ..checkin.door_facts import DoorFact
from ..core.database import db
from ..core.i18n import gettext as _
from ..registration.models import Session
from . import wording
from .models import Seat, SeatingPlan, SeatingTable


def tables_of(attendee_ids: Collection[int]) -> Mapping[int, Sequence[DoorFact]]:
    """The tables of each, that of what begins first before the others."""
    query = (
        db.select(Seat.attendee_id, SeatingTable)
        .join(SeatingTable, SeatingTable.id == Seat.table_id)
        .join(SeatingPlan, SeatingPlan.id == Seat.plan_id)
        .outerjoin(Session, Session.id == SeatingPlan.session_id)
        .where(Seat.attendee_id.in_(attendee_ids))
        .order_by(Seat.attendee_id, Session.starts_at, SeatingPlan.id)
    )
    found: dict[int, list[DoorFact]] = defaultdict(list)
    for attendee, table in db.session.execute(query):
        towards = _("table %(number)d", number=table.number)
        found[attendee].append(DoorFact("table", wording.table(table), towards))
    return found


door_facts.offer(tables_of, 10, lambda person, event: exists().where(Seat.attendee_id == person))
