"""Delegations and coaches in the console: what is arranged, how far each coach is, lists on paper."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import selectinload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, editing, once
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer
from ..core.forms import storable
from ..core.i18n import gettext as _
from ..registration.desk_pages import desk_page, event_of, to_event_in_front
from ..registration.models import Event, Registration
from ..registration.refusals import words_of
from ..registration.rules import Refused, State
from . import papers, people, services, wording
from .forms import CoachForm, JourneyForm, PasteForm, coach_values, journey_values
from .models import Coach
from .people import Taken
from .rules import CoachState

blueprint = Blueprint("delegations", __name__, url_prefix="/staff/delegations")
HERE = "delegations.page"
SHOWN_FAULTS = 50


@blueprint.get("/")
@requires(Verb.CHECK_IN)
def in_front() -> Response:
    return to_event_in_front(HERE)


@blueprint.get("/<slug>/")
@requires(Verb.CHECK_IN)
def page(slug: str) -> str:
    event = event_of(slug)
    coaches = services.coaches_of(event)
    return desk_page(
        "delegations/page.html",
        event,
        HERE,
        coaches=coaches,
        groups=services.groups_of(event),
        names={one.coach.id: one.coach.name for one in coaches},
        words=wording,
        states=wording.states(),
        tones=wording.tones(),
    )


@blueprint.post("/<slug>/coaches/<int(max=2147483647):number>/state")
@requires(Verb.CHECK_IN)
def note_state(slug: str, number: int) -> Response:
    """One touch by whoever rides along: it has left, it is here."""
    write()
    event = event_of(slug)
    try:
        state = CoachState(request.form.get("state", ""))
    except ValueError:
        abort(400)
    services.note_state(locked(_coach(event, number)), state, clock.now())
    db.session.commit()
    return _to_page(slug, f"coach-{number}")


@blueprint.get("/<slug>/coaches/new")
@requires(Verb.CHANGE_GUESTS)
def new_coach(slug: str) -> str:
    event = event_of(slug)
    return _coach_page(event, CoachForm(None, _coach_values(event)))


@blueprint.post("/<slug>/coaches/new")
@requires(Verb.CHANGE_GUESTS)
def create_coach(slug: str) -> Response:
    write()
    event = event_of(slug)
    form = CoachForm(request.form, _coach_values(event))
    if (made := once.made_before(form, Coach)) is not None:
        return _to_page(slug, f"coach-{made.id}")
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_coach_page(event_of(slug), form), form.status)
    made = services.add_coach(event, form.values(), form.changes())
    once.remember(form, made)
    db.session.commit()
    return _to_page(slug, f"coach-{made.id}")


@blueprint.get("/<slug>/coaches/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def coach(slug: str, number: int) -> str:
    event = event_of(slug)
    found = _coach(event, number)
    return _coach_page(event, CoachForm.of_request(found, _coach_values(event, found)), found)


@blueprint.post("/<slug>/coaches/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def change_coach(slug: str, number: int) -> Response:
    write()
    event = event_of(slug)
    found = locked(_coach(event, number))
    form = CoachForm.of_request(found, _coach_values(event, found))
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        return make_response(_coach_page(event, form, _coach(event, number)), form.status)
    entry = services.change_coach(found, form.values(), form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".coach", slug=slug, number=number, saved=entry.id), 303))


@blueprint.post("/<slug>/coaches/<int(max=2147483647):number>/removal")
@requires(Verb.CHANGE_GUESTS)
def remove_coach(slug: str, number: int) -> Response:
    write()
    services.remove_coach(locked(_coach(event_of(slug), number)))
    db.session.commit()
    return _to_page(slug, "coaches")


@blueprint.get("/<slug>/coaches/<int(max=2147483647):number>/list.pdf")
@requires(Verb.SEE_GUESTS)
def coach_list(slug: str, number: int) -> Response:
    event = event_of(slug)
    found = _coach(event, number)
    riders = [person for person, _inside in services.riders_of(found)]
    content = papers.manifest(event, found.name, riders, clock.now(), coach=found)
    return pdf_answer(content, f"xe-{found.id}-{event.slug}.pdf")


@blueprint.get("/<slug>/parties/<code>/")
@requires(Verb.CHANGE_GUESTS)
def party(slug: str, code: str) -> str:
    event = event_of(slug)
    registration = _party(event, code)
    return _party_page(event, registration, _journey_form(event, registration))


@blueprint.post("/<slug>/parties/<code>/")
@requires(Verb.CHANGE_GUESTS)
def change_party(slug: str, code: str) -> Response:
    write()
    event = event_of(slug)
    registration = locked(_party(event, code))
    form = _journey_form(event, registration)
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        return make_response(_party_page(event, _party(event, code), form), form.status)
    entry = services.keep_journey(registration, form.values(), form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".party", slug=slug, code=code, saved=entry.id), 303))


@blueprint.post("/<slug>/parties/<code>/riders")
@requires(Verb.CHANGE_GUESTS)
def seat_riders(slug: str, code: str) -> Response:
    """All on one coach, or each on the one that stands beside the name."""
    write()
    event = event_of(slug)
    registration = locked(_party(event, code))
    numbers = {person.id: request.form.get(f"coach-{person.id}") for person in registration.people}
    together = request.form.get("together", "")
    chosen = dict.fromkeys(numbers, together) if together else numbers
    wanted = {number: _number(said) for number, said in chosen.items() if said is not None}
    services.seat_riders(event, registration, wanted)
    db.session.commit()
    return make_response(redirect(url_for(".party", slug=slug, code=code, _anchor="riders"), 303))


@blueprint.get("/<slug>/parties/<code>/people")
@requires(Verb.CHANGE_GUESTS)
def paste(slug: str, code: str) -> str:
    event = event_of(slug)
    return _paste_page(event, _party(event, code), PasteForm())


@blueprint.post("/<slug>/parties/<code>/people")
@requires(Verb.CHANGE_GUESTS)
def take_list(slug: str, code: str) -> Response:
    """Take in what can be read; what cannot comes back in the box, each line with its reason."""
    write()
    event = event_of(slug)
    registration = _party(event, code)
    form, taken, problem = PasteForm(request.form), None, ""
    if form.validate():
        try:
            taken = people.take_in(registration, form.text.data, clock.now())
        except Refused as refused:
            problem = words_of(refused, event)
    if taken is None:
        db.session.rollback()
        event = event_of(slug)
        form.text.data = storable(form.text.data or "")
        return make_response(_paste_page(event, _party(event, code), form, problem=problem), 409 if problem else 422)
    db.session.commit()
    if not taken.kept:
        values: dict[str, Any] = {"added": taken.added, "there": taken.there}
        return make_response(redirect(url_for(".party", slug=slug, code=code, **values, _anchor="riders"), 303))
    form.text.data = storable(taken.kept)
    form.text.raw_data = [form.text.data]
    event = event_of(slug)
    return make_response(_paste_page(event, _party(event, code), form, taken), 422)


@blueprint.get("/<slug>/parties/<code>/list.pdf")
@requires(Verb.SEE_GUESTS)
def party_list(slug: str, code: str) -> Response:
    event = event_of(slug)
    registration = _party(event, code)
    title = registration.delegation_name or registration.contact_name
    journey = services.journey_of(registration)
    content = papers.manifest(event, title, registration.people, clock.now(), journey=journey)
    return pdf_answer(content, f"doan-{registration.code}-{event.slug}.pdf")


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def _to_page(slug: str, anchor: str) -> Response:
    return make_response(redirect(url_for(".page", slug=slug, _anchor=anchor), 303))


def _coach(event: Event, number: int) -> Coach:
    return db.session.scalar(db.select(Coach).filter_by(event_id=event.id, id=number)) or abort(404)


def _party(event: Event, code: str) -> Registration:
    query = db.select(Registration).filter_by(event_id=event.id, code=code, state=State.CONFIRMED)
    return db.session.scalar(query.options(selectinload(Registration.attendees))) or abort(404)


def _coach_values(event: Event, found: Coach | None = None) -> Mapping[str, Any]:
    return coach_values(found, event.timezone, services.members_of(event))


def _journey_form(event: Event, registration: Registration) -> JourneyForm:
    journey = services.journey_of(registration)
    stored = journey_values(journey, event.timezone, services.members_of(event))
    return JourneyForm.of_request(journey or registration, stored)


def _coach_page(event: Event, form: CoachForm, found: Coach | None = None) -> str:
    return desk_page(
        "delegations/coach.html",
        event,
        HERE,
        form=form,
        found=found,
        riders=services.riders_of(found) if found else [],
        change=editing.saved_change(found) if found else None,
    )


def _party_page(event: Event, registration: Registration, form: JourneyForm) -> str:
    journey = services.journey_of(registration)
    return desk_page(
        "delegations/party.html",
        event,
        HERE,
        registration=registration,
        form=form,
        journey=journey,
        coaches=services.coaches_of(event),
        rides=services.rides_of([person.id for person in registration.people]),
        change=editing.saved_change(journey) if journey else None,
        added=request.args.get("added", 0, type=int),
        there=request.args.get("there", 0, type=int),
        phone=wording.phone,
    )


def _paste_page(
    event: Event, registration: Registration, form: PasteForm, taken: Taken | None = None, problem: str = ""
) -> str:
    return desk_page(
        "delegations/paste.html",
        event,
        HERE,
        registration=registration,
        form=form,
        taken=taken,
        problem=problem,
        most_shown=SHOWN_FAULTS,
        title_of=lambda one: _("Line %(number)d", number=one.number),
    )
