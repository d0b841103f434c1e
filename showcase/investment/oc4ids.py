"""The projects in the Open Contracting for Infrastructure Data Standard 0.9, as far as our records go."""

from typing import Any

from ..core.addresses import absolute_url
from ..core.i18n import SOURCE
from ..core.localised import Localised
from .models import Project
from .rules import Kind, Stage

VERSION = "0.9"
VND, USD = "VND", "USD"
# What each of our stages is called there; it knows no calling and no negotiating, and a project withdrawn is cancelled.
STATUSES = {
    Stage.CALLING: "identification",
    Stage.NEGOTIATING: "preparation",
    Stage.TAKEN: "preparation",
    Stage.PLANNED: "preparation",
    Stage.APPROVED: "preparation",
    Stage.ESTABLISHED: "implementation",
    Stage.BUILDING: "implementation",
    Stage.COMPLETED: "completion",
    Stage.OPERATING: "maintenance",
    Stage.WITHDRAWN: "cancelled",
}
BY_KIND = {Kind.CALLING: "identification"}  # where a record names no stage
DOCUMENTS = {"study": "feasibilityStudy", "plan": "projectPlan"}  # those that its codelist names
# Its codelist of sectors, as far as an edition's sectors are called so; others go out as classifications alone.
SECTORS = {name: name for name in ("education", "health", "energy", "communications", "governance", "transport")} | {
    "tourism": "cultureSportsAndRecreation",
    "agriculture": "economy",
}


def described(project: Project, updated: str, host: str) -> dict[str, Any]:
    """One project; what nobody has said is left out, as the standard wants it."""
    found = {
        "id": project.slug,
        "updated": updated,
        "title": _text(project, "name"),
        "description": _text(project, "summary") or _text(project, "capacity"),
        "purpose": _text(project, "objective"),
        "status": STATUSES[Stage(project.stage)] if project.stage else BY_KIND.get(Kind(project.kind)),
        "sector": [SECTORS[project.sector.slug]] if project.sector.slug in SECTORS else None,
        "additionalClassifications": _classifications(project),
        "locations": _locations(project),
        "budget": _budget(project),
        "parties": _parties(project, host),
        "documents": [_document(number, one) for number, one in enumerate(project.documents, 1)],
    }
    return {key: value for key, value in found.items() if value}


def _classifications(project: Project) -> list[dict[str, str]]:
    own = {"scheme": "x_sector", "id": project.sector.slug, "description": _text(project.sector, "name")}
    goals = [{"scheme": "sdg", "id": str(number)} for number in project.details.get("sdgs", ())]
    code = project.details.get("sector_code")
    return [own, *([{"scheme": f"{code['scheme']} {code['version']}", "id": code["code"]}] if code else []), *goals]


def _locations(project: Project) -> list[dict[str, Any]]:
    sites = [
        {
            "id": f"site-{number}",
            "description": site["name"].get(SOURCE) or next(iter(site["name"].values())),
            "geometry": {"type": "Point", "coordinates": [site["lon"], site["lat"]]},
        }
        for number, site in enumerate(project.details.get("sites", ()), 1)
    ]
    units = [
        {
            "id": unit.code,
            "description": _text(unit, "name"),
            "gazetteers": [{"scheme": "VN-GSO", "identifiers": [unit.code]}],
            **({"geometry": {"type": "Point", "coordinates": [unit.lon, unit.lat]}} if unit.lon and unit.lat else {}),
        }
        for unit in project.units
    ]
    return [*sites, *units]


def _budget(project: Project) -> dict[str, Any] | None:
    """Its amount is one number: of a range the upper end, because a partner must reckon with it."""
    bn_vnd = project.capital_bn_vnd_max or project.capital_bn_vnd
    m_usd = project.capital_musd_max or project.capital_musd
    if bn_vnd is None and m_usd is None:
        return None
    if bn_vnd is not None:
        amount = {"amount": round(bn_vnd * 1_000_000_000), "currency": VND}
    else:
        amount = {"amount": round((m_usd or 0) * 1_000_000), "currency": USD}
    described = {"description": text} if (text := _text(project, "capital_counts")) else {}
    return {"amount": amount, **described}


def _parties(project: Project, host: str) -> list[dict[str, Any]]:
    agency = _text(project, "contact_agency")
    contact = {"email": project.contact_email, "telephone": project.contact_phone}
    parties = [
        {
            "id": "agency",
            "name": agency or host,
            "roles": ["publicAuthority"],
            "contactPoint": {key: value for key, value in contact.items() if value},
        }
    ]
    if investor := _text(project, "investor"):
        parties.append({"id": "investor", "name": investor, "roles": ["funder"], "contactPoint": {}})
    return [{key: value for key, value in party.items() if value} for party in parties]


def _document(number: int, said: dict[str, Any]) -> dict[str, Any]:
    found = {
        "id": str(number),
        "documentType": DOCUMENTS.get(said["type"]),
        "title": said["title"].get(SOURCE),
        "url": said["url"],
        "datePublished": f"{said['date']}T00:00:00Z" if len(said.get("date", "")) == 10 else None,
        "language": said["language"],
    }
    return {key: value for key, value in found.items() if value}


def package(projects: list[dict[str, Any]], published: str, host: str) -> dict[str, Any]:
    return {
        "uri": absolute_url("investment_api.projects_oc4ids"),
        "version": VERSION,
        "publishedDate": published,
        "publisher": {"name": host},
        "projects": projects,
    }


def _text(record: Localised, field: str) -> str:
    return str(record.text_in(field, SOURCE))
