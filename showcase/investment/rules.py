"""Which projects stand where, and how many there are behind each filter; pure functions."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


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


@dataclass(frozen=True)
class Facts:
    """What filters ask of one project."""

    id: int
    kind: str
    sector: str
    units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Choice:
    """What a visitor has chosen; empty means all."""

    view: View = View.CALLING
    kind: str = ""
    sector: str = ""
    unit: str = ""

    def matches(self, project: Facts, *, but: str = "") -> bool:
        """Whether a project passes all filters, one of them left out."""
        return (
            project.kind in KINDS[self.view]
            and (but == "kind" or not self.kind or project.kind == self.kind)
            and (but == "sector" or not self.sector or project.sector == self.sector)
            and (but == "unit" or not self.unit or self.unit in project.units)
        )


def counts(projects: Iterable[Facts], choice: Choice) -> dict[str, Counter[str]]:
    """How many projects each further choice would leave; a filter does not narrow its own numbers."""
    found: dict[str, Counter[str]] = {"view": Counter(), "kind": Counter(), "sector": Counter(), "unit": Counter()}
    for project in projects:
        view = next(view for view, kinds in KINDS.items() if project.kind in kinds)
        found["view"][view] += 1
        if choice.matches(project, but="kind"):
            found["kind"][project.kind] += 1
        if choice.matches(project, but="sector"):
            found["sector"][project.sector] += 1
        if choice.matches(project, but="unit"):
            found["unit"].update(project.units)
    return found


def may_stand_in_front(kind: str, list_year: str, edition_year: int) -> bool:
    """Only projects that call for partners, and only from a list that is not history."""
    years = [int(year) for year in re.findall(r"\d{4}", list_year)]
    return kind == Kind.CALLING and bool(years) and edition_year - max(years) <= STALE_AFTER


def review_on(verified_on: date | None, next_review_on: date | None) -> date | None:
    """The day from which a record is due for confirmation; none where nobody has ever confirmed it."""
    if next_review_on is not None:
        return next_review_on
    return verified_on + CONFIRMED_FOR if verified_on else None
