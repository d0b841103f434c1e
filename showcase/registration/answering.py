"""The one way of answering: the form, its faults, and the party that it makes; for the public form and for whoever has
a link of their own to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Response, abort, current_app, make_response, redirect, render_template, request, url_for

from ..core import clock, settings, throttle
from ..core.database import db, write
from ..core.i18n import lazy
from ..core.security import private, refuse_cross_site
from . import access, drafts, duplicates, services, session_choices, when
from .access_rules import Guest
from .drafts import Typed
from .duplicates import Same
from .forms import RegistrationForm, registration_form
from .models import Event, Registration
from .public_forms import fresh_marks, is_key, problem_of
from .rules import LARGEST_PARTY, Party, Refusal, Refused

FORM = "registration-form"  # what a form's birth mark is for
ANSWERS_AN_HOUR = 300  # from one address: a whole neighbourhood may share it
SAVED_AN_HOUR = 120
TOLD_AN_HOUR = 30
LOST_TICKET = "registration.lost_ticket"
_ALREADY = {
    Same.PHONE: lazy("Somebody with this name and telephone number has already answered."),
    Same.EMAIL: lazy("Somebody with this name and e-mail address has already answered."),
    Same.FAMILY: lazy("Somebody with this name has already answered, together with others whom you name here."),
}

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
    draft: drafts.Source
    start: Mapping[str, Any] = field(default_factory=dict)
    largest: int = LARGEST_PARTY
    guest: Guest = field(default_factory=Guest)
    is_delegation: bool = False  # delegation_views asks it, by a list
    delegation: str = ""  # where a group too large for this form answers


def answer(asked: Asked) -> Response:
    """The page of a form that is opened, mended or sent."""
    if request.method != "POST":  # a HEAD too must only look
        return _page(asked, _fresh(asked))
    refuse_cross_site()
    form = _form(asked, request.form)
    if "save" in request.form and asked.event.is_open(clock.now()):
        return saved(asked)
    if "add" in request.form or "remove" in request.form:
        return _page(asked, _rearranged(form))
    sound = form.validate()
    problem = problem_of(form, FORM)
    if problem or not sound:
        return _page(asked, form, 422, problem)
    count("registration", ANSWERS_AN_HOUR)
    if _may_be_there(asked, form):
        return _page(asked, form, 409)
    try:
        registration = asked.note(form.key.data, form.digest(), form.party(), clock.now())
    except Refused as refused:
        db.session.rollback()
        return _page(asked, form, 409, form.refuse(refused))
    drafts.answered(form.mark)
    db.session.commit()
    return to_party(registration)


def go_on(asked: Asked, typed: Typed) -> Response:
    """The page again with what was saved: born anew, under the key that it had."""
    typed["born"] = fresh_marks(FORM)["born"]
    return _page(asked, _form(asked, typed))


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


def state_of(event: Event, guest: Guest = Guest()) -> dict[str, Any]:  # noqa: B008 - nothing in it changes
    """Whether and how the event can be answered now."""
    now = clock.now()
    return {
        "is_open": event.is_open(now),
        "opens_later": event.registration_opens_at is not None and now < event.registration_opens_at,
        "is_over": event.ends_at <= now,
        "is_full": services.is_full(event),
        "by_invitation": access.refusal_of_event(event, guest, None) == Refusal.NOT_INVITED,
    }


def saved(asked: Asked) -> Response:
    """Keep what stands in the form as it is, finished or not."""
    count("draft", SAVED_AN_HOUR)
    key = request.form.get("key", "")
    if not is_key(key):
        key = fresh_marks(FORM)["key"]
    write()
    answered = drafts.answer_of(key)
    if answered is not None:  # in the meantime, by the same guest or a relative
        return to_party(answered)
    try:
        draft = drafts.keep(asked.event, asked.draft, key, request.form, clock.now())
    except drafts.TooLong:
        abort(413)
    db.session.commit()
    return private(redirect(url_for("registration.draft_kept", token=drafts.private_token(draft)), 303))


def _may_be_there(asked: Asked, form: RegistrationForm) -> bool:
    """Say once beside whom it may concern that they seem to have answered; the same form sent again goes through."""
    if form.told.data or drafts.answer_of(form.mark) is not None:
        return False
    found = duplicates.already(asked.event, form.party())
    if not found:
        return False
    try:  # who asks for many is told nothing more, and goes through
        throttle.count("duplicate", request.remote_addr or "", TOLD_AN_HOUR, 3600)
    except throttle.TooMany:
        return False
    for number, same in found.items():
        form.people.entries[number].form.already = _ALREADY[same]
    form.told.data = "yes"
    return True


def count(purpose: str, an_hour: int) -> None:
    try:
        throttle.count(purpose, request.remote_addr or "", an_hour, 3600)
    except throttle.TooMany:
        abort(429)


def _lost_ticket() -> str:
    """Where the private address of an earlier answer is asked for."""
    return url_for(LOST_TICKET) if LOST_TICKET in current_app.view_functions else ""


def _form(asked: Asked, *args: Any, **values: Any) -> RegistrationForm:
    return registration_form(asked.event)(asked.event, *args, largest=asked.largest, guest=asked.guest, **values)


def _fresh(asked: Asked) -> RegistrationForm:
    """The form as it is opened: everybody comes to what all may come to, and what is known is filled in."""
    granted = session_choices.for_everybody(asked.event, asked.guest, clock.now())
    people = [{"sessions": granted, **person} for person in asked.start.get("people", [{}])]
    return _form(asked, data={**asked.start, "people": people, **fresh_marks(FORM)})


def _rearranged(form: RegistrationForm) -> RegistrationForm:
    """One person more or less."""
    rows = [entry.data for entry in form.people.entries]
    remove = request.form.get("remove", "")
    if "add" in request.form:
        rows = [*rows, {"sessions": form.for_everybody}][: form.largest]
    elif remove.isascii() and remove.isdigit() and len(rows) > 1 and int(remove) < len(rows):
        del rows[int(remove)]
    return form.with_people(rows)


def _page(asked: Asked, form: RegistrationForm, status: int = 200, problem: str = "") -> Response:
    shown = {"lost_ticket": _lost_ticket(), "show_places": settings.SHOW_PLACES.value}
    return page_of_form("registration/register.html", asked, form, status, problem, **shown)


def page_of_form(
    template: str, asked: Asked, form: RegistrationForm, status: int, problem: str, **shown: Any
) -> Response:
    state = state_of(asked.event, asked.guest)
    page = render_template(
        template, asked=asked, event=asked.event, form=form, problem=problem, when=when, **state, **shown
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
