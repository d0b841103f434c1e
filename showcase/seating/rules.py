"""Who sits where: a proposal that explains itself, and what is wrong with a plan. Pure and deterministic."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

LARGEST_TABLE, MOST_TABLES, HIGHEST_NUMBER = 40, 400, 9999
MONKS = "Hòa thượng, Thượng tọa, Đại đức, Tỳ kheo, Sa di, Sư cả, Ni trưởng, Ni sư, Sư cô"  # the host may say otherwise


class Kind(StrEnum):
    """For whom a table is."""

    FAMILIES = "families"
    PROTOCOL = "protocol"
    DELEGATION = "delegation"
    MONKS = "monks"
    VEGETARIAN = "vegetarian"
    CREW = "crew"  # press and those who serve


class Reason(StrEnum):
    """Why somebody could not be seated."""

    NO_SUCH_TABLE = "no_such_table"
    NO_ROOM = "no_room"
    NOT_TOGETHER = "not_together"
    NOT_ADJOINING = "not_adjoining"
    OWN_TABLE_FULL = "own_table_full"


class Trouble(StrEnum):
    """What is wrong with a plan, the worst first."""

    GONE = "gone"  # a seat of somebody who does not come
    OVER = "over"
    VIP_WITHOUT = "vip_without"
    APART = "apart"
    MONKS_MIXED = "monks_mixed"
    FAR_FROM_AISLE = "far_from_aisle"


@dataclass(frozen=True)
class Guest:
    """Somebody who comes, as far as it matters at table. `rank`: place in the order of introduction."""

    id: int
    party: int
    kind: str = "overseas"
    delegation: str = ""
    vip: bool = False
    monk: bool = False
    vegetarian: bool = False
    aisle: bool = False  # in a wheelchair
    rank: int | None = None


@dataclass(frozen=True)
class Table:
    id: int
    number: int
    capacity: int
    kind: str = Kind.FAMILIES
    held: int = 0
    name: str = ""
    row: int | None = None
    column: int | None = None

    @property
    def places(self) -> int:
        """Seats for those who are named."""
        return self.capacity - self.held

    @property
    def order(self) -> tuple[int, int]:
        """From the stage backwards, then by number."""
        return (self.row or 99, self.number)


@dataclass(frozen=True)
class Room:
    """`aisle`: the column after which the way to the stage runs; None: there is none."""

    tables: tuple[Table, ...]
    aisle: int | None = None

    def is_at_aisle(self, table: Table) -> bool:
        """Whether a wheelchair reaches it from the aisle; where nobody has drawn one, every table does."""
        return self.aisle is None or table.column is None or table.column in (self.aisle, self.aisle + 1)


@dataclass(frozen=True)
class Sitting:
    """At which table somebody sits; `pinned`: an officer said so."""

    table: int
    pinned: bool = False


@dataclass(frozen=True)
class Move:
    guest: int
    table: int
    before: int | None = None


@dataclass(frozen=True)
class Left:
    """People who could not be seated together; `table` is theirs that is full, `kind` the kind that was looked for."""

    guests: tuple[int, ...]
    reason: Reason
    kind: str = Kind.FAMILIES
    table: int | None = None


@dataclass(frozen=True)
class Proposal:
    moves: tuple[Move, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True)
class Found:
    trouble: Trouble
    guests: tuple[int, ...]
    tables: tuple[int, ...] = ()


def adjoin(one: Table, other: Table) -> bool:
    """Whether two tables stand side by side; where they have no place in the room, their numbers say so."""
    places = (one.row, one.column, other.row, other.column)
    if None in places:
        return abs(one.number - other.number) == 1
    return abs((one.row or 0) - (other.row or 0)) + abs((one.column or 0) - (other.column or 0)) == 1


def is_together(tables: Collection[Table]) -> bool:
    """Whether one can go from each to every other without passing a table that is not among them."""
    rest = sorted(tables, key=lambda table: table.order)
    reached = [rest.pop(0)] if rest else []
    for here in reached:
        near = [table for table in rest if adjoin(here, table)]
        reached += near
        rest = [table for table in rest if table not in near]
    return not rest


def propose(room: Room, guests: Sequence[Guest], seats: Mapping[int, Sitting], anew: bool = False) -> Proposal:
    """Seat those who have no table; with `anew` also those whom no officer has seated by hand.

    Monks first, at their own tables; then whoever's party sits already, guests of honour, delegations at adjoining
    tables, and parties by size where they fit best. Nobody who was seated by hand moves.
    """
    staying = {g.id: seats[g.id].table for g in guests if g.id in seats and (seats[g.id].pinned or not anew)}
    draft = _Draft(room, guests, staying)
    rest = [guest for guest in guests if guest.id not in staying]
    for monks in _parties(guest for guest in rest if guest.monk):
        draft.seat(monks, [Kind.MONKS], first=True)
    rest = [guest for guest in rest if not guest.monk]
    parties = _parties(rest)
    joining = [party for party in parties if draft.mates(party)]
    for party in joining:
        draft.join(party)
    parties = [party for party in parties if party not in joining]
    for unit in _of_honour(parties):
        draft.seat(unit, [Kind.PROTOCOL], first=True)
    for party in sorted(parties, key=lambda party: (-len(party), party[0].party)):
        if party[0].delegation and (members := [guest for guest in party if not guest.vip]):
            draft.seat_delegation(members)
    plain = [party for party in parties if not party[0].delegation and not any(guest.vip for guest in party)]
    for party in sorted(plain, key=_urgency):
        draft.seat(party, _kinds(party))
    changed = [
        Move(guest.id, draft.given[guest.id], seats[guest.id].table if guest.id in seats else None)
        for guest in guests
        if guest.id in draft.given and (guest.id not in seats or seats[guest.id].table != draft.given[guest.id])
    ]
    return Proposal(tuple(changed), tuple(draft.left))


def troubles(room: Room, guests: Sequence[Guest], seats: Mapping[int, Sitting], gone: Mapping[int, int]) -> list[Found]:
    """What is wrong with a plan; `gone`: who sits without coming, with their tables."""
    tables = {table.id: table for table in room.tables}
    at: dict[int, list[Guest]] = defaultdict(list)
    for guest in guests:
        if guest.id in seats:
            at[seats[guest.id].table].append(guest)
    found = [Found(Trouble.GONE, (guest,), (table,)) for guest, table in gone.items()]
    for table in room.tables:
        taken = len(at[table.id]) + sum(where == table.id for where in gone.values())
        if taken > table.places:
            found.append(Found(Trouble.OVER, (), (table.id,)))
    found += [Found(Trouble.VIP_WITHOUT, (guest.id,)) for guest in guests if guest.vip and guest.id not in seats]
    for party in _parties(guest for guest in guests if guest.id in seats and not guest.monk):
        members = [guest for guest in party if not (guest.delegation and guest.vip)]
        theirs = [tables[number] for number in dict.fromkeys(seats[guest.id].table for guest in members)]
        fits_one = len(members) <= max((table.places for table in room.tables), default=0)
        if len(theirs) > 1 and (fits_one or not is_together(theirs)):
            found.append(Found(Trouble.APART, tuple(g.id for g in members), tuple(table.id for table in theirs)))
    for number, people in at.items():
        monks = [guest for guest in people if guest.monk]
        if monks and len(monks) < len(people):
            found.append(Found(Trouble.MONKS_MIXED, tuple(guest.id for guest in monks), (number,)))
        if number in tables and not room.is_at_aisle(tables[number]):
            far = (guest.id for guest in people if guest.aisle)
            found += [Found(Trouble.FAR_FROM_AISLE, (guest,), (number,)) for guest in far]
    order = list(Trouble)
    return sorted(found, key=lambda one: order.index(one.trouble))


@dataclass
class _Draft:
    """A plan while it is being made."""

    room: Room
    guests: Sequence[Guest]
    staying: Mapping[int, int]
    given: dict[int, int] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tables = {table.id: table for table in self.room.tables}
        self._free = {table.id: table.places for table in self.room.tables}
        self._by_party: dict[int, list[Guest]] = defaultdict(list)
        self._taken: set[int] = set()
        for guest in self.guests:
            self._by_party[guest.party].append(guest)
            if guest.id in self.staying:
                self._free[self.staying[guest.id]] -= 1
                self._taken.add(self.staying[guest.id])

    def mates(self, party: Sequence[Guest]) -> list[int]:
        """The tables of those of the party who sit already, without its monks and a delegation's guests of honour."""
        others = [one for one in self._by_party[party[0].party] if not one.monk and not (one.delegation and one.vip)]
        return list(dict.fromkeys(self.staying[one.id] for one in others if one.id in self.staying))

    def join(self, party: Sequence[Guest]) -> None:
        honoured = [guest for guest in party if guest.delegation and guest.vip]
        if honoured:
            self.seat(honoured, [Kind.PROTOCOL], first=True)
        members = [guest for guest in party if guest not in honoured]
        mates = [self._tables[number] for number in self.mates(party)]
        for table in mates:
            if members and self._free[table.id] >= len(members):
                return self._put(members, table)
        if members and party[0].delegation:
            near = [table for table in self._open(Kind.DELEGATION, members) if any(adjoin(table, own) for own in mates)]
            for table in sorted([*mates, *near], key=lambda table: (table not in mates, table.order)):
                members = self._fill(members, table)
        if members:
            self._leave(members, Reason.OWN_TABLE_FULL, mates[0].kind, mates[0].id)
        return None

    def seat(self, unit: Sequence[Guest], kinds: Sequence[str], first: bool = False) -> None:
        """At one table of the first of these kinds that has room; `first`: nearest to the stage, not the best fit."""
        needs_aisle = any(guest.aisle for guest in unit)
        for kind in kinds:
            fitting = [table for table in self._of(kind) if self._free[table.id] >= len(unit)]
            if fitting:
                far = {table.id: needs_aisle and not self.room.is_at_aisle(table) for table in fitting}
                rest = {table.id: 0 if first else self._free[table.id] - len(unit) for table in fitting}
                best = min(fitting, key=lambda table: (far[table.id], rest[table.id], table.order))
                return self._put(unit, best)
        for kind in kinds:
            if len(unit) > max((table.places for table in self._of(kind)), default=0):
                together = self._cluster(unit, self._empty(kind))
                if together:
                    return self._spread(unit, together)
        self._explain(unit, kinds)
        return None

    def seat_delegation(self, members: Sequence[Guest]) -> None:
        candidates = self._open(Kind.DELEGATION, members)
        together = self._cluster(members, candidates)
        if together is None:
            candidates += self._empty(Kind.FAMILIES)
            together = self._cluster(members, candidates)
        if together is not None:
            return self._spread(members, together)
        enough = sum(self._free[table.id] for table in candidates) >= len(members)
        self._leave(members, Reason.NOT_ADJOINING if enough else Reason.NO_ROOM, Kind.DELEGATION)
        return None

    def _open(self, kind: str, members: Sequence[Guest]) -> list[Table]:
        """Tables of a kind that bear this delegation's name, or nobody's and are empty."""
        wanted = members[0].delegation.casefold()
        named = [t for t in self._of(kind) if t.name and t.name.casefold() in wanted and self._free[t.id] > 0]
        return named or [table for table in self._empty(kind) if not table.name]

    def _of(self, kind: str) -> list[Table]:
        return sorted((table for table in self.room.tables if table.kind == kind), key=lambda table: table.order)

    def _empty(self, kind: str) -> list[Table]:
        return [table for table in self._of(kind) if table.id not in self._taken and self._free[table.id] > 0]

    def _cluster(self, unit: Sequence[Guest], candidates: Sequence[Table]) -> list[Table] | None:
        """Adjoining tables that hold all: as few as can be, at the aisle if need be, with the fewest seats over."""
        people, needs_aisle = len(unit), any(guest.aisle for guest in unit)
        best: tuple[tuple[int, bool, int, tuple[int, int]], list[Table]] | None = None
        for start in candidates:
            chosen, room = [start], self._free[start.id]
            while room < people:
                near = [t for t in candidates if t not in chosen and any(adjoin(t, own) for own in chosen)]
                if not near:
                    break
                following = min(near, key=lambda table: self._suits(table, people - room))
                chosen.append(following)
                room += self._free[following.id]
            if room >= people:
                far = needs_aisle and not any(self.room.is_at_aisle(table) for table in chosen)
                worth = (len(chosen), far, room - people, start.order)
                if best is None or worth < best[0]:
                    best = (worth, chosen)
        return best[1] if best else None

    def _suits(self, table: Table, missing: int) -> tuple[bool, int, tuple[int, int]]:
        """How well a table takes those for whom seats are still missing; the least is best."""
        free = self._free[table.id]
        return (free < missing, abs(free - missing), table.order)

    def _spread(self, people: Sequence[Guest], tables: Sequence[Table]) -> None:
        """From the stage backwards; whoever needs the aisle first, beside it."""
        at_aisle = {table.id: self.room.is_at_aisle(table) for table in tables}
        first = [guest for guest in people if guest.aisle]
        for table in sorted(tables, key=lambda table: (not (first and at_aisle[table.id]), table.order)):
            first = self._fill(first, table) if at_aisle[table.id] else first
        rest = [guest for guest in people if guest.id not in self.given]
        for table in sorted(tables, key=lambda table: table.order):
            rest = self._fill(rest, table)

    def _fill(self, people: Sequence[Guest], table: Table) -> list[Guest]:
        """As many as there is room for; the answer are the others."""
        number = max(0, self._free[table.id])
        self._put(people[:number], table)
        return list(people[number:])

    def _put(self, people: Sequence[Guest], table: Table) -> None:
        for guest in people:
            self.given[guest.id] = table.id
        self._free[table.id] -= len(people)
        if people:
            self._taken.add(table.id)

    def _explain(self, unit: Sequence[Guest], kinds: Sequence[str]) -> None:
        tables = [table for kind in kinds for table in self._of(kind)]
        free = sum(max(0, self._free[table.id]) for table in tables)
        if not tables:
            self._leave(unit, Reason.NO_SUCH_TABLE, kinds[0])
        else:
            self._leave(unit, Reason.NOT_TOGETHER if free >= len(unit) else Reason.NO_ROOM, kinds[0])

    def _leave(self, people: Sequence[Guest], reason: Reason, kind: str, table: int | None = None) -> None:
        self.left.append(Left(tuple(guest.id for guest in people), reason, kind, table))


def _parties(guests: Iterable[Guest]) -> list[list[Guest]]:
    ordered = sorted(guests, key=lambda guest: guest.party)  # keeps the order within a party
    return [list(members) for _party, members in groupby(ordered, key=lambda guest: guest.party)]


def _of_honour(parties: Sequence[Sequence[Guest]]) -> list[list[Guest]]:
    """Families with a guest of honour, whole, and those of delegations without the others, by their rank."""
    units = [
        [guest for guest in party if guest.vip or not party[0].delegation]
        for party in parties
        if any(guest.vip for guest in party)
    ]
    return sorted(units, key=lambda unit: (min(guest.rank or 9999 for guest in unit), unit[0].party))


def _urgency(party: Sequence[Guest]) -> tuple[bool, int, int]:
    return (not any(guest.aisle for guest in party), -len(party), party[0].party)


def _kinds(party: Sequence[Guest]) -> list[str]:
    """Where a party belongs, the best first."""
    if all(guest.vegetarian for guest in party):
        return [Kind.VEGETARIAN, Kind.FAMILIES]
    if party[0].kind == "official":
        return [Kind.PROTOCOL, Kind.FAMILIES]
    if party[0].kind in ("press", "staff"):
        return [Kind.CREW, Kind.FAMILIES]
    return [Kind.FAMILIES]
