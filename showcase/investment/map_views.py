"""What the map needs when somebody looks closer: outlines, numbers of projects, and the sites that are named."""

from typing import Any

from flask import Blueprint, Response, jsonify, url_for

from ..content import queries as content_queries
from ..core.caching import public_page
from ..core.i18n import ngettext
from ..editions.models import Unit
from . import queries
from .models import Project
from .rules import Choice

blueprint = Blueprint("closer_map", __name__, url_prefix="/<locale:locale>/projects/map")

CLASSES = 5


@blueprint.get("/districts.geojson")
@public_page
def districts() -> Response:
    """The districts with what the drawn map says of them, and the sites of projects; in the page's language."""
    edition = content_queries.edition_or_404()
    index = queries.index_of(edition)
    calling = index.counts(Choice(), index.everything)["unit"]
    units, projects = content_queries.districts(edition), queries.with_sites(edition)
    content_queries.ready(edition, *units, *projects)
    most = max(calling.values(), default=0)
    features = [_district(unit, calling.get(unit.code, 0), most) for unit in units]
    features += [feature for project in projects for feature in _sites(project)]
    response = jsonify({"type": "FeatureCollection", "features": features})
    response.content_type = "application/geo+json"
    return response


def _district(unit: Unit, number: int, most: int) -> dict[str, Any]:
    said = {
        "name": unit.short_name or str(unit.text_in("name")),
        "says": ngettext("%(num)s project", "%(num)s projects", number) if number else "",
        "class": -(-number * (CLASSES - 1) // most) if number else 0,
        "url": url_for("investment.projects", unit=unit.code) if number else None,
        "label_at": [unit.lat, unit.lon] if unit.lat is not None and unit.lon is not None else None,
    }
    return {"type": "Feature", "geometry": unit.outline, "properties": said}


def _sites(project: Project) -> list[dict[str, Any]]:
    said = {
        "name": str(project.text_in("name")),
        "url": url_for("investment.project", slug=project.slug),
    }
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [site["lon"], site["lat"]]},
            "properties": said,
        }
        for site in project.details["sites"]
    ]
