"""Lists and the plan of the room as PDF: for the door, for who serves, for the wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template

from ..core import clock, numbers, pdf, search
from ..core.search import given_name_key
from ..registration import when
from ..registration.models import Event
from ..registration.rules import given_name
from . import drawing, printed, wording
from .board import Board, Person
from .models import SeatingTable

MOST_MATES = 8  # of a party that are named beside each of it


@dataclass(frozen=True)
class Entry:
    """A line of the door's list: the name with its given name apart, the table, and who of the party comes too."""

    before: str
    given: str
    after: str
    second: str
    honorific: str
    table: str
    mates: str
    by_hand: bool

    @property
    def order(self) -> tuple[bool, str]:
        """By the name that people are called by, wherever it stands."""
        return (self.by_hand, given_name_key(f"{self.before} {self.after} {self.given}"))


@dataclass(frozen=True)
class Served:
    """What who serves must know of a table: numbers of people and meals, and who sits there."""

    table: SeatingTable
    people: Sequence[Person]
    vegetarian: int
    children: int


def door_list(event: Event, board: Board, title: str, now: datetime) -> bytes:
    """Everybody who comes, by given name in Vietnamese order, in two columns; last, whose names are written by hand."""
    groups: dict[str, list[Entry]] = {}
    entries = [_entry(board, person) for person in board.people.values() if person.comes]
    for entry in sorted(entries, key=lambda one: one.order):
        groups.setdefault("" if entry.by_hand else _letter(entry.given), []).append(entry)
    return _rendered("seating/door_pdf.html", event, title, now, groups=groups)


def service_list(event: Event, board: Board, title: str, now: datetime) -> bytes:
    """How many are served at each table, then who sits there. No words about anybody's health."""
    tables = [served(board, table) for table in board.tables]
    return _rendered("seating/service_pdf.html", event, title, now, tables=tables, kinds=wording.kinds())


def served(board: Board, table: SeatingTable) -> Served:
    people = board.at[table.id]
    vegetarian = sum(person.facts.vegetarian for person in people)
    return Served(table, people, vegetarian, sum(person.is_child for person in people))


def room_plan(event: Event, board: Board, title: str, now: datetime, paper: str) -> bytes:
    """The room on A4 or A3, lying."""
    return _rendered(
        "seating/room_pdf.html",
        event,
        title,
        now,
        drawing=drawing.room(board, written=printed.words),
        paper=paper,
        board=board,
    )


def _entry(board: Board, person: Person) -> Entry:
    said = printed.names(person)
    before, given, after = _parts(said.name)
    table = _table(board, person)
    mates = [
        printed.names(one).name + (f" ({where})" if (where := _table(board, one)) != table else "")
        for one in board.parties[person.facts.party]
        if one.id != person.id
    ]
    with_whom = ", ".join(mates) if len(mates) <= MOST_MATES else printed.words(person.facts.delegation)
    return Entry(before, given, after, said.second, printed.words(person.honorific), table, with_whom, said.by_hand)


def _parts(name: str) -> tuple[str, str, str]:
    """A name around the given name, which the list is ordered by."""
    given = given_name(name, search.fold(name))
    if name.endswith(given):
        return name.removesuffix(given), given, ""
    return ("", given, name.removeprefix(given)) if name.startswith(given) else ("", name, "")


def _table(board: Board, person: Person) -> str:
    sitting = board.seats.get(person.id)
    return str(board.by_id[sitting.table].number) if sitting is not None else "–"


def _letter(name: str) -> str:
    """Under which letter of the Vietnamese alphabet a name stands: tones do not count, ă, â, đ, ê, ô, ơ, ư do."""
    first = name[:1].upper()
    for letter in "AĂÂBCDĐEÊFGHIJKLMNOÔƠPQRSTUƯVWXYZ":
        if given_name_key(first).partition("!")[0] == given_name_key(letter).partition("!")[0]:
            return letter
    return first


def _rendered(template: str, event: Event, title: str, now: datetime, **values: Any) -> bytes:
    made = clock.in_zone(now, event.timezone)
    shown = {"event": event, "title": title, "when": when, "wording": wording, "printed": printed, **values}
    return pdf.render(render_template(template, made=(f"{made:%H:%M}", numbers.day(made.date())), **shown))
