"""A plan as it stands: its tables, who sits at them, who has none, and what is wrong."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased

from ..core import sealed, search
from ..core.database import db
from ..registration.models import SENSITIVE, Attendee, Registration, SensitiveAnswer, booking
from ..registration.rules import CHILDREN, SensitiveKind, State
from . import rules
from .models import Seat, SeatingPlan, SeatingTable
from .rules import Found, Guest, Proposal, Room, Sitting

_DIET, _ACCESS = aliased(SensitiveAnswer), aliased(SensitiveAnswer)
# Beginnings of folded words in the languages of guests.
_VEGETARIAN = ("chay", "vegetar", "vegan", "vegetal", "បួស")
_WHEELCHAIR = ("xe lan", "wheelchair", "wheel chair", "fauteuil roulant", "រទេះ")


@dataclass(frozen=True)
class Person:
    """A guest at or without a table, as pages and papers name them; `comes` False: sits there all the same."""

    facts: Guest
    name: str
    second_name: str
    honorific: str
    office: str
    folded: str
    position: int
    code: str
    contact: str
    is_child: bool
    comes: bool
    sort: str

    @property
    def id(self) -> int:
        return self.facts.id

    @property
    def addressed(self) -> str:
        return f"{self.honorific} {self.name}".strip()


@dataclass(frozen=True)
class Board:
    plan: SeatingPlan
    tables: Sequence[SeatingTable]
    people: Mapping[int, Person]  # in Vietnamese order of their given names
    seats: Mapping[int, Sitting]

    @cached_property
    def guests(self) -> list[Guest]:
        return [person.facts for person in self.people.values() if person.comes]

    @cached_property
    def room(self) -> Room:
        return Room(tuple(table.facts for table in self.tables), self.plan.aisle)

    @cached_property
    def at(self) -> dict[int, list[Person]]:
        """Table → who sits there, parties side by side."""
        found: dict[int, list[Person]] = defaultdict(list)
        for number, sitting in self.seats.items():
            found[sitting.table].append(self.people[number])
        return {table.id: sorted(found[table.id], key=lambda one: self.order(one.id)) for table in self.tables}

    def order(self, guest: int) -> tuple[int, int, int]:
        """How people of one table are listed: by the order of introduction, and parties side by side."""
        one = self.people[guest]
        return (one.facts.rank or 9999, one.facts.party, one.position)

    @cached_property
    def by_id(self) -> dict[int, SeatingTable]:
        return {table.id: table for table in self.tables}

    def free(self, table: SeatingTable) -> int:
        return table.capacity - table.held - len(self.at[table.id])

    @cached_property
    def parties(self) -> dict[int, list[Person]]:
        """Who comes of each party, in its order."""
        found: dict[int, list[Person]] = defaultdict(list)
        for person in self.people.values():
            if person.comes:
                found[person.facts.party].append(person)
        return {party: sorted(people, key=lambda one: one.position) for party, people in found.items()}

    @cached_property
    def unseated(self) -> list[list[Person]]:
        """Who has no table, by party, guests of honour first."""
        parties = ([person for person in people if person.id not in self.seats] for people in self.parties.values())
        return sorted(
            (people for people in parties if people),
            key=lambda people: (not any(one.facts.vip for one in people), people[0].sort, people[0].id),
        )

    @cached_property
    def seated(self) -> int:
        return sum(self.people[number].comes for number in self.seats)

    @cached_property
    def free_seats(self) -> int:
        return sum(max(0, self.free(table)) for table in self.tables)

    @cached_property
    def troubles(self) -> list[Found]:
        gone = {number: sitting.table for number, sitting in self.seats.items() if not self.people[number].comes}
        return rules.troubles(self.room, self.guests, self.seats, gone)

    def propose(self, anew: bool = False) -> Proposal:
        coming = {number: sitting for number, sitting in self.seats.items() if self.people[number].comes}
        return rules.propose(self.room, self.guests, coming, anew)


def board_of(plan: SeatingPlan, ranks: Mapping[int, int] | None = None) -> Board:
    """Two questions to the database, however many come."""
    tables = db.session.scalars(db.select(SeatingTable).filter_by(plan_id=plan.id).order_by(SeatingTable.number)).all()
    comes = coming(plan)
    query = (
        db.select(
            *(Attendee.id, Attendee.registration_id, Attendee.name, Attendee.second_name, Attendee.honorific),
            *(Attendee.office, Attendee.folded, Attendee.sort_given, Attendee.position, Attendee.age_band),
            *(Attendee.vip, Registration.code, Registration.contact_name, Registration.guest_kind),
            *(Registration.delegation_name, Seat.table_id, Seat.pinned, comes.label("comes")),
            *(_DIET.sealed.label("diet"), _ACCESS.sealed.label("access")),
        )
        .join(Registration, Registration.id == Attendee.registration_id)
        .outerjoin(_DIET, db.and_(_DIET.attendee_id == Attendee.id, _DIET.kind == SensitiveKind.DIET))
        .outerjoin(_ACCESS, db.and_(_ACCESS.attendee_id == Attendee.id, _ACCESS.kind == SensitiveKind.ACCESS))
        .outerjoin(Seat, db.and_(Seat.attendee_id == Attendee.id, Seat.plan_id == plan.id))
        .where(Registration.event_id == plan.event_id, db.or_(comes, Seat.attendee_id.is_not(None)))
        .order_by(Attendee.sort_given, Attendee.id)
    )
    rows = db.session.execute(query).all()
    monks = {search.fold(title) for title in plan.monk_titles.split(",") if title.strip()}
    people = {
        row.id: Person(
            Guest(
                row.id,
                row.registration_id,
                row.guest_kind,
                row.delegation_name,
                row.vip,
                bool(row.honorific) and search.fold(row.honorific) in monks,
                _says(SensitiveKind.DIET, row.diet, _VEGETARIAN),
                _says(SensitiveKind.ACCESS, row.access, _WHEELCHAIR),
                (ranks or {}).get(row.id),
            ),
            *(row.name, row.second_name, row.honorific, row.office, row.folded, row.position, row.code),
            row.contact_name,
            row.age_band in CHILDREN,
            bool(row.comes),
            row.sort_given,
        )
        for row in rows
    }
    seats = {row.id: Sitting(row.table_id, row.pinned) for row in rows if row.table_id is not None}
    return Board(plan, tables, people, seats)


def coming(plan: SeatingPlan) -> ColumnElement[bool]:
    """Whether an attendee comes to what the plan is for."""
    comes = db.and_(Registration.state == State.CONFIRMED, Attendee.dropped_at.is_(None))
    if plan.session_id is None:
        return comes
    booked = db.select(booking.c.attendee_id).where(booking.c.session_id == plan.session_id)
    return db.and_(comes, Attendee.id.in_(booked))


def _says(kind: str, kept: str | None, words: Sequence[str]) -> bool:
    """Whether what is kept sealed of food or help holds one of these words."""
    wish = f" {search.fold(sealed.unseal(SENSITIVE, kind, kept) or '')}" if kept else ""
    return any(f" {word}" in wish if word.isascii() else word in wish for word in words)
