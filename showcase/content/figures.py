"""How figures are written and drawn: values with their measures, series of like periods, charts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from markupsafe import Markup
from sqlalchemy.orm import joinedload

from ..core import charts, clock, linked_data, numbers, versions
from ..core.caching import while_unchanged
from ..core.charts import SCREEN, Palette
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import locale
from ..core.localised import worded
from ..core.numbers import Figure, PeriodKind
from ..editions.models import Host
from .models import Indicator, Measure, Observation

RATES = {"percent", "percent-year", "percent-plan", "index"}


def written(value: Any, unit: str | None = "", out_of: float | None = None) -> Figure:
    """Any value of the edition in the page's words: a number, a range, a day, a text in several languages."""
    unit = unit or ""
    if isinstance(value, dict):
        return _plain(str(worded(value)))
    if isinstance(value, list):
        return _of_many(value, unit)
    if isinstance(value, str):
        return _plain(numbers.period(value) if unit in ("date", "year") else value)
    if unit in numbers.MEASURES:
        return numbers.figure(value, unit, out_of)
    measure = measures().get(unit)
    if measure is None:
        return numbers.figure(value, unit, out_of)
    name = "" if measure.placement == "none" else str(worded(measure.names))
    return numbers.figure(value, unit, out_of, name=name, before=measure.placement == "before")


def observed(observation: Observation, unit: str) -> Figure:
    """An observation's value; of a whole, where the source prints one and it is not the field of a ranking."""
    is_part = observation.out_of is not None and (observation.rank is None or unit == "rank")
    return written(observation.value, unit, observation.out_of if is_part else None)


@dataclass(frozen=True)
class MeasureWords:
    """An edition's own measure, as it is kept between requests."""

    names: dict[str, str]
    placement: str


@while_unchanged
def measures() -> dict[str, MeasureWords]:
    """The edition's own measures by code."""
    rows = db.session.scalars(db.select(Measure).options(joinedload(Measure.texts))).unique()
    return {row.code: MeasureWords(row.texts_of("name"), row.placement) for row in rows}


@versions.instants_from
def reviews_due() -> Iterator[datetime]:
    """The days on which a figure's page begins to say that the figure is due for review."""
    query = db.select(Observation.review_on, Host.timezone).join(Observation.indicator)
    query = query.join(Host, Host.id == Indicator.host_id).where(Observation.review_on.is_not(None))
    for day, zone in db.session.execute(query.distinct()):
        yield clock.at_local(day, 0, 0, zone)


def ended_at(period: str) -> float:
    """When a period ends, in years: what orders figures of unlike periods."""
    kind = numbers.period_kind(period)
    year = float(period[:4]) if period[:4].isdigit() else 0.0
    if kind.name == "months":
        return year + kind.months / 12
    return year + 1 if kind.name == "year" else numbers.period_position(period)


def latest(indicator: Indicator) -> Observation | None:
    """The newest figure of the edition's time; one of a later time only where there is no other."""
    own = [o for o in indicator.observations if not o.after_edition] or list(indicator.observations)
    return max(own, key=lambda o: ended_at(o.period), default=None)


@dataclass(frozen=True)
class Series:
    """Figures that may stand in one line: nine months are never drawn beside whole years."""

    kind: PeriodKind
    observations: list[Observation]

    @property
    def label(self) -> str:
        return numbers.kind_label(self.kind)

    @property
    def can_be_drawn(self) -> bool:
        return len(self.observations) > 1 and self.kind.name not in ("span", "other")


def series_of(observations: Iterable[Observation]) -> list[Series]:
    """Observations by kind of period, whole years first, then the longest series."""
    found: dict[PeriodKind, list[Observation]] = {}
    for observation in sorted(observations, key=lambda o: ended_at(o.period)):
        found.setdefault(numbers.period_kind(observation.period), []).append(observation)
    series = [Series(kind, rows) for kind, rows in found.items()]
    return sorted(series, key=lambda s: (s.kind.name != "year", -len(s.observations)))


def chart(
    indicator: Indicator,
    series: Series,
    palette: Palette = SCREEN,
    width: float = 640,
    height: float = 280,
) -> Markup:
    """A series as a line (rates, ranks, points) or as columns (amounts)."""
    points = [
        charts.Point(
            at=numbers.period_position(o.period),
            value=o.value,
            label=numbers.period(o.period),
            text=str(observed(o, indicator.unit)),
            later=o.after_edition,
            tick=numbers.tick(o.period),
        )
        for o in series.observations
    ]
    name = str(indicator.text_in("name"))
    what: dict[str, Any] = {
        "title": f"{name}, {series.label.lower()}" if series.kind.name == "months" else name,
        "desc": "; ".join(f"{p.label}: {p.text}" for p in points),
        "key": f"chart-{indicator.slug}-{series.kind.name}{series.kind.months or ''}-{width:g}",
        "axis": numbers.compact,
        "palette": palette,
        "width": width,
        "height": height,
    }
    if indicator.unit == "rank":
        return charts.line(points, turned=True, **what)
    if indicator.unit in RATES:
        return charts.line(points, **what)
    if indicator.unit.startswith("points"):
        return charts.line(points, from_zero=False, **what)
    return charts.columns(points, **what)


def spark(indicator: Indicator) -> Markup:
    """A word-sized line of the main series; nothing where two figures would make it up."""
    series = next((s for s in series_of(o for o in indicator.observations if not o.after_edition)), None)
    if series is None or len(series.observations) < 3 or not series.can_be_drawn:
        return Markup("")
    return charts.spark([o.value for o in series.observations], turned=indicator.unit == "rank")


def dataset(found: list[Indicator], name: Any, url: str, creator: linked_data.Thing) -> linked_data.Thing:
    """Indicators as search engines for data know them, with the files that hold them."""
    observations = [observation for indicator in found for observation in indicator.observations]
    base = current_app.config["BASE_URL"]
    return linked_data.dataset(
        name,
        _("Every value with its period, its unit and its source; the files hold all figures of the edition."),
        url,
        creator,
        locale(),
        [(f"{base}/api/v1/indicators.csv", "text/csv"), (f"{base}/api/v1/indicators", "application/json")],
        [observation.period for observation in observations],
        [source.get("url") or "" for observation in observations for source in observation.sources],
    )


def standing(observation: Observation) -> str:
    """The statistical status, where the source tells it."""
    return {
        "estimate": _("estimate"),
        "preliminary": _("preliminary"),
        "final": _("final"),
    }.get(observation.standing, "")


def _plain(text: str) -> Figure:
    return Figure(text, "", text)


def _of_many(values: list[Any], unit: str) -> Figure:
    if len(values) == 2 and all(isinstance(v, int | float) for v in values):
        high = written(values[1], unit)
        both = f"{numbers.number(values[0])}–{high.number}"
        return Figure(both, high.unit, high.text.replace(high.number, both, 1))
    return _plain(", ".join(written(v, unit).text for v in values))
