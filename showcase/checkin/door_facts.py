"""What later features let the volunteer know of whoever stands at the door: the table, gifts, who escorts them.

A feature joins with a source, once, at import:

    def tables(attendee_ids):
        return {seat.attendee_id: [DoorFact("table", _("Table %(number)s", …), towards=…)] for seat in …}

    door_facts.offer(tables, 10, lambda person, event: exists of Seat.attendee_id == person)

A source is asked for one guest at the door, and for up to 500 by devices: it answers with one query. Its words are in
the language of whoever asks. It says nothing of health or faith, and nothing that the guest must not overhear.

Scans come by the hundred, and most events have no tables or gifts: the last argument says in SQL whether the source may
know anything of a guest, by the columns of their number and their event's; left out, it always may. Where no source
does, none is asked.
"""

from bisect import insort
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, true


@dataclass(frozen=True)
class DoorFact:
    """A few words about a guest.

    `kind` names it for devices: table, gift, escort. `towards` ends the greeting, “… mời bà vào bàn 12”: where the
    guest goes from the door, as it stands within a sentence.
    """

    kind: str
    text: str
    towards: str = ""

    def describe(self) -> dict[str, Any]:
        return {"kind": self.kind, "text": self.text}


# Answers attendee id → facts, for those of the asked of whom there are any.
Source = Callable[[Collection[int]], Mapping[int, Sequence[DoorFact]]]
# Whether it may answer anything, of the columns attendee's number and event's number.
Knows = Callable[[ColumnElement[int], ColumnElement[int]], ColumnElement[bool]]
_sources: list[tuple[int, Source, Knows]] = []


def offer(source: Source, position: int, knows: Knows = lambda _person, _event: true()) -> None:
    """Let a feature tell of guests, in its place among the others: tables 10, gifts 20, escorts 30."""
    insort(_sources, (position, source, knows), key=lambda one: one[0])


def knowledge() -> tuple[Knows, ...]:
    """Of each source, whether it may know something of a guest."""
    return tuple(knows for _position, _source, knows in _sources)


def facts_of(attendee_ids: Collection[int]) -> dict[int, list[DoorFact]]:
    """Attendee id → what is known, in the order of the sources; without those of whom nothing is."""
    found: dict[int, list[DoorFact]] = {}
    if attendee_ids:
        for _position, source, _knows in _sources:
            for attendee_id, facts in source(attendee_ids).items():
                found.setdefault(attendee_id, []).extend(facts)
    return found
