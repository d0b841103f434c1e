"""The picture that a shared link shows: a title over the river, drawn as PNG in the house's colours and letters.

Letters are shaped by HarfBuzz (in Pillow), so Vietnamese marks and Khmer signs stand where they belong.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

import fontpkg
from PIL import Image, ImageDraw, ImageFont

from .search import ZERO_WIDTH_SPACE, is_unspaced

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
WATER = 452  # where the river runs
DESIGN = 1  # raise it with every change of the drawing
LARGEST, SMALLEST, STEP = 76, 34, 6
_TALL = {False: 1.34, True: 1.62}  # line heights; Khmer stacks more
_SUN = (1010, 132)
_TITLE_WIDTH = WIDTH - 2 * MARGIN


@dataclass(frozen=True)
class Card:
    """What stands on it: what kind of thing, its title, one figure or date, and whose it is."""

    title: str
    kind: str = ""
    figure: str = ""
    host: str = ""


@dataclass(frozen=True)
class Fitted:
    """A text broken into lines of a size at which it fits."""

    lines: tuple[str, ...]
    size: int
    leading: int
    is_cut: bool = False

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)


def draw(card: Card, colours: Mapping[str, str]) -> bytes:
    """The card as PNG, 1200 by 630."""
    picture = _river(colours)
    pen = ImageDraw.Draw(picture)
    top = MARGIN - 12
    if card.kind:
        kind = fitted(card.kind, _TITLE_WIDTH, 48, 28, 600)
        _write(pen, kind, top, colours["sao"], 600)
        top += kind.height + 6
    figure = fitted(card.figure, _TITLE_WIDTH - 2 * _SUN[1], 76, 52, 700) if card.figure else None
    title = _above_the_sun(card.title, top, WATER - 12 - (figure.height if figure else 0))
    _write(pen, title, top, colours["ink"], 700)
    if figure:
        _write(pen, figure, WATER - figure.height - 10, colours["saffron-text"], 700)
    if card.host:
        host = fitted(card.host, 780, HEIGHT - WATER - 60, 30, 600)
        _write(pen, host, HEIGHT - 34 - host.height, colours["ink"], 600)
    output = io.BytesIO()
    picture.save(output, "PNG", optimize=True)
    return output.getvalue()


def _above_the_sun(title: str, top: int, bottom: int) -> Fitted:
    """Over the whole width above the sun, or narrower and down to its side: whichever is larger."""
    x, radius = _SUN
    wide = fitted(title, _TITLE_WIDTH, min(bottom, WATER - radius - 12) - top)
    beside = fitted(title, x - radius - MARGIN - 32, bottom - top)
    return beside if (beside.size, wide.is_cut) > (wide.size, beside.is_cut) else wide


def fitted(text: str, width: int, height: int, largest: int = LARGEST, weight: int = 700) -> Fitted:
    """A text as large as it may be in a box; one that fits at no size is cut, and says so."""
    text = " ".join(text.split())[:600]
    smallest = min(largest, SMALLEST if largest >= SMALLEST else largest - 8)
    for size in (*range(largest, smallest, -STEP), smallest):
        leading = round(size * _TALL[is_unspaced(text)])
        lines = list(_lines(text, size, weight, width))
        if leading * len(lines) <= height:
            return Fitted(tuple(lines), size, leading)
    kept = lines[: max(1, height // leading)]
    last = kept[-1]
    while last and length(last + "…", size, weight) > width:
        last = last[:-1]
    return Fitted((*kept[:-1], last.rstrip() + "…"), size, leading, True)


def length(text: str, size: int, weight: int) -> float:
    return sum(_font(khmer, size, weight).getlength(run) for khmer, run in _runs(text))


def _lines(text: str, size: int, weight: int, width: int) -> Iterator[str]:
    line = ""
    for piece in _pieces(text, size, weight, width):
        if line and length((line + piece).rstrip(), size, weight) > width:
            yield line.rstrip()
            line = ""
        line += piece
    yield line.rstrip()


def _pieces(text: str, size: int, weight: int, width: int) -> Iterator[str]:
    """What a line may end behind: words, Khmer words, and parts of a word that is wider than the line."""
    for word in text.replace(" ", " \0").replace(ZERO_WIDTH_SPACE, "\0").split("\0"):
        part = ""
        for letter in word if length(word, size, weight) > width else ():
            if length(part + letter, size, weight) > width:
                yield part
                part = ""
            part += letter
        yield part or word


def _write(pen: ImageDraw.ImageDraw, text: Fitted, top: int, colour: str, weight: int) -> None:
    for number, line in enumerate(text.lines):
        x, base = float(MARGIN), top + number * text.leading + round(text.leading * 0.76)
        for khmer, run in _runs(line):
            font = _font(khmer, text.size, weight)
            pen.text((x, base), run, colour, font, anchor="ls")
            x += font.getlength(run)


def _runs(text: str) -> list[tuple[bool, str]]:
    """Stretches of one script, each with the letters of its own font."""
    spaces = {" ", "\u00a0"}
    found: list[tuple[bool, str]] = []
    for khmer, letters in groupby(text, lambda sign: is_unspaced(sign)):
        run = "".join(letters)
        if found and set(run) <= spaces:
            found[-1] = (found[-1][0], found[-1][1] + run)
        elif found and found[-1][0] == khmer:
            found[-1] = (khmer, found[-1][1] + run)
        else:
            found.append((khmer, run))
    return found


@lru_cache(maxsize=64)
def _font(khmer: bool, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(_file(khmer, weight), size, layout_engine=ImageFont.Layout.RAQM)
    if khmer:
        font.set_variation_by_axes([100, weight] if font.get_variation_axes()[0]["name"] == b"Width" else [weight, 100])
    return font


@cache
def _file(khmer: bool, weight: int) -> str:
    family = fontpkg.family("noto-sans-khmer" if khmer else "be-vietnam-pro")
    found = (file for file in family.files if file.style == "normal" and (khmer or file.weight == weight))
    return str(next(found).path)


def _river(colours: Mapping[str, str]) -> Image.Image:
    """The sun half above the water, its mirror in bands below, wider apart with the distance."""
    fine = 2  # drawn larger and made smaller, so that the sun is round
    picture = Image.new("RGB", (fine * WIDTH, fine * HEIGHT), colours["ground"])
    pen = ImageDraw.Draw(picture)

    def band(left: float, top: float, right: float, bottom: float, colour: str) -> None:
        pen.rectangle((fine * left, fine * top, fine * right - 1, fine * bottom - 1), fill=colours[colour])

    x, radius = _SUN
    sun = (x - radius, WATER - radius, x + radius, WATER + radius)
    pen.pieslice([fine * side for side in sun], 180, 360, fill=colours["saffron"])
    y, thick = WATER + 10.0, 9.0
    while y < HEIGHT - 40:
        half = max(0.0, radius**2 - (y - WATER) ** 2 * 0.75) ** 0.5
        band(x - half, y, x + half, y + thick, "saffron-wash")
        band(WIDTH - 360, y + thick, WIDTH, y + thick + 2, "river-wash")
        y, thick = y + thick + 7 + (y - WATER) / 12, thick * 0.96
    band(0, WATER - 2, WIDTH, WATER + 2, "river")
    return picture.reduce(fine)
