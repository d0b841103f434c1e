"""Place cards and table cards as PDF: a sheet is laid out once and filled for each, as tickets are.

A card is folded along its middle and stands; it says the same on both sides, one of them upside down on the sheet.
"""

from collections.abc import Sequence
from typing import NamedTuple

from flask import g, render_template

from ..core import pdf
from ..core.i18n import gettext as _
from ..core.pdf_design import Design, Designs, Leaf, filled
from ..registration.models import Event
from . import printed, wording
from .board import Board, Person
from .models import SeatingTable
from .rules import Kind

ON_A_SHEET = 4
SIZES = (16, 34, 76)  # letters of a name from which it is set smaller
WRITTEN = ("name", "name-long", "name-longer", "name-longest")
KHMER = ("khmer", "khmer-long")
KHMER_LONG = 26
BY_HAND = "." * 30  # for a name in letters that our print fonts lack
DESIGNS = 24
Lines = list[tuple[str, str]]
_designs = Designs(DESIGNS, "cards for tables")


class Card(NamedTuple):
    """What one card says: above the river, and below it."""

    above: Lines
    below: Lines

    @property
    def leaf(self) -> Leaf:
        return Leaf([*self.above, *self.below])


def place_cards(event: Event, title: str, cards: Sequence[Card]) -> bytes:
    """Four to an A4 sheet, to be cut out and folded."""
    return _printed(event, title, sheets_of(cards), "place")


def table_cards(event: Event, title: str, cards: Sequence[Card]) -> bytes:
    """One to an A4 sheet, which is folded to A5."""
    return _printed(event, title, [[card] for card in cards], "table")


def sheets_of(cards: Sequence[Card]) -> list[Sequence[Card]]:
    return [cards[first : first + ON_A_SHEET] for first in range(0, len(cards), ON_A_SHEET)]


def laid_out(event: Event, title: str, sheets: Sequence[Sequence[Card]], what: str) -> bytes:
    """The same file, every sheet laid out by the engine: for a design that cannot be filled, and to compare with."""
    return pdf.render(_html(event, title, sheets, what))


def place_card_of(board: Board, person: Person) -> Card:
    """A dotted line is left for a name in letters that our print fonts lack."""
    said = printed.names(person)
    above: Lines = [(WRITTEN[1], BY_HAND), ("second", said.name)] if said.by_hand else [(size_of(said.name), said.name)]
    if honorific := printed.words(person.honorific):
        above.insert(0, ("honorific", honorific))
    if said.second:
        above.append(("second", said.second))
    table = board.by_id[board.seats[person.id].table]
    below = [("table", _("Table %(number)d", number=table.number)), ("table-name", printed.words(table.name))]
    return Card(above, [line for line in below if line[1]])


def table_card_of(table: SeatingTable) -> Card:
    said = printed.words(table.name) or ("" if table.kind == Kind.FAMILIES else wording.kinds()[table.kind])
    return Card([("huge", str(table.number))], [("table-name", said)] if said else [])


def size_of(name: str) -> str:
    """The line on which a name of this length fits."""
    if any("\u1780" <= letter <= "\u17ff" for letter in name):
        return KHMER[len(name) > KHMER_LONG]
    return WRITTEN[sum(len(name) > size for size in SIZES)]


# Together they must not be higher than a side: on the last one of a sheet the engine would go to a second page.
SPECIMENS = {
    "place": Card(
        [(line, "Hường") for line in ("honorific", *WRITTEN, *KHMER, "second")],
        [("table", "12"), ("table-name", "Hường")],
    ),
    "table": Card([("huge", "12")], [("table-name", "Hường")]),
}


def _printed(event: Event, title: str, sheets: Sequence[Sequence[Card]], what: str) -> bytes:
    pages = []
    for sheet in sheets:
        design = _design(event, title, what, len(sheet))
        if design is None:
            return laid_out(event, title, sheets, what)
        pages.append((design, [card.leaf for card in sheet for _side in range(2)]))
    return filled(pages)


def _design(event: Event, title: str, what: str, cards: int) -> Design | None:
    key = (event.id, title, g.locale, what, cards)
    return _designs.get(key, lambda: _html(event, title, [[SPECIMENS[what]] * cards], what))


def _html(event: Event, title: str, sheets: Sequence[Sequence[Card]], what: str) -> str:
    return render_template("seating/cards_pdf.html", event=event, title=title, sheets=sheets, what=what)
