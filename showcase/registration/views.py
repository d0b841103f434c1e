"""The gathering's public pages, the form that answers the invitation, and the party's private page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ..content import prose
from ..content import queries as content_queries
from ..content.cards import has_card, made
from ..core import clock, discovery, qr, settings, throttle
from ..core.caching import public_page
from ..core.cards import Card
from ..core.database import db, locked, write
from ..core.i18n import gettext as _
from ..core.security import private, refuse_cross_site
from ..core.slugs import SLUG
from ..editions.context import current_edition, editions_on_the_site
from ..editions.models import Edition
from . import answers, documents, events, links, people, privacy_facts, rules, services, tickets, when
from .answer_forms import PartyAnswersForm, party_answers_form
from .forms import ChangeForm, RegistrationForm, registration_form
from .models import Attendee, Event, Registration
from .public_forms import fresh_marks, problem_of
from .rules import LARGEST_PARTY, Refusal, Refused, State

blueprint = Blueprint("registration", __name__, url_prefix="/<locale:locale>")

FORM = "registration-form"  # what a form's birth mark is for
ANSWERS_AN_HOUR = 300  # from one address: a whole neighbourhood may share it


@blueprint.get("/gathering/")
def next_gathering() -> BaseResponse:
    return _to_next("registration.gathering")


@blueprint.get("/gathering/<event>/")
@public_page
def gathering(event: str) -> str:
    editions_on_the_site()  # the event's is among them
    found = _event(event)
    content_queries.ready(found.edition)
    return render_template(
        "registration/gathering.html",
        event=found,
        starts=clock.in_zone(found.starts_at, found.timezone),
        ends=clock.in_zone(found.ends_at, found.timezone),
        programme=prose.render(found.text_in("programme"), {}),
        when=when,
        largest=LARGEST_PARTY,
        show_places=settings.SHOW_PLACES.value,
        **_answerable(found),
    )


@has_card("gathering", "registration.gathering", "event")
def card_of_gathering(slug: str) -> tuple[Edition, Card]:
    found = _event(slug)
    content_queries.ready(found.edition)
    at = when.moment(found.starts_at, found.timezone)
    name = f"{found.text_in('title')} (mẫu / sample)" if found.demo else found.text_in("title")
    return made(found.edition, name, str(found.text_in("venue")), figure=at)


@blueprint.get("/register/")
def next_register() -> BaseResponse:
    return _to_next("registration.register")


@blueprint.route("/register/<event>/", methods=["GET", "POST"])
def register(event: str) -> Response:
    answered = _event(event)
    if request.method != "POST":  # a HEAD too must only look
        form = registration_form(answered)(answered, data=fresh_marks(FORM))
        return _form_page(answered, form)
    refuse_cross_site()
    form = registration_form(answered)(answered, request.form)
    if "add" in request.form or "remove" in request.form:
        return _form_page(answered, _rearranged(form))
    sound = form.validate()
    problem = problem_of(form, FORM)
    if problem or not sound:
        return _form_page(answered, form, 422, problem)
    try:
        throttle.count("registration", request.remote_addr or "", ANSWERS_AN_HOUR, 3600)
    except throttle.TooMany:
        abort(429)
    try:
        registration = _noted(form)
    except Refused as refused:
        db.session.rollback()
        return _form_page(_event(event), form, 409, _refusal_text(refused.refusal))
    return private(redirect(url_for(".party", token=services.private_token(registration)), 303))


@blueprint.route("/r/<token>/", methods=["GET", "POST"])
def party(token: str) -> Response:
    if request.method != "POST":  # a HEAD too must only look
        registration = _registration(token)
        return _party_page(registration, ChangeForm(registration))
    refuse_cross_site()
    write()
    registration = _registration(token)
    form = ChangeForm(registration, request.form)
    if not form.validate():
        return _party_page(registration, form, 422)
    try:
        services.change(registration, form.changes(), clock.now())
    except Refused as refused:
        db.session.rollback()
        registration = _registration(token)
        return _party_page(registration, ChangeForm(registration), 409, _refusal_text(refused.refusal))
    db.session.commit()
    return private(redirect(url_for(".party", token=token, done="changed"), 303))


@blueprint.route("/r/<token>/answers", methods=["GET", "POST"])
def party_answers(token: str) -> Response:
    """What the party says to the organisers' questions, apart from who comes: neither may hold up the other."""
    if request.method != "POST":  # who comes here by the switch of languages
        _registration(token)
        return private(redirect(url_for(".party", token=token, _anchor="answers"), 303))
    refuse_cross_site()
    write()
    registration = _registration(token)
    services.locked_event(registration.event.slug)
    locked(registration)
    refusal = _refusal_to_answer(registration)
    if refusal is not None:
        db.session.rollback()
        registration = _registration(token)
        return _party_page(registration, ChangeForm(registration), 409, _refusal_text(refusal))
    form = party_answers_form(registration, answers.of(registration), request.form)
    if not form.validate():
        return _party_page(registration, ChangeForm(registration), 422, asked=form)
    answers.change(registration, form.given())
    db.session.commit()
    return private(redirect(url_for(".party", token=token, done="answered"), 303))


@blueprint.route("/r/<token>/cancellation", methods=["GET", "POST"])
def cancellation(token: str) -> Response:
    """Asks once more: places of a whole family are given away."""
    if request.method != "POST":  # a HEAD too must only look
        return private(make_response(render_template("registration/cancellation.html", **_of(_registration(token)))))
    refuse_cross_site()
    write()
    services.cancel(_registration(token), clock.now())
    db.session.commit()
    return private(redirect(url_for(".party", token=token), 303))


@blueprint.post("/r/<token>/messages")
def send_again(token: str) -> Response:
    refuse_cross_site()
    registration = _registration(token)
    try:
        throttle.count("tickets-again", str(registration.id), 5, 3600)
    except throttle.TooMany:
        abort(429)
    write()
    sent = services.resend_tickets(_registration(token))
    db.session.commit()
    return private(redirect(url_for(".party", token=token, done="sent" if sent else None), 303))


@blueprint.get("/r/<token>/tickets/<int(max=2147483647):attendee_id>/")
def ticket(token: str, attendee_id: int) -> Response:
    """One person's ticket, to show from a phone or to send to the family."""
    attendee = _attendee(_registration(token), attendee_id)
    return private(
        make_response(render_template("registration/ticket.html", attendee=attendee, **_of(attendee.registration)))
    )


@blueprint.get("/r/<token>/tickets/<int(max=2147483647):attendee_id>.pdf")
def ticket_pdf(token: str, attendee_id: int) -> Response:
    registration = _registration(token)
    attendee = _attendee(registration, attendee_id)
    return _pdf(documents.in_their_language(registration, [attendee]), f"{registration.code}-{attendee.position + 1}")


@blueprint.get("/r/<token>/tickets.pdf")
def tickets_pdf(token: str) -> Response:
    registration = _registration(token)
    if not registration.is_confirmed:
        abort(404)
    return _pdf(documents.in_their_language(registration, registration.people), registration.code)


@blueprint.get("/r/<token>/calendar.ics")
def calendar(token: str) -> Response:
    registration = _registration(token)
    response = Response(documents.calendar(registration), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{registration.event.slug}.ics"'
    return private(response)


@blueprint.get("/privacy/")
@public_page
def privacy() -> str:
    return render_template("registration/privacy.html", facts=privacy_facts.facts())


@discovery.listed
def pages() -> Iterable[discovery.Page]:
    slugs = db.session.scalars(events.on_show().with_only_columns(Event.slug).order_by(Event.id))
    yield from (("registration.gathering", {"event": slug}) for slug in slugs)
    yield "registration.privacy", {}


def _noted(form: RegistrationForm) -> Registration:
    """Register what the form says, once; a changed form sent again leads to what was noted first."""
    try:
        registration, _is_new = services.register_once("form", form.key.data, form.digest(), form.party(), clock.now())
    except Refused as refused:
        if refused.refusal != Refusal.IDEMPOTENCY_MISMATCH:
            raise
        db.session.rollback()
        registration = services.registration_of_key("form", form.key.data)
    db.session.commit()
    return registration


def _rearranged(form: RegistrationForm) -> RegistrationForm:
    """One person more or less."""
    rows = [entry.data for entry in form.people.entries]
    remove = request.form.get("remove", "")
    if "add" in request.form:
        rows = [*rows, {}][:LARGEST_PARTY]
    elif remove.isascii() and remove.isdigit() and len(rows) > 1 and int(remove) < len(rows):
        del rows[int(remove)]
    return form.with_people(rows)


def _form_page(event: Event, form: RegistrationForm, status: int = 200, problem: str = "") -> Response:
    page = render_template(
        "registration/register.html",
        event=event,
        form=form,
        problem=problem,
        when=when,
        largest=LARGEST_PARTY,
        show_places=settings.SHOW_PLACES.value,
        **_answerable(event),
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _party_page(
    registration: Registration,
    form: ChangeForm,
    status: int = 200,
    problem: str = "",
    asked: PartyAnswersForm | None = None,
) -> Response:
    stored = answers.of(registration)
    page = render_template(
        "registration/party.html",
        form=form,
        problem=problem,
        asked=asked or party_answers_form(registration, stored),
        answers=answers.entries(registration, stored),
        may_answer=_refusal_to_answer(registration) is None,
        **_of(registration),
    )
    return private(make_response(page, status))


def _refusal_to_answer(registration: Registration) -> Refusal | None:
    if registration.state == State.CANCELLED:
        return Refusal.CANCELLED
    event = registration.event
    in_time = rules.may_change_answers(event.registration_closes_at, event.starts_at, clock.now())
    return None if in_time else Refusal.REGISTRATION_CLOSED


def _of(registration: Registration) -> dict[str, Any]:
    """What pages about a party show."""
    return {
        "registration": registration,
        "event": registration.event,
        "position": services.position_of(registration),
        "token": services.private_token(registration),
        "qr_svg": qr.svg,
        "code_of": links.code_of,
        "short_code": tickets.short_code,
        "people": people,
        "when": when,
    }


def _answerable(event: Event) -> dict[str, Any]:
    """Whether and how the event can be answered now."""
    now: datetime = clock.now()
    return {
        "is_open": event.is_open(now),
        "opens_later": event.registration_opens_at is not None and now < event.registration_opens_at,
        "is_over": event.ends_at <= now,
        "is_full": services.is_full(event),
    }


def _refusal_text(refusal: Refusal) -> str:
    match refusal:
        case Refusal.FULL:
            return _("There are not enough places left for everybody named. Please call us: we will find a way.")
        case Refusal.REGISTRATION_CLOSED:
            return _("Answers are not taken at this time. Please call us.")
        case Refusal.CANCELLED:
            return _("This answer has been taken back, so it can no longer be changed.")
        case _:
            return _("Your answer is just being noted. Please wait a moment and send again.")


def _to_next(endpoint: str) -> BaseResponse:
    event = events.next_event(clock.now(), current_edition())
    if event is None:
        abort(404)
    response = redirect(url_for(endpoint, event=event.slug), 302)
    response.headers["Cache-Control"] = "no-store"
    return response


def _event(slug: str) -> Event:
    found = db.session.scalar(events.on_show().where(Event.slug == slug)) if SLUG.fullmatch(slug) else None
    if found is None:
        abort(404)
    return found


def _registration(token: str) -> Registration:
    found = services.of_private_token(token)
    if found is None:
        abort(404)
    return found


def _attendee(registration: Registration, attendee_id: int) -> Attendee:
    """A ticket exists for those who come: of a confirmed party, not taken off."""
    found = next((attendee for attendee in registration.people if attendee.id == attendee_id), None)
    if found is None or registration.state != State.CONFIRMED:
        abort(404)
    return found


def _pdf(content: bytes, name: str) -> Response:
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return private(response)
