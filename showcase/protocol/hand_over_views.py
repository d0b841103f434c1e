"""Honours and hand-overs in the console."""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..committee import services as committee
from ..core import editing, once
from ..core.database import db, write
from ..registration.desk_pages import event_of, locked_event_of
from ..registration.event_pages import step_asked
from ..registration.models import Event
from . import hand_overs, wording
from .desk import blueprint, page
from .forms import HandOverForm, hand_over_values
from .lines import Order
from .models import HandOver
from .rules import Kind

LIST = "protocol.hand_overs"


@blueprint.get("/<slug>/hand-overs/", endpoint="hand_overs")
@requires(Verb.SEE_GUESTS)
def hand_overs_list(slug: str) -> str:
    event = event_of(slug)
    return page("hand_overs.html", event, LIST, shown=hand_overs.shown(event, Order(event)), states=wording.states())


@blueprint.get("/<slug>/hand-overs/new")
@requires(Verb.CHANGE_GUESTS)
def new_hand_over(slug: str) -> str:
    event = event_of(slug)
    return _page(event, HandOverForm(None, _fresh(event)))


@blueprint.post("/<slug>/hand-overs/new")
@requires(Verb.CHANGE_GUESTS)
def create_hand_over(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    form = HandOverForm(request.form, _fresh(event))
    if (made := once.made_before(form, HandOver)) is not None:
        return _to_list(slug, made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(event_of(slug), form), form.status)
    made = hand_overs.add(event, form.values(), form.changes())
    once.remember(form, made)
    db.session.commit()
    return _to_list(slug, made)


@blueprint.get("/<slug>/hand-overs/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def hand_over(slug: str, number: int) -> str:
    event = event_of(slug)
    found = _hand_over(event, number)
    return _page(event, HandOverForm.of_request(found, _stored(event, found)), found)


@blueprint.post("/<slug>/hand-overs/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def change_hand_over(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    found = _hand_over(event, number)
    form = HandOverForm.of_request(found, _stored(event, found))
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        return make_response(_page(event, form, _hand_over(event, number)), form.status)
    entry = hand_overs.change(found, form.values(), form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".hand_over", slug=slug, number=number, saved=entry.id), 303))


@blueprint.post("/<slug>/hand-overs/<int(max=2147483647):number>/move")
@requires(Verb.CHANGE_GUESTS)
def move_hand_over(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    found = _hand_over(event, number)
    hand_overs.move(event, found, step_asked())
    db.session.commit()
    return _to_list(slug, found)


@blueprint.post("/<slug>/hand-overs/<int(max=2147483647):number>/removal")
@requires(Verb.CHANGE_GUESTS)
def remove_hand_over(slug: str, number: int) -> Response:
    write()
    hand_overs.remove(_hand_over(locked_event_of(slug), number))
    db.session.commit()
    return _to_list(slug)


def _hand_over(event: Event, number: int) -> HandOver:
    return db.session.scalar(db.select(HandOver).filter_by(event_id=event.id, id=number)) or abort(404)


def _choices(event: Event) -> dict[str, Any]:
    order = Order(event)
    lines = [*order.lines, *order.joined]
    members = committee.members_of(event)
    return {
        "lines": [(str(line.number), line.person.words) for line in lines],
        "members": [(str(one.id), f"{one.name} · {one.subcommittee.name}") for one in members],
    }


def _stored(event: Event, found: HandOver) -> dict[str, Any]:
    return {**hand_over_values(found), **_choices(event)}


def _fresh(event: Event) -> dict[str, Any]:
    empty = {"giver_line": "", "receiver_line": "", "carrier_member": ""}
    return {"kind": Kind.FLOWERS.value, **empty, **_choices(event)}


def _to_list(slug: str, found: HandOver | None = None) -> Response:
    anchor = f"given-{found.id}" if found else None
    return make_response(redirect(url_for(LIST, slug=slug, _anchor=anchor), 303))


def _page(event: Event, form: HandOverForm, found: HandOver | None = None) -> str:
    change = editing.saved_change(found) if found else None
    return page("hand_over.html", event, LIST, form=form, found=found, change=change, items=hand_overs.items_of(event))
