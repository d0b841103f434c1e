"""Figures at the desk: the series, their values with sources, and where each value stands before it is changed."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import lazyload, selectinload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing, numbers, once, slugs
from ..core.database import db, locked, write
from ..core.editing import EditForm
from ..core.i18n import SOURCE
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..core.versions import refresh_instants
from ..editions.context import current_edition, current_host
from ..editions.officials import today_of
from . import corrections, figures, translations, uses
from .corrections import Correction
from .indicator_forms import (
    IndicatorForm,
    ObservationForm,
    indicator_values,
    new_observation_values,
    observation_values,
    topics,
)
from .models import Indicator, Observation, Topic, edition_indicator
from .pack import sort_key
from .staff_views import asked_words, blueprint, is_stale, saying, trusts_of


@blueprint.get("/figures/")
@requires(Verb.EDIT_CONTENT)
def indicators() -> str:
    """All series of the host, what is due for review first."""
    host = current_host()
    query = saying(db.select(Indicator).where(Indicator.host_id == host.id), Indicator, "name", "note")
    topic = request.args.get("topic", "").replace("\0", "")
    if topic:
        query = query.where(Indicator.topic.has(slug=topic))
    query = query.options(
        lazyload("*"), selectinload(Indicator.observations).lazyload("*"), selectinload(Indicator.topic)
    )
    found = list(db.session.scalars(query.order_by(Indicator.position, Indicator.id)))
    load_texts(*found, *(one.topic for one in found))
    today = today_of(host)
    found.sort(key=lambda one: (not is_stale(one, today), one.topic.position, one.topic.id))
    return render_template(
        "content/staff/indicators.html",
        indicators=found,
        stale={one.id for one in found if is_stale(one, today)},
        latest={one.id: figures.latest(one) for one in found},
        trusts=trusts_of(found),
        topics=topics("indicator"),
        topic=topic,
        words=asked_words(),
    )


@blueprint.get("/new-figure")
@requires(Verb.EDIT_CONTENT)
def new_indicator() -> str:
    return _indicator_form(IndicatorForm(None, {}))


@blueprint.post("/new-figure")
@requires(Verb.EDIT_CONTENT)
def add_indicator() -> Response:
    write()
    host, edition = current_host(), current_edition()
    form = IndicatorForm(request.form, {})
    if (made := once.made_before(form, Indicator)) is not None:
        return _to(made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_indicator_form(form), form.status)
    slug = slugs.take("indicator", slugs.free("indicator", form.name.data[SOURCE]))
    indicator = Indicator(host_id=host.id, slug=slug, key=slug, position=_next_place(host.id))
    _write_indicator(form, indicator)
    db.session.add(indicator)
    db.session.flush()
    assert edition is not None
    row = {"edition_id": edition.id, "indicator_id": indicator.id, "position": indicator.position}
    db.session.execute(db.insert(edition_indicator).values(row))
    audit.record("indicator.added", indicator, **{name: ("", value) for name, value in typed_in(form).items()})
    once.remember(form, indicator)
    db.session.commit()
    return _to(indicator)


@blueprint.get("/figures/<slug>/")
@requires(Verb.EDIT_CONTENT)
def indicator(slug: str) -> str:
    """A series as a table with its charts."""
    found = _indicator(slug)
    return render_template(
        "content/staff/indicator.html",
        indicator=found,
        series=figures.series_of(found.observations),
        latest=figures.latest(found),
        today=today_of(current_host()),
        trusts=trusts_of([found])[found.id],
        change=editing.saved_change(found),
    )


@blueprint.get("/figures/<slug>/edit")
@requires(Verb.EDIT_CONTENT)
def edit_indicator(slug: str) -> str:
    found = _indicator(slug)
    return _indicator_form(IndicatorForm.of_request(found, indicator_values(found)), found)


@blueprint.post("/figures/<slug>/edit")
@requires(Verb.EDIT_CONTENT)
def change_indicator(slug: str) -> Response:
    write()
    found = locked(_indicator(slug))
    form = IndicatorForm.of_request(found, indicator_values(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_indicator_form(form, found), form.status)
    _write_indicator(form, found)
    entry = audit.record("indicator.changed", found, **form.changes())
    db.session.commit()
    return _to(found, saved=entry.id)


@blueprint.get("/figures/<slug>/values/new")
@requires(Verb.EDIT_CONTENT)
def new_observation(slug: str) -> str:
    found = _indicator(slug)
    return _observation_form(found, ObservationForm(None, new_observation_values(found)))


@blueprint.post("/figures/<slug>/values/new")
@requires(Verb.EDIT_CONTENT)
def add_observation(slug: str) -> Response:
    write()
    found = locked(_indicator(slug))
    form = ObservationForm(request.form, new_observation_values(found))
    if "more" in request.form:
        return _with_one_more(found, form)
    if (made := once.made_before(form, Observation)) is not None:
        return _to(found)
    form.others = {one.period for one in found.observations}
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_observation_form(found, form), form.status)
    made = Observation(indicator_id=found.id, variant=0)
    form.write_to(made)
    made.sort_key = sort_key(made.period)
    db.session.add(made)
    db.session.flush()
    audit.record("observation.added", made, **{name: ("", value) for name, value in typed_in(form).items() if value})
    once.remember(form, made)
    refresh_instants()
    db.session.commit()
    return _to(found)


@blueprint.get("/figures/<slug>/values/<int(max=2147483647):number>/")
@requires(Verb.EDIT_CONTENT)
def observation(slug: str, number: int) -> str:
    found = _observation(slug, number)
    return _observation_form(found.indicator, ObservationForm.of_request(found, observation_values(found)), found)


@blueprint.post("/figures/<slug>/values/<int(max=2147483647):number>/")
@requires(Verb.EDIT_CONTENT)
def change_observation(slug: str, number: int) -> Response:
    """Keep a value; another figure than before is kept once all places where it stands have been seen."""
    write()
    series = locked(_indicator(slug))
    found = locked(_observation(slug, number))
    form = ObservationForm.of_request(found, observation_values(found))
    if {"more", "back"} & request.form.keys():
        return _with_one_more(series, form, found)
    places = uses.uses(_figure(found))
    form.others = {one.period for one in series.observations if one.id != found.id}
    form.tied = [use for use in places if use.by_name]
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_observation_form(series, form, found), form.status)
    correction = _correction(found, form) if form.changes_the_figure() else None
    undone = correction.to_undo() if correction else None
    if correction and undone is None and not correction.is_confirmed:
        return _asked_first(found, form, correction)
    done = None
    if undone is not None:
        corrections.take_back(undone, found)
    elif correction is not None:
        done = correction.carry_out(found)
    form.write_to(found)
    found.sort_key = sort_key(found.period)
    entry = audit.record("observation.changed", found, **form.changes())
    corrections.keep(done, entry)
    refresh_instants()
    db.session.commit()
    return make_response(redirect(url_for(".observation", slug=slug, number=number, saved=entry.id), 303))


@blueprint.post("/figures/<slug>/values/<int(max=2147483647):number>/removal")
@requires(Verb.EDIT_CONTENT)
def remove_observation(slug: str, number: int) -> Response:
    """Take a value away that nothing refers to; else a text would have a gap."""
    write()
    series = locked(_indicator(slug))
    found = _observation(slug, number)
    if any(use.by_name for use in uses.uses(_figure(found))):
        abort(409)
    values = typed_in(ObservationForm(None, observation_values(found)))
    audit.record("observation.removed", found, **{name: (value, "") for name, value in values.items() if value})
    db.session.delete(found)
    refresh_instants()
    db.session.commit()
    return _to(series)


def typed_in(form: EditForm) -> dict[str, str]:
    return {field.name: editing.typed(field) for field in editing.leaves(form)}


def _correction(found: Observation, form: ObservationForm) -> Correction:
    values = [form[name]._value() for name in ("amount", "whole", "rank")]
    amount = form.amount.data
    numbers_changed = [(found.value, amount)] if amount is not None and amount != found.value else []
    return Correction([_figure(found)], numbers_changed, values, uses.facts_saying(found, found.value))


def _asked_first(found: Observation, form: ObservationForm, correction: Correction) -> Response:
    """The page that names all places before a figure changes; nothing is stored yet."""
    indicator = found.indicator
    name = f"{indicator.text_in('name')}, {numbers.period_in_sentence(found.period)}"
    before = figures.observed(found, indicator.unit).text
    after = figures.written(form.amount.data, indicator.unit, form.whole.data if found.rank is None else None).text
    changes = [(name, before, after)]
    if found.rank != form.rank.data:
        changes.append((_("Rank"), str(found.rank or ""), str(form.rank.data or "")))
    crumbs = [
        (_("Figures"), url_for(".indicators")),
        (indicator.text_in("name"), url_for(".indicator", slug=indicator.slug)),
    ]
    return make_response(correction.question(crumbs, changes))


def _with_one_more(series: Indicator, form: ObservationForm, found: Observation | None = None) -> Response:
    """The page as it was sent, with room for one more source; nothing is stored."""
    db.session.rollback()
    form.sources.wants_more = "more" in request.form
    return make_response(_observation_form(series, form, found))


def _observation_form(series: Indicator, form: ObservationForm, found: Observation | None = None) -> str:
    change = editing.saved_change(found) if found else None
    before = audit.changes_of(change).get("amount", ("", ""))[0] if change else ""
    return render_template(
        "content/staff/observation.html",
        indicator=series,
        observation=found,
        form=form,
        change=change,
        places=uses.uses(_figure(found)) if found else [],
        still_saying=translations.named(uses.texts_saying(numbers.read(before), translations.KINDS)) if before else [],
    )


def _indicator_form(form: IndicatorForm, found: Indicator | None = None) -> str:
    return render_template("content/staff/indicator_form.html", form=form, indicator=found)


def _write_indicator(form: IndicatorForm, indicator: Indicator) -> None:
    form.write_to(indicator)
    query = db.select(Topic).filter_by(host_id=indicator.host_id, kind="indicator", slug=form.group.data)
    indicator.topic = db.session.scalars(query).one()


def _next_place(host_id: int) -> int:
    return (db.session.scalar(db.select(db.func.max(Indicator.position)).filter_by(host_id=host_id)) or 0) + 1


def _figure(found: Observation) -> uses.Figure:
    return uses.Figure(current_host(), f"{found.indicator.key}:{found.period}", found)


def _indicator(slug: str) -> Indicator:
    found = db.session.scalar(db.select(Indicator).filter_by(host_id=current_host().id, slug=slug))
    return found or abort(404)


def _observation(slug: str, number: int) -> Observation:
    query = db.select(Observation).filter_by(id=number, indicator_id=_indicator(slug).id)
    return db.session.scalar(query) or abort(404)


def _to(found: Indicator, **more: Any) -> Response:
    return make_response(redirect(url_for(".indicator", slug=found.slug, **more), 303))
