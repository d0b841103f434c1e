"""The projects as open data: JSON, CSV and GeoJSON."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Select
from sqlalchemy.orm import selectinload

from ..content.api_views import LICENCE, asked_edition, evidence, listing, source_cells, table
from ..core.addresses import absolute_url
from ..core.caching import public_page
from ..core.database import db
from ..core.i18n import LOCALES
from ..editions.models import Edition
from .models import Project, edition_project
from .rules import Kind

blueprint = Blueprint("investment_api", __name__, url_prefix="/api/v1")


@blueprint.get("/projects")
@public_page
def projects() -> Response:
    """All projects; `?kind=calling` those that look for partners."""
    return listing(_projects(asked_edition()), described)


@blueprint.get("/projects.csv")
@public_page
def projects_csv() -> Response:
    names = [f"name_{code}" for code in LOCALES]
    head = ["slug", *names, "kind", "sector", "units", "list_year", "status", "capital_bn_vnd", "capital_musd"]
    head += ["area_ha", "place", "investor", "contact_agency", "verified_on", "confidence", "after_edition", "url"]
    rows = [
        [
            p.slug, *(p.texts_of("name").get(code, "") for code in LOCALES), p.kind, p.sector.slug,
            " ".join(unit.code for unit in p.units), p.list_year, p.texts_of("status").get("vi", ""),
            p.capital_bn_vnd, p.capital_musd, p.area_ha, p.texts_of("place").get("vi", ""),
            p.texts_of("investor").get("vi", ""), p.texts_of("contact_agency").get("vi", ""), p.verified_on,
            p.confidence, p.after_edition, absolute_url("investment.project", slug=p.slug), *source_cells(p.sources),
        ]
        for p in db.session.scalars(_projects(asked_edition()))
    ]  # fmt: skip
    return table([*head, "source", "publisher", "source_url", "source_published"], rows, "projects")


@blueprint.get("/projects.geojson")
@public_page
def projects_geojson() -> Response:
    """A point in each district of a project; null where the source names no place (RFC 7946)."""
    found = db.session.scalars(_projects(asked_edition()))
    body = {"type": "FeatureCollection", "licence": LICENCE, "features": [_feature(p) for p in found]}
    response = jsonify(body)
    response.content_type = "application/geo+json"
    return response


def _projects(edition: Edition) -> Select[Any]:
    query = (
        db.select(Project)
        .join(edition_project, edition_project.c.project_id == Project.id)
        .where(edition_project.c.edition_id == edition.id)
        .order_by(edition_project.c.position, Project.id)
        .options(selectinload(Project.units))
    )
    kind = request.args.get("kind")
    return query.where(Project.kind == kind) if kind in set(Kind) else query


def _feature(project: Project) -> dict[str, Any]:
    points = [[unit.lon, unit.lat] for unit in project.units if unit.lon is not None and unit.lat is not None]
    geometry: dict[str, Any] | None = None
    if points:
        geometry = {"type": "MultiPoint", "coordinates": points}
    return {"type": "Feature", "id": project.slug, "geometry": geometry, "properties": described(project)}


def described(project: Project) -> dict[str, Any]:
    return {
        "slug": project.slug,
        "name": project.texts_of("name"),
        "kind": project.kind,
        "sector": {"slug": project.sector.slug, "name": project.sector.texts_of("name")},
        "units": [unit.code for unit in project.units],
        "place": project.texts_of("place"),
        "capacity": project.texts_of("capacity"),
        "list_year": project.list_year or None,
        "verified_on": project.verified_on.isoformat() if project.verified_on else None,
        "status": project.texts_of("status"),
        "stage": project.stage or None,
        "capital_bn_vnd": project.capital_bn_vnd,
        "capital_musd": project.capital_musd,
        "capital_by_investor": project.capital_by_investor,
        "capital_source": project.texts_of("capital_source"),
        "area_ha": project.area_ha,
        "investment_form": project.texts_of("investment_form"),
        "investor": project.texts_of("investor"),
        "contact_agency": project.texts_of("contact_agency"),
        "incentives": project.texts_of("incentives"),
        "started": project.started or None,
        "finished": project.finished or None,
        "finish_planned": project.finish_planned,
        "term_years": project.term_years,
        "after_edition": project.after_edition,
        **evidence(project),
        "url": absolute_url("investment.project", slug=project.slug),
    }
