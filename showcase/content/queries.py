"""What public pages ask the database: few queries, and none more when there are more rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, Table
from sqlalchemy.orm import contains_eager, joinedload, lazyload, load_only, selectinload

from ..core.database import db
from ..core.localised import Localised, load_texts
from ..editions.context import current_edition, on_the_site, past_editions
from ..editions.models import Edition, Unit
from .models import Achievement, Article, GuideEntry, Indicator, Observation, Theme, edition_indicator


def edition_or_404() -> Edition:
    return current_edition() or abort(404)


def past_edition_or_404(slug: str) -> Edition:
    return next((edition for edition in past_editions() if edition.slug == slug), None) or abort(404)


def edition_of_or_404(kind: type[Article | Achievement], slug: str) -> Edition:
    """The edition that a record belongs to, whichever stands in front today: printed codes lead to it for years."""
    return first_shown(db.session.scalars(db.select(kind.edition_id).where(kind.slug == slug, is_shown(kind))))


def is_shown(kind: Any) -> ColumnElement[bool]:
    """Whether a record of an edition is for the public at all: of articles those that were approved."""
    return Article.is_public.is_(True) if kind is Article else db.true()


def edition_choosing_or_404(chosen: Table, record: Any, slug: str) -> Edition:
    """The edition that shows a record of the host: today's, or else the newest that does. `record`: its column."""
    kind = next(iter(record.foreign_keys)).column.table
    numbers = db.select(chosen.c.edition_id).join(kind, kind.c.id == record).where(kind.c.slug == slug)
    return first_shown(db.session.scalars(numbers))


def first_shown(numbers: Iterable[int]) -> Edition:
    """Of these editions (ids) today's, or else the newest of past ones; 404 if the public may see none of them."""
    found = set(numbers)
    current = current_edition()
    editions = [*([current] if current else []), *past_editions()]
    return next((edition for edition in editions if edition.id in found), None) or abort(404)


def ready(edition: Edition, *records: Localised | None) -> None:
    """Load all texts that a page is going to show, those of the site around it too."""
    around = current_edition() or edition
    load_texts(*{edition, around}, *{edition.host, around.host}, *records)


def indicators(edition: Edition, slugs: Sequence[str] | None = None, at_once: bool = False) -> list[Indicator]:
    """The edition's indicators with their observations, in its order; at once: for pages that ask much besides."""
    query = (
        db.select(Indicator)
        .join(edition_indicator)
        .where(edition_indicator.c.edition_id == edition.id)
        .order_by(edition_indicator.c.position, Indicator.id)
        .options(lazyload("*"), joinedload(Indicator.topic).lazyload("*"))
    )
    load = joinedload if at_once or slugs is not None else selectinload
    query = query.options(load(Indicator.observations).lazyload("*"))
    if slugs is not None:
        query = query.where(Indicator.slug.in_(slugs))
    return list(db.session.scalars(query).unique())


def indicator_or_404(edition: Edition, slug: str) -> Indicator:
    return next(iter(indicators(edition, [slug])), None) or abort(404)


def year_in_figures(edition: Edition, found: Sequence[Indicator]) -> list[Observation]:
    """The observations that the edition names as its year in figures."""
    by_key = {(o.indicator.key, o.period): o for i in found for o in i.observations if o.variant == 0}
    wanted = ((entry["indicator"], entry["period"]) for entry in edition.year_in_figures)
    return [by_key[name] for name in wanted if name in by_key]


def indicators_by_key(edition: Edition, keys: Sequence[str]) -> list[Indicator]:
    """Indicators that texts refer to, whether or not the edition shows them."""
    query = (
        db.select(Indicator)
        .outerjoin(Indicator.observations)
        .where(Indicator.host_id == edition.host_id, Indicator.key.in_(keys))
        .options(lazyload("*"), contains_eager(Indicator.observations).lazyload("*"))
    )
    return list(db.session.scalars(query).unique())


def achievements(edition: Edition, *, with_places: bool = False) -> list[Achievement]:
    query = _achievements(edition).order_by(Achievement.position, Achievement.id)
    if with_places:
        query = query.options(selectinload(Achievement.units).lazyload("*"))
    return list(db.session.scalars(query))


def achievements_about(edition: Edition, indicator: Indicator) -> list[Achievement]:
    """The stories that rest on an indicator."""
    query = _achievements(edition).where(Achievement.indicators.any(Indicator.id == indicator.id))
    return list(db.session.scalars(query.order_by(Achievement.position, Achievement.id)))


def achievement_or_404(edition: Edition, slug: str) -> Achievement:
    query = _achievements(edition).where(Achievement.slug == slug)
    query = query.options(
        selectinload(Achievement.units).options(lazyload("*"), load_only(Unit.code, Unit.level)),
        selectinload(Achievement.indicators).options(lazyload("*"), joinedload(Indicator.observations).lazyload("*")),
    )
    return db.session.scalar(query) or abort(404)


def articles(edition: Edition, *, for_guests: bool = False, limit: int | None = None) -> list[Article]:
    """The edition's articles, newest first; for the front page only themes that may stand there."""
    query = _articles(edition).order_by(Article.published_on.desc(), Article.position, Article.id)
    if for_guests:
        query = query.join(Article.theme).where(Theme.for_guests)
    return list(db.session.scalars(query.limit(limit)))


def article_or_404(edition: Edition, slug: str) -> Article:
    query = _articles(edition).where(Article.slug == slug).options(joinedload(Article.texts))
    return db.session.scalars(query).unique().first() or abort(404)


def guide(edition: Edition) -> list[GuideEntry]:
    query = db.select(GuideEntry).filter_by(edition_id=edition.id).order_by(GuideEntry.position, GuideEntry.id)
    return list(db.session.scalars(query.options(lazyload("*"))))


def districts(edition: Edition) -> list[Unit]:
    """The units of the host's map: the level below the province, with outlines."""
    query = (
        db.select(Unit)
        .where(Unit.level == "district", Unit.outline.is_not(None))
        .order_by(Unit.code)
        .options(lazyload("*"))
    )
    return list(db.session.scalars(query))


def chosen_by_editions(kind: type[Any], chosen: Table, record: Any) -> Sequence[Any]:
    """(id, slug) of the host's records that an edition on the site has chosen."""
    on_show = db.select(record).join(Edition, Edition.id == chosen.c.edition_id).where(on_the_site())
    return db.session.execute(db.select(kind.id, kind.slug).where(kind.id.in_(on_show)).order_by(kind.id)).all()


def _achievements(edition: Edition) -> Select[Any]:
    return (
        db.select(Achievement)
        .where(Achievement.edition_id == edition.id)
        .options(
            lazyload("*"),
            joinedload(Achievement.topic).lazyload("*"),
            joinedload(Achievement.picture).lazyload("*"),
        )
    )


def _articles(edition: Edition) -> Select[Any]:
    return (
        db.select(Article)
        .where(Article.edition_id == edition.id, is_shown(Article))
        .options(lazyload("*"), joinedload(Article.theme).lazyload("*"), joinedload(Article.picture).lazyload("*"))
    )
