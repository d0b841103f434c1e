"""The way from a commune to the gathering, on the commune's page."""

from flask import url_for

from ..content.commune_parts import part_of_commune
from ..content.communes import Place
from ..content.home import Part
from ..core import clock
from ..editions.models import Edition
from . import when
from .home import event_in_front


@part_of_commune("gathering")
def way_to_the_gathering(edition: Edition, place: Place) -> Part | None:
    """Where the next event is; no distance is told, since no venue is known as a point."""
    event = event_in_front(edition)
    if event is None or event.ends_at <= clock.now():
        return None
    values = {
        "event": event,
        "moment": when.moment(event.starts_at, event.timezone),
        "page": url_for("registration.gathering", event=event.slug),
    }
    return Part("registration/_commune_way.html", [event], values)
