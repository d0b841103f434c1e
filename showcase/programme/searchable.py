"""What the site's search finds of the programme: the items that guests see."""

from typing import Any

from sqlalchemy import Select

from ..content.searchable import leads_to
from ..core.i18n import marked
from ..core.site_search import Kind, row_of, searchable
from ..editions.context import on_the_site, year_if_past
from ..editions.models import Edition
from ..registration.models import Event
from .models import ProgrammeItem


def _items() -> Select[Any]:
    found = row_of(ProgrammeItem.id, Event.slug, year_if_past(), Event.slug)
    found = found.join(Event, Event.id == ProgrammeItem.event_id).join(Edition, Edition.id == Event.edition_id)
    return found.where(on_the_site(), ProgrammeItem.public, ProgrammeItem.removed_at.is_(None))


searchable(
    Kind(
        "programme-item",
        marked("Items of the programme"),
        ProgrammeItem,
        "title",
        ("note", "place"),
        _items,
        leads_to("registration.gathering", "event"),
    )
)
