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
    evidence = prose.evidence_of(edition, "\n".join(map(str, bodies)))
    queries.ready(edition, *(one.record for one in evidence.values()))
    return render_template(
        "content/guide.html",
        edition=edition,
        sections=[(entry, prose.render(body, evidence)) for entry, body in zip(entries, bodies, strict=True)],
        evidence=prose.by_source(evidence),
    )


@discovery.listed
def pages() -> Iterable[discovery.Page]:
    edition = current_edition()
    if edition is not None and queries.guide(edition):
        yield "content.guide", {}
