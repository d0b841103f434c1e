"""Projects, the programmes that listed them, and incentives in an edition folder."""

from typing import Any

from ..content.pack import DAY, select_for_edition, topic_of
from ..core.database import db
from ..core.shapes import (
    Choice,
    Day,
    Entry,
    Integer,
    ListOf,
    Mapping,
    Number,
    Period,
    Report,
    Shape,
    Slug,
    String,
    Truth,
    Use,
    Words,
    says_nothing,
)
from ..editions.parts import HostSlugPart, Part, Scope, SlugPart, units_of
from .models import ExchangeRate, Incentive, Programme, Project, edition_project
from .rules import RANGES, Form, Kind, Land, Stage

FIGURES = ("area_ha", "capital_bn_vnd", "capital_musd", "term_years")
ADDRESS = String(500, r"https?://\S+", "an address, https://…")
E_MAIL = String(254, r"[^@\s]+@[^@\s]+", "an e-mail address")


def _range_in_order(entry: Entry, report: Report) -> None:
    if entry["min"] is None and entry["max"] is None:
        report.fault(entry.place, "a capacity needs min or max")
    elif None not in (entry["min"], entry["max"]) and entry["min"] > entry["max"]:
        report.fault(entry.place, "min is more than max")


def _within_the_world(entry: Entry, report: Report) -> None:
    if not (-180 <= entry["lon"] <= 180 and -90 <= entry["lat"] <= 90):
        report.fault(entry.place, "expected lon from -180 to 180 and lat from -90 to 90")


class Goal(Integer):
    """A sustainable development goal of the United Nations."""

    expected = "a number from 1 to 17"

    def convert(self, text: str, *where: Any) -> int | None:
        number = super().convert(text, *where)
        return number if number in range(1, 18) else None


# The parts of a record that few projects have; stored together, as they stand in the folder.
DETAILS: dict[str, Shape] = {
    "capacities": ListOf(
        Mapping({"product?": Words(), "min?": Number(), "max?": Number(), "unit": Use("measure")}, _range_in_order)
    ),
    "sector_code": Mapping({"scheme": Choice("VSIC", "ISIC"), "version": String(20), "code": String(10)}),
    "sites": ListOf(Mapping({"name": Words(), "lon": Number(), "lat": Number()}, _within_the_world)),
    "legal_basis": ListOf(Mapping({"number": String(80), "date": DAY, "title?": Words(), "url?": ADDRESS})),
    "infrastructure": ListOf(
        Mapping(
            {
                "kind": Choice("road", "port", "airport", "power", "water", "waste-water", "telecom"),
                "distance_km?": Number(),
                "note?": Words(),
            }
        )
    ),
    "workforce": Mapping({"jobs_min?": Integer(), "jobs_max?": Integer(), "skills?": Words()}),
    "environment": Mapping(
        {
            "category?": String(40),
            "assessment?": Choice("none", "due", "done"),
            "resettlement?": Words(),
            "climate?": Words(),
        }
    ),
    # A figure of return without its author, method and day is worth nothing, and is refused.
    "returns": ListOf(
        Mapping(
            {
                "what": Choice("irr", "npv", "payback"),
                "value": Number(),
                "unit": Use("measure"),
                "author": Words(),
                "method": Words(),
                "date": DAY,
            }
        )
    ),
    "sdgs": ListOf(Goal()),
    "documents": ListOf(
        Mapping(
            {
                "title": Words(),
                "type": Choice("decision", "study", "map", "plan", "brochure", "other"),
                "language": String(8),
                "date?": DAY,
                "size_kb?": Integer(),
                "licence?": String(80),
                "url": ADDRESS,
            }
        )
    ),
    "images": ListOf(Use("picture")),
    "home_communes": ListOf(Use("unit")),
}


class ProgrammePart(HostSlugPart):
    kind, file, path, model = "programme", "projects.yaml", "programmes", Programme
    fields = {
        "slug": Slug("programme"),
        "year": String(20),
        "projects?": Integer(),
        "capital_bn_vnd?": Number(),
    }
    columns = {name: name for name in ("slug", "year", "projects", "capital_bn_vnd")}
    sources = 1


class IncentivePart(HostSlugPart):
    kind, file, path, model = "incentive", "projects.yaml", "incentives", Incentive
    fields = {"slug": Slug("incentive")}
    columns = {"slug": "slug"}
    required_texts = ("fact",)
    sources = 1


class ExchangeRatePart(HostSlugPart):
    kind, file, path, model = "exchange rate", "projects.yaml", "exchange_rates", ExchangeRate
    fields = {"slug": Slug("exchange-rate"), "currency": String(3, r"[A-Z]{3}", "a currency such as USD"),
              "vnd": Number(), "on": Day()}  # fmt: skip
    columns = {name: name for name in ("slug", "currency", "vnd", "on")}
    sources = 1


class ProjectPart(SlugPart):
    kind, file, path, model = "project", "projects.yaml", "projects", Project
    fields = {
        "slug": Slug("project"),
        "kind": Choice(*(kind.value for kind in Kind)),
        "sector": Use("sector"),
        "units?": ListOf(Use("unit")),
        "stage?": Choice(*(stage.value for stage in Stage)),
        "stage_on?": Period(),
        "list_year?": String(20),
        "area_ha?": Number(),
        "area_ha_max?": Number(),
        "land_status?": Choice(*(land.value for land in Land)),
        "capital_bn_vnd?": Number(),
        "capital_bn_vnd_max?": Number(),
        "capital_musd?": Number(),
        "capital_musd_max?": Number(),
        "capital_by_investor?": Truth(),
        "smallest_share_m_vnd?": Number(),
        "forms?": ListOf(Choice(*(form.value for form in Form))),
        "term_years?": Integer(),
        "started?": Period(),
        "finished?": Period(),
        "finish_planned?": Truth(),
        "verified_on?": Day(),
        "next_review_on?": Day(),
        "contact_email?": E_MAIL,
        "contact_phone?": String(40),
        "after_edition?": Truth(),
    }
    columns = {key.rstrip("?"): key.rstrip("?") for key in fields if key not in ("sector", "units?")}
    fields = {**fields, **{f"{name}?": shape for name, shape in DETAILS.items()}}
    sources = 1

    def check(self, entry: Entry, report: Report) -> None:
        for low, high in RANGES:
            if entry[high] is not None and (entry[low] is None or entry[low] > entry[high]):
                report.fault(entry.place, f"{high} needs a {low} that is not more")

    def names(self, entry: Entry, report: Report) -> None:
        for name in FIGURES:
            if entry[name] is not None:
                report.name("figure", f"project/{entry['slug']}/{name}", entry.place)

    def records(self, scope: Scope) -> list[Project]:
        query = db.select(Project).join(edition_project).where(edition_project.c.edition_id == scope.edition.id)
        return list(db.session.scalars(query.order_by(edition_project.c.position)))

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        details = {name: _said(entry[name]) for name in DETAILS}
        return Entry({**entry, **details, "units": sorted(set(entry["units"]))})

    def write(self, scope: Scope, record: Project, entry: Entry) -> None:
        super().write(scope, record, entry)
        record.sector = topic_of(scope, "sector", entry["sector"])
        record.units = units_of(scope, entry["units"])
        record.details = {name: entry[name] for name in DETAILS if not says_nothing(entry[name])}

    def read(self, scope: Scope, record: Project) -> Entry:
        entry = super().read(scope, record)
        entry["sector"] = record.sector.slug
        entry["units"] = sorted(unit.code for unit in record.units)
        return Entry({**entry, **{name: record.details.get(name) for name in DETAILS}})

    def finish(self, scope: Scope, records: list[Any]) -> None:
        select_for_edition(scope, edition_project, "project_id", records)


def _said(value: Any) -> Any:
    """A part of a record without the keys that say nothing."""
    if isinstance(value, dict):
        return {key: _said(one) for key, one in value.items() if not says_nothing(one)}
    return [_said(one) for one in value] if isinstance(value, list) else value


PARTS: tuple[Part, ...] = (ProgrammePart(), IncentivePart(), ExchangeRatePart(), ProjectPart())
