"""Events in the console: the list, one event's own page, a new one, and the end of one."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import lazyload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, editing, once
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..editions.context import current_edition
from ..editions.models import Edition
from . import events, when
from .event_forms import EventForm, NewEventForm, event_values
from .event_pages import THE_EVENT, blueprint, event_of, list_page, locked_event_of
from .models import Event
from .rules import Refusal, Refused


@blueprint.get("/")
@requires(Verb.SET_UP)
def events_list() -> str:
    query = db.select(Event).options(lazyload(Event.sessions)).order_by(Event.starts_at, Event.id)
    found = db.session.scalars(query).all()
    editions = db.session.scalars(db.select(Edition).order_by(Edition.year.desc(), Edition.id.desc())).all()
    return render_template(
        "registration/staff/events_list.html",
        editions=[(edition, [event for event in found if event.edition_id == edition.id]) for edition in editions],
        answers=answers_word,
        when=when,
    )


@blueprint.get("/new")
@requires(Verb.SET_UP)
def new_event() -> str:
    edition = _edition()
    form = NewEventForm(None, {"timezone": edition.host.timezone})
    return render_template("registration/staff/new_event.html", edition=edition, form=form)


@blueprint.post("/new")
@requires(Verb.SET_UP)
def create_event() -> Response:
    write()
    edition = _edition()
    form = NewEventForm(request.form, {"timezone": edition.host.timezone})
    if (made := once.made_before(form, Event)) is not None:
        return _to_new(made)
    if not form.is_accepted():
        db.session.rollback()
        page = render_template("registration/staff/new_event.html", edition=edition, form=form)
        return make_response(page, form.status)
    event = events.create_event(form.given(form.chosen_slug()), edition, form.changes())
    once.remember(form, event)
    db.session.commit()
    return _to_new(event)


@blueprint.get("/<slug>/")
@requires(Verb.SET_UP)
def event(slug: str) -> str:
    found = event_of(slug)
    return _event_page(found, EventForm.of_request(found, event_values(found)))


@blueprint.post("/<slug>/")
@requires(Verb.SET_UP)
def change_event(slug: str) -> Response:
    write()
    found = locked_event_of(slug)
    form = EventForm.of_request(found, event_values(found))
    if form.is_accepted():
        try:
            _event, entry = events.change_event(found, form.given(slug), clock.now(), form.changes())
            db.session.commit()
            return make_response(redirect(url_for(".event", slug=slug, saved=entry.id), 303))
        except Refused:
            form.capacity.errors = [_too_few_places(found)]
    db.session.rollback()
    return make_response(_event_page(found, form), form.status)


@blueprint.get("/<slug>/deletion")
@requires(Verb.SET_UP)
def deletion(slug: str) -> str:
    """Asks once more: a deleted event does not come back."""
    found = event_of(slug)
    return _question(found, Refusal.EVENT_USED if events.is_used(found) else None)


@blueprint.post("/<slug>/deletion")
@requires(Verb.SET_UP)
def delete_event(slug: str) -> Response:
    write()
    found = locked_event_of(slug)
    try:
        events.delete_event(found)
    except Refused as refused:
        db.session.rollback()
        return make_response(_question(event_of(slug), refused.refusal), 409)
    db.session.commit()
    return make_response(redirect(url_for(".events_list"), 303))


def _to_new(event: Event) -> Response:
    return make_response(redirect(url_for(".event", slug=event.slug, new=1), 303))


def _edition() -> Edition:
    """The edition that a new event is to belong to; if the address names none, the one in front."""
    slug = request.args.get("edition")
    found = db.session.scalar(db.select(Edition).filter_by(slug=slug)) if slug else current_edition()
    return found or abort(404)


def answers_word(event: Event) -> tuple[str, str]:
    """Whether the invitation can be answered now: a word and its tone."""
    now = clock.now()
    if event.ends_at <= now:
        return _("over"), ""
    if event.registration_opens_at is not None and now < event.registration_opens_at:
        return _("not yet open"), "saffron"
    return (_("being taken"), "sao") if event.is_open(now) else (_("closed"), "laterite")


def _too_few_places(event: Event) -> str:
    if not event.held:
        return _("%(taken)d places are already taken. Fewer than that are not possible.", taken=event.taken)
    return _(
        "%(taken)d places are taken and %(held)d kept back. Fewer than %(together)d are not possible.",
        taken=event.taken,
        held=event.held,
        together=event.taken + event.held,
    )


def _event_page(found: Event, form: EventForm) -> str:
    return list_page(
        "registration/staff/event.html",
        found,
        THE_EVENT,
        form=form,
        change=editing.saved_change(found),
        is_on_show=db.session.scalar(events.on_show().where(Event.id == found.id)) is not None,
        is_new=bool(request.args.get("new")),
        answers=answers_word(found),
    )


def _question(found: Event, refusal: Refusal | None) -> str:
    reasons = {
        Refusal.EVENT_USED: _("Somebody is invited or has answered. What they were told must stay."),
        Refusal.GATE_USED: _("Tickets have been scanned for this event. The record of the door must stay."),
    }
    reason = reasons[refusal] if refusal else ""
    above = [(found.text_in("title"), url_for(".event", slug=found.slug))]
    return list_page("registration/staff/event_deletion.html", found, THE_EVENT, reason=reason, above=above)
