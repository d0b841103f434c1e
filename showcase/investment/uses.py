"""Where the figures of projects stand: `project/SLUG/area_ha`, by whichever column of the record."""

from collections.abc import Iterator

from flask import url_for

from ..content.uses import Figure, Use, uses_of_figures
from ..core.database import db
from ..core.i18n import gettext as _
from ..editions.context import current_edition
from ..editions.models import Edition
from .models import Project, edition_project


@uses_of_figures
def of_projects(figure: Figure) -> Iterator[Use]:
    kind, _slash, rest = figure.name.partition("/")
    slug, _slash, column = rest.partition("/")
    project = db.session.scalar(db.select(Project).filter_by(host_id=figure.host.id, slug=slug)) if slug else None
    if kind != "project" or project is None:
        return
    here = current_edition()
    query = db.select(Edition).join(edition_project).where(edition_project.c.project_id == project.id)
    for edition in db.session.scalars(query.order_by(Edition.year.desc(), Edition.id)):
        if slug in edition.front_projects:
            url = url_for("content.home") if here is not None and edition.id == here.id else ""
            yield Use(_("Front page, the projects"), str(edition.text_in("title")), url)
    name = str(project.text_in("name"))
    yield Use(_("Page of the project"), name, url_for("investment.project", slug=slug))
    yield Use(_("Profile on one sheet (PDF)"), name, url_for("profile.profile", slug=slug))
    if column.startswith(("capital", "area")):
        yield Use(_("List of projects"), name, url_for("investment.projects"))
    yield Use(_("Open data"), _("List for programs (JSON)"), url_for("investment_api.projects"))
