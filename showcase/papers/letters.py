"""How wide a text is in the papers' font: Tinos has the widths of Times New Roman."""

from functools import cache
from typing import NamedTuple

from fontTools.ttLib import TTFont

from .measures import FONT_FILES

POINT = 25.4 / 72  # in millimetres


class _Widths(NamedTuple):
    per_em: int
    missing: int
    of: dict[int, int]


def width(text: str, size: float, bold: bool = False) -> float:
    """In millimetres at a size in points, without kerning."""
    widths = _widths(bold)
    return sum(widths.of.get(ord(letter), widths.missing) for letter in text) / widths.per_em * size * POINT


@cache
def _widths(bold: bool) -> _Widths:
    with TTFont(FONT_FILES[bold, False], lazy=True) as font:
        advances = font["hmtx"].metrics
        found = {code: advances[name][0] for code, name in font.getBestCmap().items()}
        return _Widths(font["head"].unitsPerEm, advances[".notdef"][0], found)
