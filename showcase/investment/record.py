"""What is known of a project, line by line: for its page, for the comparison and for its printed profile."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from ..content.figures import written
from ..core import clock, numbers
from ..core.i18n import gettext as _
from ..core.localised import worded
from ..core.numbers import Figure
from .models import Project
from .rules import LIMITS, Band, Form, Kind, Land, Rate, Stage

# What nobody misses: of a project that looks for partners its investor, of one under way what it would offer.
NEEDLESS = {
    Kind.CALLING: {"investor", "started", "finished"},
    Kind.RUNNING: {"incentives", "land", "legal", "infrastructure", "workforce"},
    Kind.PUBLIC: {"incentives", "land", "legal", "infrastructure", "workforce", "investor"},
}
RARELY_SAID = {
    *("objective", "code", "capital-counts", "capital-from", "share", "term", "stage"),
    *("environment", "returns", "goals"),
}


@dataclass(frozen=True)
class Line:
    """One line of the record; an empty value: nobody has said it."""

    key: str
    label: str
    value: Any


def lines(project: Project, rate: Rate | None = None) -> list[Line]:
    """Every line of the record that is a fact about the project, known or not."""
    details = project.details
    finished = _("To be finished") if project.finish_planned else _("Finished")
    return [
        Line("sector", _("Sector"), project.sector.text_in("name")),
        Line("code", _("Sector code"), _sector_code(details.get("sector_code") or {})),
        Line("district", _("District"), _joined((unit.text_in("name") for unit in project.units), ", ")),
        Line("place", _("Place"), project.text_in("place")),
        Line("objective", _("Objective"), project.text_in("objective")),
        Line("capacity", _("Capacity"), capacity(project)),
        Line("capital", _("Capital"), capital_in_full(project, rate)),
        Line("area", _("Area"), area(project)),
        Line("capital-counts", _("What the capital counts"), project.text_in("capital_counts")),
        Line("capital-from", _("Capital from"), project.text_in("capital_source")),
        Line("share", _("Smallest share"), _smallest_share(project)),
        Line("land", _("Land"), land_label(project.land_status)),
        Line("form", _("Form of investment"), _form(project)),
        Line("stage", _("Stage"), _stage(project)),
        Line("term", _("Term"), numbers.figure(project.term_years, "years").text if project.term_years else ""),
        Line("investor", _("Investor"), project.text_in("investor")),
        Line("incentives", _("Incentives"), project.text_in("incentives")),
        Line("legal", _("Legal basis"), _joined(map(_legal, details.get("legal_basis", ())))),
        Line("infrastructure", _("Infrastructure"), _joined(map(_supply, details.get("infrastructure", ())))),
        Line("workforce", _("Workforce"), _workforce(details.get("workforce") or {})),
        Line("environment", _("Environment and people"), _environment(details.get("environment") or {})),
        Line("returns", _("Return, as its author reckons"), _joined(map(_return, details.get("returns", ())))),
        Line("goals", _("Sustainable development goals"), ", ".join(map(str, details.get("sdgs", ())))),
        Line("started", _("Started"), numbers.period(project.started) if project.started else ""),
        Line("finished", finished, numbers.period(project.finished) if project.finished else ""),
    ]


def known(project: Project, rate: Rate | None = None, but: Iterable[str] = ()) -> list[Line]:
    """The lines that say something, but for those that stand elsewhere."""
    return [line for line in lines(project, rate) if line.value and line.key not in but]


def is_due(project: Project, today: date) -> bool:
    """Whether the record should have been confirmed again."""
    return project.review_on is not None and project.review_on <= today


def unknown(project: Project) -> list[str]:
    """The names of what a reader would look for and nobody has said."""
    needless = NEEDLESS[Kind(project.kind)] | RARELY_SAID
    if project.text_in("place"):
        needless = needless | {"district"}
    return [line.label for line in lines(project) if not line.value and line.key not in needless]


def capital(project: Project) -> str:
    """What a project costs, as its list says it."""
    if project.capital_bn_vnd is not None:
        return amount(project, "bn-vnd")
    if project.capital_musd is not None:
        return amount(project, "m-usd")
    return _("for the investor to propose") if project.capital_by_investor else ""


def capital_in_full(project: Project, rate: Rate | None = None) -> str:
    """In all currencies that the source prints, and in one more only at a dated rate."""
    both = []
    if project.capital_bn_vnd is not None:
        about = numbers.in_trillions(project.capital_bn_vnd) if project.capital_bn_vnd_max is None else ""
        both.append(amount(project, "bn-vnd") + (f" ({about})" if about else ""))
    if project.capital_musd is not None:
        both.append(amount(project, "m-usd"))
    elif rate is not None and project.capital_bn_vnd is not None:
        both.append(converted(project.capital_bn_vnd, rate))
    return "; ".join(both) or capital(project)


def large_capital(project: Project) -> Figure:
    """The capital as a large numeral."""
    if project.capital_bn_vnd is not None:
        return _figure(project.capital_bn_vnd, project.capital_bn_vnd_max, "bn-vnd")
    return _figure(project.capital_musd, project.capital_musd_max, "m-usd")


def large_area(project: Project) -> Figure:
    return _figure(project.area_ha, project.area_ha_max, "ha")


def amount(project: Project, unit: str) -> str:
    if unit == "bn-vnd":
        return _range(project.capital_bn_vnd, project.capital_bn_vnd_max, unit)
    return _range(project.capital_musd, project.capital_musd_max, unit)


def converted(bn_vnd: float, rate: Rate) -> str:
    """An amount in another currency, with the day of the rate and who published it."""
    return _(
        "about %(amount)s at the rate of %(day)s (%(source)s)",
        amount=numbers.figure(round(bn_vnd * 1000 / rate.vnd, 1), "m-usd").text,
        day=numbers.day(rate.on),
        source=rate.source,
    )


def area(project: Project) -> str:
    return _range(project.area_ha, project.area_ha_max, "ha")


def capacity(project: Project) -> Any:
    """As the source words it; else its numbers."""
    if said := project.text_in("capacity"):
        return said
    return _joined(_product(entry) for entry in project.details.get("capacities", ()))


def kind_label(kind: str) -> str:
    return {
        Kind.CALLING: _("Looking for partners"),
        Kind.RUNNING: _("Investment projects"),
        Kind.PUBLIC: _("Public works"),
    }.get(Kind(kind), kind)


def stage_label(stage: str) -> str:
    return {
        Stage.CALLING: _("looking for partners"),
        Stage.NEGOTIATING: _("in negotiation"),
        Stage.TAKEN: _("taken by an investor"),
        Stage.PLANNED: _("planned"),
        Stage.APPROVED: _("approved"),
        Stage.ESTABLISHED: _("established"),
        Stage.BUILDING: _("being built"),
        Stage.COMPLETED: _("completed"),
        Stage.OPERATING: _("in operation"),
        Stage.WITHDRAWN: _("withdrawn"),
    }[Stage(stage)]


def land_label(status: str) -> str:
    if not status:
        return ""
    return {
        Land.PUBLIC: _("public land"),
        Land.CLEARED: _("cleared land"),
        Land.PARTLY_CLEARED: _("partly cleared land"),
        Land.PRIVATE: _("private land"),
        Land.AUCTION_DUE: _("land to be auctioned or tendered"),
    }[Land(status)]


def form_label(form: str) -> str:
    return {
        Form.DOMESTIC: _("domestic investment"),
        Form.FDI: _("foreign investment"),
        Form.JOINT_VENTURE: _("joint venture"),
        Form.PPP: _("public-private partnership"),
        Form.SOCIAL: _("social investment"),
    }[Form(form)]


def band_label(band: str) -> str:
    """A range of capital, as a filter offers it."""
    if band == Band.OPEN:
        return _("for the investor to propose")
    low, high = LIMITS[Band(band)]
    if low == 0:
        return _("below %(amount)s", amount=written(high, "bn-vnd").text)
    if high == math.inf:
        return _("from %(figure)s", figure=written(low, "bn-vnd").text)
    return written([low, high], "bn-vnd").text


def field_label(field: str) -> str:
    """What a column or text is called in the history; empty for what is no matter of the public's."""
    return {
        "name": _("Name of the project"),
        "summary": _("Summary"),
        "objective": _("Objective"),
        "kind": _("Kind"),
        "status": _("Status"),
        "stage": _("Stage"),
        "sector": _("Sector"),
        "sector_code": _("Sector code"),
        "units": _("District"),
        "place": _("Place"),
        "sites": _("Place"),
        "capacity": _("Capacity"),
        "capacities": _("Capacity"),
        "capital_bn_vnd": _("Capital"),
        "capital_bn_vnd_max": _("Capital"),
        "capital_musd": _("Capital"),
        "capital_musd_max": _("Capital"),
        "capital_by_investor": _("Capital"),
        "capital_counts": _("What the capital counts"),
        "capital_source": _("Capital from"),
        "smallest_share_m_vnd": _("Smallest share"),
        "area_ha": _("Area"),
        "area_ha_max": _("Area"),
        "land_status": _("Land"),
        "forms": _("Form of investment"),
        "investment_form": _("Form of investment"),
        "investor": _("Investor"),
        "contact_agency": _("The office in charge"),
        "contact_email": _("The office in charge"),
        "contact_phone": _("The office in charge"),
        "incentives": _("Incentives"),
        "legal_basis": _("Legal basis"),
        "infrastructure": _("Infrastructure"),
        "workforce": _("Workforce"),
        "environment": _("Environment and people"),
        "returns": _("Return, as its author reckons"),
        "sdgs": _("Sustainable development goals"),
        "documents": _("Documents"),
        "images": _("Pictures"),
        "verified_on": _("Confirmed"),
        "verified_by": _("Confirmed"),
        "next_review_on": _("Confirmed"),
        "list_year": _("List"),
        "started": _("Started"),
        "finished": _("Finished"),
        "source": _("Sources"),
        "sources": _("Sources"),
    }.get(field, "")


@dataclass(frozen=True)
class Change:
    """A day on which the record changed, and in what."""

    on: date
    fields: list[str]


def history(changes: Iterable[tuple[datetime, list[str]]], zone: str) -> list[Change]:
    """The log as the public may read it: days and names of fields, newest first."""
    days: dict[date, list[str]] = {}
    for at, names in changes:
        labels = days.setdefault(clock.in_zone(at, zone).date(), [])
        labels += [label for label in map(_field_label, names) if label and label not in labels]
    return [Change(day, labels) for day, labels in days.items() if labels]


def _field_label(name: str) -> str:
    return field_label(name.partition("-")[0])  # a text of one language is noted as `name-vi`


def _range(low: float | None, high: float | None, unit: str) -> str:
    return "" if low is None and high is None else _figure(low, high, unit).text


def _figure(low: float | None, high: float | None, unit: str) -> Figure:
    if low is not None and high is not None and high != low:
        return written([low, high], unit)
    return written(high if low is None else low, unit)


def _product(entry: dict[str, Any]) -> Any:
    figure = _bounded(entry.get("min"), entry.get("max"), entry["unit"])
    return Markup("{} {}").format(worded(entry["product"]), figure) if entry.get("product") else figure


def _bounded(low: float | None, high: float | None, unit: str) -> str:
    """A range of which one end may be open."""
    if high is None and low is not None:
        return _("from %(figure)s", figure=written(low, unit).text)
    if low is None and high is not None:
        return _("up to %(figure)s", figure=written(high, unit).text)
    return _range(low, high, unit)


def _form(project: Project) -> Any:
    said = project.text_in("investment_form")
    if said:
        return said
    return ", ".join(map(form_label, project.forms))


def _stage(project: Project) -> str:
    """Only where a day belongs to it: else the source's own words, which stand above, say it better."""
    if not project.stage or not project.stage_on:
        return ""
    return _("%(stage)s, %(since)s", stage=stage_label(project.stage), since=numbers.period(project.stage_on))


def _smallest_share(project: Project) -> str:
    return "" if project.smallest_share_m_vnd is None else numbers.figure(project.smallest_share_m_vnd, "m-vnd").text


def _sector_code(code: dict[str, str]) -> str:
    return f"{code['code']} ({code['scheme']} {code['version']})" if code else ""


def _legal(basis: dict[str, Any]) -> Markup:
    day = numbers.period(basis["date"])
    number = Markup('<a href="{}" rel="noopener">{}</a>').format(basis["url"], basis["number"])
    said = Markup("{} ({})").format(number if basis.get("url") else basis["number"], day)
    return Markup("{} {}").format(said, worded(basis["title"])) if basis.get("title") else said


def _supply(supply: dict[str, Any]) -> Markup:
    name = {
        "road": _("road"),
        "port": _("port"),
        "airport": _("airport"),
        "power": _("power"),
        "water": _("water"),
        "waste-water": _("waste water"),
        "telecom": _("telecommunications"),
    }[supply["kind"]]
    distance = supply.get("distance_km")
    parts = [numbers.figure(distance, "km").text if distance is not None else "", worded(supply.get("note"))]
    return Markup("{}: {}").format(name, _joined(parts, ", ")) if any(parts) else escape(name)


def _workforce(said: dict[str, Any]) -> Any:
    jobs = _bounded(said.get("jobs_min"), said.get("jobs_max"), "persons")
    return _joined([jobs, worded(said.get("skills"))])


def _environment(said: dict[str, Any]) -> Any:
    assessment = {
        "none": _("no environmental assessment needed"),
        "due": _("environmental assessment still to be made"),
        "done": _("environmental assessment made"),
    }.get(said.get("assessment", ""), "")
    category = _("category %(name)s", name=said["category"]) if said.get("category") else ""
    return _joined([category, assessment, worded(said.get("resettlement")), worded(said.get("climate"))])


def _return(said: dict[str, Any]) -> Markup:
    name = {"irr": _("internal rate of return"), "npv": _("net present value"), "payback": _("time to pay back")}
    return Markup("{}: {} ({}, {}, {})").format(
        name[said["what"]],
        written(said["value"], said["unit"]).text,
        worded(said["author"]),
        worded(said["method"]),
        numbers.period(said["date"]),
    )


def _joined(parts: Iterable[Any], mark: str = "; ") -> Markup | str:
    said = [part for part in parts if part]
    return escape(mark).join(said) if said else ""
