"""The board of texts, the plan of those to come, and an article's way: moved on, back, or off the site."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb, may
from ..content import translations
from ..content.models import Article, Theme
from ..content.staff_views import asked_edition, list_of_desk
from ..core import audit, once, slugs
from ..core.database import db, locked, write
from ..core.editing import saved_change
from ..core.i18n import SOURCE, lazy
from ..core.i18n import gettext as _
from ..editions.context import current_host
from ..editions.officials import today_of
from . import board as board_of
from . import comments, figure_checks, workflow, workflow_wording
from . import workflow_rules as rules
from .desk_parts import DeskPart, Place, part_of_article
from .pages import article_of, blueprint
from .workflow_forms import AssignmentForm, PlanForm, ReasonForm, values_of
from .workflow_rules import Step

list_of_desk(lazy("Board of texts"), "editorial.board", first=True, verb=Verb.TRANSLATE)


@blueprint.get("/board")
@requires(Verb.TRANSLATE)
def board() -> str:
    edition = asked_edition() or abort(404)
    who, today = signed_in(), today_of(edition.host)
    shown, language = request.args.get("show", ""), request.args.get("language", "")
    cards = board_of.cards(edition, today)
    counted = {"mine": sum(board_of.is_mine(one, who) for one in cards), "late": sum(one.is_late for one in cards)}
    if shown == "mine":
        cards = [one for one in cards if board_of.is_mine(one, who)]
    elif shown == "late":
        cards = [one for one in cards if one.is_late]
    if language in translations.LANGUAGES:
        cards = [one for one in cards if board_of.lacks_language(one, language)]
    return render_template(
        "editorial/board.html",
        columns={step: [one for one in cards if one.assignment.at_step is step] for step in Step},
        number=len(cards),
        counted=counted,
        shown=shown if shown in counted else "",
        language=language if language in translations.LANGUAGES else "",
        languages=translations.LANGUAGES,
        unassigned=board_of.unassigned(edition),
        steps=workflow_wording.steps(),
        hands=workflow_wording.hands(),
        length=workflow_wording.length,
        edition=edition,
    )


@blueprint.get("/plan")
@requires(Verb.EDIT_CONTENT)
def plan() -> str:
    return render_template("editorial/plan.html", form=PlanForm(None, values_of(None)))


@blueprint.post("/plan")
@requires(Verb.EDIT_CONTENT)
def add_planned() -> Response:
    write()
    edition = asked_edition() or abort(404)
    form = PlanForm(request.form, values_of(None))
    if (made := once.made_before(form, Article)) is not None:
        return make_response(redirect(url_for(".way", slug=made.slug), 303))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(render_template("editorial/plan.html", form=form), form.status)
    slug = slugs.take("article", slugs.free("article", form.title.data or ""))
    with db.session.no_autoflush:
        query = db.select(Theme).filter_by(host_id=current_host().id, slug=form.theme.data)
        article = Article(edition_id=edition.id, slug=slug, is_public=False, theme=db.session.scalars(query).one())
        article.published_on = form.due_on.data or today_of(edition.host)
        article.set_text("title", SOURCE, form.title.data or "")
    db.session.add(article)
    db.session.flush()
    form.give_to(workflow.begin(article, Step.ASSIGNED, signed_in()))
    audit.record("article.planned", article, title=("", form.title.data))
    once.remember(form, article)
    db.session.commit()
    return make_response(redirect(url_for(".board", edition=edition.slug, _anchor=slug), 303))


@blueprint.get("/articles/<slug>/assignment")
@requires(Verb.EDIT_CONTENT)
def assignment(slug: str) -> str:
    found = article_of(slug)
    stored = values_of(workflow.assignment_of(found))
    return _assignment_page(found, AssignmentForm.of_request(found, stored))


@blueprint.post("/articles/<slug>/assignment")
@requires(Verb.EDIT_CONTENT)
def change_assignment(slug: str) -> Response:
    write()
    found = locked(article_of(slug))
    form = AssignmentForm.of_request(found, values_of(workflow.assignment_of(found)))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_assignment_page(article_of(slug), form), form.status)
    changes = form.changes()
    form.give_to(workflow.taken_up(found))
    entry = audit.record("article.assigned", found, **changes)
    db.session.commit()
    return make_response(redirect(url_for(".assignment", slug=slug, saved=entry.id), 303))


@blueprint.get("/articles/<slug>/way")
@requires(Verb.TRANSLATE)
def way(slug: str) -> str:
    return _way_page(article_of(slug))


@blueprint.post("/articles/<slug>/way")
@requires(Verb.TRANSLATE)
def move(slug: str) -> Response:
    """Take the text to another step, from the step that the page showed."""
    write()
    article = locked(article_of(slug))
    form = ReasonForm(request.form, {})
    try:
        new, seen = Step(request.form.get("step", "")), Step(request.form.get("from", ""))
    except ValueError:
        abort(400)
    now = workflow.step_of(article, workflow.assignment_of(article))
    if seen is not now:
        db.session.rollback()
        words = _("Somebody has moved this text meanwhile. Please look where it stands now.")
        return make_response(_way_page(article_of(slug), form, words, new), 409)
    if not form.validate():
        db.session.rollback()
        return make_response(_way_page(article_of(slug), form, "", new), 422)
    if refused := workflow.move(article, new, signed_in(), form.reason.data or ""):
        db.session.rollback()
        return make_response(_way_page(article_of(slug), form, workflow_wording.refusal(refused), new), 422)
    db.session.commit()
    back = url_for(".board", edition=article.edition.slug, _anchor=slug) if request.form.get("back") == "board" else ""
    return make_response(redirect(back or url_for(".way", slug=slug), 303))


@blueprint.post("/articles/<slug>/withdrawal")
@requires(Verb.EDIT_CONTENT)
def withdraw(slug: str) -> Response:
    """Take the article off the site, with a reason."""
    write()
    article = locked(article_of(slug))
    form = ReasonForm(request.form, {})
    valid = form.validate()
    if not article.is_public or not valid or not form.reason.data:
        db.session.rollback()
        words = _("Please say why; whoever works on the text reads it.") if valid and not form.reason.data else ""
        return make_response(_way_page(article_of(slug), form, words), 422)
    workflow.withdraw(article, signed_in(), form.reason.data)
    db.session.commit()
    return make_response(redirect(url_for(".way", slug=slug), 303))


@part_of_article(Place.ABOVE)
def _stage(article: Article) -> DeskPart:
    return DeskPart("editorial/_stage.html", _stage_of(article))


def _stage_of(article: Article) -> dict[str, Any]:
    """Where an article stands, for its own page and the page of its way."""
    assignment = workflow.assignment_of(article)
    step = workflow.step_of(article, assignment)
    words = rules.words_of(article.texts_of("body").get(SOURCE, ""))
    return {
        "assignment": assignment,
        "step": step,
        "next": rules.next_of(step),
        "way": rules.WAY,
        "names": workflow_wording.steps(),
        "length": workflow_wording.length(words, assignment.words if assignment else None),
        "is_late": assignment is not None and rules.is_late(assignment.due_on, step, today_of(article.edition.host)),
        "figures": figure_checks.counts(article),
    }


def _way_page(article: Article, form: ReasonForm | None = None, refused: str = "", wanted: Step | None = None) -> str:
    stage, who = _stage_of(article), signed_in()
    facts = workflow.facts_of(article, stage["assignment"])
    edits, translates = may(who.role_name, Verb.EDIT_CONTENT), may(who.role_name, Verb.TRANSLATE)
    step = stage["step"]
    return render_template(
        "editorial/way.html",
        article=article,
        form=form or ReasonForm(None, {}),
        refused=refused,
        wanted=wanted or stage["next"],
        choices=[one for one in Step if one is not step and rules.may_move(step, one, edits, translates)],
        lacks=[workflow_wording.lack(one) for one in rules.missing(step, wanted or stage["next"] or step, facts)],
        history=workflow.history(article),
        wrong=[one for one in figure_checks.figures_of(article) if one.check and not one.check.is_right],
        threads=comments.threads(article),
        **stage,
    )


def _assignment_page(article: Article, form: AssignmentForm) -> str:
    return render_template("editorial/assignment.html", article=article, form=form, change=saved_change(article))
