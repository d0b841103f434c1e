"""One item of the run of show: all it says, who answers for it, and who speaks or appears."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, editing, search
from ..core.database import db, write
from ..core.forms import clean, has_control_characters, number_of, searched
from ..core.i18n import gettext as _
from ..editions import officials
from ..editions import rules as edition_rules
from ..registration.event_pages import locked_event_of
from ..registration.models import Attendee, Event, Session
from . import plan as plans
from . import services
from .forms import ItemForm, item_values
from .models import Appearance, ProgrammeItem
from .pages import (
    blueprint,
    event_of_address,
    item_of,
    plan_beside,
    programme_page,
    sessions_of,
)
from .plan import Plan, Row

TABLE = "staff_programme.table"
MOST_FOUND, MOST_PEOPLE, LONGEST_NAME = 12, 30, 300


@blueprint.get("/<slug>/items/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def item(slug: str, number: int) -> str:
    plan, row, sessions = _opened(slug, number)
    return _page(plan, row, _form(plan, row, sessions))


@blueprint.post("/<slug>/items/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def change_item(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    found = item_of(event, number)
    plan = plans.plan_of(event)
    form = _form(plan, plan.row(found.id) or abort(404), event.sessions)
    if not form.is_accepted():
        db.session.rollback()
        plan, row, _sessions = _opened(slug, number)
        return make_response(_page(plan, row, form), form.status)
    changes = form.changes()
    entry = None
    if changes:
        form.write_to_item(found)
        services.set_members(found, form.charged.data or ())
        entry = services.note_change(found, changes)
    db.session.commit()
    return make_response(redirect(url_for(".item", slug=slug, number=number, saved=entry.id if entry else None), 303))


@blueprint.post("/<slug>/items/<int(max=2147483647):number>/people")
@requires(Verb.SET_UP)
def change_people(slug: str, number: int) -> Response:
    """`find`: who may be meant; `attendee-7`, `official-3` or `name`: adds; `remove-5`: takes off."""
    write()
    event = locked_event_of(slug)
    found = item_of(event, number)
    deed, name = request.form.get("deed", "find"), clean(request.form.get("name"))
    what, _hyphen, which = deed.partition("-")
    if what == "remove":
        one = db.session.scalar(db.select(Appearance).filter_by(item_id=found.id, id=number_of(which)))
        if one is not None:
            services.remove_person(found, one)
    else:
        appearance = _appearance(event, what, number_of(which), name)
        if appearance is None:
            fault = _fault(name) if what in ("name", "find") else ""
            db.session.rollback()
            typed = "" if fault else name
            plan, row, sessions = _opened(slug, number)
            found_people = _found(plan.event, typed)
            page = _page(plan, row, _fresh(plan, row, sessions), name, fault, found=found_people)
            return make_response(page, 422 if fault else 200)
        if not _is_there(found, appearance):
            services.add_person(found, appearance)
    db.session.commit()
    return make_response(redirect(url_for(".item", slug=slug, number=number, _anchor="people"), 303))


@blueprint.post("/<slug>/items/<int(max=2147483647):number>/removal")
@requires(Verb.SET_UP)
def remove_item(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    entry = services.remove(item_of(event, number))
    db.session.commit()
    return make_response(redirect(url_for(TABLE, slug=slug, done=entry.id), 303))


def _appearance(event: Event, what: str, wanted: int, name: str) -> Appearance | None:
    if what == "attendee":
        guest = services.guest_of(event, wanted) or abort(404)
        return Appearance(attendee_id=guest.id)
    if what == "official":
        official = services.official_of(event, wanted) or abort(404)
        return Appearance(official_id=official.id)
    return Appearance(name=name) if what == "name" and not _fault(name) else None


def _fault(name: str) -> str:
    if not name:
        return _("Please fill in this line.")
    if has_control_characters(name):
        return _("This text contains characters that cannot be stored. Please type it again.")
    return "" if len(name) <= LONGEST_NAME else _("At most %(max)d characters fit here.", max=LONGEST_NAME)


def _is_there(found: ProgrammeItem, appearance: Appearance) -> bool:
    """Whether the same person is in the item already; nobody appears twice for a button pressed twice."""
    query = db.select(Appearance).filter_by(item_id=found.id)
    known = list(db.session.scalars(query.order_by(Appearance.id)))
    same = ((one.attendee_id, one.official_id, one.name) for one in known)
    return len(known) >= MOST_PEOPLE or (appearance.attendee_id, appearance.official_id, appearance.name or "") in same


def _found(event: Event, name: str) -> list[tuple[str, str]]:
    """(deed, words) of who may be meant: holders of offices, then guests who come."""
    patterns = search.like_patterns(searched(name))
    if not patterns:
        return []
    day = clock.in_zone(event.starts_at, event.timezone).date()
    folded = search.searchable(searched(name)).split()
    seats = []
    for office in officials.offices_of(event.edition.host):
        holder = edition_rules.in_office(office.officials, day)
        if holder is None:
            continue
        words = search.searchable(holder.person, str(holder.text_in("title")), str(office.text_in("name")))
        if all(f" {word}" in words for word in folded):
            seats.append((f"official-{holder.id}", f"{holder.named}, {holder.text_in('title')}"))
    query = services.coming_to(event).where(*(Attendee.folded.like(one, escape="\\") for one in patterns))
    guests = db.session.scalars(query.order_by(Attendee.sort_given, Attendee.id).limit(MOST_FOUND))
    named = [
        (f"attendee-{one.id}", ", ".join(filter(None, (f"{one.honorific} {one.name}".strip(), one.office))))
        for one in guests
    ]
    return seats[:MOST_FOUND] + named


def _opened(slug: str, number: int) -> tuple[Plan, Row, list[Session]]:
    """The run of show of an address, the item in it and the event's sessions."""
    event = event_of_address(slug, texts=False)
    sessions = sessions_of(event)
    plan = plan_beside(event, *sessions)
    return plan, plan.row(number) or abort(404), sessions


def _form(plan: Plan, row: Row, sessions: Sequence[Session]) -> Any:
    form = ItemForm.of_request(row.item, _values(plan, row))
    return _with_choices(form, plan, sessions)


def _fresh(plan: Plan, row: Row, sessions: Sequence[Session]) -> Any:
    return _with_choices(ItemForm(None, _values(plan, row)), plan, sessions)


def _values(plan: Plan, row: Row) -> dict[str, Any]:
    return item_values(row.item, plan.event.timezone, [one.member for one in row.charges])


def _with_choices(form: Any, plan: Plan, sessions: Sequence[Session]) -> Any:
    people = ((part, one) for part, members in plan.committee for one in members)
    form.charged.choices = [(str(one.id), f"{one.name} ({part.name})") for part, one in people]
    form.session_id.choices = [("", "–"), *((str(one.id), str(one.text_in("title"))) for one in sessions)]
    return form


def _page(plan: Plan, row: Row, form: Any, looked_for: str = "", fault: str = "", **values: Any) -> str:
    return programme_page(
        "programme/staff/item.html",
        plan.event,
        TABLE,
        row=row,
        previous=next((one for one in plan.rows if one.number == row.number - 1), None),
        following=next((one for one in plan.rows if one.number == row.number + 1), None),
        form=form,
        change=editing.saved_change(row.item),
        looked_for=looked_for,
        fault=fault,
        **{"found": None, **values},
    )
