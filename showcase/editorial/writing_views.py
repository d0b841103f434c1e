"""While somebody writes: the text as it will be seen, the draft kept by itself, and what a text may name."""

import re

from flask import Response, abort, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..content import figure_names
from ..content.models import Article
from ..content.staff_views import asked_edition, asked_words
from ..core import clock
from ..core.database import db, write
from ..core.i18n import SOURCE
from ..editions.context import current_host
from ..editions.models import Edition
from . import drafts, picking, previewing
from .article_forms import ArticleForm, article_values
from .pages import article_of, blueprint

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # no page can hold them
NOT_KEPT = {"csrf_token", "preview", "undo"}


@blueprint.post("/articles/<slug>/preview")
@requires(Verb.EDIT_CONTENT)
def preview(slug: str) -> Response:
    return _previewed(article_of(slug).edition)


@blueprint.post("/new-article/preview")
@requires(Verb.EDIT_CONTENT)
def preview_new() -> Response:
    return _previewed(asked_edition() or abort(404))


@blueprint.post("/articles/<slug>/draft")
@requires(Verb.EDIT_CONTENT)
def keep_draft(slug: str) -> Response:
    write()
    return _draft_kept(article_of(slug))


@blueprint.post("/new-article/draft")
@requires(Verb.EDIT_CONTENT)
def keep_new_draft() -> Response:
    write()
    return _draft_kept(asked_edition() or abort(404))


@blueprint.post("/articles/<slug>/draft/removal")
@requires(Verb.EDIT_CONTENT)
def remove_draft(slug: str) -> BaseResponse:
    write()
    return _draft_removed(article_of(slug), url_for(".article", slug=slug))


@blueprint.post("/new-article/draft/removal")
@requires(Verb.EDIT_CONTENT)
def remove_new_draft() -> BaseResponse:
    write()
    edition = asked_edition() or abort(404)
    return _draft_removed(edition, url_for(".new_article", edition=edition.slug))


@blueprint.get("/names")
@requires(Verb.EDIT_CONTENT)
def names() -> Response:
    """What a text may name, to be copied; the writing page shows the same in a window of its own."""
    edition = asked_edition() or abort(404)
    kind = request.args.get("kind", "")
    kind = kind if kind in picking.KINDS else next(iter(picking.KINDS))
    found = {
        "kinds": {name: str(label) for name, (label, _source) in picking.KINDS.items()},
        "kind": kind,
        "words": asked_words(),
        "offers": picking.offers(edition, kind, asked_words()),
    }
    if "part" in request.args:
        return jsonify(html=render_template("editorial/_offers.html", **found))
    return make_response(render_template("editorial/names.html", **found, edition=edition))


def _previewed(edition: Edition) -> Response:
    """Nothing is stored; a text longer than any that is kept is not looked at."""
    text = request.form.get("body", "")[: drafts.MOST].replace("\r\n", "\n")
    text = _CONTROLS.sub("", text)
    seen = previewing.of_text(edition, text, SOURCE)
    faults = figure_names.faults_of(edition, text)
    return jsonify(web=str(seen.web), paper=str(seen.paper), words=seen.words, faults=faults)


def _draft_kept(about: Article | Edition) -> Response:
    values = article_values(about) if isinstance(about, Article) else {}
    form = ArticleForm(request.form, values)
    known = {field.name for field in form}
    sent = {name: value for name, value in request.form.items() if name in known and name not in NOT_KEPT}
    fields = {name: _CONTROLS.sub("", value) for name, value in sent.items()}
    if not 0 < len(form.mark) <= drafts.LONGEST_MARK or sum(map(len, fields.values())) > drafts.MOST:
        abort(422)
    drafts.save(signed_in(), about, form.mark, fields)
    db.session.commit()
    at = clock.in_zone(clock.now(), current_host().timezone)
    return jsonify(saved=f"{at:%H:%M}")


def _draft_removed(about: Article | Edition, back: str) -> BaseResponse:
    found = drafts.one_of(signed_in(), about, request.form.get("draft", type=int))
    if found is not None:
        db.session.delete(found)
        db.session.commit()
    return redirect(back, 303)
