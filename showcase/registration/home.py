"""The gathering on the front page: what it is, when, and the one thing to do."""

from flask import current_app, url_for
from sqlalchemy.orm import lazyload

from ..content.home import Part, part_of_home
from ..core import clock
from ..core.database import db
from ..editions.models import Edition
from . import when
from .models import Event


@part_of_home("gathering")
def gathering_in_front(edition: Edition) -> Part | None:
    now, event = clock.now(), event_in_front(edition)
    if event is None:
        return None
    starts = clock.in_zone(event.starts_at, event.timezone)
    return Part(
        "registration/_home.html",
        [event],
        {
            "event": event,
            "starts": starts,
            "lunar": when.lunar(event.starts_at, event.timezone),
            "is_open": _is_open(event),
            "is_over": event.ends_at <= now,
            "page": _address("registration.gathering", event),
            "register": _address("registration.register", event),
        },
    )


def event_in_front(edition: Edition) -> Event | None:
    """The edition's next event that is not over, else its last one; its texts are loaded with the page's others."""
    query = db.select(Event).where(Event.edition_id == edition.id).options(lazyload("*"))
    return db.session.scalar(query.order_by(Event.ends_at <= clock.now(), Event.starts_at, Event.id).limit(1))


def _is_open(event: Event) -> bool:
    now = clock.now()
    opened = event.registration_opens_at is None or event.registration_opens_at <= now
    return opened and (event.registration_closes_at is None or now < event.registration_closes_at)


def _address(endpoint: str, event: Event) -> str:
    return url_for(endpoint, event=event.slug) if endpoint in current_app.view_functions else ""
