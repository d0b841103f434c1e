"""A copy on the MC's telephone: a secret address that opens without signing in, until the event is over."""

from flask import Blueprint, Response, abort, jsonify, make_response, render_template

from ..core import clock
from ..core.database import db
from ..core.i18n import SOURCE, use_locale
from ..core.localised import load_texts
from ..core.security import private
from ..registration.models import Event
from . import copies, papers
from .models import McCopy

# The log keeps the rule of an address, never its secret.
blueprint = Blueprint("mc", __name__, url_prefix="/mc")


@blueprint.get("/<token>/")
def copy(token: str) -> Response:
    found, event = _of(token)
    with use_locale(SOURCE):
        if copies.is_over(event, clock.now()):
            return private(make_response(render_template("protocol/mc_over.html"), 410))
        last = copies.newer_than(found)
        page = render_template(
            "protocol/mc.html",
            event=event,
            copy=found,
            token=token,
            content=copies.Content.of(found),
            made_at=copies.made_at(found, event.timezone),
            newest=last,
            newest_at=copies.made_at(last, event.timezone) if last else "",
            newest_url=copies.url_of(last) if last else "",
        )
    return private(make_response(page))


@blueprint.get("/<token>/list.pdf")
def copy_pdf(token: str) -> Response:
    found, event = _of(token)
    if copies.is_over(event, clock.now()):
        abort(410)
    return papers.answer(event, found)


@blueprint.get("/<token>/newest")
def newest(token: str) -> Response:
    """What the open page asks now and then: `{at, url}` of a newer copy, or nothing in it."""
    found, event = _of(token)
    last = None if copies.is_over(event, clock.now()) else copies.newer_than(found)
    told = {"at": copies.made_at(last, event.timezone), "url": copies.url_of(last)} if last else {}
    return private(jsonify(told))


def _of(token: str) -> tuple[McCopy, Event]:
    found = copies.of_token(token)
    if found is None or not found.content:
        abort(404)
    event = db.session.get_one(Event, found.event_id)
    load_texts(event)
    return found, event
