"""What public pages ask the database: few queries, and none more when there are more rows."""

from collections.abc import Sequence
from typing import Any

from flask import abort
from sqlalchemy import Select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, load_only, selectinload

from ..core.database import db
from ..core.localised import Localised, load_texts
from ..editions.context import current_edition
from ..editions.models import Edition, Unit
from .models import Achievement, Article, GuideEntry, Indicator, Observation, Theme, edition_indicator


def edition_or_404() -> Edition:
    return current_edition() or abort(404)


def ready(edition: Edition, *records: Localised | None) -> None:
    """Load all texts that a page is going to show."""
    load_texts(edition, edition.host, *records)


def indicators(edition: Edition, slugs: Sequence[str] | None = None) -> list[Indicator]:
    """The edition's indicators with their observations, in its order."""
    query = (
        db.select(Indicator)
        .join(edition_indicator)
        .where(edition_indicator.c.edition_id == edition.id)
        .order_by(edition_indicator.c.position, Indicator.id)
        .options(lazyload("*"), joinedload(Indicator.topic).lazyload("*"))
    )
    if slugs is None:
        query = query.options(selectinload(Indicator.observations).lazyload("*"))
    else:
        query = query.where(Indicator.slug.in_(slugs)).options(joinedload(Indicator.observations).lazyload("*"))
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


def achievements(edition: Edition) -> list[Achievement]:
    return list(db.session.scalars(_achievements(edition).order_by(Achievement.position, Achievement.id)))


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
        .where(Article.edition_id == edition.id)
        .options(lazyload("*"), joinedload(Article.theme).lazyload("*"), joinedload(Article.picture).lazyload("*"))
    )
