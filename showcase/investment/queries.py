"""What project pages ask the database: few queries, and none more when there are more projects."""

import functools
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import defer, joinedload, lazyload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from ..content import queries as content_queries
from ..content.models import Feature, Topic
from ..core import audit, search
from ..core.audit import AuditEntry
from ..core.caching import while_unchanged
from ..core.database import db
from ..core.localised import LocalisedText, with_khmer_breaks
from ..core.media import Media
from ..core.slugs import SLUG
from ..editions.models import Edition, Host, Unit
from .models import ExchangeRate, Project, edition_project, project_unit
from .rules import Facts, Index, Rate, bands, bits
from .words import Owner, Words

LONGEST = 8  # words of a search that count
REMEMBERED = 1000  # words that were searched for since the content changed
NOTED = 100  # changes of a record that its history goes back


@while_unchanged
def indexes() -> dict[int, Index]:
    """Edition → its projects as filters know them. Kept: numbers and codes, no rows."""
    columns = (Project.stage, Project.land_status, Project.forms, Project.capital_bn_vnd, Project.capital_bn_vnd_max)
    query = (
        db.select(edition_project.c.edition_id, Project.id, Project.kind, Topic.slug, Unit.code, *columns)
        .add_columns(Project.capital_by_investor)
        .select_from(Project)
        .join(edition_project, edition_project.c.project_id == Project.id)
        .join(Topic, Topic.id == Project.sector_id)
        .outerjoin(project_unit, project_unit.c.project_id == Project.id)
        .outerjoin(Unit, Unit.id == project_unit.c.unit_id)
        .order_by(edition_project.c.edition_id, *_order(), Unit.code)
    )
    found: dict[int, dict[int, Facts]] = {}
    units: dict[int, list[str]] = {}
    for edition, number, kind, sector, code, stage, land, forms, low, high, by_investor in db.session.execute(query):
        known = found.setdefault(edition, {})
        if number not in known:
            units[number] = []
            capital = bands(low, high, by_investor)
            known[number] = Facts(number, kind, sector, (), stage, capital, land, tuple(forms))
        if code:
            units[number].append(code)
    return {
        edition: Index(facts._replace(unit=tuple(units[facts.id])) for facts in known.values())
        for edition, known in found.items()
    }


def index_of(edition: Edition) -> Index:
    return indexes().get(edition.id) or Index(())


def finding(index: Index, text: str) -> int:
    """The projects of which each word of a text begins one of their texts, their sector's or their place's."""
    typed = _typed(text)
    if not typed:
        return index.everything
    return functools.reduce(int.__and__, (_having(index, word) for word in typed))


def _having(index: Index, word: str) -> int:
    if word in index.said:
        return index.said[word]
    owners = words().beginning(word)
    places = (index.places[number] for kind, number in owners if kind == "project" and number in index.places)
    found = bits(places)
    for (kind, number), name in keys().items():
        if (kind, number) in owners:
            found |= index.having["sector" if kind == "topic" else "unit"].get(name, 0)
    if len(index.said) < REMEMBERED:
        index.said[word] = found
    return found


def meant(edition: Edition, text: str) -> str:
    """What else somebody may have meant who found nothing; only what finds something."""
    said = words().meant(_typed(text))
    return said if said and finding(index_of(edition), said) else ""


@while_unchanged
def words() -> Words:
    """The words of all texts of projects, and of the names of sectors and units; in all languages."""
    query = db.select(LocalisedText.owner_kind, LocalisedText.owner_id, LocalisedText.folded).where(
        or_(LocalisedText.owner_kind == "project", _is_named())
    )
    # Khmer is folded without its word breaks; with them its words can be told apart.
    apart = query.with_only_columns(LocalisedText.owner_kind, LocalisedText.owner_id, LocalisedText.text)
    apart = apart.where(LocalisedText.locale == "km").order_by(LocalisedText.id)
    rows = db.session.execute(query.order_by(LocalisedText.owner_kind, LocalisedText.owner_id, LocalisedText.id))
    found = [((kind, number), text) for kind, number, text in rows]
    found += [((kind, number), search.fold(_apart(text))) for kind, number, text in db.session.execute(apart)]
    return Words(found)


@while_unchanged
def keys() -> dict[Owner, str]:
    """What sectors and units are called in addresses, by their numbers."""
    sectors = db.select(db.literal("topic"), Topic.id, Topic.slug).where(Topic.kind == "sector")
    units = db.select(db.literal("unit"), Unit.id, Unit.code).where(Unit.id.in_(db.select(project_unit.c.unit_id)))
    return {(kind, number): name for kind, number, name in db.session.execute(sectors.union_all(units))}


def _is_named() -> Any:
    """A text that is the name of a sector or of a place that projects have."""
    of_sectors = and_(
        LocalisedText.owner_kind == "topic",
        LocalisedText.owner_id.in_(db.select(Topic.id).where(Topic.kind == "sector")),
    )
    of_units = and_(LocalisedText.owner_kind == "unit", LocalisedText.owner_id.in_(db.select(project_unit.c.unit_id)))
    return or_(of_sectors, of_units)


def _typed(text: str) -> list[str]:
    return search.words(_apart(with_khmer_breaks(text)))[:LONGEST]


def _apart(text: str) -> str:
    """Khmer writes its words together; ours have invisible breaks between them."""
    return text.replace(search.ZERO_WIDTH_SPACE, " ")


def projects(edition: Edition) -> list[Project]:
    """The edition's projects, newest list first."""
    return list(db.session.scalars(_projects(edition).order_by(*_order())))


def projects_with_units(edition: Edition) -> list[Project]:
    """The same with their places; whoever shows them loads the texts of all."""
    return list(db.session.scalars(_projects(edition).options(_with_units()).order_by(*_order())))


def rows_of(edition: Edition, found: Sequence[Facts], units: Sequence[Unit]) -> list[Project]:
    """The projects of one page of the list; their units are among those that the page knows already."""
    by_code = {unit.code: unit for unit in units}
    codes = {facts.id: facts.unit for facts in found}
    rows = list(db.session.scalars(_projects(edition).where(Project.id.in_(codes)).order_by(*_order())))
    for project in rows:
        set_committed_value(project, "units", [by_code[code] for code in codes[project.id] if code in by_code])
    return rows


def named(edition: Edition, slugs: Sequence[str]) -> list[Project]:
    """Projects in the order of their slugs; a slug that names none is left out."""
    asked = [slug for slug in slugs if SLUG.fullmatch(slug)]  # anybody's words: PostgreSQL takes no NUL
    query = _projects(edition).where(Project.slug.in_(asked)).options(_with_units())
    found = {project.slug: project for project in db.session.scalars(query)}
    return [found[slug] for slug in slugs if slug in found]


def with_sites(edition: Edition) -> list[Project]:
    """The edition's projects that name the very place."""
    known = db.session.execute(
        db.select(Project.id, Project.details)
        .join(edition_project, edition_project.c.project_id == Project.id)
        .where(edition_project.c.edition_id == edition.id)
    )
    numbers = [number for number, details in known if details.get("sites")]
    return list(db.session.scalars(_projects(edition).where(Project.id.in_(numbers)).order_by(*_order())))


def project_or_404(slug: str) -> tuple[Edition, Project]:
    """A project and the edition that shows it: today's, or else the newest that does."""
    rows = db.session.execute(_shown().add_columns(edition_project.c.edition_id).where(Project.slug == slug)).all()
    return content_queries.first_shown(row.edition_id for row in rows), rows[0].Project


def referred_to(edition: Edition, slugs: Collection[str], with_units: bool = False) -> list[Project]:
    """The host's projects that texts refer to, whether or not the edition lists them."""
    query = db.select(Project).where(Project.host_id == edition.host_id, Project.slug.in_(slugs))
    query = query.options(lazyload("*"))
    if with_units:
        query = query.options(selectinload(Project.units).lazyload("*"))
    return list(db.session.scalars(query))


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
    return _shown().where(edition_project.c.edition_id == edition.id)


def _shown() -> Select[Any]:
    return (
        db.select(Project)
        .join(edition_project, edition_project.c.project_id == Project.id)
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
