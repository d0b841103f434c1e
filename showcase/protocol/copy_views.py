"""Copies of the list in the console: made by “Send to the MC”, looked at, printed, their secret address handed on."""

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import account, requires
from ..accounts.rules import Verb
from ..core import clock
from ..core.database import db, write
from ..registration.desk_pages import event_of, locked_event_of
from ..registration.models import Event
from . import copies, papers
from .desk import blueprint, page
from .models import McCopy

LIST = "protocol.copies"


@blueprint.get("/<slug>/copies/", endpoint="copies")
@requires(Verb.SEE_GUESTS)
def copies_list(slug: str) -> str:
    event = event_of(slug)
    return page("copies.html", event, LIST, copies=copies.of_event(event), made_at=copies.made_at)


@blueprint.post("/<slug>/copies/")
@requires(Verb.CHANGE_GUESTS)
def send_copy(slug: str) -> Response:
    """Keep the list as it is now. `after`: the last copy that the page showed, so that two presses make one copy."""
    write()
    event = locked_event_of(slug)
    last = copies.last_of(event)
    if last is None or str(last.number) == request.form.get("after"):
        last = copies.make(event, account(), clock.now())
    db.session.commit()
    return make_response(redirect(url_for(".copy", slug=slug, number=last.number), 303))


@blueprint.get("/<slug>/copies/<int(max=2147483647):number>/")
@requires(Verb.SEE_GUESTS)
def copy(slug: str, number: int) -> str:
    event = event_of(slug)
    found = _copy(event, number)
    newest = copies.newer_than(found)
    return page(
        "copy.html",
        event,
        LIST,
        copy=found,
        content=copies.Content.of(found),
        made_at=copies.made_at(found, event.timezone),
        newest=newest,
        newest_at=copies.made_at(newest, event.timezone) if newest else "",
        address=copies.url_of(found),
        is_over=copies.is_over(event, clock.now()),
        renewed="renewed" in request.args,
    )


@blueprint.get("/<slug>/copies/<int(max=2147483647):number>/list.pdf")
@requires(Verb.SEE_GUESTS)
def copy_pdf(slug: str, number: int) -> Response:
    event = event_of(slug)
    return papers.answer(event, _copy(event, number))


@blueprint.post("/<slug>/copies/<int(max=2147483647):number>/address")
@requires(Verb.CHANGE_GUESTS)
def renew_address(slug: str, number: int) -> Response:
    """`seen`: the address that the page showed, so that two presses make one new address."""
    write()
    found = _copy(locked_event_of(slug), number)
    if request.form.get("seen") == str(found.link_version):
        copies.renew_link(found)
    db.session.commit()
    return make_response(redirect(url_for(".copy", slug=slug, number=number, renewed=1, _anchor="address"), 303))


def _copy(event: Event, number: int) -> McCopy:
    return copies.of_number(event, number) or abort(404)
