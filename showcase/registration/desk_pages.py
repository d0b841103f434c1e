"""What the organisers' pages about the day share: they open at the event in front, and lead to those of the others."""

from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, url_for
from sqlalchemy.orm import lazyload

from ..core import clock
from ..core.database import db, locked
from ..core.localised import load_texts
from ..core.slugs import SLUG
from ..editions.context import current_edition
from . import when
from .models import Event


def event_of(slug: str) -> Event:
    """The event of an address, its texts loaded with those around the page; times are those of its place."""
    site = current_edition()  # before the event: its edition is then known already
    query = db.select(Event).filter_by(slug=slug).options(lazyload("*"))
    found = db.session.scalar(query) if SLUG.fullmatch(slug) else None
    if found is None:
        abort(404)
    load_texts(found, site, site.host if site else None)
    g.timezone = found.timezone
    return found


def locked_event_of(slug: str) -> Event:
    """The same for whoever changes what belongs to it: two who do come one after the other."""
    return locked(event_of(slug))


def to_event_in_front(endpoint: str) -> Response:
    """From a page's name in the navigation to the page of the event that is next, or was last."""
    over = Event.ends_at <= clock.now()
    nearest = db.case((over, None), else_=Event.starts_at), Event.starts_at.desc()
    query = db.select(Event.slug).order_by(over, *nearest, Event.id)
    slug = db.session.scalar(query.limit(1))
    if slug is None:
        return make_response(render_template("registration/staff/no_event.html"))
    return make_response(redirect(url_for(endpoint, slug=slug), 302))


def desk_page(template: str, event: Event, endpoint: str, **values: Any) -> str:
    """A page about the day of one event, in layouts/event_desk.html; `endpoint` leads to it for the other events."""
    events = db.session.scalars(db.select(Event).options(lazyload("*")).order_by(Event.starts_at.desc(), Event.id))
    others = [one for one in events if one.id != event.id]
    load_texts(*others)
    return render_template(
        template, **{"event": event, "other_events": others, "desk_endpoint": endpoint, "when": when, **values}
    )
