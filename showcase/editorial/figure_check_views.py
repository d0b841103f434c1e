"""Figures of articles before the unit whose figures they are: one page on a phone, right or wrong with a word."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload

from ..accounts.guard import refuse, requires, signed_in
from ..accounts.rules import Verb
from ..content.models import Article
from ..core import audit
from ..core.database import db, locked, write
from ..core.forms import clean, has_control_characters, storable
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from . import figure_checks, workflow
from .figure_checks import Answer, Checked
from .models import Assignment
from .workflow_rules import Step

blueprint = Blueprint("figure_checks", __name__, url_prefix="/staff/figure-checks")
LONGEST = 500
RIGHT, WRONG = "right", "wrong"


@blueprint.get("/")
@requires(Verb.REPORT)
def asked() -> str:
    found = list(db.session.scalars(figure_checks.asked_of(signed_in()).options(joinedload(Assignment.article))))
    load_texts(*(one.article for one in found))
    return render_template("editorial/figure_checks.html", assignments=found)


@blueprint.get("/<slug>/")
@requires(Verb.REPORT)
def figures(slug: str) -> str:
    return _page(_within_reach(slug))


@blueprint.post("/<slug>/")
@requires(Verb.REPORT)
def note(slug: str) -> Response:
    write()
    assignment = locked(_within_reach(slug))
    article, who = assignment.article, signed_in()
    answers, faults, changed = _read(figure_checks.figures_of(article))
    if faults or changed:
        db.session.rollback()
        return make_response(_page(_within_reach(slug), faults, changed), 409 if changed else 422)
    if answers:
        figure_checks.note(article, answers, who)
        counted = figure_checks.counts(article)
        audit.record(
            "article.figures_checked", article, figures_right=("", counted.right), figures_wrong=("", counted.wrong)
        )
        if assignment.at_step is Step.EDITED and counted.right == counted.all:
            workflow.note_checked(article, who)
    db.session.commit()
    return make_response(redirect(url_for(".figures", slug=slug, kept=len(answers)), 303))


def _read(shown: list[Checked]) -> tuple[list[Answer], dict[str, str], bool]:
    """What was said, what is to be mended by figure, and whether a value has changed since the page was made."""
    answers, faults = [], {}
    known = {one.key for one in shown}
    changed = any(name.removeprefix("is-") not in known for name in request.form if name.startswith("is-"))
    for one in shown:
        said, words = request.form.get(f"is-{one.key}", ""), clean(request.form.get(f"words-{one.key}", ""))
        if said == WRONG and not words:
            faults[one.key] = _("Please say what is right, or where it can be asked.")
        elif len(words) > LONGEST:
            faults[one.key] = _("At most %(num)d letters, please.", num=LONGEST)
        elif has_control_characters(words, allow_newlines=True):
            faults[one.key] = _("There is a sign in it that cannot be kept.")
        elif said in (RIGHT, WRONG):
            answers.append(Answer(one, said == RIGHT, words))
    return answers, faults, changed


def _within_reach(slug: str) -> Assignment:
    """404 if no unit is asked about it, 403 and a line in the log if it is another unit's."""
    query = db.select(Assignment).join(Assignment.article).where(Article.slug == slug)
    found = db.session.scalar(query.where(figure_checks.within(signed_in())))
    if found is None and (code := db.session.scalar(query.with_only_columns(Assignment.unit_code))) is not None:
        refuse(Verb.REPORT, unit=code)
    return found or abort(404)


def _page(assignment: Assignment, faults: dict[str, str] | None = None, changed: bool = False) -> str:
    return render_template(
        "editorial/figure_check.html",
        assignment=assignment,
        article=assignment.article,
        figures=figure_checks.figures_of(assignment.article),
        faults=faults or {},
        changed=changed,
        typed={name: storable(value) for name, value in request.form.items()},
        kept=request.args.get("kept", type=int),
        longest=LONGEST,
    )
