"""Which projects stand where, and how many there are behind each filter; pure functions."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    CALLING = "calling"
    RUNNING = "running"
    PUBLIC = "public"


class View(StrEnum):
    """The two halves of the list: what looks for partners, and what has found its way."""

    CALLING = "calling"
    UNDER_WAY = "under-way"


KINDS = {View.CALLING: (Kind.CALLING,), View.UNDER_WAY: (Kind.RUNNING, Kind.PUBLIC)}
STALE_AFTER = 8  # years after which a list is history and its projects do not stand on a front page


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
