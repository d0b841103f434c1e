"""Blocks that content draws in texts: charts of figures, and pictures of the edition."""

from collections.abc import Iterable
from typing import Any

from flask import render_template
from markupsafe import Markup

from ..core import numbers
from ..core.database import db
from ..core.media import Media
from ..editions.models import Edition
from . import figures, queries
from .blocks import Drawing, draws, key
from .models import Indicator
from .references import Reference


@draws("chart")
def charts_of_figures(edition: Edition, wanted: list[Reference]) -> dict[str, Drawing]:
    """`chart/KEY` draws the years of a series, `chart/KEY:2019..2023` those of a span."""
    known = {one.key: one for one in queries.indicators_by_key(edition, sorted({r.record for r in wanted}))}
    found = {}
    for reference in wanted:
        indicator = known.get(reference.record)
        series = _series(indicator, reference.period) if indicator else None
        if indicator is not None and series is not None:
            found[key(reference)] = _chart(indicator, series)
    return found


@draws("picture")
def pictures_of_edition(edition: Edition, wanted: list[Reference]) -> dict[str, Drawing]:
    """`picture/NAME`, as the edition calls it."""
    hashes = {edition.pictures[r.record] for r in wanted if r.record in edition.pictures}
    if not hashes:
        return {}
    known = {one.hash: one for one in db.session.scalars(db.select(Media).where(Media.hash.in_(hashes)))}
    named = {name: known[digest] for name, digest in edition.pictures.items() if digest in known}
    return {key(r): picture(named[r.record], r.part) for r in wanted if r.record in named}


def picture(media: Media, part: str = "", **more: Any) -> Drawing:
    """A stored picture as a block: as wide as the text, wider, or on its left."""

    def shown(template: str) -> Markup:
        return Markup(render_template(template, media=media, part=part, **more))  # noqa: S704 - a template's

    return Drawing(
        (media,),
        lambda: str(media.text_in("alt")),
        lambda: shown("content/blocks/picture.html"),
        lambda: shown("content/blocks/picture_print.html"),
    )


def _series(indicator: Indicator, span: str) -> figures.Series | None:
    """The years of the edition's time, or those of a span; None where they would make no line."""
    first, _dots, last = span.partition("..")
    observations = [o for o in indicator.observations if o.variant == 0 and not o.after_edition]
    if span:
        observations = [o for o in observations if first <= o.period[:4] <= (last or first)]
    return next((one for one in figures.series_of(observations) if one.can_be_drawn), None)


def _chart(indicator: Indicator, series: figures.Series) -> Drawing:
    def shown(template: str, sizes: Iterable[tuple[float, float]]) -> Markup:
        drawn = [figures.chart(indicator, series, width=width, height=height) for width, height in sizes]
        unit = figures.observed(series.observations[0], indicator.unit).unit
        return Markup(  # noqa: S704 - a template's
            render_template(template, indicator=indicator, series=series, drawn=drawn, unit=unit, sources=sources)
        )

    seen = {repr(source): source for o in series.observations for source in o.sources}
    sources = list(seen.values())
    return Drawing(
        (indicator,),
        lambda: f"{indicator.text_in('name')}, {numbers.period(series.observations[-1].period)}",
        lambda: shown("content/blocks/chart.html", [(640, 280), (340, 230)]),
        lambda: shown("content/blocks/chart_print.html", [(340, 200)]),
        sources=sources,
    )
