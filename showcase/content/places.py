"""One place of the homeland on the front page: what it is, and where on the map it lies."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import lazyload

from ..core.charts import Shape, choropleth
from ..core.database import db
from ..core.i18n import gettext as _
from ..editions.models import Edition, Unit
from .models import Feature


@dataclass(frozen=True)
class Place:
    """A heritage, the unit it lies in, and the units of the map."""

    feature: Feature
    unit: str  # code
    districts: list[Unit]

    def drawing(self) -> Markup:
        return place_map(self.districts, {self.unit}, key="front-place")


def place_in_front(edition: Edition, districts: list[Unit]) -> Place | None:
    """The heritage that the edition names for its front page, if it says on which part of the map it lies."""
    if not edition.front_place:
        return None
    found = db.session.scalar(
        db.select(Feature)
        .filter_by(host_id=edition.host_id, kind="heritage", slug=edition.front_place)
        .options(lazyload("*"))
    )
    unit = found.details.get("unit") if found else None
    if found is None or unit not in {district.code for district in districts}:
        return None
    return Place(found, unit, districts)


def on_the_map(edition: Edition) -> list[Feature]:
    """The heritage of the host of which it is known in which unit it lies."""
    found = db.session.scalars(
        db.select(Feature).filter_by(host_id=edition.host_id, kind="heritage").order_by(Feature.id)
    )
    return [feature for feature in found if feature.details.get("unit")]


def place_map(districts: list[Unit], codes: set[str], key: str, dots: Sequence[tuple[float, float]] = ()) -> Markup:
    """The map of the host's districts with some of them marked, and points in them; empty if none is on it."""
    shapes = [
        Shape(
            unit.code,
            unit.short_name or str(unit.text_in("name")),
            unit.outline or {},
            (unit.lon, unit.lat) if unit.lon is not None and unit.lat is not None else None,
            marked=unit.code in codes,
        )
        for unit in districts
    ]
    if not any(shape.marked for shape in shapes):
        return Markup()
    names = ", ".join(str(unit.text_in("name")) for unit in districts if unit.code in codes)
    return choropleth(shapes, title=_("Where it is"), desc=names, key=key, width=320, labels=False, dots=dots)
