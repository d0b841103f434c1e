"""The content as open data: editions, indicators, achievements and units; nothing secret, so no token is asked."""

import csv
import io
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import lazyload, load_only, selectinload

from ..core.addresses import absolute_url
from ..core.api import page_of
from ..core.caching import public_page
from ..core.database import db
from ..core.errors import Problem
from ..core.i18n import LOCALES
from ..editions.context import current_edition, on_the_site
from ..editions.models import Edition, Unit
from .models import Achievement, Indicator, Observation, edition_indicator

blueprint = Blueprint("content_api", __name__, url_prefix="/api/v1")

# Facts are nobody's property; the sources that found them are named with each.
LICENCE = "Facts restated from the named sources; name the source when you use a figure."


@blueprint.get("/editions")
@public_page
def editions() -> Response:
    query = db.select(Edition).where(on_the_site())
    return listing(query.order_by(Edition.year.desc(), Edition.id), described_edition)


@blueprint.get("/indicators")
@public_page
def indicators() -> Response:
    edition = asked_edition()
    query = (
        db.select(Indicator)
        .join(edition_indicator)
        .where(edition_indicator.c.edition_id == edition.id)
        .order_by(edition_indicator.c.position, Indicator.id)
    )
    return listing(query, described_indicator)


@blueprint.get("/indicators.csv")
@public_page
def indicators_csv() -> Response:
    """One observation a row."""
    edition = asked_edition()
    query = (
        db.select(Observation)
        .join(Observation.indicator)
        .join(edition_indicator, edition_indicator.c.indicator_id == Indicator.id)
        .where(edition_indicator.c.edition_id == edition.id)
        .order_by(edition_indicator.c.position, Indicator.id)
        .order_by(Observation.sort_key, Observation.period, Observation.variant)
        .options(selectinload(Observation.indicator))
    )
    names = [f"name_{code}" for code in LOCALES]
    head = ["indicator", *names, "unit", "period", "value", "of", "rank", "standing", "confidence", "after_edition"]
    rows = [
        [
            o.indicator.slug,
            *(o.indicator.texts_of("name").get(code, "") for code in LOCALES),
            o.indicator.unit, o.period, o.value, o.out_of, o.rank, o.standing, o.confidence, o.after_edition,
            *source_cells(o.sources),
        ]
        for o in db.session.scalars(query)
    ]  # fmt: skip
    return table([*head, "source", "publisher", "source_url", "source_published"], rows, "indicators")


@blueprint.get("/achievements")
@public_page
def achievements() -> Response:
    edition = asked_edition()
    query = (
        db.select(Achievement)
        .where(Achievement.edition_id == edition.id)
        .order_by(Achievement.position, Achievement.id)
        .options(
            selectinload(Achievement.units).options(lazyload("*"), load_only(Unit.code)),
            selectinload(Achievement.indicators).options(lazyload("*"), load_only(Indicator.slug)),
        )
    )
    return listing(query, described_achievement)


@blueprint.get("/units")
@public_page
def units() -> Response:
    """Administrative units; `?level=`, `?parent=` (a code) narrow the list."""
    query = db.select(Unit).order_by(Unit.code, Unit.id)
    if level := request.args.get("level"):
        query = query.where(Unit.level == level.replace("\0", ""))
    if parent := request.args.get("parent"):
        query = query.where(Unit.parent.has(Unit.code == parent.replace("\0", "")))
    return listing(query.options(selectinload(Unit.parent)), described_unit)


def asked_edition() -> Edition:
    """The edition of `?edition=`, else the one on the front page."""
    slug = request.args.get("edition")
    if slug is None:
        found = current_edition()
    else:
        query = db.select(Edition).where(on_the_site(), Edition.slug == slug.replace("\0", ""))
        found = db.session.scalar(query)
    if found is None:
        raise Problem(404, "no_such_edition")
    return found


def listing(query: Any, describe: Any) -> Response:
    return jsonify({**page_of(query, describe), "licence": LICENCE})


def table(head: list[str], rows: list[list[Any]], name: str) -> Response:
    """Rows as CSV (RFC 4180, UTF-8); what is unknown stays empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    response = Response(buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.csv"'
    return response


def source_cells(sources: list[dict[str, Any]]) -> list[str]:
    """Title, publisher, address and day of all sources, in four cells."""
    return [
        "; ".join(str(source[key]) for source in sources if source.get(key))
        for key in ("title", "publisher", "url", "published")
    ]


def described_edition(edition: Edition) -> dict[str, Any]:
    return {
        "slug": edition.slug,
        "year": edition.year,
        "title": edition.texts_of("title"),
        "host": edition.host.texts_of("name"),
        "locales": edition.locales,
    }


def described_indicator(indicator: Indicator) -> dict[str, Any]:
    return {
        "slug": indicator.slug,
        "name": indicator.texts_of("name"),
        "note": indicator.texts_of("note"),
        "topic": {"slug": indicator.topic.slug, "name": indicator.topic.texts_of("name")},
        "unit": indicator.unit,
        "better": indicator.better or None,
        "observations": [
            {
                "period": o.period,
                "value": o.value,
                "of": o.out_of,
                "rank": o.rank,
                "standing": o.standing or None,
                "note": o.note,
                "after_edition": o.after_edition,
                **evidence(o),
            }
            for o in indicator.observations
        ],
        "url": absolute_url("content.indicator", slug=indicator.slug),
    }


def described_achievement(achievement: Achievement) -> dict[str, Any]:
    return {
        "slug": achievement.slug,
        "title": achievement.texts_of("title"),
        "body": achievement.texts_of("body"),
        "topic": {"slug": achievement.topic.slug, "name": achievement.topic.texts_of("name")},
        "period": achievement.period,
        "facts": achievement.facts,
        "units": [unit.code for unit in achievement.units],
        "indicators": [indicator.slug for indicator in achievement.indicators],
        "after_edition": achievement.after_edition,
        **evidence(achievement),
        "url": absolute_url("content.achievement", slug=achievement.slug),
    }


def described_unit(unit: Unit) -> dict[str, Any]:
    return {
        "slug": unit.slug,
        "code": unit.code,
        "name": unit.texts_of("name"),
        "level": unit.level,
        "kind": unit.kind,
        "parent": unit.parent.code if unit.parent else None,
        "lon": unit.lon,
        "lat": unit.lat,
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "valid_until": unit.valid_until.isoformat() if unit.valid_until else None,
    }


def evidence(record: Any) -> dict[str, Any]:
    return {
        "sources": record.sources,
        "confidence": record.confidence,
        "confidence_note": record.confidence_note,
    }
