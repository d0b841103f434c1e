"""What all pages about the run of show of one event share: their frame, their tabs, and how they find things."""

from bisect import insort
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, g, render_template, request
from sqlalchemy.orm import lazyload

from ..core import audit, clock
from ..core.audit import AuditEntry
from ..core.database import db
from ..core.forms import number_of
from ..core.i18n import gettext as _
from ..core.localised import Localised, load_texts
from ..core.slugs import SLUG
from ..editions.context import current_edition
from ..registration import when
from ..registration.models import Event, Session
from . import plan
from .models import ProgrammeItem
from .wording import note_words, read_in

blueprint = Blueprint("staff_programme", __name__, url_prefix="/staff/programme")


@dataclass(frozen=True)
class ProgrammePage:
    """A page about the run of show, and how far behind it stands among them."""

    label: Any
    endpoint: str
    position: int


programme_pages: list[ProgrammePage] = []


def offer(page: ProgrammePage) -> None:
    insort(programme_pages, page, key=lambda one: one.position)


def programme_page(template: str, event: Event, tab: str, **values: Any) -> str:
    """A page about the run of show of an event, whose address `event_of_address` has read; `tab`: its endpoint."""
    around = {"tabs": programme_pages, "tab": tab, "clock_of": clock_of, "note_words": note_words, "read_in": read_in}
    desk = {"event": event, "other_events": g.other_events, "desk_endpoint": tab, "when": when}
    return render_template(template, **{**desk, **around, "title_of": plan.title_of, **values})


def event_of_address(slug: str, texts: bool = True) -> Event:
    """The event of an address, found among all, which the page leads to; times are those of its place.

    Without `texts` they come later, with all others of the page.
    """
    site = current_edition()  # before the events: their editions are then known already
    query = db.select(Event).options(lazyload("*")).order_by(Event.starts_at.desc(), Event.id)
    events = list(db.session.scalars(query)) if SLUG.fullmatch(slug) else []
    found = next((one for one in events if one.slug == slug), None) or abort(404)
    g.timezone, g.other_events = found.timezone, [one for one in events if one is not found]
    if texts:
        load_texts(*events, site, site.host if site else None)
    return found


def plan_of_address(slug: str) -> plan.Plan:
    """The run of show of the event of an address."""
    return plan_beside(event_of_address(slug, texts=False))


def plan_beside(event: Event, *records: Localised) -> plan.Plan:
    """The run of show of an event, its texts loaded with all others of the page, those of the records among them."""
    site = current_edition()
    around = (event, *g.other_events, site, site.host if site else None, *records)
    return plan.plan_of(event, plan.items_of(event), *around)


def sessions_of(event: Event) -> list[Session]:
    """The sessions of an event, their texts to come."""
    query = db.select(Session).filter_by(event_id=event.id).options(lazyload("*"))
    return list(db.session.scalars(query.order_by(Session.position, Session.id)))


def item_of(event: Event, number: int) -> ProgrammeItem:
    """An item of an address; 404 if it is none of this event, or taken away."""
    query = db.select(ProgrammeItem).filter_by(event_id=event.id, id=number, removed_at=None).options(lazyload("*"))
    return db.session.scalar(query) or abort(404)


def clock_of(at: datetime | None, with_day_of: datetime | None = None) -> str:
    """`08:05` on the event's clock; with its day where that is not the day of the other moment."""
    if at is None:
        return ""
    zone = g.get("timezone", "Asia/Ho_Chi_Minh")
    local = clock.in_zone(at, zone)
    if with_day_of is not None and clock.in_zone(with_day_of, zone).date() != local.date():
        return _("%(time)s, %(day)s", time=f"{local:%H:%M}", day=f"{local:%d/%m}")
    return f"{local:%H:%M}"


def done_of(event: Event) -> list[AuditEntry]:
    """What has just been done, as the page's address says, for the buttons that take it back."""
    numbers = [number for one in request.args.getlist("done")[:300] if (number := number_of(one))]
    if not numbers:
        return []
    query = db.select(AuditEntry).where(AuditEntry.id.in_(numbers)).order_by(AuditEntry.id)
    return [one for one in db.session.scalars(query) if one.actor == audit.actor()]
