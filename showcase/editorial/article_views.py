"""Articles at the desk: written in Vietnamese with figures by reference, looked at before they are kept."""

from collections.abc import Iterator
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload, lazyload

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..content.models import Article, Theme
from ..content.staff_views import (
    Due,
    asked_edition,
    asked_words,
    due_at_desk,
    editions,
    list_of_desk,
    saying,
    trusts_of,
)
from ..core import audit, editing, once, slugs
from ..core.database import db, locked, write
from ..core.i18n import SOURCE, lazy
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..core.media import Media
from ..editions.context import current_edition, current_host
from ..editions.models import Host
from ..editions.officials import today_of
from . import drafts, previewing, versions, workflow
from .article_forms import ArticleForm, article_values, themes
from .desk_parts import Place, parts_of
from .pages import article_of, blueprint
from .previewing import Preview
from .versions import Reason
from .workflow_rules import Step

list_of_desk(lazy("Articles"), "editorial.articles", first=True)


@blueprint.get("/articles/")
@requires(Verb.EDIT_CONTENT)
def articles() -> str:
    edition = asked_edition() or abort(404)
    query = saying(db.select(Article).where(Article.edition_id == edition.id), Article, "title", "summary", "body")
    if theme := request.args.get("theme", "").replace("\0", ""):
        query = query.where(Article.theme.has(slug=theme))
    query = query.order_by(Article.published_on.desc(), Article.id)
    query = query.options(lazyload("*"), joinedload(Article.theme).lazyload("*"))
    found = list(db.session.scalars(query))
    load_texts(*found, *(one.theme for one in found))
    return render_template(
        "editorial/articles.html",
        articles=found,
        trusts=trusts_of(found),
        themes=themes(),
        theme=theme,
        words=asked_words(),
        edition=edition,
        editions=editions(),
    )


@blueprint.get("/new-article")
@requires(Verb.EDIT_CONTENT)
def new_article() -> str:
    edition = asked_edition() or abort(404)
    taken_up = drafts.one_of(signed_in(), edition, request.args.get("draft", type=int))
    form = ArticleForm(taken_up.sent if taken_up else None, _new_values())
    form.edition = edition
    return _page(form)


@blueprint.post("/new-article")
@requires(Verb.EDIT_CONTENT)
def add_article() -> Response:
    write()
    edition = asked_edition() or abort(404)
    form = ArticleForm(request.form, _new_values())
    form.edition = edition
    if "preview" in request.form:
        return _previewed(form)
    if (made := once.made_before(form, Article)) is not None:
        return make_response(redirect(url_for(".article", slug=made.slug), 303))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form), form.status)
    slug = slugs.take("article", slugs.free("article", form.title.data or ""))
    article = Article(edition_id=edition.id, slug=slug, is_public=False)
    _write(form, article)
    db.session.add(article)
    db.session.flush()
    values = {field.name: editing.typed(field) for field in editing.leaves(form)}
    entry = audit.record("article.added", article, **{name: ("", value) for name, value in values.items() if value})
    versions.note(article, SOURCE)
    drafts.drop(signed_in(), edition, form.mark)
    once.remember(form, article)
    workflow.begin(article, Step.DRAFTED, signed_in())
    db.session.commit()
    return make_response(redirect(url_for(".article", slug=slug, saved=entry.id), 303))


@blueprint.get("/articles/<slug>/")
@requires(Verb.EDIT_CONTENT)
def article(slug: str) -> str:
    found = article_of(slug)
    taken_up = drafts.one_of(signed_in(), found, request.args.get("draft", type=int))
    return _page(ArticleForm(taken_up.sent if taken_up else None, article_values(found)), found)


@blueprint.post("/articles/<slug>/")
@requires(Verb.EDIT_CONTENT)
def change_article(slug: str) -> Response:
    write()
    found = locked(article_of(slug))
    form = ArticleForm.of_request(found, article_values(found))
    form.edition = found.edition
    if "preview" in request.form:
        return _previewed(form, found)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form, found), form.status)
    before = versions.texts_of(found, SOURCE)
    _write(form, found)
    is_taken_back = "undo" in request.form
    versions.note(found, SOURCE, before, Reason.TAKEN_BACK if is_taken_back else Reason.KEPT)
    drafts.drop(signed_in(), found, form.mark)
    entry = audit.record("article.changed", found, **form.changes())
    if form.changes().keys() & workflow.CHECKED:
        workflow.note_edit(found, signed_in())
    db.session.commit()
    return make_response(redirect(url_for(".article", slug=slug, saved=entry.id), 303))


@due_at_desk
def _without_picture(host: Host) -> Iterator[Due]:
    bare = articles_without_picture()
    load_texts(*bare)
    for article in bare:
        words = _("%(title)s: no picture yet", title=article.text_in("title"))
        yield Due(words, url_for("editorial.article", slug=article.slug, _anchor="picture"))


def articles_without_picture() -> list[Article]:
    edition = current_edition()
    query = db.select(Article).where(Article.edition_id == (edition.id if edition else 0), Article.picture_id.is_(None))
    return list(db.session.scalars(query.order_by(Article.published_on.desc(), Article.id)))


def _previewed(form: ArticleForm, found: Article | None = None) -> Response:
    """The page as it was sent, with the text as readers will see it; nothing is stored."""
    db.session.rollback()
    preview = previewing.of_text(form.edition, form.body.data or "", SOURCE)
    return make_response(_page(form, found, preview))


def _page(form: ArticleForm, found: Article | None = None, preview: Preview | None = None) -> str:
    about = found or form.edition
    return render_template(
        "editorial/article.html",
        form=form,
        article=found,
        preview=preview,
        about=about,
        drafts=[one for one in drafts.of_person(signed_in(), about) if one.mark != form.mark],
        budget=workflow.budget_of(found) if found else None,
        account_number=signed_in().id,
        is_saved="saved" in request.args,
        change=editing.saved_change(found) if found else None,
        trusts=trusts_of([found])[found.id] if found else [],
        parts=parts_of(found) if found else {place.value: [] for place in Place},
    )


def _write(form: ArticleForm, article: Article) -> None:
    with db.session.no_autoflush:
        changed = form.changes()
        for name, text in form.words().items():
            if name in changed:
                article.set_text(name, SOURCE, text)
        query = db.select(Theme).filter_by(host_id=current_host().id, slug=form.theme.data)
        article.theme = db.session.scalars(query).one()
        query = db.select(Media).filter_by(hash=form.picture.data)
        article.picture = db.session.scalar(query) if form.picture.data else None
        article.published_on, article.demo = form.published_on.data, form.demo.data


def _new_values() -> dict[str, Any]:
    return {"published_on": today_of(current_host())}
