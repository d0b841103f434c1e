"""The purposes that the host gathers for: named, put in order, closed."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing, once, ordering, slugs
from ..core.database import db, locked, write
from ..core.i18n import SOURCE
from ..core.ordering import Step
from ..core.slugs import SLUG
from ..editions.context import current_host
from . import services
from .forms import CauseForm
from .models import Cause, Contribution
from .staff_views import blueprint


@blueprint.get("/purposes/")
@requires(Verb.SET_UP)
def causes() -> str:
    host = current_host()
    counted = db.select(Contribution.cause_id, db.func.count()).group_by(Contribution.cause_id)
    rows = db.session.execute(counted.where(Contribution.host_id == host.id))
    used: dict[int, int] = {number: promises for number, promises in rows}  # noqa: C416 - rows are no pairs to mypy
    return render_template(
        "contributions/staff/causes.html",
        causes=services.causes_of(host, only_open=False),
        used=used,
    )


@blueprint.get("/purposes/new")
@requires(Verb.SET_UP)
def new_cause() -> str:
    return _page(CauseForm(None, _fresh()))


@blueprint.post("/purposes/new")
@requires(Verb.SET_UP)
def add_cause() -> Response:
    write()
    host = locked(current_host())
    form = CauseForm(request.form, _fresh())
    if (made := once.made_before(form, Cause)) is not None:
        return _to_list(made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form), form.status)
    last = max((cause.position for cause in services.causes_of(host, only_open=False)), default=-1)
    slug = _free_slug(host.id, form.title.data[SOURCE])
    made = Cause(host_id=host.id, slug=slug, position=last + 1)
    form.write_to(made)
    db.session.add(made)
    db.session.flush()
    audit.record("cause.created", made, **form.changes())
    once.remember(form, made)
    db.session.commit()
    return _to_list(made)


@blueprint.get("/purposes/<string:slug>/")
@requires(Verb.SET_UP)
def cause(slug: str) -> str:
    found = _cause(slug)
    return _page(CauseForm.of_request(found, _stored(found)), found)


@blueprint.post("/purposes/<string:slug>/")
@requires(Verb.SET_UP)
def change_cause(slug: str) -> Response:
    write()
    found = locked(_cause(slug))
    form = CauseForm.of_request(found, _stored(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form, _cause(slug)), form.status)
    form.write_to(found)
    entry = audit.record("cause.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".cause", slug=slug, saved=entry.id), 303))


@blueprint.post("/purposes/<string:slug>/move")
@requires(Verb.SET_UP)
def move_cause(slug: str) -> Response:
    try:
        step = Step(request.form.get("step", ""))
    except ValueError:
        abort(400)
    write()
    host = locked(current_host())
    found = _cause(slug)
    moved = ordering.move(services.causes_of(host, only_open=False), found, step)
    if moved:
        audit.record("cause.moved", found, place=moved)
    db.session.commit()
    return _to_list(found)


@blueprint.post("/purposes/<string:slug>/removal")
@requires(Verb.SET_UP)
def remove_cause(slug: str) -> Response:
    """Take one away that nothing was promised to; the others are closed instead."""
    write()
    locked(current_host())
    found = _cause(slug)
    if db.session.scalar(db.select(Contribution.id).filter_by(cause_id=found.id).limit(1)) is not None:
        abort(409)
    audit.record("cause.removed", found, title=(str(found.text_in("title", SOURCE)), None))
    db.session.delete(found)
    db.session.commit()
    return make_response(redirect(url_for(".causes"), 303))


def _cause(slug: str) -> Cause:
    found = None
    if SLUG.fullmatch(slug):
        found = db.session.scalar(db.select(Cause).filter_by(slug=slug, host_id=current_host().id))
    return found or abort(404)


def _fresh() -> dict[str, Any]:
    return {"title": {}, "about": {}, "is_open": True}


def _stored(found: Cause) -> dict[str, Any]:
    return {**editing.texts_of(found, "title", "about"), "is_open": found.is_open}


def _free_slug(host_id: int, name: str) -> str:
    taken = set(db.session.scalars(db.select(Cause.slug).filter_by(host_id=host_id)))
    return slugs.first_free(slugs.slugify(name) or "muc-dich", taken)


def _to_list(found: Cause) -> Response:
    return make_response(redirect(url_for(".causes", _anchor=found.slug), 303))


def _page(form: CauseForm, found: Cause | None = None) -> str:
    used = found is not None and db.session.scalar(db.select(Contribution.id).filter_by(cause_id=found.id).limit(1))
    return render_template(
        "contributions/staff/cause.html",
        form=form,
        found=found,
        used=bool(used),
        change=editing.saved_change(found) if found else None,
    )
