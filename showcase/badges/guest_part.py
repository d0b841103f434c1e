"""What the guest list and a party's page know of badges: when each was printed, and one printed anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flask import render_template
from markupsafe import Markup
from sqlalchemy import ColumnElement

from ..core import clock, numbers
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..guests import columns, filters, parts
from ..guests.choices import Choices
from ..guests.columns import Cell, Column
from ..guests.filters import Filter
from ..guests.parts import Entry
from ..registration.models import Attendee, Registration
from . import views, wording
from .models import BadgePrint

YES, NO = "yes", "no"


def _printed(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    query = db.select(BadgePrint.attendee_id, db.func.max(BadgePrint.at)).group_by(BadgePrint.attendee_id)
    query = query.where(BadgePrint.attendee_id.in_([person.id for person in people]))
    zones = {person.id: person.registration.event.timezone for person in people}
    found = {}
    for number, at in db.session.execute(query):
        there = clock.in_zone(at, zones[number])
        found[number] = Cell(f"{there:%H:%M}, {numbers.day(there.date())}")
    return found


def _is_printed(value: str) -> ColumnElement[bool]:
    has = db.exists().where(BadgePrint.attendee_id == Attendee.id)
    return {YES: has, NO: db.not_(has)}.get(value, db.false())


@parts.part("badges", 60)
def badges_of_party(registration: Registration) -> str | Markup:
    if not registration.is_confirmed or not registration.contact_name:
        return ""
    prints = _prints(registration)
    shown = render_template(
        "badges/staff/_of_party.html",
        registration=registration,
        prints=prints,
        papers=wording.papers(),
        address=views.own_address,
    )
    return Markup(shown)  # noqa: S704 - a template of ours


@parts.timeline
def printed(registration: Registration) -> Iterable[Entry]:
    names = {person.id: person.name for person in registration.attendees}
    for number, rows in _prints(registration).items():
        for row in rows:
            yield Entry(
                row.at, _("Badge printed: %(paper)s", paper=wording.short_papers()[row.paper]), about=names[number]
            )


def _prints(registration: Registration) -> dict[int, list[BadgePrint]]:
    """Attendee id → its prints, the latest first."""
    ids = [person.id for person in registration.attendees]
    query = db.select(BadgePrint).where(BadgePrint.attendee_id.in_(ids)).order_by(BadgePrint.id.desc())
    found: dict[int, list[BadgePrint]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.attendee_id].append(row)
    return found


columns.offer(Column("badge", lazy("Badge printed"), _printed, 62))
choices = Choices(lambda: [(YES, _("printed")), (NO, _("not printed yet"))])
filters.offer(Filter("badge", lazy("Badge"), choices, _is_printed, 62))
