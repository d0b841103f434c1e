"""What can be done to many guests at once, and undone for a day.

A later feature joins with one call in a module of its own that the application imports:

    offer(Deed("table", lazy("Seat at"), Choices(stored=tables_of), how_seated, wanted_seat, seat, 60))

The desk does the rest: it asks `now` how each guest stands, keeps that, and `put`s what is `wanted` where it differs;
to undo it puts back what was kept, unless `now` answers something else than the deed had put. `in_chunks` cuts the
ids into as many as one statement takes.
"""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..accounts.rules import Verb
from .choices import Choices

# What a deed knows of a guest, as JSON keeps it: such as true, or the number of a table.
State = bool | int | str | None


class CannotDo(Exception):
    """The deed is not possible for these guests; `str()` tells the officer why and what to do. Nothing is changed."""


@dataclass(frozen=True)
class Deed:
    """`key` stands in forms and in what is kept: it never changes. Each offered choice is one line of the desk's list.

    `now` answers how each of these attendees (ids) stands in view of a choice, for every one of them. `wanted` answers
    how they stand once it is done. `put` makes them stand so (attendee id → state); it gets only those that are to
    change, may be called for fifty thousand at once, may raise CannotDo, and neither commits nor writes to the audit.
    """

    key: str
    label: Any
    choices: Choices
    now: Callable[[Sequence[int], str], Mapping[int, State]]
    wanted: Callable[[str], State]
    put: Callable[[Mapping[int, State], str], None]
    position: int
    of_one_event: bool = False
    verb: Verb = Verb.CHANGE_GUESTS


IN_ONE_STATEMENT = 5_000
_deeds: list[Deed] = []


def in_chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids, in order, as many at a time as a database takes in one statement."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), IN_ONE_STATEMENT):
        yield ordered[start : start + IN_ONE_STATEMENT]


def offer(deed: Deed) -> Deed:
    """Give the guest list one more deed, in its place among the others."""
    if any(one.key == deed.key for one in _deeds):
        raise ValueError(f"two deeds are called {deed.key}")
    insort(_deeds, deed, key=lambda one: one.position)
    return deed


def offered() -> list[Deed]:
    """All deeds, in their order."""
    return list(_deeds)


def of_key(key: str) -> Deed | None:
    return next((deed for deed in _deeds if deed.key == key), None)
