"""What the site's search finds of the investment pages: projects, and districts with the way to their projects."""

from typing import Any

from flask import url_for
from sqlalchemy import Select

from ..content.searchable import chosen_by_editions, leads_to
from ..core.i18n import gettext as _
from ..core.i18n import marked
from ..core.site_search import Kind, Row, row_of, searchable
from ..editions.models import Unit
from .models import Project, edition_project
from .rules import Kind as ProjectKind


def _districts() -> Select[Any]:
    return row_of(Unit.id, Unit.code).where(Unit.level == "district")


def _about_project(row: Row) -> str:
    kind, _bar, year = row.detail.partition("|")
    if kind != ProjectKind.CALLING:
        return _("Done and under way")
    looking = _("Looking for partners")
    return f"{looking}, {_('list of %(year)s', year=year.replace('-', '–'))}" if year else looking


searchable(
    Kind(
        "projects",
        marked("Projects"),
        Project,
        "name",
        ("summary", "place", "capacity", "status", "investor", "investment_form", "contact_agency", "incentives"),
        chosen_by_editions(
            Project, edition_project, edition_project.c.project_id, Project.kind + "|" + Project.list_year
        ),
        leads_to("investment.project"),
        _about_project,
    )
)
searchable(
    Kind(
        "districts",
        marked("Districts"),
        Unit,
        "name",
        (),
        _districts,
        lambda row: url_for("investment.projects", unit=row.key),
        lambda row: _("Projects in this district"),
    )
)
