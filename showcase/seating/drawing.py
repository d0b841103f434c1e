"""The room as a drawing: tables as they stand from the stage, with their seats. The same for screen and print."""

import math
from collections.abc import Callable

from markupsafe import Markup

from ..core.charts import FONT, SCREEN, element
from ..core.i18n import gettext as _
from . import wording
from .board import Board
from .models import SeatingTable
from .rules import Kind

CELL, LINE, AISLE, EDGE, STAGE = 116, 138, 48, 16, 64
TOP, CHAIRS, CHAIR = 38.0, 47.0, 4.2
# Colour, and a dash of the rim for grey paper.
RIMS = {
    Kind.FAMILIES: (SCREEN.edge, ""),
    Kind.PROTOCOL: (SCREEN.accent, ""),
    Kind.DELEGATION: ("#2B6F86", "9 4"),
    Kind.MONKS: ("#A8452A", "2 4"),
    Kind.VEGETARIAN: ("#1F5B43", "5 3"),
    Kind.CREW: ("#B8426B", "1 3"),
}
LONGEST_LINE = 15  # letters under a table


def room(
    board: Board,
    address: Callable[[SeatingTable], str] | None = None,
    written: Callable[[str], str] = str,
) -> Markup | None:
    """Stage above, aisle between, each table with its number and seats; None where none has a place.

    `written`: how words are put where the fonts lack letters.
    """
    placed = [(table, table.row, table.column) for table in board.tables if table.row and table.column]
    if not placed:
        return None
    rows = {row: n for n, row in enumerate(sorted({row for _table, row, _column in placed}))}
    columns = max(column for _table, _row, column in placed)
    aisle = board.plan.aisle if board.plan.aisle and board.plan.aisle < columns else None
    width = columns * CELL + (AISLE if aisle else 0) + 2 * EDGE
    height = STAGE + 2 * EDGE + len(rows) * LINE
    pieces = [_stage(width)]
    if aisle:
        pieces.append(_aisle(EDGE + aisle * CELL, STAGE + EDGE, height - EDGE))
    for table, row, column in placed:
        x = EDGE + (column - 0.5) * CELL + (AISLE if aisle and column > aisle else 0)
        y = STAGE + EDGE + rows[row] * LINE + CHAIRS + CHAIR
        drawn = _table(board, table, x, y, written)
        pieces.append(element("a", drawn, href=address(table)) if address else drawn)
    head = Markup('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="{}" role="group">').format(
        width, height, FONT
    )
    return head + element("title", _("The room, seen from above")) + Markup("").join(pieces) + Markup("</svg>")


def _stage(width: float) -> Markup:
    bar = element("rect", x=width * 0.25, y=0.0, width=width * 0.5, height=STAGE - 20.0, rx=2.0, fill=SCREEN.rule)
    return bar + _text(width / 2, STAGE / 2 - 4, _("The stage"), 16, weight=600)


def _aisle(x: float, top: float, bottom: float) -> Markup:
    band = element("rect", x=x + 8.0, y=top, width=AISLE - 16.0, height=bottom - top, fill=SCREEN.water)
    middle, half = x + AISLE / 2, (top + bottom) / 2
    word = element(
        "text",
        _("aisle"),
        x=middle,
        y=half,
        font_size=14.0,
        fill=SCREEN.quiet,
        text_anchor="middle",
        transform=f"rotate(-90 {middle:g} {half:g})",
    )
    return band + word


def _table(board: Board, table: SeatingTable, x: float, y: float, written: Callable[[str], str]) -> Markup:
    taken, free = len(board.at[table.id]), board.free(table)
    rim, dash = RIMS.get(Kind(table.kind), RIMS[Kind.FAMILIES])
    pieces = [_chair(n, table, taken, x, y) for n in range(table.capacity)]
    dashes = {"stroke_dasharray": dash} if dash else {}
    pieces.append(element("circle", cx=x, cy=y, r=TOP, fill=SCREEN.ground, stroke=rim, stroke_width=4.0, **dashes))
    pieces.append(_text(x, y + 4, str(table.number), 26, weight=600))
    pieces.append(_text(x, y + 22, f"{taken}/{table.capacity}", 13, fill=SCREEN.quiet if free >= 0 else "#A8452A"))
    said = written(table.name) or ("" if table.kind == Kind.FAMILIES else wording.kinds()[table.kind])
    for line, words in enumerate(_lines(said)):
        pieces.append(_text(x, y + CHAIRS + CHAIR + 15 + 15 * line, words, 12))
    spoken = _(
        "%(table)s: %(taken)d of %(capacity)d",
        table=written(wording.table(table)),
        taken=taken,
        capacity=table.capacity,
    )
    return element("g", element("title", spoken) + Markup("").join(pieces))


def _chair(number: int, table: SeatingTable, taken: int, x: float, y: float) -> Markup:
    angle = 2 * math.pi * number / table.capacity - math.pi / 2
    fill = SCREEN.ink if number < taken else SCREEN.accent if number < taken + table.held else SCREEN.ground
    return element(
        "circle",
        cx=round(x + CHAIRS * math.cos(angle), 1),
        cy=round(y + CHAIRS * math.sin(angle), 1),
        r=CHAIR,
        fill=fill,
        stroke=SCREEN.ink,
        stroke_width=1.0,
    )


def _text(x: float, y: float, words: str, size: float, weight: int = 400, fill: str = SCREEN.ink) -> Markup:
    return element(
        "text",
        words,
        x=float(x),
        y=float(y),
        font_size=float(size),
        font_weight=weight,
        fill=fill,
        text_anchor="middle",
    )


def _lines(words: str) -> list[str]:
    """Two short lines at most; the whole name stands in the list beside the drawing."""
    found = [""]
    for word in words.split():
        if found[-1] and len(found[-1]) + 1 + len(word) > LONGEST_LINE:
            found.append("")
        found[-1] = f"{found[-1]} {word}".strip()
    return found[:2] if words else []
