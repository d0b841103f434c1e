"""Columns of the guest list. The list on the screen, the exports and the lists on paper share them.

A later feature joins with one call in a module of its own that the application imports:

    offer(Column("table", lazy("Table"), tables_of, 60))

where `tables_of` gets all guests of a page (of an export: of a batch) at once and answers attendee id → `Cell` for
those of whom there is something to say, in one query. Each guest comes with the registration, and that with its event.
"""

from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..accounts.rules import Verb
from ..registration.models import Attendee


@dataclass(frozen=True)
class Tag:
    """A short word with a colour of components/tag.html (sao, river, saffron, laterite, lotus, or empty)."""

    words: str
    tone: str = ""


@dataclass(frozen=True)
class Cell:
    """What a column says of one guest.

    `text` says it all by itself: exports and paper carry it alone. The screen shows `tags` in its place where there
    are some, makes it a link with `url`, and puts `quiet` on a line under it.
    """

    text: str
    url: str = ""
    tags: tuple[Tag, ...] = ()
    quiet: str = ""


Loader = Callable[[Sequence[Attendee]], Mapping[int, Cell]]


@dataclass(frozen=True)
class Column:
    """`key` stands in addresses, kept choices and exports: it never changes. `position`: its place among the columns.

    `is_standard`: shown to who has not chosen. `is_sensitive`: of food, health or faith; shown and exported only where
    it is asked for by name. `is_number`: aligned as figures are.
    """

    key: str
    label: Any
    load: Loader
    position: int
    is_standard: bool = False
    is_sensitive: bool = False
    is_number: bool = False
    verb: Verb = Verb.SEE_GUESTS


_columns: list[Column] = []


def offer(column: Column) -> Column:
    """Give the guest list one more column, in its place among the others."""
    if any(one.key == column.key for one in _columns):
        raise ValueError(f"two columns are called {column.key}")
    insort(_columns, column, key=lambda one: one.position)
    return column


def offered() -> list[Column]:
    """All columns, in their order."""
    return list(_columns)


def standard() -> list[Column]:
    return [column for column in _columns if column.is_standard]


def named(keys: Iterable[str]) -> list[Column]:
    """Those of these keys, in the order of the keys, each once; what no column is called is left out."""
    known = {column.key: column for column in _columns}
    return [known[key] for key in dict.fromkeys(keys) if key in known]


def cells(columns: Sequence[Column], people: Sequence[Attendee]) -> dict[int, dict[str, Cell]]:
    """Attendee id → column key → what it says; nothing where a column has nothing to say. One look a column."""
    found: dict[int, dict[str, Cell]] = {person.id: {} for person in people}
    for column in columns if people else ():
        for attendee_id, cell in column.load(people).items():
            found[attendee_id][column.key] = cell
    return found
