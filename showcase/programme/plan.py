"""The run of show of an event as its pages read it: items with their times, people and what does not fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import lazyload

from ..committee.models import Member, Subcommittee
from ..core import search
from ..core.database import db
from ..core.i18n import SOURCE
from ..core.localised import Localised, load_texts
from ..editions.models import Official
from ..registration.models import Attendee, Event, Registration
from ..registration.rules import State
from . import rules
from .models import Appearance, ProgrammeItem, item_charge
from .rules import Concern, Presence, Slot, Timed


@dataclass(frozen=True)
class Person:
    """Somebody who appears; `key` tells people apart, `office` is what they are introduced by."""

    number: int  # of the appearance
    key: str
    name: str
    office: str = ""
    is_guest: bool = False
    is_coming: bool = True
    may_be_named: bool = True  # in front of everybody

    def __str__(self) -> str:
        return f"{self.name} ({self.office})" if self.office else self.name


@dataclass(frozen=True)
class Charge:
    """A member of the committee who answers for an item."""

    member: Member
    subcommittee: str


@dataclass(frozen=True)
class Note:
    """What does not fit: `minutes` of a gap or the like, `name` of whom it is about, `other` the other item."""

    concern: Concern
    minutes: float = 0
    name: str = ""
    other: "Row | None" = None


@dataclass
class Row:
    item: ProgrammeItem
    time: Timed
    number: int  # from 1
    charges: list[Charge] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def words(self) -> dict[str, int]:
        """How many words the MC reads, by language."""
        return {code: rules.words_in(text) for code, text in self.item.texts_of("mc").items()}

    @property
    def mc(self) -> str:
        """What the MC reads in the language in which it is written first."""
        return self.item.texts_of("mc").get(SOURCE, "")

    @property
    def place(self) -> str:
        return self.item.texts_of("place").get(SOURCE, "")

    @property
    def responsible(self) -> list[str]:
        return [one.member.name for one in self.charges] + ([self.item.in_charge] if self.item.in_charge else [])


@dataclass(frozen=True)
class Plan:
    """The items, and the sub-committees of the event with who is in them, heads first."""

    event: Event
    rows: list[Row]
    committee: list[tuple[Subcommittee, list[Member]]]

    @property
    def minutes(self) -> int:
        return sum(row.item.minutes for row in self.rows)

    @property
    def starts(self) -> datetime:
        return min((row.time.starts for row in self.rows), default=self.event.starts_at)

    @property
    def ends(self) -> datetime:
        return max((row.time.ends for row in self.rows), default=self.event.starts_at)

    @property
    def notes(self) -> list[tuple[Row, Note]]:
        return [(row, note) for row in self.rows for note in row.notes]

    @cached_property
    def presences(self) -> list[Presence]:
        """Who is needed in which item."""
        found = []
        for row in self.rows:
            key = row.item.id
            found += [Presence(_by_name(one.member.name), one.member.name, key) for one in row.charges]
            found += [Presence(one.key, one.name, key) for one in row.people]
            if row.item.in_charge:
                found += [
                    Presence(_by_name(name), name, key)
                    for name in map(str.strip, row.item.in_charge.replace(";", ",").split(","))
                    if name
                ]
        return found

    def row(self, number: int) -> Row | None:
        return next((row for row in self.rows if row.item.id == number), None)


def items_of(event: Event) -> list[ProgrammeItem]:
    """In their order, without what was taken away; texts come with `load_texts`."""
    query = db.select(ProgrammeItem).filter_by(event_id=event.id, removed_at=None).options(lazyload("*"))
    return list(db.session.scalars(query.order_by(ProgrammeItem.position, ProgrammeItem.id)))


def timed(event: Event, items: Iterable[ProgrammeItem]) -> list[Timed]:
    return rules.schedule(event.starts_at, (Slot(one.id, one.minutes, one.fixed_at) for one in items))


def plan_of(event: Event, items: list[ProgrammeItem] | None = None, *beside: Localised | None) -> Plan:
    """Everything at once; texts of what stands beside it on the page are loaded with those of the items."""
    if items is None:
        items = items_of(event)
    people = appearing(items, *beside)
    committee, charges = _committee(event, items)
    rows = [
        Row(item, time, number, charges.get(item.id, []), people.get(item.id, []))
        for number, (item, time) in enumerate(zip(items, timed(event, items), strict=True), 1)
    ]
    plan = Plan(event, rows, committee)
    _note_times(plan)
    _note_people(plan)
    return plan


def appearing(items: Sequence[ProgrammeItem], *beside: Localised | None) -> dict[int, list[Person]]:
    """Item id → who appears, in order. Loads the texts of the items too."""
    query = (
        db.select(Appearance, Attendee, Registration.state, Official)
        .outerjoin(Attendee, Attendee.id == Appearance.attendee_id)
        .outerjoin(Registration, Registration.id == Attendee.registration_id)
        .outerjoin(Official, Official.id == Appearance.official_id)
        .where(Appearance.item_id.in_([one.id for one in items]))
        .order_by(Appearance.item_id, Appearance.position, Appearance.id)
        .options(lazyload("*"))
    )
    found = db.session.execute(query).all() if items else []
    load_texts(*beside, *items, *{official.id: official for *_more, official in found if official is not None}.values())
    people: dict[int, list[Person]] = {}
    for appearance, attendee, state, official in found:
        person = _person(appearance, attendee, state, official)
        if person.name:
            people.setdefault(appearance.item_id, []).append(person)
    return people


def _committee(
    event: Event, items: Sequence[ProgrammeItem]
) -> tuple[list[tuple[Subcommittee, list[Member]]], dict[int, list[Charge]]]:
    """The event's sub-committees with their members, and item id → who of them answers for it; in one query."""
    chosen = db.and_(item_charge.c.member_id == Member.id, item_charge.c.item_id.in_([one.id for one in items]))
    query = (
        db.select(Subcommittee, Member, item_charge.c.item_id)
        .outerjoin(Member, db.and_(Member.subcommittee_id == Subcommittee.id, Member.name != ""))
        .outerjoin(item_charge, chosen)
        .where(Subcommittee.event_id == event.id)
        .order_by(Subcommittee.position, Subcommittee.id, Member.is_head.desc(), Member.position, Member.id)
        .options(lazyload("*"))
    )
    parts: dict[int, tuple[Subcommittee, dict[int, Member]]] = {}
    charges: dict[int, list[Charge]] = {}
    for part, member, item_id in db.session.execute(query):
        _part, members = parts.setdefault(part.id, (part, {}))
        if member is not None:
            members[member.id] = member
            if item_id is not None:
                charges.setdefault(item_id, []).append(Charge(member, part.name))
    return [(part, list(members.values())) for part, members in parts.values()], charges


def needed_elsewhere(plan: Plan, name: str, at: datetime, but: Row | None) -> Row | None:
    """The item in which somebody of that name is needed at a moment, other than one."""
    wanted = _by_name(name)
    busy = {one.key for one in plan.presences if one.person == wanted}
    return next(
        (row for row in plan.rows if row.item.id in busy and row is not but and row.time.starts <= at < row.time.ends),
        None,
    )


def _person(appearance: Appearance, attendee: Any, state: str | None, official: Any) -> Person:
    if attendee is not None:
        name = f"{attendee.honorific} {attendee.name}".strip() if attendee.name else ""
        coming = attendee.dropped_at is None and state == State.CONFIRMED
        return Person(appearance.id, f"attendee:{attendee.id}", name, attendee.office, True, coming, may_be_named=False)
    if official is not None:
        return Person(appearance.id, _by_name(official.person), official.named, str(official.text_in("title")))
    return Person(appearance.id, _by_name(appearance.name), appearance.name)


def _by_name(name: str) -> str:
    """The same person, however the name is cased; an honorific before it makes another, and no false alarm."""
    return search.searchable(name).strip()


def _note_times(plan: Plan) -> None:
    for before, row in zip([None, *plan.rows], plan.rows, strict=False):
        if row.time.gap > 0:
            row.notes.append(Note(Concern.GAP, row.time.gap, other=before))
        elif row.time.gap < 0:
            row.notes.append(Note(Concern.OVERLAP, -row.time.gap, other=before))
        for code, words in row.words.items():
            if rules.is_too_long(words, row.item.minutes):
                row.notes.append(Note(Concern.LONG_TEXT, rules.reading_minutes(words), name=code))
    over = next((row for row in plan.rows if row.time.ends > plan.event.ends_at), None)
    if over is not None:
        over.notes.append(Note(Concern.PAST_END, rules.minutes_between(plan.event.ends_at, plan.ends)))


def _note_people(plan: Plan) -> None:
    rows = {row.item.id: row for row in plan.rows}
    for first, second in rules.twice([row.time for row in plan.rows], plan.presences):
        rows[second.key].notes.append(Note(Concern.TWICE, name=second.name, other=rows[first.key]))
    for row in plan.rows:
        row.notes += [Note(Concern.NOT_COMING, name=one.name) for one in row.people if not one.is_coming]


def title_of(item: ProgrammeItem) -> str:
    """In the language in which the officers write it."""
    return str(item.text_in("title", SOURCE))
