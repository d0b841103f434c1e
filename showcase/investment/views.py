"""Public pages of the projects: the list with its filters, the map, one project."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from wtforms import SelectField

from ..content import queries as content_queries
from ..content.cards import has_card, made
from ..content.home import Part, part_of_home, part_of_past_edition
from ..content.models import Topic
from ..content.places import place_map
from ..content.prose import Evidence, part_of, resolves
from ..content.references import Reference
from ..core import clock, discovery, versions
from ..core.caching import public_page
from ..core.cards import Card
from ..core.charts import Shape, choropleth
from ..core.i18n import gettext as _
from ..core.i18n import ngettext
from ..core.paging import pages_of
from ..editions.contacts import contacts_in
from ..editions.context import current_edition
from ..editions.models import Edition, Unit
from . import queries, record
from .forms import ProjectFilters
from .models import Project, edition_project
from .rules import FACETS, SIDE_BY_SIDE, Band, Choice, Form, Index, Kind, Land, Rate, Stage, View, may_stand_in_front

blueprint = Blueprint("investment", __name__, url_prefix="/<locale:locale>/projects")

ROWS = 20
IN_FRONT = 3
NUMBERS = {"area_ha": "ha", "capital_bn_vnd": "bn-vnd", "capital_musd": "m-usd", "term_years": "years"}


@blueprint.get("/")
@public_page
def projects() -> str:
    edition = content_queries.edition_or_404()
    form = ProjectFilters(request.args)
    index = queries.index_of(edition)
    choice = _choice(form)
    said = queries.finding(index, form.q.data)
    found = index.matching(choice, said)
    total = found.bit_count()
    page = pages_of(total, ROWS)
    sectors, units, notices = queries.sectors(edition), queries.units_with_projects(), queries.notices(edition)
    rows = queries.rows_of(edition, index.take(found, page.part.start, ROWS), units)
    content_queries.ready(edition, *rows, *sectors, *units, *notices.values())
    number = index.counts(choice, said)
    _offer(form, number, sectors, units)
    return render_template(
        "investment/projects.html",
        edition=edition,
        form=form,
        choice=choice,
        counts=number,
        total=total,
        projects=rows,
        page=page,
        notices=notices,
        meant="" if total or not form.q.data else queries.meant(edition, form.q.data),
        ways_out=[] if total else _ways_out(form, choice, index, said),
        most=SIDE_BY_SIDE,
        address=_address,
        all_of_view=url_for(".projects", view=None if choice.view == View.CALLING else choice.view.value),
        address_of_page=lambda number: _address(page=number),
    )


@blueprint.get("/map/")
@public_page
def project_map() -> str:
    edition = content_queries.edition_or_404()
    index = queries.index_of(edition)
    calling = index.counts(Choice(), index.everything)["unit"]
    under_way = index.counts(Choice(view=View.UNDER_WAY), index.everything)["unit"]
    districts = content_queries.districts(edition)
    content_queries.ready(edition, *districts)
    fronts = contacts_in(edition)
    shapes = [
        Shape(
            unit.code,
            unit.short_name or str(unit.text_in("name")),
            unit.outline or {},
            (unit.lon, unit.lat) if unit.lon is not None and unit.lat is not None else None,
            value=calling.get(unit.code),
            text=ngettext("%(num)s project", "%(num)s projects", calling[unit.code]) if unit.code in calling else "",
            url=url_for(".projects", unit=unit.code) if unit.code in calling else "",
        )
        for unit in districts
    ]
    drawing = shapes and choropleth(
        shapes,
        title=_("Projects looking for partners, by district"),
        desc="; ".join(f"{shape.name}: {shape.text or '0'}" for shape in shapes),
        key="project-map",
        width=440,
        letters=13.0,
    )
    placeless = sum(1 for project in index.projects if project.kind == Kind.CALLING and not project.unit)
    return render_template(
        "investment/map.html",
        edition=edition,
        drawing=drawing,
        fronts=fronts,
        districts=districts,
        calling=calling,
        under_way=under_way,
        placeless=placeless,
    )


@blueprint.get("/<slug>/")
@public_page
def project(slug: str) -> str:
    edition, found = queries.project_or_404(slug)
    districts, homes = queries.places(found)
    notices = queries.notices(edition)
    images = queries.pictures([edition.pictures.get(slug, "") for slug in found.details.get("images", ())])
    content_queries.ready(edition, found, found.sector, *found.units, *homes, *districts, *images, *notices.values())
    rate = queries.rates().get(edition.host_id)
    today = clock.in_zone(clock.now(), edition.host.timezone).date()
    return render_template(
        "investment/project.html",
        edition=edition,
        project=found,
        rows=record.known(found, rate, but=_written_large(found, rate)),
        unknown=record.unknown(found),
        due=record.is_due(found, today),
        homes=homes,
        history=record.history(queries.changes(found), edition.host.timezone),
        images=images,
        places=place_map(districts, {unit.code for unit in found.units}, key="places"),
        notices=notices,
    )


@has_card("project", "investment.project")
def card_of_project(slug: str) -> tuple[Edition, Card]:
    edition, found = queries.project_or_404(slug)
    content_queries.ready(edition, found, found.sector)
    capital = record.capital(found)
    return made(edition, found.text_in("name"), _("Projects"), found.sector.text_in("name"), capital)


def _written_large(project: Project, rate: Rate | None) -> set[str]:
    """What the page writes large is not written again, unless there is more to say, such as a second currency."""
    large = {"area"}
    if project.has_capital and record.capital_in_full(project, rate) == record.capital(project):
        large.add("capital")
    return large


@part_of_home("projects")
def projects_in_front(edition: Edition) -> Part | None:
    found = [
        project
        for project in queries.named(edition, edition.front_projects)
        if may_stand_in_front(project.kind, project.list_year, edition.year)
    ][:IN_FRONT]
    if not found:
        return None
    records = [*found, *(p.sector for p in found), *(unit for p in found for unit in p.units)]
    return Part("investment/_home.html", records, {"projects": found})


@part_of_past_edition("all_projects")
def projects_of_past_edition(edition: Edition) -> Part | None:
    found = queries.projects(edition)
    return Part("investment/_past.html", [*found], {"projects": found}) if found else None


@resolves("project")
def project_numbers(edition: Edition, wanted: list[Reference]) -> dict[str, Evidence]:
    """What texts refer to as `project/SLUG/area_ha`."""
    known = {p.slug: p for p in queries.referred_to(edition, {r.record for r in wanted})}
    found = {}
    for reference in wanted:
        project = known.get(reference.record)
        value = getattr(project, reference.field, None) if reference.field in NUMBERS else None
        if project is None or value is None:
            continue
        found[f"{reference.name}|{reference.part}"] = Evidence(
            project,
            lambda v=value, r=reference: part_of(v, NUMBERS[r.field], r.part),  # type: ignore[misc]
            lambda v=value, r=reference: part_of(v, NUMBERS[r.field], ""),  # type: ignore[misc]
            lambda p=project: str(p.text_in("name")),  # type: ignore[misc]
            lambda r=reference: _names_of_numbers()[r.field],  # type: ignore[misc]
            url_for("investment.project", slug=project.slug),
            project.sources,
            project.confidence,
            project.confidence_note,
        )
    return found


def _names_of_numbers() -> dict[str, str]:
    return {"area_ha": _("Area"), "capital_bn_vnd": _("Capital"), "capital_musd": _("Capital"), "term_years": _("Term")}


@versions.instants_from
def reviews_due() -> Iterator[datetime]:
    """The days on which a project's page begins to say that it is due for confirmation."""
    for project, zone in queries.confirmed():
        if project.review_on:
            yield clock.at_local(project.review_on, 0, 0, zone)


@discovery.listed
def pages() -> Iterable[discovery.Page]:
    edition = current_edition()
    if edition is None:
        return
    yield "investment.projects", {}
    yield "investment.project_map", {}
    shown = content_queries.chosen_by_editions(Project, edition_project, edition_project.c.project_id)
    yield from (("investment.project", {"slug": row.slug}, f"project:{row.id}") for row in shown)


@blueprint.app_template_test("offered")
def is_offered(field: SelectField) -> bool:
    """Whether a filter is of any use: it has more than one choice, or one has been made."""
    return len(field.choices) > 2 or bool(field.data)


for word in (record.capital, record.kind_label, record.large_area, record.large_capital):
    blueprint.add_app_template_global(word, word.__name__)


def _choice(form: ProjectFilters) -> Choice:
    """The filters of the address; what is not one of them chooses nothing."""
    kind = form.kind.data if form.kind.data in set(Kind) else ""
    under_way = form.view.data == View.UNDER_WAY or kind in (Kind.RUNNING, Kind.PUBLIC)
    view = View.UNDER_WAY if under_way else View.CALLING
    more = {facet: form[facet].data or "" for facet in FACETS if facet != "kind"}
    return Choice(view, kind if under_way else "", **more)


def _offer(form: ProjectFilters, number: Any, sectors: list[Topic], units: list[Unit]) -> None:
    """Give each filter the choices that lead somewhere, with how many projects stand behind them."""
    names: dict[str, list[tuple[str, Any]]] = {
        "kind": [(kind, record.kind_label(kind)) for kind in (Kind.RUNNING, Kind.PUBLIC)],
        "sector": [(sector.slug, sector.text_in("name")) for sector in sectors],
        "unit": [(unit.code, unit.text_in("name")) for unit in units],
        "stage": [(stage.value, record.stage_label(stage)) for stage in Stage],
        "capital": [(band.value, record.band_label(band)) for band in Band],
        "land": [(land.value, record.land_label(land)) for land in Land],
        "form": [(one.value, record.form_label(one)) for one in Form],
    }
    for facet, choices in names.items():
        behind = number[facet]
        form[facet].choices = [("", _("All"))] + [
            (value, f"{name} ({behind.get(value, 0)})")
            for value, name in choices
            if value in behind or value == form[facet].data
        ]


@dataclass(frozen=True)
class WayOut:
    """A filter that, let go of, leaves something to see."""

    label: str
    number: int
    url: str


def _ways_out(form: ProjectFilters, choice: Choice, index: Index, said: int) -> list[WayOut]:
    """Where an empty list may lead on: without one of its filters, or if that is not enough, with one alone."""
    names = {facet: form[facet].label.text for facet in choice.chosen()} | (
        {"q": _("The words typed")} if form.q.data else {}
    )
    other = View.UNDER_WAY if choice.view == View.CALLING else View.CALLING
    there = index.matching(replace(choice, view=other, kind=""), said)
    without = {
        name: index.matching(choice, said, but=name) if name != "q" else index.matching(choice, index.everything)
        for name in names
    }
    ways = [(_("Without “%(filter)s”", filter=names[name]), left, {name: ""}) for name, left in without.items()]
    ways.append((_view_label(other), there, {"view": "" if other == View.CALLING else other.value, "kind": ""}))
    if not any(without.values()):
        bare = Choice(choice.view)
        alone = {
            name: index.matching(bare, said)
            if name == "q"
            else index.matching(replace(bare, **{name: getattr(choice, name)}), index.everything)
            for name in names
        }
        nothing = dict.fromkeys(names, "")
        ways += [
            (_("“%(filter)s” alone", filter=names[name]), left, {**nothing, name: request.args.get(name, "")})
            for name, left in alone.items()
            if len(names) > 1
        ]
    return [WayOut(label, left.bit_count(), _address(**changes)) for label, left, changes in ways if left]


def _view_label(view: View) -> str:
    return _("Looking for partners") if view == View.CALLING else _("Done and under way")


def _address(**changes: Any) -> str:
    """The address of the list with some of its filters changed; empty ones are left out."""
    kept = {name: request.args.get(name, "") for name in ("view", "q", *FACETS)}
    return url_for(".projects", **{name: value for name, value in {**kept, **changes}.items() if value})
