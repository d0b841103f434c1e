"""The console's page of the check before print: what must be mended, and who answers for the rest."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core.database import db, locked, write
from ..core.i18n import LOCALES
from . import preflight
from .forms import AnswerForm
from .models import Issue
from .rules import Check
from .wording import checks, what_to_do

blueprint = Blueprint("publication_preflight", __name__, url_prefix="/staff/publications")


@blueprint.get("/<string:slug>/preflight/")
@requires(Verb.BUILD_PUBLICATION)
def page(slug: str) -> str:
    return _page(_issue(slug))


@blueprint.post("/<string:slug>/preflight/<check>")
@requires(Verb.BUILD_PUBLICATION)
def answer(slug: str, check: str) -> Response:
    write()
    found, wanted = locked(_issue(slug)), _check(check)
    form = AnswerForm(request.form)
    if not form.validate():
        db.session.rollback()
        return make_response(_page(_issue(slug), form, wanted), 422)
    preflight.answer(found, wanted, form.reason.data or "", signed_in())
    db.session.commit()
    return make_response(redirect(url_for(".page", slug=slug, _anchor=check), 303))


@blueprint.post("/<string:slug>/preflight/<check>/undoing")
@requires(Verb.BUILD_PUBLICATION)
def take_back(slug: str, check: str) -> Response:
    write()
    preflight.take_back(locked(_issue(slug)), _check(check))
    db.session.commit()
    return make_response(redirect(url_for(".page", slug=slug, _anchor=check), 303))


def _issue(slug: str) -> Issue:
    return db.session.scalar(db.select(Issue).filter_by(slug=slug)) or abort(404)


def _check(name: str) -> Check:
    try:
        return Check(name)
    except ValueError:
        abort(404)


def _page(issue: Issue, form: AnswerForm | None = None, at: Check | None = None) -> str:
    return render_template(
        "publication/staff/preflight.html",
        issue=issue,
        verdict=preflight.of(issue),
        sections={section.slug: section for section in issue.sections},
        checks=checks(),
        what_to_do=what_to_do(),
        languages={code: language.name for code, language in LOCALES.items()},
        form=form,
        at=at,
        blank=AnswerForm(None),
    )
