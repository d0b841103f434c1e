"""Where a figure stands in print: sections of issues that may still change."""

from collections.abc import Iterator

from flask import url_for

from ..content.uses import Figure, Use, articles_naming, uses_of_figures
from ..core.database import db
from ..core.i18n import gettext as _
from ..editions.models import Edition
from .models import Issue, Publication, Section


@uses_of_figures
def in_issues(figure: Figure) -> Iterator[Use]:
    """A frozen issue keeps the figure that it was frozen with."""
    query = (
        db.select(Section, Issue)
        .join(Issue, Issue.id == Section.issue_id)
        .join(Publication, Publication.id == Issue.publication_id)
        .join(Edition, Edition.id == Publication.edition_id)
        .where(Edition.host_id == figure.host.id, Issue.frozen_at.is_(None))
        .order_by(Issue.id, Section.position, Section.id)
    )
    kind, _slash, rest = figure.name.partition("/")
    project = rest.partition("/")[0] if kind == "project" else ""
    articles = {article.slug for article, _code in articles_naming(figure)}
    for section, issue in db.session.execute(query).unique():
        what = f"{issue.text_in('title')}: {section.text_in('title')}"
        url = url_for("publication.issue", slug=issue.slug)
        if _names(section, figure):
            yield Use(_("Publication, a figure of its own"), what, url, by_name=True)
        if _draws(section, figure):
            yield Use(_("Publication, chart"), what, url)
        if project and project in (section.references.get("projects") or []):
            yield Use(_("Publication, project"), what, url)
        if section.references.get("article") in articles:
            yield Use(_("Publication, article"), what, url)


def _names(section: Section, figure: Figure) -> bool:
    if (observation := figure.observation) is None or observation.variant:
        return False
    named = {"indicator": observation.indicator.slug, "period": observation.period}
    return named in [
        {"indicator": one["indicator"], "period": str(one["period"])}
        for one in section.references.get("figures") or []
        if isinstance(one, dict)
    ]


def _draws(section: Section, figure: Figure) -> bool:
    observation = figure.observation
    return observation is not None and observation.indicator.slug in (section.references.get("charts") or [])
