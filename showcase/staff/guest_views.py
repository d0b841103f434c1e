"""The guest list, and the page of one registration."""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import lazyload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..checkin.wording import scan_word
from ..core import clock, mail
from ..core.database import db, write
from ..core.i18n import country_name
from ..core.mail import Message
from ..registration import answers, calls, services
from ..registration import duplicates as possible
from ..registration.models import Event
from ..registration.rules import Refused
from . import guests as people
from . import wording
from .paging import page_address, page_of

blueprint = Blueprint("staff_guests", __name__, url_prefix="/staff/guests")


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def guests() -> str:
    filters = people.Filters.from_address(request.args)
    page = page_of(people.guests(filters))
    return render_template(
        "staff/guests.html",
        guests=page,
        filters=filters,
        events=db.session.scalars(
            db.select(Event).options(lazyload(Event.sessions)).order_by(Event.starts_at.desc())
        ).all(),
        countries=people.countries(),
        country_name=country_name,
        states=wording.states(),
        kinds=wording.kinds(),
        tones=wording.tones(),
        page_address=page_address,
    )


@blueprint.get("/twice/")
@requires(Verb.SEE_GUESTS)
def duplicates() -> str:
    """Answers that may be the same people twice; organisers look at both and settle it."""
    event = request.args.get("event", "")
    return render_template(
        "staff/duplicates.html",
        pairs=possible.pairs(event),
        most=possible.MOST,
        event=event,
        reasons=wording.duplicate_reasons(),
        events=db.session.scalars(
            db.select(Event).options(lazyload(Event.sessions)).order_by(Event.starts_at.desc())
        ).all(),
    )


@blueprint.get("/<code>/")
@requires(Verb.SEE_GUESTS)
def registration(code: str) -> str:
    found = people.registration_of(code)
    if found is None:
        abort(404)
    g.timezone = found.event.timezone
    messages = people.messages_of(found)
    return render_template(
        "staff/registration.html",
        registration=found,
        presences=people.presences(found.attendees),
        messages=messages,
        jobs=people.jobs_of(messages),
        scans=people.scans_of(found),
        answers=answers.entries(found, answers.of(found)),
        calls=calls.of(found),
        call_reasons=wording.call_reasons(),
        country=country_name(found.contact_country),
        states=wording.states(),
        kinds=wording.kinds(),
        tones=wording.tones(),
        message_states=wording.message_states(),
        message_kinds=wording.message_kinds(),
        scan_word=scan_word,
    )


@blueprint.post("/<code>/messages/<int(max=2147483647):message_id>/resending")
@requires(Verb.CHANGE_GUESTS)
def resending(code: str, message_id: int) -> Response:
    """Send a message of this registration once more."""
    write()
    found, message = people.registration_of(code), db.session.get(Message, message_id)
    if found is None or message is None or message not in people.messages_of(found):
        abort(404)
    mail.resend(message)
    db.session.commit()
    return make_response(redirect(url_for(".registration", code=code), 303))


@blueprint.post("/<code>/seating")
@requires(Verb.CHANGE_GUESTS)
def seating(code: str) -> Response:
    """Somebody has called a party that waits: it comes, if there is room for all of it."""
    write()
    found = people.registration_of(code)
    if found is None:
        abort(404)
    try:
        services.seat(found, clock.now())
    except Refused:
        db.session.rollback()
        return make_response(redirect(url_for(".registration", code=code, full=1), 303))
    db.session.commit()
    return make_response(redirect(url_for(".registration", code=code), 303))
