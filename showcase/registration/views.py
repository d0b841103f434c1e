"""The gathering's public pages and the form that answers the invitation."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ..content import prose
from ..content import queries as content_queries
from ..content.cards import has_card, made
from ..core import clock, discovery, settings, throttle
from ..core.caching import public_page
from ..core.cards import Card
from ..core.database import db
from ..core.security import private, refuse_cross_site
from ..core.slugs import SLUG
from ..editions.context import current_edition, editions_on_the_site
from ..editions.models import Edition
from . import events, privacy_facts, services, when
from .forms import RegistrationForm, registration_form
from .models import Event, Registration
from .public_forms import fresh_marks, problem_of
from .refusals import refusal_text
from .rules import LARGEST_PARTY, Refusal, Refused

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
        return _form_page(_event(event), form, 409, refusal_text(refused.refusal))
    return private(redirect(url_for(".party", token=services.private_token(registration)), 303))


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


def _answerable(event: Event) -> dict[str, Any]:
    """Whether and how the event can be answered now."""
    now: datetime = clock.now()
    return {
        "is_open": event.is_open(now),
        "opens_later": event.registration_opens_at is not None and now < event.registration_opens_at,
        "is_over": event.ends_at <= now,
        "is_full": services.is_full(event),
    }


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
