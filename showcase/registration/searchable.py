"""What the site's search finds of the gathering: the event, and its parts."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select

from ..content.references import as_plain_text
from ..content.searchable import leads_to, of_the_editions
from ..core.database import db
from ..core.i18n import marked
from ..core.site_search import Kind, Row, row_of, searchable
from ..editions.context import on_the_site, year_if_past
from ..editions.models import Edition
from . import when
from .models import Event, Session


def _sessions() -> Select[Any]:
    found = row_of(Session.id, Event.slug, year_if_past(), Event.slug).join(Event, Event.id == Session.event_id)
    return found.join(Edition, Edition.id == Event.edition_id).where(on_the_site())


def _about_event(row: Row) -> str:
    at, _bar, zone = row.detail.partition("|")
    starts = datetime.fromisoformat(at)
    return when.moment(starts if starts.tzinfo else starts.replace(tzinfo=UTC), zone)


searchable(
    Kind(
        "gathering",
        marked("The gathering"),
        Event,
        "title",
        ("intro", "venue", "address", "programme"),
        of_the_editions(Event, db.cast(Event.starts_at, db.String) + "|" + Event.timezone),
        leads_to("registration.gathering", "event"),
        _about_event,
        as_plain_text,
    )
)
searchable(
    Kind(
        "programme",
        marked("Parts of the gathering"),
        Session,
        "title",
        ("place", "pickup"),
        _sessions,
        leads_to("registration.gathering", "event"),
    )
)
