"""Comments on the paragraphs of an article: said, answered, settled, opened again."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..content.models import Article
from ..core import once
from ..core.database import db, locked, write
from ..editions.context import current_host
from ..editions.models import Edition
from . import comments
from .desk_parts import DeskPart, Place, part_of_article
from .models import Comment
from .pages import article_of, blueprint
from .workflow_forms import CommentAnswerForm, CommentForm


@part_of_article(Place.BELOW)
def _comments(article: Article) -> DeskPart:
    return DeskPart(
        "editorial/_comments.html",
        {
            "threads": comments.threads(article),
            "form": _form_of(article),
            "answer": CommentAnswerForm(None, {}),
            "slug": article.slug,
        },
    )


@blueprint.post("/articles/<slug>/comments")
@requires(Verb.EDIT_CONTENT)
def comment(slug: str) -> Response:
    write()
    article = locked(article_of(slug))
    form = _form_of(article, request.form)
    if (made := once.made_before(form, Comment)) is not None:
        return _back_to(made)
    if not form.validate():
        # The text may have changed since the page was opened: the words stay, the paragraph is chosen anew.
        db.session.rollback()
        page = render_template("editorial/comment.html", article=article_of(slug), form=form, about=None)
        return make_response(page, 422)
    made = comments.say(article, int(form.paragraph.data.partition(":")[0]), form.text.data or "", signed_in())
    once.remember(form, made)
    db.session.commit()
    return _back_to(made)


@blueprint.post("/comments/<int(max=2147483647):number>/answers")
@requires(Verb.EDIT_CONTENT)
def answer_comment(number: int) -> Response:
    write()
    found = locked(_comment(number))
    form = CommentAnswerForm(request.form, {})
    if (made := once.made_before(form, Comment)) is not None:
        return _back_to(made)
    if not form.validate():
        db.session.rollback()
        found = _comment(number)
        page = render_template("editorial/comment.html", article=found.article, form=form, about=found)
        return make_response(page, 422)
    comments.answer(found, form.text.data or "", signed_in())
    once.remember(form, found)
    db.session.commit()
    return _back_to(found)


@blueprint.post("/comments/<int(max=2147483647):number>/settlement")
@requires(Verb.EDIT_CONTENT)
def settle_comment(number: int) -> Response:
    write()
    found = locked(_comment(number))
    comments.settle(found, signed_in())
    db.session.commit()
    return _back_to(found)


@blueprint.post("/comments/<int(max=2147483647):number>/reopening")
@requires(Verb.EDIT_CONTENT)
def reopen_comment(number: int) -> Response:
    write()
    found = locked(_comment(number))
    comments.reopen(found)
    db.session.commit()
    return _back_to(found)


def _comment(number: int) -> Comment:
    query = db.select(Comment).join(Comment.article).join(Article.edition)
    query = query.where(Comment.id == number, Comment.answers_id.is_(None), Edition.host_id == current_host().id)
    return db.session.scalar(query) or abort(404)


def _form_of(article: Article, posted: object = None) -> CommentForm:
    form = CommentForm(posted, {})  # type: ignore[arg-type]
    form.paragraph.choices = list(comments.choices(article))
    return form


def _back_to(found: Comment) -> Response:
    slug = found.article.slug
    return make_response(redirect(url_for(".article", slug=slug, _anchor=f"comment-{found.id}"), 303))
