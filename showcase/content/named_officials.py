"""Officials in texts: `{{ official/OFFICE }}` is whoever held it on the text's day, with the title then valid."""

from datetime import date

from sqlalchemy.orm import lazyload, selectinload

from ..core.database import db
from ..editions import rules
from ..editions.models import Edition, Office, Official
from ..editions.officials import today_of
from .blocks import key
from .prose import Evidence, resolves
from .references import Reference


@resolves("official")
def officials(edition: Edition, wanted: list[Reference]) -> dict[str, Evidence]:
    """Title and name; `| name` and `| title` give one of them, `:2023-12-28` another day than the edition's."""
    query = db.select(Office).where(Office.host_id == edition.host_id, Office.slug.in_({r.record for r in wanted}))
    query = query.options(lazyload("*"), selectinload(Office.officials).lazyload("*"))
    offices = {office.slug: office for office in db.session.scalars(query)}
    found = {}
    for reference in wanted:
        office = offices.get(reference.record)
        day = _day(edition, reference.period)
        holder = rules.in_office(office.officials, day) if office and day else None
        if holder is not None:
            found[key(reference)] = _evidence(holder, reference.part)
    return found


def _evidence(holder: Official, part: str) -> Evidence:
    def written() -> str:
        title = str(holder.text_in("title"))
        if part:
            return title if part == "title" else holder.named
        return f"{title} {holder.named}".strip()

    return Evidence(holder, written, written, written, lambda: "", sources=holder.sources, is_figure=False)


def _day(edition: Edition, told: str) -> date | None:
    """The day that a reference names; the last of the edition's year, or today while that has not come."""
    if told:
        try:
            return date.fromisoformat(told)
        except ValueError:
            return None
    return min(today_of(edition.host), date(edition.year, 12, 31))
