"""A new edition from the one before: what it is to be, what it takes over, and how it is taken away again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import selectinload

from ..checkin import gates
from ..checkin.models import Scan
from ..content.models import Achievement, Article, edition_indicator
from ..core import audit, slugs, versions
from ..core.copies import instants_of, twin
from ..core.database import db
from ..core.localised import Localised, Origin, TextState
from ..editions import renewal
from ..editions.models import CalendarStep, Edition
from ..investment.models import edition_project
from ..publication.models import Publication
from ..registration import events as event_services
from ..registration import questions
from ..registration.models import Event, Hold, Registration, Wording
from ..registration.staying_in_touch import wish_to_stay_in_touch

MADE = "edition.made_from_last_year"


@dataclass(frozen=True)
class Plan:
    """What the new edition is to be. Distances count from the first event of the edition before."""

    slug: str
    year: int
    titles: Mapping[str, str]
    gathers_on: date | None  # None: there is no event to take over
    events: frozenset[str]  # slugs of those taken over
    with_gates: bool = True
    with_holds: bool = True
    with_lists: bool = True  # the indicators and projects that the site shows


def events_of(edition: Edition) -> list[Event]:
    """The edition's events in the order of their days."""
    query = db.select(Event).filter_by(edition_id=edition.id).order_by(Event.starts_at, Event.id)
    return list(db.session.scalars(query.options(selectinload(Event.sessions))))


def day_of(event: Event) -> date:
    """The day of an event on the event's own clock."""
    return event.starts_at.astimezone(ZoneInfo(event.timezone)).date()


def made_by(key: str, source: Edition) -> Edition | None:
    """What the same press of the button has made already."""
    query = db.select(Edition).where(Edition.host_id == source.host_id, Edition.published_at.is_(None))
    for edition in db.session.scalars(query):
        made = db.select(audit.AuditEntry).filter_by(subject=audit.name_of(edition), verb=MADE)
        entry = db.session.scalar(made.limit(1))
        if entry is not None and audit.changes_of(entry).get("key") == (None, key):
            return edition
    return None


def make(source: Edition, plan: Plan, key: str) -> Edition:
    """The new edition with all that the plan takes over, out of the public's sight. Raises slugs.SlugTaken."""
    events = events_of(source)
    days = (plan.gathers_on - day_of(events[0])).days if events and plan.gathers_on else 0
    words = renewed_words(source, plan, events)
    edition: Edition = twin(
        source,
        slug=slugs.take("edition", plan.slug),
        year=plan.year,
        year_in_figures=[],  # last year's figures are chosen anew, never carried into a year they do not tell of
        front_projects=source.front_projects if plan.with_lists else [],
        front_place=source.front_place if plan.with_lists else "",
        published_at=None,
        pack_hash="",
    )
    _reword(edition, words)
    for code, title in plan.titles.items():
        edition.set_text("title", code, title)
    db.session.add(edition)
    db.session.flush()
    if plan.with_lists:
        for table, column in ((edition_indicator, "indicator_id"), (edition_project, "project_id")):
            rows = db.select(db.literal(edition.id), table.c[column], table.c.position)
            rows = rows.where(table.c.edition_id == source.id)
            db.session.execute(table.insert().from_select(["edition_id", column, "position"], rows))
    for step in db.session.scalars(db.select(CalendarStep).filter_by(edition_id=source.id)):
        db.session.add(twin(step, edition_id=edition.id, done_on=None, done_by=""))
    for own in db.session.scalars(db.select(Wording).filter_by(edition_id=source.id)):
        copy: Wording = twin(own, edition_id=edition.id)
        _reword(copy, words)
        db.session.add(copy)
    for event in events:
        if event.slug in plan.events:
            _take_over(event, edition, plan, days, words)
    audit.record(MADE, edition, source=(None, source.slug), key=(None, key), events=(0, len(plan.events)))
    versions.refresh_instants()
    return edition


def renewed_words(source: Edition, plan: Plan, events: list[Event]) -> dict[str, str]:
    if not events or plan.gathers_on is None:
        return {str(source.year): str(plan.year)}
    return renewal.new_words(day_of(events[0]), plan.gathers_on, source.year, plan.year)


def what_hinders_removal(edition: Edition) -> list[str]:
    """Why an edition must stay: `published`, `answered` (or invited), `written`; empty: it may be taken away."""
    own = db.select(Event.id).filter_by(edition_id=edition.id)
    scanned = db.select(Scan.id).where(Scan.event_id.in_(own))
    written = [db.select(model.id).filter_by(edition_id=edition.id) for model in (Article, Achievement, Publication)]
    found = {
        "published": edition.published_at is not None,
        "answered": any(event_services.is_used(event) for event in events_of(edition))
        or db.session.scalar(scanned.limit(1)) is not None,
        "written": any(db.session.scalar(query.limit(1)) is not None for query in written),
    }
    return [name for name, hinders in found.items() if hinders]


def remove(edition: Edition) -> None:
    """Take an edition away with its events. Their slugs stay taken: they are never used again."""
    for event in events_of(edition):
        event_services.delete_event(event)
    for own in db.session.scalars(db.select(Wording).filter_by(edition_id=edition.id)):
        db.session.delete(own)
    audit.record("edition.removed", edition, slug=(edition.slug, None))
    db.session.delete(edition)
    db.session.flush()
    versions.refresh_instants()


def parties_to_write_to(events: list[Event]) -> dict[str, int]:
    """How many parties of each event wish to be written to again, by the event's slug."""
    query = (
        db.select(Event.slug, db.func.count(Registration.id))
        .join(Registration, Registration.event_id == Event.id)
        .where(Event.id.in_([event.id for event in events]), Registration.id.in_(wish_to_stay_in_touch()))
        .group_by(Event.slug)
    )
    return {slug: number for slug, number in db.session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def _take_over(last: Event, edition: Edition, plan: Plan, days: int, words: Mapping[str, str]) -> None:
    def later(record: object) -> dict[str, object]:
        return {name: renewal.moved(at, days, last.timezone) for name, at in instants_of(record).items()}

    def slug_for(kind: str, slug: str) -> str:
        return slugs.free(kind, renewal.renewed_slug(slug, plan.year))

    slug = slugs.take("event", slug_for("event", last.slug))
    event: Event = twin(last, edition_id=edition.id, slug=slug, taken=0, held=0, pack_hash="", **later(last))
    _reword(event, words)
    for session in last.sessions:
        event.sessions.append(twin(session, event_id=None, taken=0, **later(session)))
    for question in questions.carry_over(last, event, lambda text: renewal.reworded(text, words)):
        _reword(question, words)
    db.session.add(event)
    db.session.flush()
    if plan.with_holds:
        for hold in db.session.scalars(db.select(Hold).filter_by(event_id=last.id).order_by(Hold.id)):
            db.session.add(twin(hold, event_id=event.id))
            event.held += hold.places
    if plan.with_gates:
        gates.carry_over(last, event, lambda gate: slug_for("gate", gate), later)
    else:
        gates.store(event, None)
    db.session.flush()


def _reword(record: Localised, words: Mapping[str, str]) -> None:
    for (field, code), row in list(record.texts.items()):
        record.set_text(field, code, renewal.reworded(row.text, words), Origin(row.origin), TextState(row.state))
