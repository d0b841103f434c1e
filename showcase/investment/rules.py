"""Which projects stand where, and how many there are behind each filter; pure functions."""

import functools
import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    CALLING = "calling"
    RUNNING = "running"
    PUBLIC = "public"


class Stage(StrEnum):
    """How far a project has come."""

    CALLING = "calling"
    NEGOTIATING = "negotiating"
    TAKEN = "taken"
    PLANNED = "planned"
    APPROVED = "approved"
    ESTABLISHED = "established"
    BUILDING = "building"
    COMPLETED = "completed"
    OPERATING = "operating"
    WITHDRAWN = "withdrawn"


class Land(StrEnum):
    """Whose the land is and whether it is free; unknown is no status."""

    PUBLIC = "public"
    CLEARED = "cleared"
    PARTLY_CLEARED = "partly-cleared"
    PRIVATE = "private"
    AUCTION_DUE = "auction-due"


class Form(StrEnum):
    """The legal ways to take part."""

    DOMESTIC = "domestic"
    FDI = "fdi"
    JOINT_VENTURE = "joint-venture"
    PPP = "ppp"
    SOCIAL = "social"


class View(StrEnum):
    """The two halves of the list: what looks for partners, and what has found its way."""

    CALLING = "calling"
    UNDER_WAY = "under-way"


KINDS = {View.CALLING: (Kind.CALLING,), View.UNDER_WAY: (Kind.RUNNING, Kind.PUBLIC)}
CONFIRMED_FOR = timedelta(days=365)  # after that a record asks to be confirmed again, unless it names a day itself
STALE_AFTER = 8  # years after which a list is history and its projects do not stand on a front page


@dataclass(frozen=True)
class Rate:
    """What a dollar cost on a day, and who published it."""

    vnd: float
    on: date
    source: str


class Band(StrEnum):
    """How much a project costs, in billions of đồng; or that its list leaves it to the investor."""

    SMALL = "0-100"
    MIDDLE = "100-500"
    LARGE = "500-2000"
    VAST = "2000-"
    OPEN = "investor"


LIMITS = {Band.SMALL: (0, 100), Band.MIDDLE: (100, 500), Band.LARGE: (500, 2000), Band.VAST: (2000, math.inf)}
SIDE_BY_SIDE = 4  # projects that a comparison shows
MOST_CHOSEN = 60  # projects that an address may name
# What a source may print as a range: the column of its lower end, or of the only number, and that of its upper end.
RANGES = (("area_ha", "area_ha_max"), ("capital_bn_vnd", "capital_bn_vnd_max"), ("capital_musd", "capital_musd_max"))
FACETS = ("kind", "sector", "unit", "stage", "capital", "land", "form")


class Facts(NamedTuple):
    """What filters ask of one project; each facet by its name, a value or several."""

    id: int
    kind: str
    sector: str
    unit: tuple[str, ...] = ()
    stage: str = ""
    capital: tuple[str, ...] = ()
    land: str = ""
    form: tuple[str, ...] = ()

    def values(self, facet: str) -> tuple[str, ...]:
        value = getattr(self, facet)
        if isinstance(value, str):
            return (value,) if value else ()
        return tuple(value)


@dataclass(frozen=True)
class Choice:
    """What a visitor has chosen; empty means all."""

    view: View = View.CALLING
    kind: str = ""
    sector: str = ""
    unit: str = ""
    stage: str = ""
    capital: str = ""
    land: str = ""
    form: str = ""

    def chosen(self) -> list[str]:
        """The facets that narrow the list."""
        return [facet for facet in FACETS if getattr(self, facet)]


class Index:
    """Which projects have which value, as sets of bits: thousands of projects are counted in no time.

    A project's bit is its place in the list.
    """

    def __init__(self, projects: Iterable[Facts]) -> None:
        self.projects = tuple(projects)
        self.places = {project.id: place for place, project in enumerate(self.projects)}
        self.everything = (1 << len(self.projects)) - 1
        places: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, project in enumerate(self.projects):
            for facet in FACETS:
                for value in project.values(facet):
                    places[facet, value].append(place)
        self.having: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        self.said: dict[str, int] = {}  # word → projects, as somebody has searched for it
        for (facet, value), found in places.items():
            self.having[facet][value] = bits(found)

    def of_view(self, view: View) -> int:
        return functools.reduce(int.__or__, (self.having["kind"].get(kind, 0) for kind in KINDS[view]), 0)

    def matching(self, choice: Choice, found: int, *, but: str = "") -> int:
        """Of what a search has found, the projects that pass all filters, one of them left out."""
        for facet in choice.chosen():
            if facet != but:
                found &= self.having[facet].get(getattr(choice, facet), 0)
        return found & self.of_view(choice.view)

    def counts(self, choice: Choice, found: int) -> dict[str, dict[str, int]]:
        """How many projects each further choice would leave; a filter does not narrow its own numbers."""
        numbers = {"view": {view.value: (found & self.of_view(view)).bit_count() for view in View}}
        for facet in FACETS:
            left = self.matching(choice, found, but=facet)
            numbers[facet] = {
                value: number for value, having in self.having[facet].items() if (number := (left & having).bit_count())
            }
        return numbers

    def take(self, found: int, start: int, count: int) -> list[Facts]:
        """Some of the projects of a set, in the order of the list."""
        signs = bin(found)[:1:-1]
        places = (place for place, sign in enumerate(signs) if sign == "1")
        return [self.projects[place] for place in itertools.islice(places, start, start + count)]


def bits(places: Iterable[int]) -> int:
    """A set of places as a number."""
    found = bytearray()
    for place in places:
        if place >> 3 >= len(found):
            found.extend(bytes((place >> 3) + 1 - len(found)))
        found[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(found, "little")


def bands(low: float | None, high: float | None, by_investor: bool) -> tuple[str, ...]:
    """The bands of capital that a project touches; a range may touch several."""
    if low is None:
        return (Band.OPEN.value,) if by_investor else ()
    top = low if high is None else high
    return tuple(band.value for band, (least, most) in LIMITS.items() if low < most and top >= least)


def may_stand_in_front(kind: str, list_year: str, edition_year: int) -> bool:
    """Only projects that call for partners, and only from a list that is not history."""
    years = [int(year) for year in re.findall(r"\d{4}", list_year)]
    return kind == Kind.CALLING and bool(years) and edition_year - max(years) <= STALE_AFTER


def review_on(verified_on: date | None, next_review_on: date | None) -> date | None:
    """The day from which a record is due for confirmation; none where nobody has ever confirmed it."""
    if next_review_on is not None:
        return next_review_on
    return verified_on + CONFIRMED_FOR if verified_on else None


def chosen(written: Iterable[str]) -> list[str]:
    """The slugs that an address names, `ids=a,b` or `ids=a&ids=b`, each once; no more than anybody chooses."""
    names = (name.strip() for text in written for name in text.split(","))
    return list(dict.fromkeys(name for name in names if name))[:MOST_CHOSEN]
