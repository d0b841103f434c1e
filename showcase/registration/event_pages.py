"""What all pages of the console about one event share: their frame, how they find it, and how its parts are shown."""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, render_template, request, url_for

from ..core import editing
from ..core.database import db
from ..core.editing import EditForm
from ..core.i18n import lazy
from ..core.ordering import Step
from ..core.slugs import SLUG
from . import services, when
from .models import Event

# Other modules and later features add their own pages about one event to it.
blueprint = Blueprint("staff_events", __name__, url_prefix="/staff/events")


@dataclass(frozen=True)
class EventPage:
    """A page about one event, how it is called on the others, and how far behind it stands among them."""

    label: Any
    endpoint: str
    position: int


@dataclass(frozen=True)
class Removal:
    """How a part of an event is taken away or ended, or why it cannot be."""

    title: str
    warning: str = ""  # what goes with it
    label: str = ""
    url: str = ""
    reason: str = ""  # why it stays
    question: str = ""  # the address of a page that asks once more; else it is asked on the spot


THE_EVENT = "staff_events.event"
event_pages: list[EventPage] = []


def offer(page: EventPage) -> None:
    """Give an event one more page, in its place among the others."""
    insort(event_pages, page, key=lambda one: one.position)


offer(EventPage(lazy("The event"), THE_EVENT, 0))


def event_of(slug: str) -> Event:
    """The event of an address; times on its pages are those of its place."""
    found = db.session.scalar(db.select(Event).filter_by(slug=slug)) if SLUG.fullmatch(slug) else None
    if found is None:
        abort(404)
    g.timezone = found.timezone
    return found


def locked_event_of(slug: str) -> Event:
    """The same for whoever changes it: nobody else takes or frees places meanwhile."""
    return services.locked_event(event_of(slug).slug)


def step_asked() -> Step:
    """Which way a row of a list is to be moved."""
    try:
        return Step(request.form.get("step", ""))
    except ValueError:
        abort(400)


def list_page(template: str, event: Event, tab: str, **values: Any) -> str:
    """A page about the whole event; `tab` is its endpoint among the event's pages."""
    return render_template(
        template, **{"event": event, "pages": event_pages, "tab": tab, "above": [], "when": when, **values}
    )


def question_page(event: Event, title: str, tab: str, paragraphs: Sequence[str], label: str, back: str) -> str:
    """Asks once more: a form that sends nothing but the answer to its own address; `back` is the way out."""
    return list_page(
        "registration/staff/confirmation.html",
        event,
        tab,
        above=_above(event, tab),
        heading=title,
        paragraphs=paragraphs,
        label=label,
        back=back,
    )


def part_page(
    event: Event,
    form: EditForm,
    title: str,
    tab: str,
    part: Any = None,
    change_url: str = "",
    removal: Removal | None = None,
    closing: Removal | None = None,
    template: str = "registration/staff/part.html",
    **values: Any,
) -> str:
    """The form of one part of the event, new (`part` None) or stored; `tab`: the endpoint of the list it stands in."""
    return render_template(
        template,
        event=event,
        pages=event_pages,
        form=form,
        heading=title,
        tab=tab,
        above=_above(event, tab),
        part=part,
        change=editing.saved_change(part) if part is not None else None,
        change_url=change_url,
        removals=[one for one in (closing, removal) if one is not None],
        **values,
    )


def _above(event: Event, tab: str) -> list[tuple[Any, str]]:
    """The list that a part stands in, as a step back to it."""
    return [(page.label, url_for(tab, slug=event.slug)) for page in event_pages if page.endpoint == tab]
