"""The gathering's public pages and the form that answers the invitation."""

from collections.abc import Iterable
from functools import partial

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from ..content import prose
from ..content import queries as content_queries
from ..content.cards import has_card, made
from ..core import clock, discovery, settings
from ..core.caching import public_page
from ..core.cards import Card
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.slugs import SLUG
from ..editions.context import current_edition, editions_on_the_site
from ..editions.models import Edition
from . import answering, drafts, events, privacy_facts, signals, when
from .answering import Asked
from .models import Event
from .rules import LARGEST_PARTY

blueprint = Blueprint("registration", __name__, url_prefix="/<locale:locale>")


@blueprint.get("/gathering/")
def next_gathering() -> BaseResponse:
    return _to_next("registration.gathering")


@blueprint.get("/gathering/<event>/")
@public_page
def gathering(event: str) -> str:
    editions_on_the_site()  # the event's is among them
    found = event_on_show(event)
    content_queries.ready(found.edition)
    return render_template(
        "registration/gathering.html",
        event=found,
        starts=clock.in_zone(found.starts_at, found.timezone),
        ends=clock.in_zone(found.ends_at, found.timezone),
        lines=signals.programme_of(found),
        programme=prose.render(found.text_in("programme"), {}),
        when=when,
        largest=LARGEST_PARTY,
        show_places=settings.SHOW_PLACES.value,
        **answering.state_of(found),
    )


@has_card("gathering", "registration.gathering", "event")
def card_of_gathering(slug: str) -> tuple[Edition, Card]:
    found = event_on_show(slug)
    content_queries.ready(found.edition)
    at = when.moment(found.starts_at, found.timezone)
    name = f"{found.text_in('title')} (mẫu / sample)" if found.demo else found.text_in("title")
    return made(found.edition, name, str(found.text_in("venue")), figure=at)


@blueprint.get("/register/")
def next_register() -> BaseResponse:
    return _to_next("registration.register")


@blueprint.route("/register/<event>/", methods=["GET", "POST"])
def register(event: str) -> Response:
    return answering.answer(open_answer(event))


@drafts.opens(drafts.OPEN)
def open_answer(event: str) -> Asked:
    """The form that everybody may open; 404 without such an event."""
    found = event_on_show(event)
    return Asked(
        found,
        url_for("registration.register", event=found.slug),
        back=(str(found.text_in("title")), url_for("registration.gathering", event=found.slug)),
        heading=_("Answer the invitation"),
        note=partial(answering.noted_once, "form"),
        draft=(drafts.OPEN, found.slug),
        delegation=url_for("registration.delegation", event=found.slug),
    )


@blueprint.get("/privacy/")
@public_page
def privacy() -> str:
    return render_template("registration/privacy.html", facts=privacy_facts.facts())


@discovery.listed
def pages() -> Iterable[discovery.Page]:
    slugs = db.session.scalars(events.on_show().with_only_columns(Event.slug).order_by(Event.id))
    yield from (("registration.gathering", {"event": slug}) for slug in slugs)
    yield "registration.privacy", {}


def _to_next(endpoint: str) -> BaseResponse:
    event = events.next_event(clock.now(), current_edition())
    if event is None:
        abort(404)
    response = redirect(url_for(endpoint, event=event.slug), 302)
    response.headers["Cache-Control"] = "no-store"
    return response


def event_on_show(slug: str) -> Event:
    found = db.session.scalar(events.on_show().where(Event.slug == slug)) if SLUG.fullmatch(slug) else None
    if found is None:
        abort(404)
    return found
