"""The one way of answering: the form, its faults, and the party that it makes; for the public form and for whoever has
a link of their own to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..core import clock, settings, throttle
from ..core.database import db
from ..core.security import private, refuse_cross_site
from . import services, when
from .forms import RegistrationForm, registration_form
from .models import Event, Registration
from .public_forms import fresh_marks, problem_of
from .refusals import refusal_text
from .rules import LARGEST_PARTY, Party, Refusal, Refused

FORM = "registration-form"  # what a form's birth mark is for
ANSWERS_AN_HOUR = 300  # from one address: a whole neighbourhood may share it

# Notes what a form says, once, and does not commit: (the form's key, its digest, the party, now). Raises Refused.
Noting = Callable[[str, str, Party, datetime], Registration]


@dataclass(frozen=True)
class Asked:
    """Who is asked to answer what. `start` is what the form holds when it is opened; `back` leads out of it."""

    event: Event
    address: str
    back: tuple[str, str]  # how it is called, and where it is
    note: Noting
    heading: str
    start: Mapping[str, Any] = field(default_factory=dict)
    largest: int = LARGEST_PARTY


def answer(asked: Asked) -> Response:
    """The page of a form that is opened, mended or sent."""
    if request.method != "POST":  # a HEAD too must only look
        return _page(asked, _form(asked, data={**asked.start, **fresh_marks(FORM)}))
    refuse_cross_site()
    form = _form(asked, request.form)
    if "add" in request.form or "remove" in request.form:
        return _page(asked, _rearranged(form))
    sound = form.validate()
    problem = problem_of(form, FORM)
    if problem or not sound:
        return _page(asked, form, 422, problem)
    try:
        throttle.count("registration", request.remote_addr or "", ANSWERS_AN_HOUR, 3600)
    except throttle.TooMany:
        abort(429)
    try:
        registration = asked.note(form.key.data, form.digest(), form.party(), clock.now())
    except Refused as refused:
        db.session.rollback()
        return _page(asked, form, 409, refusal_text(refused.refusal))
    db.session.commit()
    return to_party(registration)


def noted_once(owner: str, key: str, body_digest: str, party: Party, now: datetime) -> Registration:
    """Register what the form says, once; a changed form sent again leads to what was noted first."""
    try:
        registration, _is_new = services.register_once(owner, key, body_digest, party, now)
    except Refused as refused:
        if refused.refusal != Refusal.IDEMPOTENCY_MISMATCH:
            raise
        db.session.rollback()
        registration = services.registration_of_key(owner, key)
    return registration


def to_party(registration: Registration) -> Response:
    return private(redirect(url_for("registration.party", token=services.private_token(registration)), 303))


def state_of(event: Event) -> dict[str, Any]:
    """Whether and how the event can be answered now."""
    now = clock.now()
    return {
        "is_open": event.is_open(now),
        "opens_later": event.registration_opens_at is not None and now < event.registration_opens_at,
        "is_over": event.ends_at <= now,
        "is_full": services.is_full(event),
    }


def _form(asked: Asked, *args: Any, **values: Any) -> RegistrationForm:
    return registration_form(asked.event)(asked.event, *args, largest=asked.largest, **values)


def _rearranged(form: RegistrationForm) -> RegistrationForm:
    """One person more or less."""
    rows = [entry.data for entry in form.people.entries]
    remove = request.form.get("remove", "")
    if "add" in request.form:
        rows = [*rows, {}][: form.largest]
    elif remove.isascii() and remove.isdigit() and len(rows) > 1 and int(remove) < len(rows):
        del rows[int(remove)]
    return form.with_people(rows)


def _page(asked: Asked, form: RegistrationForm, status: int = 200, problem: str = "") -> Response:
    page = render_template(
        "registration/register.html",
        asked=asked,
        event=asked.event,
        form=form,
        problem=problem,
        when=when,
        show_places=settings.SHOW_PLACES.value,
        **state_of(asked.event),
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
