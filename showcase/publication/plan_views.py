"""The console's pages about how an issue is put together: its flatplan, the order of its sections, its imprint."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..content.models import Article
from ..core import audit, editing, media, ordering, pdf_pictures
from ..core.caching import Kept
from ..core.database import db, locked, write
from ..core.file_answers import picture_answer
from ..core.i18n import LOCALES
from ..core.localised import load_texts
from ..core.pdf_imposing import outline
from . import flatplan, services
from .imprint_forms import ImprintForm, imprint_values
from .models import Build, Issue, Section

blueprint = Blueprint("publication_plan", __name__, url_prefix="/staff/publications")
BACK = "back-cover"
WIDTH = 300  # pixels of a page on the flatplan, sharp on a phone
_thumbnails: Kept[bytes] = Kept(120)


@dataclass(frozen=True)
class Row:
    """A section in the list: where it stands, how long it is, how far its text has come."""

    section: Section
    pages: tuple[int, int] | None
    words: int
    article: Article | None


@blueprint.get("/<string:slug>/plan/")
@requires(Verb.BUILD_PUBLICATION)
def plan(slug: str) -> str:
    """The spreads of the last file in a language, and the sections in order."""
    found = _issue(slug)
    offered = services.locales_of(found)
    locale = request.args.get("locale", offered[0] if offered else "vi")
    if locale not in offered:
        abort(404)
    build = services.last_good(found, locale)
    count, starts = (build.pages or 0, _starts(found, build, locale)) if build else (0, [])
    where = flatplan.ranges(count, starts)
    articles = _articles(found)
    load_texts(*found.sections, *articles.values())
    rows = [_row(section, where, articles, locale) for section in found.sections]
    return render_template(
        "publication/staff/plan.html",
        issue=found,
        build=build,
        spreads=flatplan.spreads(count, starts),
        sheets=flatplan.Sheets(count),
        rows=rows,
        titles={section.slug: section.text_in("title", locale).text for section in found.sections},
        locale=locale,
        languages={code: LOCALES[code].name for code in offered},
    )


@blueprint.get("/builds/<int(max=2147483647):number>/pages/<int(max=2147483647):page>.png")
@requires(Verb.BUILD_PUBLICATION)
def thumbnail(number: int, page: int) -> Response:
    build = db.get_or_404(Build, number)
    digest = build.file_hash
    if digest is None or not media.path_of(digest).is_file():
        abort(404)
    try:
        content = _thumbnails.get((digest, page), lambda: pdf_pictures.picture(media.read(digest), WIDTH, page))
    except IndexError:
        abort(404)
    return picture_answer(content, "image/png")


@blueprint.post("/<string:slug>/sections/<string:section>/move")
@requires(Verb.BUILD_PUBLICATION)
def move(slug: str, section: str) -> Response:
    write()
    found = locked(_issue(slug))
    one = next((one for one in found.sections if one.slug == section), None)
    try:
        step = ordering.Step(request.form.get("step", ""))
    except ValueError:
        abort(400)
    if one is None:
        abort(404)
    if (moved := ordering.move(found.sections, one, step)) is not None:
        audit.record("section.moved", found, section=(None, one.slug), position=moved)
    db.session.commit()
    return make_response(redirect(url_for(".plan", slug=slug, _anchor=f"section-{section}"), 303))


@blueprint.get("/<string:slug>/imprint/")
@requires(Verb.BUILD_PUBLICATION)
def imprint(slug: str) -> str:
    found = _issue(slug)
    return _imprint_page(found, ImprintForm(None, imprint_values(found.imprint)))


@blueprint.post("/<string:slug>/imprint/")
@requires(Verb.BUILD_PUBLICATION)
def change_imprint(slug: str) -> Response:
    write()
    found = locked(_issue(slug))
    form = ImprintForm.of_request(found, imprint_values(found.imprint))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_imprint_page(_issue(slug), form), form.status)
    found.imprint = {**found.imprint, **form.imprint()}
    entry = audit.record("issue.imprint_changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".imprint", slug=slug, saved=entry.id), 303))


def _issue(slug: str) -> Issue:
    return db.session.scalar(db.select(Issue).filter_by(slug=slug)) or abort(404)


def _imprint_page(issue: Issue, form: ImprintForm) -> str:
    change = editing.saved_change(issue)
    return render_template("publication/staff/imprint.html", issue=issue, form=form, change=change)


def _starts(issue: Issue, build: Build, locale: str) -> list[tuple[str, int]]:
    """Where sections begin, by their headings in the file; what stands under no heading is not known."""
    try:
        headings = outline(media.read(str(build.file_hash)))
    except OSError:
        return []
    found: list[tuple[str, int]] = []
    for section in issue.sections:
        names = (section.text_in("title", locale).text, section.text_in("title").text)
        page = next((headings[name] for name in names if name in headings), None)
        if page is not None and (not found or page >= found[-1][1]):
            found.append((section.slug, page))
    # A back cover has no heading; it is what a book ends with.
    if issue.sections and issue.sections[-1].template == BACK and build.pages:
        found.append((issue.sections[-1].slug, build.pages))
    return found


def _articles(issue: Issue) -> dict[str, Article]:
    slugs = {str(one.references["article"]) for one in issue.sections if one.references.get("article")}
    return {one.slug: one for one in db.session.scalars(db.select(Article).where(Article.slug.in_(slugs)))}


def _row(section: Section, where: dict[str, tuple[int, int]], articles: dict[str, Article], locale: str) -> Row:
    article = articles.get(str(section.references.get("article", "")))
    text = article.text_in("body", locale) if article else section.text_in("text", locale)
    return Row(section, where.get(section.slug), len(str(text).split()), article)
