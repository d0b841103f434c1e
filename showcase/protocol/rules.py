"""In which order people are introduced. Pure: what is known of each in, an order out.

The order is proposed: by group of rank, guests before hosts, by rank within the group, then by date in office, then by
age. What an officer places by hand stands behind the line that stood above it, wherever that line goes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any

TOP = 0  # stands for "above all lines" where a line's number is asked
FIRST_YEAR = 1900


class Rank(IntEnum):
    """Where somebody stands within a group; offices of equal weight share a number."""

    HEAD = 1  # secretary, chair, head of a delegation
    DEPUTY = 2
    MEMBER = 3
    FORMER = 4
    OTHER = 5


class State(StrEnum):
    """Whether who is to be introduced is there."""

    PRESENT = "present"
    ABSENT = "absent"  # expected, not seen at the door yet
    LEFT = "left"
    CANCELLED = "cancelled"  # does not come any more, and nobody is named instead
    UNKNOWN = "unknown"  # passes no door of ours: nothing tells


class Fault(StrEnum):
    """What an officer should look at in a line."""

    CANCELLED = "cancelled"
    NOT_ANSWERED = "not-answered"  # an office that has not said who comes
    NO_NAME = "no-name"
    NO_TITLE = "no-title"
    TWICE = "twice"  # the same person stands in another line
    INVITED_HIMSELF = "invited-himself"  # the substitute has an invitation or an answer of their own


class Kind(StrEnum):
    """What is given in a hand-over."""

    FLOWERS = "flowers"
    CERTIFICATE = "certificate"
    GIFT = "gift"
    CONTRIBUTION = "contribution"
    OTHER = "other"


@dataclass(frozen=True)
class Standing:
    """By what a line is placed; `group` is the group's position, None: in none."""

    number: int
    group: int | None
    is_host: bool
    rank: int
    since: date | None
    born: int | None  # year
    name: str  # as names are sorted


@dataclass(frozen=True)
class Placed:
    """A line placed by hand: behind line `after` (TOP: above all), as the `turn`th deed."""

    number: int
    after: int
    turn: int


def key(standing: Standing) -> tuple[Any, ...]:
    """What is known goes before what is not: the longer in office, the older."""
    return (
        (standing.group is None, standing.group or 0),
        standing.is_host,
        standing.rank,
        standing.since or date.max,
        standing.born or date.max.year,
        standing.name,
        standing.number,
    )


def proposed(standings: Iterable[Standing]) -> list[int]:
    """The lines' numbers in the order that the rules propose."""
    return [one.number for one in sorted(standings, key=key)]


def arranged(order: Sequence[int], by_hand: Iterable[Placed]) -> list[int]:
    """The proposed order with the lines that were placed by hand; one whose neighbour is gone stands as proposed."""
    wanted = {one.number: one for one in by_hand if one.number in order}
    found = [number for number in order if number not in wanted]
    waiting = sorted(wanted.values(), key=lambda one: one.turn)
    while waiting:
        here = next((one for one in waiting if one.after == TOP or one.after in found), None)
        if here is not None:
            found.insert(found.index(here.after) + 1 if here.after != TOP else 0, here.number)
        else:
            left = {one.number for one in waiting}
            here = next((one for one in waiting if one.after not in left), waiting[0])
            near = next((n for n in reversed(order[: order.index(here.number)]) if n in found), None)
            found.insert(found.index(near) + 1 if near is not None else 0, here.number)
        waiting.remove(here)
    return found


def above(order: Sequence[int], number: int) -> int:
    """The line that stands above another one; TOP where none does."""
    place = order.index(number)
    return order[place - 1] if place else TOP


def target(order: Sequence[int], number: int, up: bool) -> int | None:
    """Behind which line a line goes that is moved one step; None where it stands at that end already."""
    place = order.index(number)
    if up:
        return None if place == 0 else (order[place - 2] if place > 1 else TOP)
    return None if place == len(order) - 1 else order[place + 1]


def likely_rank(title: str) -> Rank:
    """What a title says of its rank by its first word, as titles in Vietnamese do; officers put it right."""
    words = title.casefold().split()
    first = words[0] if words else ""
    if first in ("nguyên", "cựu", "former"):
        return Rank.FORMER
    if first in ("phó", "deputy", "vice"):
        return Rank.DEPUTY
    if first in ("ủy", "uỷ", "thành", "member") and (first == "member" or (words[1:2] or [""])[0] in ("viên",)):
        return Rank.MEMBER
    if first in (
        "chủ",
        "bí",
        "trưởng",
        "hội",
        "giám",
        "tổng",
        "chánh",
        "hòa",
        "chair",
        "secretary",
        "president",
        "head",
    ):
        return Rank.HEAD
    return Rank.OTHER


def likely_group(title: str, words: Mapping[int, Iterable[str]]) -> int | None:
    """The group whose words a title holds, the longest word deciding; `words`: group's number → its words."""
    plain = title.casefold()
    hits = [
        (len(word), -order, number)
        for order, (number, own) in enumerate(words.items())
        for word in own
        if word and re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", plain)
    ]
    return max(hits)[2] if hits else None
