"""Filters of the guest list: by what else than words and the event it can be narrowed.

A later feature joins with one call in a module of its own that the application imports:

    offer(Filter("table", lazy("Table"), Choices(stored=tables_of), at_table, 60))

where `at_table` gets one of the offered values and answers the SQL condition that `Attendee`, `Registration` and
`Event`, joined, fulfil; what stands in a table of the feature's own is best asked by `Attendee.id.in_(select …)` or by
an EXISTS. It gets any text that stood in an address, and answers `db.false()` for one that it does not know. It is
also used without a page: by exports, messages and deeds to "all that are found".
"""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select

from .choices import Choices


@dataclass(frozen=True)
class Filter:
    """`key` stands in addresses and saved views: it never changes. `position`: its place among the filters.

    `of_one_event`: offered only where the list shows one event. Where an index leads to all whom a value finds,
    `ids` answers a select of their ids, or `parties` one of their registrations' ids: among 100,000 guests a few are
    then found at once.
    """

    key: str
    label: Any
    choices: Choices
    condition: Callable[[str], ColumnElement[bool]]
    position: int
    of_one_event: bool = False
    ids: Callable[[str], Select[tuple[int]] | None] | None = None
    parties: Callable[[str], Select[tuple[int]] | None] | None = None


# What else stands in the list's address.
RESERVED = {"q", "event", "page", "after", "before", "letter", "count", "view", "columns", "deed", "who", "done"}
_filters: list[Filter] = []


def offer(one: Filter) -> Filter:
    """Give the guest list one more filter, in its place among the others."""
    if one.key in RESERVED or one.key in known():
        raise ValueError(f"two filters are called {one.key}")
    insort(_filters, one, key=lambda other: other.position)
    return one


def offered() -> list[Filter]:
    """All filters, in their order."""
    return list(_filters)


def known() -> dict[str, Filter]:
    return {one.key: one for one in _filters}
