"""Projects in texts: `{{ project/SLUG }}` alone on a line is a card that leads to the project."""

from flask import render_template, url_for
from markupsafe import Markup

from ..content.blocks import Drawing, draws, key
from ..content.references import Reference
from ..editions.models import Edition
from . import queries
from .models import Project


@draws("project")
def project_cards(edition: Edition, wanted: list[Reference]) -> dict[str, Drawing]:
    known = {one.slug: one for one in queries.referred_to(edition, {r.record for r in wanted}, with_units=True)}
    return {key(r): _card(known[r.record]) for r in wanted if r.record in known}


def _card(project: Project) -> Drawing:
    def shown(template: str) -> Markup:
        return Markup(render_template(template, project=project))  # noqa: S704 - a template's

    return Drawing(
        (project, *project.units),
        lambda: str(project.text_in("name")),
        lambda: shown("investment/blocks/project.html"),
        lambda: shown("investment/blocks/project_print.html"),
        url_for("investment.project", slug=project.slug),
        project.sources,
    )
