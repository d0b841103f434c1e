"""Guests of honour: their escort, how to reach them, whether they have come, their seat, their wish about photos."""

from flask import Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import joinedload, lazyload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..checkin import door_facts
from ..committee import escort_views
from ..committee import wording as committee_words
from ..core.database import db, write
from ..core.security import local_target
from ..registration.desk_pages import event_of, locked_event_of
from ..registration.models import Attendee, Event, Registration
from . import services
from .desk import blueprint, page
from .lines import Order, seen_at_the_door

LIST = "protocol.honoured"


@blueprint.get("/<slug>/guests-of-honour", endpoint="honoured")
@requires(Verb.SEE_GUESTS)
def honoured_list(slug: str) -> str:
    """In the order of introduction, then by name."""
    event = event_of(slug)
    order = Order(event)
    places = {line.attendee.id: line for line in order.lines if line.attendee is not None}
    guests = sorted(
        _guests_of_honour(event), key=lambda one: places[one.id].place if one.id in places else len(order) + 1
    )
    numbers = {guest.id for guest in guests}
    facts = door_facts.facts_of(numbers)
    return page(
        "guests_of_honour.html",
        event,
        LIST,
        guests=guests,
        lines=places,
        seen=seen_at_the_door(numbers),
        seats={number: [one.text for one in found if one.kind == "table"] for number, found in facts.items()},
        phone=committee_words.phone,
    )


@blueprint.post("/<slug>/guests-of-honour/<int(max=2147483647):number>")
@requires(Verb.CHANGE_GUESTS)
def honour(slug: str, number: int) -> Response:
    """A guest is received by protocol from now on, or not any more."""
    wanted = request.form.get("vip")
    if wanted not in ("yes", "no"):
        abort(400)
    write()
    guest = escort_views.guest_of(locked_event_of(slug), number)
    services.honour(guest, wanted == "yes")
    db.session.commit()
    back = request.form.get("next")
    address = local_target(back, "protocol.in_front") if back else url_for(LIST, slug=slug)
    return make_response(redirect(address, 303))


def _guests_of_honour(event: Event) -> list[Attendee]:
    query = (
        db.select(Attendee)
        .join(Attendee.registration)
        .where(
            Registration.event_id == event.id,
            Registration.state == "confirmed",
            Attendee.vip.is_(True),
            Attendee.dropped_at.is_(None),
        )
        .options(lazyload("*"), joinedload(Attendee.registration).lazyload("*"))
        .order_by(Attendee.sort_given, Attendee.id)
    )
    return list(db.session.scalars(query))
