"""Badges as paper: what fits on a sheet, and where the next one begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

One = TypeVar("One")


class Paper(StrEnum):
    CARDS = "cards"  # A4 with eight of 90 × 55 mm, to cut out
    HOLDERS = "holders"  # A4 with four of A6, for holders on a ribbon
    LABELS = "labels"  # 62 × 100 mm, one a page, black alone: for label printers


ON_ONE = {Paper.CARDS: 8, Paper.HOLDERS: 4, Paper.LABELS: 1}


class Which(StrEnum):
    ALL = "all"
    NEW = "new"  # not printed yet
    CHANGED = "changed"  # something on it is no longer as it was printed


@dataclass(frozen=True)
class Place:
    """A part of a sheet that is filled: places from the first on, counted from 1."""

    first: int
    number: int


def sheets(badges: Sequence[One], paper: Paper, begin: int = 1) -> Iterator[tuple[Place, Sequence[One]]]:
    """The badges of each sheet. `begin`: the place at which the first sheet, from an earlier print, is still whole."""
    most = ON_ONE[paper]
    first = min(max(begin, 1), most)
    done = 0
    while done < len(badges):
        part = badges[done : done + most - first + 1]
        yield Place(first, len(part)), part
        done, first = done + len(part), 1
