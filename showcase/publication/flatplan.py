"""The book as it lies on the table: spreads of pages, which section stands where, and whether it fills whole sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .rules import SHEET


@dataclass(frozen=True)
class Page:
    """A page of a finished file; `begins` are the slugs of the sections that begin on it, `runs` the one running on."""

    number: int
    begins: tuple[str, ...]
    runs: str


@dataclass(frozen=True)
class Spread:
    """What lies open at once: the cover and the back cover have one side."""

    left: Page | None
    right: Page | None
    is_centre: bool = False  # of a stitched book: one sheet, not two


def spreads(count: int, starts: Sequence[tuple[str, int]]) -> list[Spread]:
    """`starts`: (section, its first page) in order; a section whose place is not known is left out."""
    pages = _pages(count, starts)
    found = []
    for left in range(0, count + 1, 2):
        sides = pages.get(left), pages.get(left + 1)
        if any(sides):
            found.append(Spread(*sides, count % SHEET == 0 and left == count // 2))
    return found


def _pages(count: int, starts: Sequence[tuple[str, int]]) -> Mapping[int, Page]:
    found, running = {}, ""
    for number in range(1, count + 1):
        begins = tuple(slug for slug, first in starts if first == number)
        found[number] = Page(number, begins, running)
        running = begins[-1] if begins else running
    return found


@dataclass(frozen=True)
class Sheets:
    """How far a number of pages is from whole sheets."""

    pages: int

    @property
    def are_whole(self) -> bool:
        return self.pages % SHEET == 0

    @property
    def to_add(self) -> int:
        return -self.pages % SHEET

    @property
    def to_take(self) -> int:
        return self.pages % SHEET


def ranges(count: int, starts: Sequence[tuple[str, int]]) -> dict[str, tuple[int, int]]:
    """Section → its first and last page."""
    found = {}
    for here, (slug, first) in enumerate(starts):
        following = next((other for _slug, other in starts[here + 1 :] if other > first), None)
        found[slug] = (first, count if following is None else max(first, following - 1))
    return found
