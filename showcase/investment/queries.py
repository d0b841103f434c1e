"""What project pages ask the database: few queries, and none more when there are more projects."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import abort
from sqlalchemy import Select, and_, exists, or_
from sqlalchemy.orm import defer, joinedload, lazyload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from ..content.models import Feature, Topic
from ..core import audit, search
from ..core.audit import AuditEntry
from ..core.caching import while_unchanged
from ..core.database import db
from ..core.localised import LocalisedText
from ..core.media import Media
from ..editions.models import Edition, Host, Unit
from .models import ExchangeRate, Project, edition_project, project_unit
from .rules import Facts, Rate

LONGEST = 8  # words of a search that count
NOTED = 100  # changes of a record that its history goes back


def facts(edition: Edition, text: str = "") -> list[Facts]:
    """What filters ask of the edition's projects, of those that a search finds."""
    query = (
        db.select(Project.id, Project.kind, Topic.slug, Unit.code)
        .join(edition_project, edition_project.c.project_id == Project.id)
        .join(Topic, Topic.id == Project.sector_id)
        .outerjoin(project_unit, project_unit.c.project_id == Project.id)
        .outerjoin(Unit, Unit.id == project_unit.c.unit_id)
        .where(edition_project.c.edition_id == edition.id, *(_says(pattern) for pattern in _patterns(text)))
        .order_by(*_order())
    )
    units: dict[tuple[int, str, str], set[str]] = {}
    for number, kind, sector, code in db.session.execute(query):
        units.setdefault((number, kind, sector), set()).update([code] if code else [])
    return [Facts(number, kind, sector, frozenset(codes)) for (number, kind, sector), codes in units.items()]


def projects(edition: Edition) -> list[Project]:
    """The edition's projects, newest list first."""
    return list(db.session.scalars(_projects(edition).order_by(*_order())))


def rows_of(edition: Edition, found: Sequence[Facts], units: Sequence[Unit]) -> list[Project]:
    """The projects of one page of the list; their units are among those that the page knows already."""
    by_code = {unit.code: unit for unit in units}
    codes = {facts.id: sorted(facts.units) for facts in found}
    rows = list(db.session.scalars(_projects(edition).where(Project.id.in_(codes)).order_by(*_order())))
    for project in rows:
        set_committed_value(project, "units", [by_code[code] for code in codes[project.id] if code in by_code])
    return rows


def named(edition: Edition, slugs: Sequence[str]) -> list[Project]:
    """Projects in the order of their slugs; a slug that names none is left out."""
    query = _projects(edition).where(Project.slug.in_(slugs)).options(_with_units())
    found = {project.slug: project for project in db.session.scalars(query)}
    return [found[slug] for slug in slugs if slug in found]


def project_or_404(edition: Edition, slug: str) -> Project:
    return db.session.scalar(_projects(edition).where(Project.slug == slug)) or abort(404)


def referred_to(edition: Edition, slugs: Collection[str]) -> list[Project]:
    """The host's projects that texts refer to, whether or not the edition lists them."""
    query = db.select(Project).where(Project.host_id == edition.host_id, Project.slug.in_(slugs))
    return list(db.session.scalars(query.options(lazyload("*"))))


def in_units(edition: Edition, unit_ids: Collection[int]) -> list[tuple[Project, int]]:
    """Projects with the id of each of these units that they are in."""
    query = _projects(edition).join(project_unit, project_unit.c.project_id == Project.id)
    query = query.where(project_unit.c.unit_id.in_(unit_ids)).add_columns(project_unit.c.unit_id)
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(*_order()))]


def sectors(edition: Edition) -> list[Topic]:
    query = db.select(Topic).filter_by(host_id=edition.host_id, kind="sector").order_by(Topic.position)
    return list(db.session.scalars(query.options(lazyload("*"))))


def units_with_projects() -> list[Unit]:
    """The units that a filter by place offers; without their outlines, which are large."""
    query = db.select(Unit).where(Unit.level == "district").order_by(Unit.code)
    return list(db.session.scalars(query.options(lazyload("*"), defer(Unit.outline))))


def notices(edition: Edition) -> dict[str, Feature]:
    """What the edition says about its lists and whom to ask, by slug."""
    query = db.select(Feature).filter_by(host_id=edition.host_id, kind="notice").options(lazyload("*"))
    return {feature.slug: feature for feature in db.session.scalars(query)}


def places(project: Project) -> tuple[list[Unit], list[Unit]]:
    """The units of the host's map and those that a project is meant for, in one query; its own units are set."""
    codes = project.details.get("home_communes", ())
    own = and_(project_unit.c.unit_id == Unit.id, project_unit.c.project_id == project.id)
    on_map = and_(Unit.level == "district", Unit.outline.is_not(None))
    query = (
        db.select(Unit, project_unit.c.project_id)
        .outerjoin(project_unit, own)
        .where(or_(on_map, project_unit.c.project_id.is_not(None), Unit.code.in_(codes)))
        .order_by(Unit.code, Unit.valid_until.is_(None), Unit.id)
        .options(lazyload("*"))
    )
    rows = db.session.execute(query).all()
    set_committed_value(project, "units", [unit for unit, mine in rows if mine])
    districts = [unit for unit, _mine in rows if unit.level == "district" and unit.outline]
    homes = {unit.code: unit for unit, _mine in rows}  # of several with a code the one that stands today
    return districts if project.units else [], [homes[code] for code in codes if code in homes]


def pictures(hashes: Sequence[str]) -> list[Media]:
    wanted = [digest for digest in hashes if digest]
    if not wanted:
        return []
    found = {media.hash: media for media in db.session.scalars(db.select(Media).where(Media.hash.in_(wanted)))}
    return [found[digest] for digest in wanted if digest in found]


@while_unchanged
def rates() -> dict[int, Rate]:
    """Host → the newest dated rate of the dollar."""
    query = db.select(ExchangeRate).filter_by(currency="USD").order_by(ExchangeRate.on, ExchangeRate.id)
    return {
        rate.host_id: Rate(rate.vnd, rate.on, rate.sources[0].get("publisher") or rate.sources[0]["title"])
        for rate in db.session.scalars(query)
    }


def confirmed() -> Iterable[tuple[Project, str]]:
    """Projects that name a day of confirmation, with the zone of their host."""
    query = db.select(Project, Host.timezone).join(Host, Host.id == Project.host_id).options(lazyload("*"))
    query = query.where(or_(Project.verified_on.is_not(None), Project.next_review_on.is_not(None)))
    return ((project, zone) for project, zone in db.session.execute(query))


def changes(project: Project) -> list[tuple[datetime, list[str]]]:
    """When which fields of the record changed, newest first, as the log noted it; not who, and not what stood there."""
    query = db.select(AuditEntry.at, AuditEntry.changes).where(
        AuditEntry.subject == audit.name_of(project), AuditEntry.verb == "project.changed"
    )
    rows = db.session.execute(query.order_by(AuditEntry.id.desc()).limit(NOTED))
    return [(at, list(json.loads(noted))) for at, noted in rows]


def _projects(edition: Edition) -> Select[Any]:
    return (
        db.select(Project)
        .join(edition_project, edition_project.c.project_id == Project.id)
        .where(edition_project.c.edition_id == edition.id)
        .options(lazyload("*"), joinedload(Project.sector).lazyload("*"))
    )


def _with_units() -> Any:
    return selectinload(Project.units).options(lazyload("*"), defer(Unit.outline))


def _order() -> tuple[Any, ...]:
    """Running before public works, what came after the edition's year last, newest list first."""
    return (
        Project.kind.desc(),
        Project.after_edition,
        Project.list_year.desc(),
        edition_project.c.position,
        Project.id,
    )


def _patterns(text: str) -> list[str]:
    return search.like_patterns(text)[:LONGEST]


def _says(pattern: str) -> Any:
    """Whether a text of the project, its sector or its place has a word that begins so."""
    in_unit = exists().where(
        project_unit.c.project_id == Project.id,
        project_unit.c.unit_id == LocalisedText.owner_id,
        LocalisedText.owner_kind == "unit",
    )
    return exists().where(
        LocalisedText.folded.like(pattern, escape="\\"),
        or_(
            and_(LocalisedText.owner_kind == "project", LocalisedText.owner_id == Project.id),
            and_(LocalisedText.owner_kind == "topic", LocalisedText.owner_id == Project.sector_id),
            in_unit.correlate(Project, LocalisedText),
        ),
    )
