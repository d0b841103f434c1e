"""The homecoming guide: what a family wants to know before it comes."""

from collections.abc import Iterable

from flask import render_template

from ..core import discovery
from ..core.caching import public_page
from ..editions.context import current_edition
from . import prose, queries
from .views import blueprint


@blueprint.get("/guide/")
@public_page
def guide() -> str:
    edition = queries.edition_or_404()
    entries = queries.guide(edition)
    queries.ready(edition, *entries)
    bodies = [entry.text_in("body") for entry in entries]
    written = prose.read(edition, *bodies)
    queries.ready(edition, *written.records)
    return render_template(
        "content/guide.html",
        edition=edition,
        sections=[(entry, written.html(place, entry.slug)) for place, entry in enumerate(entries)],
        evidence=prose.by_source(written.evidence),
    )


@discovery.listed
def pages() -> Iterable[discovery.Page]:
    edition = current_edition()
    if edition is not None and queries.guide(edition):
        yield "content.guide", {}
