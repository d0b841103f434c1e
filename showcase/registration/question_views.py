"""Questions in the console: what an event asks its guests, in which order, and how the guest sees it."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from markupsafe import Markup

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core.database import db, write
from ..core.i18n import LOCALES, lazy, use_locale
from ..core.i18n import gettext as _
from . import question_forms, questions
from .answer_forms import answers_form
from .event_pages import (
    EventPage,
    Removal,
    blueprint,
    event_of,
    list_page,
    locked_event_of,
    offer,
    part_page,
    step_asked,
)
from .models import Event, Question
from .question_forms import QuestionForm, new_question_values, question_values
from .rules import Refused

HERE = "staff_events.questions"
offer(EventPage(lazy("Questions"), HERE, 40))


@blueprint.get("/<slug>/questions/", endpoint="questions")
@requires(Verb.SET_UP)
def questions_list(slug: str) -> str:
    event = event_of(slug)
    return list_page(
        "registration/staff/questions.html",
        event,
        HERE,
        numbers=questions.numbers_of_answers(event) if event.questions else {},
        kinds=question_forms.KINDS,
        put_to=question_forms.PUT_TO,
        few=questions.FEW,
        is_most=len(event.questions) >= questions.MOST,
    )


@blueprint.get("/<slug>/questions/new")
@requires(Verb.SET_UP)
def new_question(slug: str) -> str:
    event = event_of(slug)
    return _page(event, QuestionForm(None, new_question_values()))


@blueprint.post("/<slug>/questions/new")
@requires(Verb.SET_UP)
def create_question(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    form = QuestionForm(request.form, new_question_values())
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(event, form), form.status)
    try:
        made = questions.add(event, form.texts(), form.values(), form.changes())
    except Refused:
        form.form_errors = [_("There are as many questions as an event can have. Take one away first.")]
        db.session.rollback()
        return make_response(_page(event, form), 409)
    db.session.commit()
    return make_response(redirect(url_for(".question", slug=slug, question=made.slug, new=1), 303))


@blueprint.get("/<slug>/questions/<question>/")
@requires(Verb.SET_UP)
def question(slug: str, question: str) -> str:
    found = _question(event_of(slug), question)
    return _page(found.event, QuestionForm.of_request(found, question_values(found)), found)


@blueprint.post("/<slug>/questions/<question>/")
@requires(Verb.SET_UP)
def change_question(slug: str, question: str) -> Response:
    write()
    found = _question(locked_event_of(slug), question)
    form = QuestionForm.of_request(found, question_values(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(found.event, form, found), form.status)
    entry = questions.change(found, form.texts(), form.values(), form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".question", slug=slug, question=question, saved=entry.id), 303))


@blueprint.post("/<slug>/questions/<question>/move")
@requires(Verb.SET_UP)
def move_question(slug: str, question: str) -> Response:
    write()
    questions.move(_question(locked_event_of(slug), question), step_asked())
    db.session.commit()
    return make_response(redirect(url_for(".questions", slug=slug, _anchor=question), 303))


@blueprint.post("/<slug>/questions/<question>/deletion")
@requires(Verb.SET_UP)
def delete_question(slug: str, question: str) -> Response:
    write()
    found = _question(locked_event_of(slug), question)
    try:
        questions.remove(found)
    except Refused:
        db.session.rollback()
        return make_response(_page(found.event, QuestionForm(None, question_values(found)), found), 409)
    db.session.commit()
    return make_response(redirect(url_for(".questions", slug=slug), 303))


def _question(event: Event, slug: str) -> Question:
    return next((question for question in event.questions if question.slug == slug), None) or abort(404)


def _page(event: Event, form: QuestionForm, found: Question | None = None) -> str:
    template = "registration/staff/question.html"
    if found is None:
        return part_page(event, form, _("A new question"), HERE, template=template, previews=[])
    slugs: Any = {"slug": event.slug, "question": found.slug}
    removal = Removal(
        _("Take this question away"),
        _("It disappears from the form, with its options in all languages."),
        _("Yes, take it away"),
        url_for(".delete_question", **slugs),
        _("Somebody has answered it, so it stays. Without the tick at “Ask this question” the form leaves it out.")
        if questions.is_answered(found)
        else "",
    )
    title = str(found.text_in("label"))
    change_url = url_for(".change_question", **slugs)
    return part_page(event, form, title, HERE, found, change_url, removal, template=template, previews=_previews(found))


def _previews(question: Question) -> list[tuple[str, str, Markup]]:
    """The question as the form shows it: code and name of each language, and the field."""
    found = []
    for code in LOCALES:
        with use_locale(code):
            form = answers_form([question])(prefix=f"preview-{code}")
            page = render_template("registration/staff/_question_preview.html", form=form)
        found.append((code, LOCALES[code].name, Markup(page)))  # noqa: S704 - a page of ours, escaped already
    return found
