"""Editions in the console: which one is in front, what stands on its first page, and next year's from last year's."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, clock, editing
from ..core.database import db, locked, write
from ..core.slugs import SlugTaken
from ..editions import renewal
from ..editions.context import current_edition, edition_of, on_the_site
from ..editions.models import Edition, Holiday
from ..registration import when
from . import edition_forms, succession
from .edition_forms import EditionFormBase, SuccessorForm

blueprint = Blueprint("staff_editions", __name__, url_prefix="/staff/editions")


@blueprint.get("/")
@requires(Verb.SET_UP)
def editions() -> str:
    found = db.session.scalars(db.select(Edition).order_by(Edition.year.desc(), Edition.id.desc())).all()
    front = current_edition()
    return render_template(
        "staff/editions.html",
        editions=[(one, succession.events_of(one)) for one in found],
        front=front,
        is_fixed=front is not None and edition_forms.is_fixed_by_operator(front),
        removed=request.args.get("removed", "")[:120],
        when=when,
    )


@blueprint.get("/<slug>/")
@requires(Verb.SET_UP)
def edition(slug: str) -> str:
    found = edition_of(slug)
    return _edition_page(
        found, edition_forms.edition_form(found).of_request(found, edition_forms.edition_values(found))
    )


@blueprint.post("/<slug>/")
@requires(Verb.SET_UP)
def change_edition(slug: str) -> Response:
    write()
    found = locked(edition_of(slug))
    form = edition_forms.edition_form(found).of_request(found, edition_forms.edition_values(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_edition_page(edition_of(slug), form), form.status)
    form.give_to(found)
    entry = audit.record("edition.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".edition", slug=slug, saved=entry.id), 303))


@blueprint.post("/<slug>/publication")
@requires(Verb.SET_UP)
def publication(slug: str) -> Response:
    """From now on the public sees it."""
    write()
    found = locked(edition_of(slug))
    if found.published_at is None:
        found.published_at = clock.now()
        audit.record("edition.published", found, published_at=(None, found.published_at))
        db.session.commit()
    return make_response(redirect(url_for(".edition", slug=slug, published=1), 303))


@blueprint.post("/<slug>/withdrawal")
@requires(Verb.SET_UP)
def withdrawal(slug: str) -> Response:
    """Out of sight again, as long as no guest has answered and another edition stays."""
    write()
    found = locked(edition_of(slug))
    if not _may_be_withdrawn(found):
        abort(409)
    audit.record("edition.withdrawn", found, published_at=(found.published_at, None))
    found.published_at = None
    db.session.commit()
    return make_response(redirect(url_for(".edition", slug=slug), 303))


@blueprint.get("/<slug>/removal")
@requires(Verb.SET_UP)
def removal_question(slug: str) -> str:
    return _removal_page(edition_of(slug))


@blueprint.post("/<slug>/removal")
@requires(Verb.SET_UP)
def removal(slug: str) -> Response:
    write()
    found = locked(edition_of(slug))
    if succession.what_hinders_removal(found):
        db.session.rollback()
        return make_response(_removal_page(edition_of(slug)), 409)
    title = str(found.text_in("title"))
    succession.remove(found)
    db.session.commit()
    return make_response(redirect(url_for(".editions", removed=title), 303))


@blueprint.get("/<slug>/successor")
@requires(Verb.SET_UP)
def successor(slug: str) -> Response:
    """Next year's edition, step by step; the answers so far are in the address."""
    source = edition_of(slug)
    form = edition_forms.successor_form(source, succession.events_of(source), request.args)
    asked = request.args.get("step", 1, type=int)
    return _step(source, form, min(max(asked, 1), edition_forms.LAST_STEP))


@blueprint.post("/<slug>/successor")
@requires(Verb.SET_UP)
def make_successor(slug: str) -> Response:
    """All of it in one transaction; a second press leads to what the first has made."""
    write()
    source = locked(edition_of(slug))
    key = request.form.get("key", "")[:40]
    made = succession.made_by(key, source) if key else None
    if made is None:
        form = edition_forms.successor_form(source, succession.events_of(source), request.form)
        if not form.is_sound():
            db.session.rollback()
            return _step(edition_of(slug), form, edition_forms.LAST_STEP, 422)
        try:
            made = succession.make(source, form.plan(source), key)
        except SlugTaken:
            abort(409)
        db.session.commit()
    return make_response(redirect(url_for(".edition", slug=made.slug, made=1), 303))


def _edition_page(found: Edition, form: EditionFormBase) -> str:
    front = current_edition()
    return render_template(
        "staff/edition.html",
        edition=found,
        form=form,
        change=editing.saved_change(found),
        events=succession.events_of(found),
        front=front,
        is_fixed=edition_forms.is_fixed_by_operator(found),
        may_be_withdrawn=_may_be_withdrawn(found),
        hindrances=succession.what_hinders_removal(found),
        when=when,
        made="made" in request.args,
        published="published" in request.args,
    )


def _removal_page(found: Edition) -> str:
    hindrances = succession.what_hinders_removal(found)
    events = succession.events_of(found)
    return render_template("staff/edition_removal.html", edition=found, hindrances=hindrances, events=events)


def _may_be_withdrawn(found: Edition) -> bool:
    """Printed codes and guests' pages must not lead nowhere, nor the site have no first page."""
    others = db.select(Edition.id).where(on_the_site(), Edition.id != found.id)
    answered = "answered" in succession.what_hinders_removal(found)
    return found.published_at is not None and not answered and db.session.scalar(others.limit(1)) is not None


def _step(source: Edition, form: SuccessorForm, asked: int, status: int = 200) -> Response:
    """The asked step, or the first one before it that is not in order, with what is wrong."""
    events = succession.events_of(source)
    faulty = form.faulty_step()
    step = min(asked, faulty) if faulty else asked
    day = form.gathers_on.data if form.gathers_on and not form.gathers_on.errors else None
    shows_errors = faulty == step and (asked > step or status != 200)
    if not shows_errors:  # whoever only looks, or goes back, has done nothing wrong yet
        form = edition_forms.successor_form(source, events, _answers(form))
    last = succession.day_of(events[0]) if events else None
    moved_by = (day - last) if day and last else timedelta(0)
    plan = form.plan(source) if step == edition_forms.LAST_STEP else None
    words = succession.renewed_words(source, plan, events) if plan else {}
    page = render_template(
        "staff/successor.html",
        source=source,
        form=form,
        step=step,
        answers=_answers(form),
        events=events,
        last=last,
        day=day,
        days=edition_forms.days_around(day) if day else [],
        holidays=_holidays(source),
        moved_by=moved_by,
        plan=plan,
        reworded=partial(renewal.reworded, words=words),
        same_year=edition_forms.same_year(source, plan.year) if plan else [],
        suggested_slug=edition_forms.suggested_slug(source, form.year.data or source.year + 1),
        parties=succession.parties_to_write_to(events),
        key=uuid4(),
        when=when,
    )
    return make_response(page, 422 if shows_errors else status)


def _answers(form: SuccessorForm) -> MultiDict[str, str]:
    """What has been answered so far, as a form sends it."""
    answers = MultiDict((field.name, editing.typed(field)) for field in editing.leaves(form) if editing.typed(field))
    answers["chosen"] = "1"
    return answers


def _holidays(source: Edition) -> dict[object, str]:
    found = db.session.scalars(db.select(Holiday).filter_by(host_id=source.host_id))
    return {holiday.on: str(holiday.text_in("name")) for holiday in found}
