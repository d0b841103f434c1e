"""The screens of the day: the officer's phone, the board in the room, and how they are kept as they are at the door."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, redirect, render_template, request
from flask import url_for as address_of
from sqlalchemy.orm import lazyload

from ..accounts.guard import refuse, requires, signed_in
from ..accounts.rules import Verb, may
from ..core.database import db, write
from ..core.i18n import locale
from ..core.localised import load_texts
from ..registration.desk_pages import event_of, to_event_in_front
from ..registration.models import Attendee, Event, Registration
from . import arrivals
from .broadcast import broadcast
from .models import Arrival
from .screen import Audience, Picture, View, digest_of, draw

blueprint = Blueprint("live", __name__, url_prefix="/staff/now")
BY_ITSELF = 15  # seconds, for a browser without scripts


@blueprint.get("/")
@requires(Verb.SEE_CONSOLE)
def now_in_front() -> Response:
    return to_event_in_front(".now")


@blueprint.get("/<slug>/")
@requires(Verb.SEE_CONSOLE)
def now(slug: str) -> Response:
    """Drawn anew: who has just pressed a button sees what it did."""
    event = event_of(slug)
    view = View(slug, locale(), _audience(event))
    picture = _found(draw(view))
    parts = picture.parts_for(signed_in().id)
    query = db.select(Event).where(Event.id != event.id).options(lazyload("*"))
    others = db.session.scalars(query.order_by(Event.starts_at.desc(), Event.id).limit(5)).all()
    load_texts(*others)
    return _page("live/now.html", event, view, picture, parts=parts, other_events=others, just_met=_just_met(event))


@blueprint.get("/<slug>/board")
@requires(Verb.CHECK_IN)
def board(slug: str) -> Response:
    event = event_of(slug)
    view = View(slug, locale(), Audience.BOARD)
    picture = _found(broadcast.latest(view))
    return _page("live/board.html", event, view, picture, parts=picture.parts)


@blueprint.get("/<slug>/stream")
@requires(Verb.SEE_CONSOLE)
def stream(slug: str) -> Response:
    """Events as they happen (text/event-stream); 204 where no place is left, and the browser asks by `parts`."""
    view = _asked_for(event_of(slug))
    if not request.accept_mimetypes["text/event-stream"] or request.method == "HEAD":
        abort(406)
    place = broadcast.stream(current_app._get_current_object(), view, _account_of(view))  # type: ignore[attr-defined]
    if place is None:
        return make_response("", 204)
    answer = Response(place, mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"  # a proxy must hand each event on at once
    return answer


@blueprint.get("/<slug>/parts")
@requires(Verb.SEE_CONSOLE)
def parts(slug: str) -> Response:
    """The same for who asks again and again: JSON, or 304 with the moment for which it still holds."""
    view = _asked_for(event_of(slug))
    picture = _found(broadcast.latest(view))
    shown = picture.parts_for(_account_of(view))
    answer = jsonify(at=picture.at, parts=shown)
    answer.set_etag(digest_of(shown))
    answer.headers["X-Moment"] = picture.at
    return make_response(answer.make_conditional(request))


@blueprint.post("/<slug>/met")
@requires(Verb.SEE_CONSOLE)
def met(slug: str) -> Response:
    """Somebody is with the guest; their screens fall silent."""
    write()
    arrival = _arrival(event_of(slug))
    arrivals.met(arrival, signed_in())
    number = arrival.attendee_id
    db.session.commit()
    broadcast.forget()
    return make_response(redirect(address_of(".now", slug=slug, met=number), 303))


@blueprint.post("/<slug>/unmet")
@requires(Verb.SEE_CONSOLE)
def unmet(slug: str) -> Response:
    write()
    arrivals.unmet(_arrival(event_of(slug)))
    db.session.commit()
    broadcast.forget()
    return make_response(redirect(address_of(".now", slug=slug), 303))


def _audience(event: Event) -> Audience:
    """Officers see everything; whoever works at the doors, or in the committee, numbers and their own guests."""
    who = signed_in()
    if may(who.role_name, Verb.SEE_GUESTS):
        return Audience.OFFICER
    if not may(who.role_name, Verb.CHECK_IN) and not arrivals.is_in_committee(who, event):
        refuse(Verb.CHECK_IN)
    return Audience.COUNTS


def _asked_for(event: Event) -> View:
    allowed = _audience(event)
    wanted = Audience.BOARD if request.args.get("view") == Audience.BOARD else allowed
    return View(event.slug, locale(), wanted)


def _account_of(view: View) -> int | None:
    return None if view.audience is Audience.BOARD else signed_in().id


def _found(picture: Picture | None) -> Picture:
    return picture or abort(404)


def _arrival(event: Event) -> Arrival:
    """The arrival that a button means, held; only officers and the guest's own escort press it."""
    number = request.form.get("attendee", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        abort(404)
    query = db.select(Arrival).filter_by(attendee_id=int(number)).with_for_update()
    found = db.session.scalar(query)
    if found is None or found.attendee.registration.event_id != event.id:
        abort(404)
    who = signed_in()
    if not may(who.role_name, Verb.SEE_GUESTS) and not arrivals.may_meet(who, found):
        refuse(Verb.SEE_GUESTS)
    return found


def _just_met(event: Event) -> Arrival | None:
    """Whose button was pressed last, by the same account: it may have been the wrong one."""
    query = db.select(Arrival).join(Attendee).join(Registration).where(Registration.event_id == event.id)
    number = request.args.get("met", default=0, type=int)
    return db.session.scalar(
        query.where(
            Arrival.attendee_id == min(number, 2**31 - 1),
            Arrival.met_by_id == signed_in().id,
            Arrival.met_at.is_not(None),
        )
    )


def _page(template: str, event: Event, view: View, picture: Picture, **values: Any) -> Response:
    by_itself = request.args.get("by-itself") == "1"
    around = {
        "event": event,
        "view": view.audience.value,
        "picture": picture,
        "by_itself": by_itself,
        "here": request.path,
        "here_again": f"{request.path}?by-itself=1" if by_itself else request.path,
        "here_by_itself": f"{request.path}?by-itself=1",
    }
    answer = make_response(render_template(template, **around, **values))
    if by_itself:
        answer.headers["Refresh"] = str(BY_ITSELF)
    return answer
