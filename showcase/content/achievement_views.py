"""Achievements at the desk: stories with facts, places, figures and sources."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload, lazyload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing, once, slugs
from ..core.database import db, locked, write
from ..core.i18n import SOURCE
from ..core.i18n import gettext as _
from ..core.localised import load_texts, worded
from ..core.media import Media
from ..editions.context import current_host
from ..editions.models import Edition
from . import corrections, figures, uses
from .achievement_forms import AchievementForm, achievement_values, chosen_units
from .corrections import Correction
from .indicator_forms import topics
from .indicator_views import typed_in
from .models import Achievement, Indicator, Topic
from .staff_views import asked_edition, asked_letters, asked_words, blueprint, editions, matching, saying, trusts_of

_ASKS_BACK = {"more", "back", "find"}


@blueprint.get("/achievements/")
@requires(Verb.EDIT_CONTENT)
def achievements() -> str:
    edition = asked_edition() or abort(404)
    query = saying(db.select(Achievement).where(Achievement.edition_id == edition.id), Achievement, "title", "body")
    if topic := request.args.get("topic", "").replace("\0", ""):
        query = query.where(Achievement.topic.has(slug=topic))
    query = query.order_by(Achievement.position, Achievement.id)
    query = query.options(lazyload("*"), joinedload(Achievement.topic).lazyload("*"))
    found = list(db.session.scalars(query))
    load_texts(*found, *(one.topic for one in found))
    return render_template(
        "content/staff/achievements.html",
        achievements=found,
        trusts=trusts_of(found),
        topics=topics("achievement"),
        topic=topic,
        words=asked_words(),
        edition=edition,
        editions=editions(),
    )


@blueprint.get("/new-achievement")
@requires(Verb.EDIT_CONTENT)
def new_achievement() -> str:
    return _page(AchievementForm(None, {}))


@blueprint.post("/new-achievement")
@requires(Verb.EDIT_CONTENT)
def add_achievement() -> Response:
    write()
    edition = asked_edition() or abort(404)
    form = AchievementForm(request.form, {})
    if _ASKS_BACK & request.form.keys():
        return _asked_back(form)
    if (made := once.made_before(form, Achievement)) is not None:
        return _to(made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form), form.status)
    slug = slugs.take("achievement", slugs.free("achievement", form.title.data[SOURCE]))
    last = db.session.scalar(db.select(db.func.max(Achievement.position)).filter_by(edition_id=edition.id))
    achievement = Achievement(edition_id=edition.id, slug=slug, position=(last or 0) + 1)
    _write(form, achievement)
    db.session.add(achievement)
    db.session.flush()
    values = {name: ("", value) for name, value in typed_in(form).items() if value}
    entry = audit.record("achievement.added", achievement, **values)
    once.remember(form, achievement)
    db.session.commit()
    return _to(achievement, saved=entry.id)


@blueprint.get("/achievements/<slug>/")
@requires(Verb.EDIT_CONTENT)
def achievement(slug: str) -> str:
    found = _achievement(slug)
    return _page(AchievementForm.of_request(found, achievement_values(found)), found)


@blueprint.post("/achievements/<slug>/")
@requires(Verb.EDIT_CONTENT)
def change_achievement(slug: str) -> Response:
    """Keep a story; a fact that texts name is changed once the places have been seen."""
    write()
    found = locked(_achievement(slug))
    form = AchievementForm.of_request(found, achievement_values(found))
    if _ASKS_BACK & request.form.keys():
        return _asked_back(form, found)
    form.tied = _places(found)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form, found), form.status)
    changed = _changed_facts(found, form)
    correction = _correction(found, form, changed) if changed else None
    undone = correction.to_undo() if correction else None
    if correction and undone is None and not correction.is_confirmed:
        return _asked_first(found, changed, correction)
    done = None
    if undone is not None:
        corrections.take_back(undone, found)
    elif correction is not None:
        done = correction.carry_out(found)
    _write(form, found)
    entry = audit.record("achievement.changed", found, **form.changes())
    corrections.keep(done, entry)
    db.session.commit()
    return _to(found, saved=entry.id)


def _places(found: Achievement) -> dict[str, list[uses.Use]]:
    """Fact's slug → the places that name it, of the facts that have any."""
    host = current_host()
    named = {
        str(fact["slug"]): uses.uses(uses.Figure(host, f"achievement/{found.slug}/{fact['slug']}"))
        for fact in found.facts
    }
    return {slug: places for slug, places in named.items() if places}


def _changed_facts(found: Achievement, form: AchievementForm) -> list[tuple[str, str, str, str]]:
    """(slug, what it is, before, after) of the named facts that will say something else."""
    after = {str(fact["slug"]): fact for fact in form.facts_as_stored()}
    changed = []
    for fact in found.facts:
        slug = str(fact["slug"])
        if slug in form.tied and slug in after:
            old, new = (
                figures.written(one["value"], one.get("unit"), one.get("of")).text for one in (fact, after[slug])
            )
            if old != new:
                changed.append((slug, f"{found.text_in('title')}: {worded(fact.get('label'))}", old, new))
    return changed


def _correction(found: Achievement, form: AchievementForm, changed: list[tuple[str, str, str, str]]) -> Correction:
    host, slugs_changed = current_host(), [slug for slug, _what, _before, _after in changed]
    before, after = (
        {str(fact["slug"]): fact["value"] for fact in facts} for facts in (found.facts, form.facts_as_stored())
    )
    pairs = [(before[slug], after[slug]) for slug in slugs_changed]
    numbers = [(old, new) for old, new in pairs if isinstance(old, int | float) and isinstance(new, int | float)]
    named = [uses.Figure(host, f"achievement/{found.slug}/{slug}") for slug in slugs_changed]
    return Correction(named, numbers, [new for _slug, _what, _old, new in changed])


def _asked_first(found: Achievement, changed: list[tuple[str, str, str, str]], correction: Correction) -> Response:
    crumbs = [
        (_("Achievements"), url_for(".achievements")),
        (found.text_in("title"), url_for(".achievement", slug=found.slug)),
    ]
    return make_response(correction.question(crumbs, [(what, old, new) for _slug, what, old, new in changed]))


def _asked_back(form: AchievementForm, found: Achievement | None = None) -> Response:
    """The page as it was sent, with room for one more or with what was looked for; nothing is stored."""
    db.session.rollback()
    form.sources.wants_more = request.form.get("more") == "source"
    form.facts.wants_more = request.form.get("more") == "fact"
    return make_response(_page(form, found))


def _page(form: AchievementForm, found: Achievement | None = None) -> str:
    looked_for = asked_letters()
    return render_template(
        "content/staff/achievement.html",
        form=form,
        achievement=found,
        change=editing.saved_change(found) if found else None,
        trusts=trusts_of([found])[found.id] if found else [],
        looked_for=looked_for,
        units=matching(form.units, looked_for),
        indicators=matching(form.indicators, looked_for),
    )


def _write(form: AchievementForm, achievement: Achievement) -> None:
    with db.session.no_autoflush:
        host = current_host()
        topic = db.select(Topic).filter_by(host_id=host.id, kind="achievement", slug=form.group.data)
        achievement.topic = db.session.scalars(topic).one()
        achievement.units = chosen_units(achievement.units, form.units.data or ())
        chosen = db.select(Indicator).where(Indicator.slug.in_(form.indicators.data or ()))
        achievement.indicators = list(db.session.scalars(chosen.order_by(Indicator.position, Indicator.id)))
        picture = db.select(Media).filter_by(hash=form.picture.data)
        achievement.picture = db.session.scalar(picture) if form.picture.data else None
        form.write_to(achievement)


def _achievement(slug: str) -> Achievement:
    query = db.select(Achievement).join(Edition, Edition.id == Achievement.edition_id)
    query = query.where(Achievement.slug == slug, Edition.host_id == current_host().id)
    return db.session.scalar(query) or abort(404)


def _to(found: Achievement, **more: Any) -> Response:
    return make_response(redirect(url_for(".achievement", slug=found.slug, **more), 303))
