"""Tables on the guest list and a party's page: who sits where, who has none, and many seated at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flask import render_template
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select

from ..core.database import db, locked
from ..core.forms import number_of
from ..core.i18n import gettext as _
from ..core.i18n import lazy, ngettext
from ..guests import columns, deeds, filters, parts
from ..guests.choices import Choices
from ..guests.columns import Cell, Column
from ..guests.deeds import CannotDo, Deed, State, in_chunks
from ..guests.filters import Filter
from ..registration.models import Attendee, Event, Registration
from . import services, wording
from .models import Seat, SeatingPlan, SeatingTable
from .services import NoRoom

NO_TABLE = "none"
BY_HAND = "p"  # stands behind the number of a table in what a deed keeps of a guest


def _cells(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    query = db.select(Seat.attendee_id, SeatingTable.number, SeatingTable.name)
    query = query.join(SeatingTable, SeatingTable.id == Seat.table_id).order_by(Seat.plan_id)
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for attendee, number, name in db.session.execute(
        query.where(Seat.attendee_id.in_([person.id for person in people]))
    ):
        found[attendee].append((number, name))
    return {
        attendee: Cell(
            ", ".join(str(number) for number, _name in tables),
            quiet=", ".join(name for _number, name in tables if name),
        )
        for attendee, tables in found.items()
    }


def _tables_of(event: Event | None) -> Select[tuple[object, object, object]] | None:
    if event is None:
        return None
    query = db.select(SeatingTable.id, db.cast(SeatingTable.number, db.String), SeatingTable.number)
    return query.join(SeatingPlan, SeatingPlan.id == SeatingTable.plan_id).where(SeatingPlan.event_id == event.id)


def _worded(number: str) -> str:
    return _("Table %(number)d", number=int(number))


def _at(value: str) -> Select[tuple[int]] | None:
    return None if value == NO_TABLE else db.select(Seat.attendee_id).where(Seat.table_id == number_of(value))


def _sits(value: str) -> ColumnElement[bool]:
    own = db.exists().where(Seat.attendee_id == Attendee.id)
    if value == NO_TABLE:
        comes = db.and_(Registration.state == "confirmed", Attendee.dropped_at.is_(None))
        return db.and_(comes, db.not_(own))
    return own.where(Seat.table_id == number_of(value))


def _how_seated(ids: Sequence[int], choice: str) -> Mapping[int, State]:
    """At which table of the chosen one's plan each sits."""
    plan = db.select(SeatingTable.plan_id).where(SeatingTable.id == number_of(choice)).scalar_subquery()
    found: dict[int, State] = dict.fromkeys(ids)
    for some in in_chunks(ids):
        query = db.select(Seat.attendee_id, Seat.table_id, Seat.pinned)
        for attendee, table, pinned in db.session.execute(
            query.where(Seat.plan_id == plan, Seat.attendee_id.in_(some))
        ):
            found[attendee] = f"{table}{BY_HAND if pinned else ''}"
    return found


def _seat(states: Mapping[int, State], choice: str) -> None:
    table = db.session.get(SeatingTable, number_of(choice))
    if table is None:
        raise CannotDo(_("This table is no longer there."))
    plan = locked(table.plan)
    aim = {
        attendee: (number_of(str(state).removesuffix(BY_HAND)), str(state).endswith(BY_HAND))
        if state
        else (None, False)
        for attendee, state in states.items()
    }
    strangers = services.strangers(plan, [attendee for attendee, where in aim.items() if where[0] is not None])
    if strangers:
        raise CannotDo(
            ngettext(
                "%(num)d of them does not come to what these tables are for. Nobody was moved.",
                "%(num)d of them do not come to what these tables are for. Nobody was moved.",
                len(strangers),
            )
        )
    try:
        services.carry_out(plan, aim)
    except NoRoom as none:
        raise CannotDo(wording.no_room(none.table, none.free, none.wanted)) from none


@parts.part("seating", 58)
def tables_of_party(registration: Registration) -> str | Markup:
    if not registration.is_confirmed or not registration.contact_name:
        return ""
    plans = db.select(SeatingPlan).filter_by(event_id=registration.event_id).order_by(SeatingPlan.id)
    found = list(db.session.scalars(plans))
    if not found:
        return ""
    people = {person.id: person for person in registration.people}
    query = db.select(Seat, SeatingTable).join(SeatingTable, SeatingTable.id == Seat.table_id)
    rows = db.session.execute(query.where(Seat.attendee_id.in_(people)).order_by(Seat.plan_id, SeatingTable.number))
    seats = [(people[seat.attendee_id], seat.plan_id, table) for seat, table in rows]
    shown = render_template(
        "seating/staff/_of_party.html", registration=registration, plans=found, seats=seats, seating_words=wording
    )
    return Markup(shown)  # noqa: S704 - a template of ours


columns.offer(Column("table", lazy("Table"), _cells, 61, is_number=True))
filters.offer(
    Filter(
        "table",
        lazy("Table"),
        Choices(lambda: [(NO_TABLE, _("no table yet"))], _tables_of, _worded),
        _sits,
        61,
        of_one_event=True,
        ids=_at,
    )
)
deeds.offer(
    Deed(
        "table",
        lazy("Seat at"),
        Choices(stored=_tables_of, worded=_worded),
        _how_seated,
        lambda choice: f"{number_of(choice)}{BY_HAND}",
        _seat,
        60,
        of_one_event=True,
    )
)
