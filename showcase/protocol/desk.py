"""What the pages about protocol share: their frame, and how they find the event and its lines."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for

from ..core.i18n import lazy
from ..registration.desk_pages import desk_page
from ..registration.models import Event
from . import services
from .models import Introduction

# Modules of the feature add their pages to it.
blueprint = Blueprint("protocol", __name__, url_prefix="/staff/protocol")
ORDER = "protocol.order"
TABS = (
    (ORDER, lazy("Order of introduction")),
    ("protocol.honoured", lazy("Guests of honour")),
    ("protocol.hand_overs", lazy("Hand-overs")),
    ("protocol.copies", lazy("Sent to the MC")),
    ("protocol.groups", lazy("Groups of rank")),
)


def page(template: str, event: Event, tab: str, **values: Any) -> str:
    """A page about the protocol of an event; `tab` is the endpoint of the page it belongs to."""
    return desk_page(f"protocol/{template}", event, tab, tabs=TABS, tab=tab, **values)


def entry_of(event: Event, number: int) -> Introduction:
    """The line of that number, if it is one of this event."""
    return services.of_event(event, number) or abort(404)


def to_order(slug: str, number: int | None = None, **said: Any) -> Response:
    """Back to the order, at a line."""
    anchor = f"line-{number}" if number else None
    return make_response(redirect(url_for(ORDER, slug=slug, **said, _anchor=anchor), 303))


def number_asked(name: str) -> int:
    """A line's number in a form; 0 stands above all lines."""
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) < 2**31):
        abort(400)
    return int(text)
