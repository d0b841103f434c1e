"""A plan with tables, and who sits where, for the tests of this folder."""

from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import services as registration_services
from showcase.registration.models import Event, Registration, Session
from showcase.registration.rules import Party
from showcase.seating import services
from showcase.seating.models import Seat, SeatingPlan, SeatingTable
from showcase.seating.rules import Kind


def make_plan(event: Event, session: Session | None = None, tables: int = 2, capacity: int = 4) -> SeatingPlan:
    write()
    plan = services.make_plan(event, session)
    if tables:
        services.make_tables(plan, tables, 1, 6, capacity=capacity, kind=Kind.FAMILIES)
    db.session.commit()
    return plan


def register(party: Party) -> Registration:
    found = registration_services.register(party, clock.now())
    db.session.commit()
    return found


def seats(plan: SeatingPlan) -> dict[int, int]:
    """Attendee → number of the table."""
    query = db.select(Seat.attendee_id, SeatingTable.number).join(SeatingTable).where(Seat.plan_id == plan.id)
    found = dict(db.session.execute(query).all())
    db.session.rollback()
    return found
