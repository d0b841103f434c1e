"""Projects, the programmes that listed them, and incentives in an edition folder."""

from typing import Any

from ..content.pack import select_for_edition, topic_of
from ..core.database import db
from ..core.shapes import Choice, Day, Entry, Integer, ListOf, Number, Period, Report, Slug, String, Truth, Use
from ..editions.parts import HostSlugPart, Part, Scope, SlugPart, units_of
from .models import Incentive, Programme, Project, edition_project

FIGURES = ("area_ha", "capital_bn_vnd", "capital_musd", "term_years")
STAGES = ("calling", "planned", "approved", "established", "building", "operating")


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


class ProjectPart(SlugPart):
    kind, file, path, model = "project", "projects.yaml", "projects", Project
    fields = {
        "slug": Slug("project"),
        "kind": Choice("calling", "running", "public"),
        "sector": Use("sector"),
        "units?": ListOf(Use("unit")),
        "stage?": Choice(*STAGES),
        "list_year?": String(20),
        "area_ha?": Number(),
        "capital_bn_vnd?": Number(),
        "capital_musd?": Number(),
        "capital_by_investor?": Truth(),
        "term_years?": Integer(),
        "started?": Period(),
        "finished?": Period(),
        "finish_planned?": Truth(),
        "verified_on?": Day(),
        "after_edition?": Truth(),
    }
    columns = {key.rstrip("?"): key.rstrip("?") for key in fields if key not in ("sector", "units?")}
    sources = 1

    def names(self, entry: Entry, report: Report) -> None:
        for name in FIGURES:
            if entry[name] is not None:
                report.name("figure", f"project/{entry['slug']}/{name}", entry.place)

    def records(self, scope: Scope) -> list[Project]:
        query = db.select(Project).join(edition_project).where(edition_project.c.edition_id == scope.edition.id)
        return list(db.session.scalars(query.order_by(edition_project.c.position)))

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        return Entry({**entry, "units": sorted(set(entry["units"]))})

    def write(self, scope: Scope, record: Project, entry: Entry) -> None:
        super().write(scope, record, entry)
        record.sector = topic_of(scope, "sector", entry["sector"])
        record.units = units_of(scope, entry["units"])

    def read(self, scope: Scope, record: Project) -> Entry:
        entry = super().read(scope, record)
        entry["sector"] = record.sector.slug
        entry["units"] = sorted(unit.code for unit in record.units)
        return entry

    def finish(self, scope: Scope, records: list[Any]) -> None:
        select_for_edition(scope, edition_project, "project_id", records)


PARTS: tuple[Part, ...] = (ProgrammePart(), IncentivePart(), ProjectPart())
