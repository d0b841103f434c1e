"""Sessions in the console: the parts of an event, their order, places and pick-up points."""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, once
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from . import events, offers, sessions, signals
from .event_pages import (
    EventPage,
    Removal,
    blueprint,
    event_of,
    list_page,
    locked_event_of,
    offer,
    part_page,
    step_asked,
)
from .models import Event, Session
from .rules import Refused
from .session_forms import SessionForm, new_session_values, session_values

HERE = "staff_events.sessions"
offer(EventPage(lazy("Sessions"), HERE, 10))


@blueprint.get("/<slug>/sessions/", endpoint="sessions")
@requires(Verb.SET_UP)
def sessions_list(slug: str) -> str:
    event = event_of(slug)
    return list_page("registration/staff/sessions.html", event, HERE, waits=offers.counts(event))


@blueprint.get("/<slug>/sessions/new")
@requires(Verb.SET_UP)
def new_session(slug: str) -> str:
    event = event_of(slug)
    return _page(event, SessionForm(None, new_session_values(event)))


@blueprint.post("/<slug>/sessions/new")
@requires(Verb.SET_UP)
def create_session(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    form = SessionForm(request.form, new_session_values(event))
    if (made := once.made_before(form, Session)) is not None:
        return _to_list(slug, made.slug)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(event, form), form.status)
    made = sessions.add(event, form.texts(), form.values(), form.changes())
    once.remember(form, made)
    db.session.commit()
    return _to_list(slug, made.slug)


@blueprint.get("/<slug>/sessions/<session>/")
@requires(Verb.SET_UP)
def session(slug: str, session: str) -> str:
    found = _session(event_of(slug), session)
    return _page(found.event, SessionForm.of_request(found, session_values(found)), found)


@blueprint.post("/<slug>/sessions/<session>/")
@requires(Verb.SET_UP)
def change_session(slug: str, session: str) -> Response:
    write()
    found = _session(locked_event_of(slug), session)
    form = SessionForm.of_request(found, session_values(found))
    if form.is_accepted():
        try:
            entry = sessions.change(found, form.texts(), form.values(), clock.now(), form.changes())
            db.session.commit()
            return make_response(redirect(url_for(".session", slug=slug, session=session, saved=entry.id), 303))
        except Refused:
            form.capacity.errors = [
                _("%(taken)d places are already taken. Fewer than that are not possible.", taken=found.taken)
            ]
    db.session.rollback()
    return make_response(_page(found.event, form, found), form.status)


@blueprint.post("/<slug>/sessions/<session>/move")
@requires(Verb.SET_UP)
def move_session(slug: str, session: str) -> Response:
    write()
    sessions.move(_session(locked_event_of(slug), session), step_asked())
    db.session.commit()
    return _to_list(slug, session)


@blueprint.post("/<slug>/sessions/<session>/deletion")
@requires(Verb.SET_UP)
def delete_session(slug: str, session: str) -> Response:
    write()
    found = _session(locked_event_of(slug), session)
    try:
        sessions.remove(found)
    except Refused:
        db.session.rollback()
        return make_response(_page(found.event, SessionForm(None, session_values(found)), found), 409)
    db.session.commit()
    return _to_list(slug)


def _to_list(slug: str, session: str = "") -> Response:
    return make_response(redirect(url_for(".sessions", slug=slug, _anchor=session or None), 303))


def _session(event: Event, slug: str) -> Session:
    return next((session for session in event.sessions if session.slug == slug), None) or abort(404)


def _why_it_stays(session: Session) -> str:
    if events.is_booked(session):
        return _("Somebody has said that they take part, or waits for it, so it stays.")
    if desks := signals.serving_only(session):
        return _("It stays as long as a desk admits to it alone: %(desks)s.", desks=", ".join(desks))
    return ""


def _page(event: Event, form: SessionForm, found: Session | None = None) -> str:
    if found is None:
        return part_page(event, form, _("A new session"), HERE)
    slugs: Any = {"slug": event.slug, "session": found.slug}
    removal = Removal(
        _("Take this session away"),
        _("It disappears from the page and the form, with its place and pick-up point in all languages."),
        _("Yes, take it away"),
        url_for(".delete_session", **slugs),
        _why_it_stays(found),
    )
    title = str(found.text_in("title"))
    return part_page(event, form, title, HERE, found, url_for(".change_session", **slugs), removal)
