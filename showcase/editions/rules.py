"""Who holds an office when, and in what capacity an office signs. Pure: terms in, answers out."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Protocol, TypeVar


class Term(Protocol):
    """The days on which somebody holds an office: from `begins_on`, until before `ends_on` (None: still)."""

    @property
    def begins_on(self) -> date: ...

    @property
    def ends_on(self) -> date | None: ...


class Capacity(StrEnum):
    """The forms of signing that administrative papers know, by the letters before the post."""

    OWN = ""
    DEPUTY = "KT"  # ký thay: in the place of one's superior
    BY_ORDER = "TL"  # thừa lệnh
    EMPOWERED = "TUQ"  # thừa ủy quyền
    ACTING = "Q"  # quyền: holds the post for the time being

    @property
    def names_another(self) -> bool:
        """Whether the signature says in whose place, by whose order or authority."""
        return self in (Capacity.DEPUTY, Capacity.BY_ORDER, Capacity.EMPOWERED)


T = TypeVar("T", bound=Term)


def holds_on(term: Term, day: date) -> bool:
    return term.begins_on <= day and (term.ends_on is None or day < term.ends_on)


def in_office(terms: Iterable[T], day: date) -> T | None:
    """Whose term the day lies in; an office has at most one holder."""
    return next((term for term in terms if holds_on(term, day)), None)


def last_before(terms: Iterable[T], day: date) -> T | None:
    """Who was the last to leave the office up to a day."""
    over = [term for term in terms if term.ends_on is not None and term.ends_on <= day]
    return max(over, key=lambda term: term.begins_on, default=None)


def next_after(terms: Iterable[T], day: date) -> T | None:
    """Who is known to enter the office after a day."""
    return min((term for term in terms if term.begins_on > day), key=lambda term: term.begins_on, default=None)


def overlap(one: Term, other: Term) -> bool:
    """Whether two terms share a day."""
    first, second = sorted((one, other), key=lambda term: term.begins_on)
    return holds_on(first, second.begins_on)


def clash(terms: Iterable[T]) -> tuple[T, T] | None:
    """The first two neighbours that share a day."""
    ordered = sorted(terms, key=lambda term: term.begins_on)
    return next((pair for pair in pairwise(ordered) if overlap(*pair)), None)
