"""Where a figure stands in print: sections of issues, of which a new version can be made when one is frozen."""

from collections.abc import Iterator
from functools import lru_cache

from flask import url_for

from ..content.references import references
from ..content.uses import Figure, Use, articles_naming, uses_of_figures
from ..core import media
from ..core.database import db
from ..core.i18n import LOCALES
from ..core.i18n import gettext as _
from ..core.pdf_imposing import outline
from ..editions.models import Edition
from .models import Build, Issue, Publication, Section


@uses_of_figures
def in_issues(figure: Figure) -> Iterator[Use]:
    """A frozen version keeps the figure that it was frozen with; the next one takes over what it is then."""
    query = (
        db.select(Section, Issue)
        .join(Issue, Issue.id == Section.issue_id)
        .join(Publication, Publication.id == Issue.publication_id)
        .join(Edition, Edition.id == Publication.edition_id)
        .where(Edition.host_id == figure.host.id)
        .order_by(Issue.id, Section.position, Section.id)
    )
    kind, _slash, rest = figure.name.partition("/")
    project = rest.partition("/")[0] if kind == "project" else ""
    articles: dict[str, list[str]] = {}
    for article, code in articles_naming(figure):
        articles.setdefault(article.slug, []).append(code)
    for section, issue in db.session.execute(query).unique():
        what = f"{issue.text_in('title')}: {section.text_in('title')}{_pages(issue, section)}"
        if issue.version:
            what = _(
                "%(place)s; frozen in version %(number)s, a new one would take it over",
                place=what,
                number=issue.version.number,
            )
        url = url_for("publication.issue", slug=issue.slug)
        if _names(section, figure):
            yield Use(_("Publication, a figure of its own"), what, url, by_name=True)
        if _refers(section, figure):
            yield Use(_("Publication, text"), what, url, by_name=True)
        if _draws(section, figure):
            yield Use(_("Publication, chart"), what, url)
        if project and project in (section.references.get("projects") or []):
            yield Use(_("Publication, project"), what, url)
        for code in articles.get(section.references.get("article") or "", ()):
            said = _("%(field)s, %(language)s", field=what, language=LOCALES[code].name)
            yield Use(_("Publication, article"), said, url)


def _pages(issue: Issue, section: Section) -> str:
    """On which pages the section begins, as far as files that were built can tell."""
    title = str(section.text_in("title"))
    query = db.select(Build).where(Build.issue_id == issue.id, Build.kind == "screen", Build.file_hash.is_not(None))
    newest = {build.locale: build for build in db.session.scalars(query.order_by(Build.id))}
    found = []
    for code, build in sorted(newest.items()):
        own = section.text_in("title", code).text
        page = _outline(str(build.file_hash)).get(own) or _outline(str(build.file_hash)).get(title)
        if page:
            found.append(_("page %(page)d (%(language)s)", page=page, language=LOCALES[code].name))
    return "".join(f", {one}" for one in found)


@lru_cache(maxsize=32)
def _outline(digest: str) -> dict[str, int]:
    """Heading → page, from 1; a file by its hash never changes."""
    try:
        return outline(media.read(digest))
    except OSError:
        return {}


def _names(section: Section, figure: Figure) -> bool:
    if (observation := figure.observation) is None or observation.variant:
        return False
    named = {"indicator": observation.indicator.slug, "period": observation.period}
    return named in [
        {"indicator": one["indicator"], "period": str(one["period"])}
        for one in section.references.get("figures") or []
        if isinstance(one, dict)
    ]


def _refers(section: Section, figure: Figure) -> bool:
    """Whether its own text names the figure, in whatever language."""
    texts = section.texts_of("text").values()
    return any(one and one.name == figure.name for text in texts for _line, _braces, one in references(text))


def _draws(section: Section, figure: Figure) -> bool:
    observation = figure.observation
    return observation is not None and observation.indicator.slug in (section.references.get("charts") or [])
