"""The order of introduction in the console: the lines as they stand now, moved by buttons or by drag."""

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..committee import wording as committee_words
from ..core import clock
from ..core.database import db, write
from ..core.i18n import SOURCE, use_locale
from ..registration.desk_pages import event_of, locked_event_of, to_event_in_front
from ..registration.event_pages import step_asked
from . import candidates, copies, services, wording
from .desk import ORDER, blueprint, entry_of, number_asked, page, to_order
from .lines import Order, sections


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def in_front() -> Response:
    return to_event_in_front(ORDER)


@blueprint.get("/<slug>/")
@requires(Verb.SEE_GUESTS)
def order(slug: str) -> str:
    event = event_of(slug)
    found = Order(event)
    last = copies.last_of(event)
    with use_locale(SOURCE):
        marks = copies.marks_since(last, found)
    return page(
        "order.html",
        event,
        ORDER,
        order=found,
        sections=sections(found.lines),
        last=last,
        last_at=copies.made_at(last, event.timezone) if last else "",
        marks=marks,
        gone=copies.gone_since(last, found),
        states=wording.states(),
        tones=wording.tones(),
        unlinked=candidates.unlinked(event, found.lines),
        faults={line.number: wording.faults(line) for line in found.lines},
        added=request.args.get("added", type=int),
        changed="changed" in request.args,
        taken_back=request.args.get("taken_back", type=int),
        removed="removed" in request.args,
        zone=event.timezone,
        phone=committee_words.phone,
    )


@blueprint.post("/<slug>/lines/<int(max=2147483647):number>/place")
@requires(Verb.CHANGE_GUESTS)
def place(slug: str, number: int) -> Response:
    """Move a line one step, or behind another one; nothing is moved where the order is not what the page showed."""
    write()
    event = locked_event_of(slug)
    entry = entry_of(event, number)
    try:
        if "after" in request.form:
            services.place(event, entry, number_asked("after"), number_asked("above"))
        else:
            services.step(event, entry, step_asked(), number_asked("above"))
    except services.OrderHasChanged:
        db.session.rollback()
        return to_order(slug, number, changed=1)
    db.session.commit()
    return to_order(slug, number)


@blueprint.post("/<slug>/lines/<int(max=2147483647):number>/proposal")
@requires(Verb.CHANGE_GUESTS)
def as_proposed(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    services.as_proposed(event, entry_of(event, number))
    db.session.commit()
    return to_order(slug, number)


@blueprint.post("/<slug>/proposal")
@requires(Verb.CHANGE_GUESTS)
def all_as_proposed(slug: str) -> Response:
    write()
    number = services.all_as_proposed(locked_event_of(slug))
    db.session.commit()
    return to_order(slug, taken_back=number)


@blueprint.post("/<slug>/lines/<int(max=2147483647):number>/presence")
@requires(Verb.CHANGE_GUESTS)
def presence(slug: str, number: int) -> Response:
    """An officer has seen somebody who passes no door of ours, or says that they are not here."""
    seen = request.form.get("seen")
    if seen not in ("yes", "no"):
        abort(400)
    write()
    services.see(entry_of(locked_event_of(slug), number), seen == "yes", clock.now())
    db.session.commit()
    return make_response(redirect(url_for(ORDER, slug=slug, _anchor=f"line-{number}"), 303))
