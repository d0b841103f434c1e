"""The host's own list becomes invitations: every row is new, changes one, or is there already; all of them or none.

A row is the invitation with its number in the host's list; else the one with its name (folded) and its e-mail address
or a telephone number; a row that has neither is the one with its name, country and commune. What a row leaves empty
stays as it is, and so does all that came of an invitation: its link, what was sent, and the answer.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..content.communes import Directory
from ..core import audit, search
from ..core.database import db
from ..core.i18n import SOURCE
from ..core.localised import load_texts
from ..core.sheet_faults import Fault, FaultCode
from ..core.sheets import Row, Sheet
from ..registration.models import Event
from . import import_columns, services
from .import_columns import Column
from .import_columns import Mapping as Columns
from .import_values import CellFault, Reader, Unreadable, units_by_name
from .models import Invitation
from .rules import Addressee

CONTACTS = ("email", "phone", "home_phone")
# What an invitation has that no row tells otherwise.
_USUAL: dict[str, Any] = {
    "external_id": None,
    "addressee": Addressee.PERSON,
    "guest_kind": "overseas",
    "locale": SOURCE,
    **dict.fromkeys(("honorific", "called", "office", "companion", "country", "unit_code", "note"), ""),
    **dict.fromkeys(("most_people", *CONTACTS)),
}
_STORED = ("id", "name", "withdrawn_at", *_USUAL)


class Deed(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class RowFault(StrEnum):
    """Why a whole row cannot be kept."""

    TWICE = "twice"  # the same guest as another row
    SEVERAL = "several"  # more than one invitation it may be


class Hint(StrEnum):
    """What somebody may wish to look at; it stops nothing."""

    NAMESAKE = "namesake"  # an invitation of the same name with other contacts
    WITHDRAWN = "withdrawn"  # it was taken back and stays so


@dataclass(frozen=True)
class Problem:
    """A fault of a row; `column` from 1, None: of the row itself; `other`: the line it collides with."""

    code: CellFault | FaultCode | RowFault
    line: int
    column: int | None = None
    written: str = ""
    other: int | None = None


@dataclass(frozen=True)
class Entry:
    """A row as it will be kept: columns of the invitation, and the (old, new) of those that change."""

    line: int
    deed: Deed
    values: Mapping[str, Any]
    number: int | None = None  # of the invitation that is there
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    hint: Hint | None = None


@dataclass(frozen=True)
class Plan:
    """What an import would do; with problems it does nothing."""

    entries: Sequence[Entry]
    problems: Sequence[Problem]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, the same, faulty."""
        found = dict.fromkeys((*Deed, "faulty"), 0)
        for entry in self.entries:
            found[entry.deed] += 1
        return found | {"faulty": len({problem.line for problem in self.problems})}

    @property
    def hints(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.hint]


def head_of(sheet: Sheet) -> int:
    """Which row names the columns; those above it are titles of the paper."""
    return import_columns.head_among([[_folded(cell) for cell in row.cells] for row in sheet.rows[:20]])


def guessed(sheet: Sheet, head: int) -> Columns:
    """What the columns hold by their heads, for all columns of the sheet."""
    found = import_columns.guess([_folded(cell) for cell in sheet.rows[head].cells])
    return found + (None,) * (sheet.width - len(found))


def plan(event: Event, sheet: Sheet, head: int, columns: Columns) -> Plan:
    """Read every row and find out what it is; nothing is changed."""
    directory = Directory(event.edition)
    load_texts(*directory.units)
    reader = Reader(units_by_name(directory))
    places = {column: place for place, column in enumerate(columns) if column is not None}
    faults: dict[int, list[Fault]] = defaultdict(list)
    for fault in sheet.faults:
        faults[fault.line].append(fault)
    entries: list[Entry] = []
    problems: list[Problem] = []
    known = _Known(event)
    for row in sheet.rows[head + 1 :]:
        values, wrong = _read(reader, row, places, faults[row.line])
        if not wrong:
            found = known.place(row.line, values)
            if isinstance(found, Entry):
                entries.append(found)
                continue
            wrong = [found]
        problems.extend(wrong)
    return Plan(entries, problems)


def apply(event: Event, made: Plan, now: datetime) -> audit.AuditEntry:
    """Keep all of a plan without problems. The event is locked by whoever calls."""
    assert not made.problems
    _change([entry for entry in made.entries if entry.deed is Deed.CHANGED])
    _add(event, [entry for entry in made.entries if entry.deed is Deed.NEW], now)
    counts = made.counts
    return audit.record("invitation.imported", event, **{f"rows_{deed}": (None, counts[deed]) for deed in Deed})


class _Known:
    """The invitations of an event and the rows that were placed already, found as a row may name them."""

    def __init__(self, event: Event) -> None:
        columns = [getattr(Invitation, name) for name in _STORED]
        rows = db.session.execute(db.select(*columns).filter_by(event_id=event.id).order_by(Invitation.id))
        self._by_number: dict[str, Mapping[str, Any]] = {}
        self._by_name: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        self._lines: dict[int, int] = {}  # invitation → the line that is it
        for row in rows:
            self._take_in(row._asdict())

    def place(self, line: int, values: Mapping[str, Any]) -> Entry | Problem:
        candidates = self._candidates(values)
        if len(candidates) > 1:
            return Problem(RowFault.SEVERAL, line)
        if not candidates:
            namesakes = self._by_name.get(search.fold(values["name"]), [])
            own = {**_USUAL, **values}
            self._take_in({**own, "id": -line, "withdrawn_at": None})
            self._lines[-line] = line
            return Entry(line, Deed.NEW, own, hint=Hint.NAMESAKE if namesakes[:-1] else None)
        found = candidates[0]
        if (other := self._lines.get(found["id"])) is not None:
            return Problem(RowFault.TWICE, line, other=other)
        self._lines[found["id"]] = line
        changes = {name: (found[name], new) for name, new in values.items() if found[name] != new}
        hint = Hint.WITHDRAWN if found["withdrawn_at"] else None
        return Entry(line, Deed.CHANGED if changes else Deed.SAME, {**found, **values}, found["id"], changes, hint)

    def _candidates(self, values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        number = values.get("external_id")
        if number in self._by_number:
            return [self._by_number[number]]
        # Who has another number in the host's list is another guest.
        named = [
            one
            for one in self._by_name.get(search.fold(values["name"]), ())
            if number is None or one["external_id"] is None
        ]
        contacts = _contacts(values)
        if contacts:
            return [one for one in named if contacts & _contacts(one)]
        return [one for one in named if all(values.get(at) in (None, one[at]) for at in ("country", "unit_code"))]

    def _take_in(self, one: Mapping[str, Any]) -> None:
        if one["external_id"]:
            self._by_number[one["external_id"]] = one
        self._by_name[search.fold(one["name"])].append(one)


def _read(
    reader: Reader, row: Row, places: Mapping[Column, int], faults: Sequence[Fault]
) -> tuple[dict[str, Any], list[Problem]]:
    """What a row says, by columns of the invitation; what it leaves empty is not in it."""
    values: dict[str, Any] = {}
    wrong = [Problem(f.code, f.line, f.column) for f in faults if f.column - 1 in places.values()]
    faulty = {problem.column for problem in wrong}
    country = ""
    # The country first: telephone numbers are read as dialled there.
    for column, place in sorted(places.items(), key=lambda one: one[0] is not Column.COUNTRY):
        text = row.cell(place)
        if not text or place + 1 in faulty:
            continue
        try:
            value = reader.read(column, text, country)
        except Unreadable as unreadable:
            wrong.append(Problem(unreadable.fault, row.line, place + 1, text))
            continue
        country = value if column is Column.COUNTRY else country
        values["unit_code" if column is Column.UNIT else column.value] = value
    name = places[Column.NAME]
    if not row.cell(name) and name + 1 not in faulty:
        wrong.append(Problem(CellFault.NO_NAME, row.line, name + 1))
    return values, sorted(wrong, key=lambda problem: problem.column or 0)


def _add(event: Event, entries: Sequence[Entry], now: datetime) -> None:
    if not entries:
        return
    codes = services.new_codes(len(entries))
    rows = [
        {
            **entry.values,
            **services.findable(entry.values["name"], entry.values["office"]),
            "event_id": event.id,
            "code": code,
            "created_at": now,
            "changed_at": now,
        }
        for code, entry in zip(codes, entries, strict=True)
    ]
    db.session.execute(db.insert(Invitation), rows)
    numbers = db.session.scalars(db.select(Invitation.id).where(Invitation.code.in_(codes)).order_by(Invitation.id))
    audit.record_all("invitation.created", [f"invitation:{number}" for number in numbers])


def _change(entries: Sequence[Entry]) -> None:
    numbers = {entry.number: entry for entry in entries}
    for invitation in db.session.scalars(
        db.select(Invitation).where(Invitation.id.in_(numbers)).order_by(Invitation.id)
    ).all():
        changes = numbers[invitation.id].changes
        services.change(invitation, {name: new for name, (_old, new) in changes.items()}, changes)


def _contacts(values: Mapping[str, Any]) -> set[str]:
    return {str(values[name]).lower() for name in CONTACTS if values.get(name)}


def _folded(text: str) -> str:
    return " ".join(search.words(text))
