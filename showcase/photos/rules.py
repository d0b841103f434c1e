"""How large a photograph must be for each use, whether it may be shown, and where its heart lies. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SIZES = (640, 1280, 2560)  # pixels, the longer side of what the web is given
PRINT = "print"  # the name of the twin for the press among a picture's variants
WANTED_PPI, LEAST_PPI = 300, 200  # sharp in print, and still bearable
WANTED_ON_SCREEN, LEAST_ON_SCREEN = 1.0, 0.6  # pixels of the photograph for each of the page
KEPT_AFTER_WITHDRAWAL = timedelta(days=30)
STEPS = 10  # places of the heart that pages tell apart on each axis, besides 0
_MM_PER_INCH = 25.4


class Consent(StrEnum):
    """Whether those who can be recognised agreed to be shown."""

    NOT_NEEDED = "not-needed"  # nobody can be recognised
    MISSING = "missing"  # somebody can, and has not been asked yet
    GIVEN = "given"
    WITHDRAWN = "withdrawn"

    @property
    def may_be_shown(self) -> bool:
        return self in (Consent.NOT_NEEDED, Consent.GIVEN)


class Use(StrEnum):
    """Where a photograph may stand."""

    FULL_PAGE = "full-page"  # A4 with bleed
    HALF_PAGE = "half-page"
    COLUMN = "column"
    WEB = "web"  # across the page of a wide screen


class Verdict(StrEnum):
    GOOD = "good"
    SOFT = "soft"
    TOO_SMALL = "too-small"


_PAPER_MM = {Use.FULL_PAGE: (216.0, 303.0), Use.HALF_PAGE: (216.0, 151.5), Use.COLUMN: (84.0, 63.0)}
_SCREEN = (1600, 900)


@dataclass(frozen=True)
class Fitness:
    """How a photograph stands in a place: `ppi` pixels for an inch of paper, 0 on a screen."""

    use: Use
    ppi: int
    wanted: tuple[int, int]  # pixels, for the best
    verdict: Verdict


def fitness(use: Use, width: int, height: int) -> Fitness:
    """Filled up to the edges, the photograph cut where it is too long."""
    if use is Use.WEB:
        share = min(width / _SCREEN[0], height / _SCREEN[1])
        return Fitness(use, 0, _SCREEN, _verdict(share, WANTED_ON_SCREEN, LEAST_ON_SCREEN))
    inches = [side / _MM_PER_INCH for side in _PAPER_MM[use]]
    ppi = min(width / inches[0], height / inches[1])
    wanted = (round(inches[0] * WANTED_PPI), round(inches[1] * WANTED_PPI))
    # A pixel more or less is nobody's fault: what has the pixels asked for is good.
    return Fitness(use, round(ppi), wanted, _verdict(round(ppi), WANTED_PPI, LEAST_PPI))


def fitnesses(width: int, height: int) -> list[Fitness]:
    return [fitness(use, width, height) for use in Use]


def smallest_for_print() -> tuple[int, int]:
    """Below this a photograph is sharp in no place on paper."""
    return fitness(Use.COLUMN, 1, 1).wanted


def focal_step(percent: int) -> int:
    """The nearest place that style sheets know: 0 to STEPS."""
    return round(min(max(percent, 0), 100) * STEPS / 100)


def goes_at(withdrawn_at: datetime) -> datetime:
    """When a withdrawn photograph is deleted with its files."""
    return withdrawn_at + KEPT_AFTER_WITHDRAWAL


def _verdict(value: float, wanted: float, least: float) -> Verdict:
    if value >= wanted:
        return Verdict.GOOD
    return Verdict.SOFT if value >= least else Verdict.TOO_SMALL
