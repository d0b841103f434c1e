"""Tables while guests come in: how many of each are here, and where there is room."""

from dataclasses import dataclass

from ..core.database import db
from ..registration.models import Attendee, Event, Registration
from ..seating.models import Seat, SeatingTable
from ..seating.pages import plans_of
from .counts import HAS_COME, IS_EXPECTED


@dataclass(frozen=True)
class Table:
    """`seated`: who sits there and comes; `kept`: seats for people without a name; `free`: what is left."""

    number: int
    name: str
    arrived: int
    seated: int
    kept: int
    free: int

    @property
    def is_free(self) -> bool:
        """Nobody sits there, and it is kept for nobody."""
        return not self.seated and not self.kept and self.free > 0


@dataclass(frozen=True)
class Plan:
    """The tables of the event or of one session; `title` is that of the session."""

    number: int
    title: str
    tables: tuple[Table, ...]

    @property
    def free_tables(self) -> int:
        return sum(table.is_free for table in self.tables)

    @property
    def free_seats(self) -> int:
        return sum(table.free for table in self.tables)


def of_event(event: Event) -> tuple[Plan, ...]:
    """Two queries, however many plans and tables there are."""
    plans = plans_of(event)
    if not plans:
        return ()
    sits = db.and_(IS_EXPECTED, Attendee.id.is_not(None))
    query = (
        db.select(
            SeatingTable.plan_id,
            SeatingTable.number,
            SeatingTable.name,
            SeatingTable.capacity,
            SeatingTable.held,
            db.func.sum(db.case((sits, 1), else_=0)),
            db.func.sum(db.case((db.and_(sits, HAS_COME), 1), else_=0)),
        )
        .outerjoin(Seat, Seat.table_id == SeatingTable.id)
        .outerjoin(Attendee, Attendee.id == Seat.attendee_id)
        .outerjoin(Registration, Registration.id == Attendee.registration_id)
        .where(SeatingTable.plan_id.in_([plan.id for plan in plans]))
        .group_by(SeatingTable.id)
        .order_by(SeatingTable.plan_id, SeatingTable.number)
    )
    found: dict[int, list[Table]] = {}
    for plan_id, number, name, capacity, kept, seated, arrived in db.session.execute(query):
        free = max(0, capacity - kept - int(seated))
        found.setdefault(plan_id, []).append(Table(number, name, int(arrived), int(seated), kept, free))
    return tuple(
        Plan(plan.id, str(plan.session.text_in("title")) if plan.session else "", tuple(found[plan.id]))
        for plan in plans
        if plan.id in found
    )
