"""What all pages about tables share: their blueprint, how they find a plan, and their frame."""

from typing import Any

from flask import Blueprint, abort, g
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from ..core.database import db
from ..core.i18n import lazy
from ..core.localised import load_texts
from ..registration.desk_pages import desk_page, event_of
from ..registration.models import Event
from . import wording
from .models import SeatingPlan, SeatingTable

# The modules of its pages add themselves to it.
blueprint = Blueprint("seating", __name__, url_prefix="/staff/tables")
FRONT = "seating.event"
# The pages of a plan, as its navigation names them.
PAGES = (
    ("seating.plan", lazy("Who sits where")),
    ("seating.room", lazy("The room")),
    ("seating.new_tables", lazy("Make tables")),
    ("seating.papers", lazy("Print")),
    ("seating.settings", lazy("Settings")),
)


def plans_of(event: Event) -> list[SeatingPlan]:
    """That of the whole event first, then those of its sessions; their titles are loaded."""
    query = db.select(SeatingPlan).filter_by(event_id=event.id)
    query = query.options(joinedload(SeatingPlan.session), lazyload(SeatingPlan.event))
    found = list(db.session.scalars(query.order_by(SeatingPlan.id)))
    load_texts(*(one.session for one in found if one.session is not None))
    return sorted(found, key=lambda one: (one.session is not None, one.session.position if one.session else 0, one.id))


def plan_of(slug: str, number: int) -> SeatingPlan:
    """The plan of an address, with its event."""
    event = event_of(slug)
    plans = g.seating_plans = plans_of(event)  # the page around it names them all
    found = next((one for one in plans if one.id == number), None) or abort(404)
    set_committed_value(found, "event", event)
    return found


def table_of(plan: SeatingPlan, number: int) -> SeatingTable:
    """A table of a plan, by the number that stands on it."""
    return db.session.scalar(db.select(SeatingTable).filter_by(plan_id=plan.id, number=number)) or abort(404)


def plan_page(template: str, plan: SeatingPlan, tab: str, **values: Any) -> str:
    """A page about one plan; `tab` is its endpoint among those of the plan."""
    return desk_page(
        template,
        plan.event,
        FRONT,
        plan=plan,
        plans=g.seating_plans,
        tabs=PAGES,
        tab=tab,
        wording=wording,
        **values,
    )
