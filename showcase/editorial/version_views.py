"""The versions of an article: who kept which, what was changed word by word, and going back to one."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import audit
from ..core.database import db, locked, write
from ..core.i18n import LOCALES, SOURCE
from . import comparing, workflow
from .pages import article_of, blueprint
from .versions import Reason, languages_of, list_of, note, texts_of, version_of


@blueprint.get("/articles/<slug>/versions/")
@requires(Verb.EDIT_CONTENT)
def article_versions(slug: str) -> str:
    found = article_of(slug)
    language = _asked_language()
    return render_template(
        "editorial/versions.html",
        article=found,
        versions=list_of(found, language),
        language=language,
        languages=[SOURCE, *(code for code in languages_of(found) if code != SOURCE)],
    )


@blueprint.get("/articles/<slug>/versions/<int(max=2147483647):number>/")
@requires(Verb.EDIT_CONTENT)
def article_version(slug: str, number: int) -> str:
    """What a version changed; `with`: against which other one, instead of the one before it."""
    found = article_of(slug)
    language = _asked_language()
    version = version_of(found, language, number) or abort(404)
    other = version_of(found, language, request.args.get("with", number - 1, type=int))
    before, after = (other.texts if other else {}), version.texts
    if other is not None and other.number > version.number:
        before, after = after, before
    fields = [name for name in found.FIELDS if before.get(name) != after.get(name)]
    return render_template(
        "editorial/version.html",
        article=found,
        version=version,
        other=other,
        language=language,
        newest=list_of(found, language, 1)[0],
        compared=[
            (name, comparing.shortened(comparing.compare(before.get(name, ""), after.get(name, "")))) for name in fields
        ],
    )


@blueprint.post("/articles/<slug>/versions/<int(max=2147483647):number>/restoration")
@requires(Verb.EDIT_CONTENT)
def restore_article(slug: str, number: int) -> Response:
    """Go back to a version of the original: what stands now stays among the versions."""
    write()
    found = locked(article_of(slug))
    version = version_of(found, SOURCE, number) or abort(404)
    before = texts_of(found, SOURCE)
    for name in found.FIELDS:
        if before.get(name, "") != version.texts.get(name, ""):
            found.set_text(name, SOURCE, version.texts.get(name, ""))
    changes = {name: (before.get(name, ""), version.texts.get(name, "")) for name in found.FIELDS}
    changes = {name: (old, new) for name, (old, new) in changes.items() if old != new}
    if not changes:
        db.session.rollback()
        return make_response(redirect(url_for(".article", slug=slug), 303))
    note(found, SOURCE, before, Reason.RESTORED, number)
    entry = audit.record("article.restored", found, **changes)
    workflow.note_edit(found, signed_in())
    db.session.commit()
    return make_response(redirect(url_for(".article", slug=slug, saved=entry.id), 303))


def _asked_language() -> str:
    asked = request.args.get("language", SOURCE)
    return asked if asked in LOCALES else SOURCE
