"""Badges as PDF: each kind of sheet is laid out once and filled; every text is as large as there is room for it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flask import render_template

from ..core import pdf, qr
from ..core.pdf_design import Design, Designs, Leaf, Unfillable, filled
from ..registration.models import Event
from ..registration.print_runs import OnSheet
from . import faces, rules
from .faces import Badge, Words
from .rules import Paper, Place

DESIGNS = 32  # kept a process: the whole sheets, and those that begin or end in the middle
SOME = 50  # badges between two words about how far it is
_designs = Designs(DESIGNS, "badges")


class Face(NamedTuple):
    """A badge with its lines at their sizes, (line, text) from top to bottom."""

    lines: Sequence[tuple[str, str]]
    fixed: Sequence[tuple[str, str]]
    code: str

    @property
    def leaf(self) -> Leaf:
        return Leaf([*self.lines, *self.fixed], self.code)


SPECIMEN = Face(list(faces.lines()), [], "0" * 191)


def badges_pdf(
    event: Event, badges: Sequence[Badge], paper: Paper, begin: int = 1, on_sheet: OnSheet = lambda _done: None
) -> bytes:
    """One file; `begin`: the place on the first sheet at which it is still whole."""
    measure = _design(event, paper, Place(1, rules.ON_ONE[paper]))
    if measure is None:
        raise Unfillable("no sheet of badges can be filled")
    words = faces.words()
    fitted: list[Face] = []
    for first in range(0, len(badges), SOME):
        fitted += [_face(measure, badge, words) for badge in badges[first : first + SOME]]
        on_sheet(len(fitted))
    pages = []
    for place, part in rules.sheets(fitted, paper, begin):
        design = _design(event, paper, place)
        if design is None:
            raise Unfillable("no sheet of badges can be filled")
        pages.append((design, [face.leaf for face in part]))
    return filled(pages)


def laid_out(event: Event, badges: Sequence[Badge], paper: Paper, begin: int = 1) -> bytes:
    """The same file, every page laid out by the engine: to compare with."""
    measure = _design(event, paper, Place(1, rules.ON_ONE[paper]))
    assert measure is not None
    words = faces.words()
    fitted = [_face(measure, badge, words) for badge in badges]
    return pdf.render(_html(event, paper, list(rules.sheets(fitted, paper, begin)), is_afresh=True))


def _face(measure: Design, badge: Badge, words: Words) -> Face:
    try:
        lines = measure.fitted(badge.elastic)
    except Unfillable:  # a name of hundreds of the widest letters: written by hand rather than cut
        lines = [("given-1", faces.BY_HAND[:12])]
    return Face(lines, badge.fixed(words), badge.code)


def _design(event: Event, paper: Paper, place: Place) -> Design | None:
    """A sheet of the event's badges with these places empty."""
    return _designs.get((event.id, paper, place), lambda: _html(event, paper, [(place, [SPECIMEN] * place.number)]))


def _html(event: Event, paper: Paper, sheets: Sequence[tuple[Place, Sequence[Face]]], is_afresh: bool = False) -> str:
    shown: dict[str, Any] = {
        "sheets": sheets,
        "event": event,
        "paper": paper,
        "words": faces.words(),
        "is_afresh": is_afresh,
        "qr_svg": qr.svg,
        "marks": list(_marks(paper)),
    }
    return render_template("badges/badges_pdf.html", **shown)


def _marks(paper: Paper) -> Iterator[str]:
    """Names of the lines outside the badges that show where to cut."""
    across, down = {Paper.CARDS: (3, 5), Paper.HOLDERS: (1, 1), Paper.LABELS: (0, 0)}[paper]
    yield from (f"across-{number} {end}" for number in range(1, across + 1) for end in ("top", "bottom"))
    yield from (f"down-{number} {end}" for number in range(1, down + 1) for end in ("left", "right"))
