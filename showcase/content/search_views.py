"""Looking for anything on the site by a few words."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from ..core import search as folding
from ..core import site_search
from ..core.forms import searched
from ..core.highlights import as_html
from ..core.paging import pages_of
from ..core.site_search import WORDS, Hit
from ..core.spelling import suggestions
from . import queries

blueprint = Blueprint("search", __name__, url_prefix="/<locale:locale>")
ON_A_PAGE = 20
TRIED = 2  # words that may have been meant, looked for before they are offered


blueprint.add_app_template_global(as_html, "marked_words")


@blueprint.get("/search")
def search() -> Response:
    """Everything the public may see that has all the words."""
    edition = queries.edition_or_404()
    asked = searched(request.args.get("q"))
    words = folding.words(asked)[:WORDS]
    hits = site_search.find(words)
    counts = site_search.counts(hits)
    kind = request.args.get("kind", "")
    only = kind if kind in {found.name for found, _number in counts} else ""
    shown = [hit for hit in hits if only in ("", hit.row.kind)]
    page = pages_of(len(shown), ON_A_PAGE)
    rows = site_search.results(shown[page.part], words)
    meant, number = _meant(words) if words and not hits else ("", 0)
    queries.ready(edition)
    response = make_response(
        render_template(
            "content/search.html",
            asked=asked,
            has_words=bool(words),
            total=len(shown),
            found=len(hits),
            counts=counts,
            kind=only,
            results=rows,
            page=page,
            meant=meant,
            number_meant=number,
            address=_address,
            address_of_page=lambda number: _address(kind=only, page=number),
        )
    )
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _meant(words: Sequence[str]) -> tuple[str, int]:
    """Other words that do find something, and how much."""
    for suggestion, _number in zip(suggestions(words, site_search.known_words()), range(TRIED), strict=False):
        found: list[Hit] = site_search.find(folding.words(suggestion))
        if found:
            return suggestion, len(found)
    return "", 0


def _address(**changes: Any) -> str:
    """The address of this search with another kind, page or other words."""
    wanted: dict[str, Any] = {"q": searched(request.args.get("q")), **changes}
    return url_for(".search", **{name: value for name, value in wanted.items() if value})
