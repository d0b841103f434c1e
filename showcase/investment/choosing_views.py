"""Projects that a visitor has chosen: side by side, and as a list of their own. The address names them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from ..content import queries as content_queries
from ..core import numbers
from ..core.caching import public_page
from ..core.i18n import gettext as _
from . import queries, record
from .models import Project
from .rules import SIDE_BY_SIDE, Rate, chosen

blueprint = Blueprint("choosing", __name__, url_prefix="/<locale:locale>/projects")

KEPT = 50


@dataclass(frozen=True)
class Row:
    """One line of the comparison, with what each project says in it."""

    label: str
    cells: list[Any]

    @property
    def is_same(self) -> bool:
        return all(str(cell) == str(self.cells[0]) for cell in self.cells)


@blueprint.get("/compare/")
@public_page
def compare() -> str:
    edition = content_queries.edition_or_404()
    slugs = chosen(request.args.getlist("ids"))
    found = queries.named(edition, slugs)
    shown = found[:SIDE_BY_SIDE]
    content_queries.ready(edition, *_with_places(shown))
    rows = _rows(shown, queries.rates().get(edition.host_id))
    return render_template(
        "investment/compare.html",
        edition=edition,
        projects=shown,
        rows=[row for row in rows if any(row.cells)],
        unsaid=[row.label for row in rows if not any(row.cells)],
        unknown=len(slugs) - len(found),
        too_many=len(found) > SIDE_BY_SIDE,
        most=SIDE_BY_SIDE,
        address_without=lambda slug: url_for(".compare", ids=_ids(p for p in shown if p.slug != slug)),
        address_of_list=url_for(".shortlist", ids=_ids(found)),
    )


@blueprint.get("/shortlist/")
@public_page
def shortlist() -> str:
    edition = content_queries.edition_or_404()
    slugs = chosen(request.args.getlist("ids"))
    found = queries.named(edition, slugs)[:KEPT]
    content_queries.ready(edition, *_with_places(found))
    return render_template(
        "investment/shortlist.html",
        edition=edition,
        projects=found,
        unknown=len(slugs) - len(found),
        most=SIDE_BY_SIDE,
    )


def _with_places(projects: list[Project]) -> list[Any]:
    return [*projects, *(p.sector for p in projects), *(unit for p in projects for unit in p.units)]


def _rows(projects: list[Project], rate: Rate | None) -> list[Row]:
    """The record of each, field beside field; first from which list it is and who has confirmed it when."""
    if not projects:
        return []
    lists = [project.list_year.replace("-", "–") for project in projects]
    confirmed = [numbers.day(p.verified_on) if p.verified_on else _("not confirmed again") for p in projects]
    head = [
        Row(_("Status"), [project.text_in("status") for project in projects]),
        Row(_("List of"), list(lists)),
        Row(_("Confirmed"), list(confirmed)),
    ]
    columns = [record.lines(project, rate) for project in projects]
    labels = [{line.label for line in same} for same in zip(*columns, strict=True)]
    return head + [
        Row(" / ".join(sorted(label)), [line.value for line in same])
        for label, same in zip(labels, zip(*columns, strict=True), strict=True)
    ]


def _ids(projects: Iterable[Project]) -> str:
    return ",".join(project.slug for project in projects)
