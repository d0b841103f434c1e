"""Places kept back in the console: for whom, how many, and giving them free again."""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, once
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.i18n import lazy, ngettext
from . import holds, rules, services
from .event_pages import (
    EventPage,
    Removal,
    blueprint,
    event_of,
    list_page,
    locked_event_of,
    offer,
    part_page,
    question_page,
)
from .hold_forms import HoldForm, hold_values
from .models import Event, Hold
from .rules import Refused

HERE = "staff_events.holds"
offer(EventPage(lazy("Places kept back"), HERE, 20))


@blueprint.get("/<slug>/holds/", endpoint="holds")
@requires(Verb.SET_UP)
def holds_list(slug: str) -> str:
    event = event_of(slug)
    released, moved = "released" in request.args, request.args.get("moved", 0, int)
    return list_page(
        "registration/staff/holds.html", event, HERE, holds=holds.of_event(event), released=released, moved=moved
    )


@blueprint.get("/<slug>/holds/new")
@requires(Verb.SET_UP)
def new_hold(slug: str) -> str:
    return _page(event_of(slug), HoldForm(None, {}))


@blueprint.post("/<slug>/holds/new")
@requires(Verb.SET_UP)
def create_hold(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    form = HoldForm(request.form, {})
    if (made := once.made_before(form, Hold)) is not None:
        return _to_list(slug, made)
    if form.is_accepted():
        try:
            hold = holds.keep(event, form.values(), form.changes())
            once.remember(form, hold)
            db.session.commit()
            return _to_list(slug, hold)
        except Refused:
            form.places.errors = [_too_many(event)]
    db.session.rollback()
    return make_response(_page(event, form), form.status)


@blueprint.get("/<slug>/holds/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def hold(slug: str, number: int) -> str:
    event = event_of(slug)
    found = _hold(event, number)
    return _page(event, HoldForm.of_request(found, hold_values(found)), found)


@blueprint.post("/<slug>/holds/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def change_hold(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    found = _hold(event, number)
    form = HoldForm.of_request(found, hold_values(found))
    if form.is_accepted():
        try:
            entry = holds.change(event, found, form.values(), clock.now(), form.changes())
            db.session.commit()
            return make_response(redirect(url_for(".hold", slug=slug, number=number, saved=entry.id), 303))
        except Refused:
            form.places.errors = [_too_many(event, found.places)]
    db.session.rollback()
    return make_response(_page(event, form, found), form.status)


@blueprint.get("/<slug>/holds/<int(max=2147483647):number>/release")
@requires(Verb.SET_UP)
def release(slug: str, number: int) -> str:
    """Asks once more, and says who moves up."""
    event = event_of(slug)
    found = _hold(event, number)
    return question_page(
        event,
        ngettext("Give %(num)d place free?", "Give %(num)d places free?", found.places),
        HERE,
        [_("They were kept back for: %(name)s", name=found.name), _who_moves_up(event, found)],
        _("Yes, give them free"),
        back=url_for(".hold", slug=slug, number=number),
    )


@blueprint.post("/<slug>/holds/<int(max=2147483647):number>/release")
@requires(Verb.SET_UP)
def release_hold(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    moved = holds.release(event, _hold(event, number), clock.now())
    db.session.commit()
    return make_response(redirect(url_for(".holds", slug=slug, released=1, moved=len(moved) or None), 303))


def _to_list(slug: str, hold: Hold) -> Response:
    return make_response(redirect(url_for(".holds", slug=slug, _anchor=f"hold-{hold.id}"), 303))


def _hold(event: Event, number: int) -> Hold:
    return db.session.scalar(db.select(Hold).filter_by(event_id=event.id, id=number)) or abort(404)


def _too_many(event: Event, own: int = 0) -> str:
    """How many could be kept back; `own` are already."""
    most = rules.MOST_PLACES if event.capacity is None else event.capacity
    free = most - event.taken - event.held + own
    if free <= 0:
        return _("No place is free.")
    return ngettext("Only %(num)d place is free for this.", "Only %(num)d places are free for this.", free)


def _who_moves_up(event: Event, hold: Hold) -> str:
    moving = services.moving_up(event, hold.places)
    if moving:
        return ngettext(
            "%(num)d party that waits moves up and takes %(people)d of the places. It is told by mail at once.",
            "%(num)d parties that wait move up and take %(people)d of the places. They are told by mail at once.",
            len(moving),
            people=sum(needs[rules.EVENT] for _number, needs in moving),
        )
    if services.somebody_waits(event):
        return _(
            "No party that waits moves up: it is larger than what is then free, or waits for a place in a session."
        )
    return _("Nobody waits: the places are for whoever answers next.")


def _page(event: Event, form: HoldForm, found: Hold | None = None) -> str:
    if found is None:
        return part_page(event, form, _("Keep places back"), HERE)
    where: Any = {"slug": event.slug, "number": found.id}
    removal = Removal(
        _("Give these places free"),
        _("Who waits moves up at once, in order; otherwise they are for whoever answers next."),
        question=url_for(".release", **where),
    )
    return part_page(event, form, found.name, HERE, found, url_for(".change_hold", **where), removal)
