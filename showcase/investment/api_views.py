"""The projects as open data: JSON, CSV and GeoJSON."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Select
from sqlalchemy.orm import defer, lazyload, selectinload

from ..content import queries as content_queries
from ..content.api_views import LICENCE, asked_edition, evidence, listing, source_cells, table
from ..core import clock
from ..core.addresses import absolute_url
from ..core.caching import public_page
from ..core.database import db
from ..core.i18n import LOCALES, SOURCE
from ..editions.models import Edition, Unit
from . import oc4ids, queries
from .models import Project, edition_project
from .rules import Kind

blueprint = Blueprint("investment_api", __name__, url_prefix="/api/v1")

JOBS = ("jobs_min", "jobs_max")
# The parts that few projects have, and what the API says where there is none.
DETAILS: dict[str, Any] = {
    "capacities": [],
    "sector_code": None,
    "sites": [],
    "legal_basis": [],
    "infrastructure": [],
    "workforce": None,
    "environment": None,
    "returns": [],
    "sdgs": [],
    "documents": [],
    "home_communes": [],
}


@blueprint.get("/projects")
@public_page
def projects() -> Response:
    """All projects; `?kind=calling` those that look for partners."""
    return listing(_projects(asked_edition()), described)


@blueprint.get("/projects.csv")
@public_page
def projects_csv() -> Response:
    names = [f"name_{code}" for code in LOCALES]
    head = ["slug", *names, "kind", "sector", "units", "list_year", "status", "stage", "stage_on", "capital_bn_vnd"]
    head += ["capital_bn_vnd_max", "capital_musd", "capital_musd_max", "area_ha", "area_ha_max", "land_status", "forms"]
    head += [
        "jobs_min",
        "jobs_max",
        "legal_basis",
        "place",
        "investor",
        "contact_agency",
        "verified_on",
        "confidence",
        "after_edition",
        "url",
    ]
    rows = [
        [
            p.slug, *(p.texts_of("name").get(code, "") for code in LOCALES), p.kind, p.sector.slug,
            " ".join(unit.code for unit in p.units), p.list_year, p.texts_of("status").get("vi", ""),
            p.stage, p.stage_on, p.capital_bn_vnd, p.capital_bn_vnd_max, p.capital_musd, p.capital_musd_max, p.area_ha,
            p.area_ha_max, p.land_status, " ".join(p.forms), *(p.details.get("workforce", {}).get(end) for end in JOBS),
            "; ".join(basis["number"] for basis in p.details.get("legal_basis", ())), p.texts_of("place").get("vi", ""),
            p.texts_of("investor").get("vi", ""), p.texts_of("contact_agency").get("vi", ""), p.verified_on,
            p.confidence, p.after_edition, absolute_url("investment.project", slug=p.slug), *source_cells(p.sources),
        ]
        for p in db.session.scalars(_projects(asked_edition()))
    ]  # fmt: skip
    return table([*head, "source", "publisher", "source_url", "source_published"], rows, "projects")


@blueprint.get("/projects.geojson")
@public_page
def projects_geojson() -> Response:
    """The sites of a project, else a point in each of its districts; null where no place is named (RFC 7946)."""
    found = db.session.scalars(_projects(asked_edition()))
    body = {"type": "FeatureCollection", "licence": LICENCE, "features": [_feature(p) for p in found]}
    response = jsonify(body)
    response.content_type = "application/geo+json"
    return response


@blueprint.get("/projects.oc4ids.json")
@public_page
def projects_oc4ids() -> Response:
    """The projects as a package of the Open Contracting for Infrastructure Data Standard."""
    edition = asked_edition()
    found = queries.projects_with_units(edition)
    units = {unit for project in found for unit in project.units}
    content_queries.ready(edition, *found, *{project.sector for project in found}, *units)
    changed = {project.id: _changed_at(project) for project in found}
    host = str(edition.host.text_in("name", SOURCE))
    projects = [oc4ids.described(project, changed[project.id], host) for project in found]
    return jsonify(oc4ids.package(projects, max(changed.values(), default=_written(clock.now())), host))


def _changed_at(project: Project) -> str:
    """When the newest of a project's texts was written."""
    return _written(max((text.changed_at for text in project.texts.values()), default=clock.now()))


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _projects(edition: Edition) -> Select[Any]:
    query = (
        db.select(Project)
        .join(edition_project, edition_project.c.project_id == Project.id)
        .where(edition_project.c.edition_id == edition.id)
        .order_by(edition_project.c.position, Project.id)
        .options(selectinload(Project.units).options(lazyload("*"), defer(Unit.outline)))
    )
    kind = request.args.get("kind")
    return query.where(Project.kind == kind) if kind in set(Kind) else query


def _feature(project: Project) -> dict[str, Any]:
    points = [[site["lon"], site["lat"]] for site in project.details.get("sites", ())]
    points = points or [[unit.lon, unit.lat] for unit in project.units if unit.lon is not None and unit.lat is not None]
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
        "stage_on": project.stage_on or None,
        "capital_bn_vnd": project.capital_bn_vnd,
        "capital_bn_vnd_max": project.capital_bn_vnd_max,
        "capital_musd": project.capital_musd,
        "capital_musd_max": project.capital_musd_max,
        "capital_by_investor": project.capital_by_investor,
        "capital_counts": project.texts_of("capital_counts"),
        "capital_source": project.texts_of("capital_source"),
        "smallest_share_m_vnd": project.smallest_share_m_vnd,
        "area_ha": project.area_ha,
        "area_ha_max": project.area_ha_max,
        "land_status": project.land_status or None,
        "forms": project.forms,
        "investment_form": project.texts_of("investment_form"),
        "investor": project.texts_of("investor"),
        "contact_agency": project.texts_of("contact_agency"),
        "contact_email": project.contact_email or None,
        "contact_phone": project.contact_phone or None,
        "verified_by": project.texts_of("verified_by"),
        "next_review_on": project.review_on.isoformat() if project.review_on else None,
        "objective": project.texts_of("objective"),
        "incentives": project.texts_of("incentives"),
        "started": project.started or None,
        "finished": project.finished or None,
        "finish_planned": project.finish_planned,
        "term_years": project.term_years,
        "after_edition": project.after_edition,
        **{name: project.details.get(name) or empty for name, empty in DETAILS.items()},
        **evidence(project),
        "url": absolute_url("investment.project", slug=project.slug),
    }
