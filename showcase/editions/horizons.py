"""Draws a horizon from parts: what stands on the river's bank from left to right, and quieter below it its mirror.

Pure: parts and colours in, SVG out. Flat fills as attributes, so that it prints; the water line lies at two thirds.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from . import colours

WIDTH, HEIGHT, WATER = 1600, 600, 400
# Where the parts stand, and how large: the title of the page stands on the left, so the bank rises to the right.
PLACES = ((150, 0.42), (470, 0.5), (800, 0.62), (1130, 0.86), (1400, 1.0))
SUN = (980, 96)
_NOTE = re.compile(r"<desc>horizon:([a-z,]*)</desc>")
_MIRRORED = 0.55  # how far the mirror is from the drawing towards the page


class Part(StrEnum):
    NOTHING = ""
    TREES = "trees"
    PALMS = "palms"
    HILLS = "hills"
    ROOFS = "roofs"
    PAGODA = "pagoda"
    BRIDGE = "bridge"
    TURBINES = "turbines"
    BOATS = "boats"


class Shape(NamedTuple):
    """A path in its part's own measure: the bank at 0, up is negative. A line has a width."""

    path: str
    tone: str
    line: float = 0


def drawn(parts: Sequence[str], has_sun: bool, palette: Mapping[str, str]) -> str:
    """The horizon as SVG; `palette`: token → colour of one scheme."""
    tones = _tones(palette)
    quiet = {name: colours.mixed(tone, palette["ground"], _MIRRORED) for name, tone in tones.items()}
    note = ",".join([*parts, *(["sun"] if has_sun else [])])
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">',
        f"<desc>horizon:{note}</desc>",
        f'<defs><clipPath id="w"><path d="{_ripples()}"/></clipPath></defs>',
        *_bank(parts, has_sun, tones, ""),
        '<g clip-path="url(#w)">',
        *_bank(parts, has_sun, quiet, f'transform="translate(0 {WATER}) scale(1 -0.62) translate(0 {-WATER})"'),
        "</g>",
        f'<path d="M0 {WATER}H{WIDTH}" stroke="{palette["river"]}" stroke-width="3" fill="none"/>',
        "</svg>",
    ]
    return "\n".join(rows)


def parts_of(drawing: str) -> tuple[list[str], bool] | None:
    """What a horizon was put together from; None where the drawing is somebody's own."""
    found = _NOTE.search(drawing[:600])
    if found is None:
        return None
    names = found[1].split(",")
    parts = (names + [""] * len(PLACES))[: len(PLACES)]
    return [name if name in set(Part) else "" for name in parts], names[-1] == "sun"


def _bank(parts: Sequence[str], has_sun: bool, tones: Mapping[str, str], how: str) -> list[str]:
    rows = [f"<g {how}>".replace(" >", ">")]
    if has_sun:
        x, radius = SUN
        rows.append(f'<path d="M{x - radius} {WATER}a{radius} {radius} 0 0 1 {2 * radius} 0Z" fill="{tones["sun"]}"/>')
    for part, (x, size) in zip(parts, PLACES, strict=True):
        if part:
            rows.append(f'<g transform="translate({x} {WATER}) scale({size})">')
            rows += [_element(shape, tones) for shape in _SHAPES[Part(part)]()]
            rows.append("</g>")
    return [*rows, "</g>"]


def _element(shape: Shape, tones: Mapping[str, str]) -> str:
    if shape.line:
        return (
            f'<path d="{shape.path}" fill="none" stroke="{tones[shape.tone]}" stroke-width="{shape.line:g}"'
            ' stroke-linecap="round" stroke-linejoin="round"/>'
        )
    return f'<path d="{shape.path}" fill="{tones[shape.tone]}"/>'


def _tones(palette: Mapping[str, str]) -> dict[str, str]:
    ground, ink, sao, river = (palette[name] for name in ("ground", "ink", "sao", "river"))
    is_dark = colours.contrast(ground, "#000000") < 4
    return {
        "leaf": colours.mixed(sao, ground, 0.35) if is_dark else sao,
        "leaf-2": colours.mixed(sao, ground, 0.55 if is_dark else 0.3),
        "trunk": colours.mixed(palette["laterite"], ground if is_dark else ink, 0.55),
        "roof": palette["laterite"],
        "roof-2": palette["saffron"],
        "wall": colours.mixed(ground, palette["saffron"], 0.3),
        "steel": colours.mixed(river, ground, 0.25),
        "far": colours.mixed(river, ground, 0.6),
        "far-2": colours.mixed(sao, ground, 0.6),
        "sun": palette["saffron"],
        "cloth": palette["lotus"],
    }


def _ripples() -> str:
    """Bands of water, wider apart with the distance from the bank."""
    bands, y, height = [], WATER + 6.0, 13.0
    while y < HEIGHT - 20:
        bands.append(f"M0 {y:.0f}H{WIDTH}V{y + height:.0f}H0Z")
        y, height = y + height + 3 + (y - WATER) / 14, height * 0.94
    return "".join(bands)


def _disc(x: float, y: float, wide: float, high: float) -> str:
    return f"M{x - wide:g} {y:g}a{wide:g} {high:g} 0 1 1 {2 * wide:g} 0a{wide:g} {high:g} 0 1 1 {-2 * wide:g} 0Z"


def _box(x: float, y: float, wide: float, high: float) -> str:
    return f"M{x:g} {y:g}h{wide:g}v{high:g}h{-wide:g}Z"


def _trees() -> list[Shape]:
    shapes = []
    for x, high in ((-112, 190), (-36, 262), (50, 226), (128, 282)):
        shapes.append(Shape(f"M{x - 7} 0L{x - 3} {-high}h6L{x + 7} 0Z", "trunk"))
        shapes.append(
            Shape(
                f"M{x} {-high * 0.62:g}L{x - 34} {-high * 0.82:g}M{x} {-high * 0.7:g}l36 {-high * 0.16:g}", "trunk", 5
            )
        )
        for dx, dy, wide, tone in (
            (-36, 0.8, 44, "leaf-2"),
            (38, 0.84, 42, "leaf"),
            (0, 0.96, 58, "leaf"),
            (14, 1.04, 34, "leaf-2"),
        ):
            shapes.append(
                Shape(f"M{x + dx - wide} {-high * dy + 14:g}a{wide} {wide * 0.62:g} 0 0 1 {2 * wide} 0Z", tone)
            )
    return [*shapes, Shape("M-190 0q40 -26 90 -12t100 -6t120 4t70 14Z", "leaf")]


def _palms() -> list[Shape]:
    shapes = []
    for x, high, lean in ((-90, 150, -26), (-10, 210, 20), (84, 176, 34)):
        top_x, top_y = x + lean, -high
        shapes.append(Shape(f"M{x} 0Q{x} {-high * 0.6:g} {top_x} {top_y}", "trunk", 9))
        for dx, dy in ((-74, 26), (-60, -22), (-16, -46), (34, -44), (70, -12), (72, 36)):
            shapes.append(
                Shape(f"M{top_x} {top_y}q{dx * 0.5:g} {dy - 30:g} {dx} {dy}q{-dx * 0.3:g} {-18} {-dx} {-dy}Z", "leaf")
            )
        shapes.append(Shape(_disc(top_x, top_y + 6, 9, 8), "roof"))
    return [*shapes, Shape("M-170 0q60 -22 150 -10t190 10Z", "leaf-2")]


def _hills() -> list[Shape]:
    return [
        Shape("M-240 0C-170 -60 -120 -150 -60 -156S60 -70 120 -52S210 -20 250 0Z", "far"),
        Shape("M-120 0C-40 -50 10 -112 70 -112S190 -36 270 0Z", "far-2"),
        Shape("M-250 0C-190 -34 -130 -62 -70 -50S60 -8 110 0Z", "leaf-2"),
    ]


def _roofs() -> list[Shape]:
    shapes = []
    for x, wide, high, tone in (
        (-170, 84, 56, "roof"),
        (-84, 70, 88, "roof-2"),
        (-10, 92, 62, "roof"),
        (84, 74, 96, "roof"),
    ):
        shapes.append(Shape(_box(x, -high, wide, high), "wall"))
        shapes.append(Shape(f"M{x - 9} {-high}L{x + wide / 2:g} {-high - 42}L{x + wide + 9} {-high}Z", tone))
        shapes.append(Shape(_box(x + wide / 2 - 8, -high + 18, 16, high - 18), "trunk"))
    return [*shapes, Shape("M-200 0q50 -18 120 -10t140 0t130 10Z", "leaf-2")]


def _pagoda() -> list[Shape]:
    shapes = [Shape(_box(-120, -22, 240, 22), "roof-2"), Shape(_box(-92, -92, 184, 72), "wall")]
    shapes += [Shape(_box(x, -84, 14, 62), "roof-2") for x in (-84, -42, 28, 70)]
    shapes.append(Shape("M-16 -20v-40a16 16 0 0 1 32 0v40Z", "trunk"))
    for level, half in ((92, 128), (140, 92), (184, 58)):
        eave, ridge = f"{half * 0.6:g}", f"{half * 0.8:g}"
        roof = f"M{-half} {-level}q{half * 0.45:g} -8 {eave} -52h{ridge}q{half * 0.15:g} 44 {eave} 52Z"
        shapes += [Shape(roof, "roof"), Shape(f"M{-half} {-level}h{2 * half}", "roof-2", 6)]
    return [*shapes, Shape("M-20 -232L0 -318L20 -232Z", "roof-2"), Shape("M0 -310V-340", "roof-2", 4)]


def _bridge() -> list[Shape]:
    shapes = [Shape("M-330 -62Q0 -96 330 -62", "steel", 9)]
    for x in (-130, 130):
        for step in range(1, 8):
            shapes.append(
                Shape(
                    f"M{x} {-250 + step * 12}L{x - step * 24} -74M{x} {-250 + step * 12}L{x + step * 24} -78", "far", 2
                )
            )
        shapes.append(Shape(f"M{x - 15} 0L{x - 6} -262h12L{x + 15} 0h-9L{x} -150L{x - 6} 0Z", "steel"))
    return [*shapes, *(Shape(_box(x, -68, 8, 68), "steel") for x in (-310, -240, 232, 302))]


def _turbines() -> list[Shape]:
    shapes = []
    for x, high, blade, turn, tone in (
        (-150, 190, 74, 8, "far"),
        (-20, 250, 96, -14, "steel"),
        (130, 214, 84, 26, "far"),
    ):
        shapes.append(Shape(f"M{x - 6} 0L{x - 2.5} {-high}h5L{x + 6} 0Z", tone))
        for third in range(3):
            shapes.append(Shape(_blade(x, -high, blade, turn + 120 * third), tone))
        shapes.append(Shape(_disc(x, -high, 6, 6), tone))
    return shapes


def _blade(x: float, y: float, length: float, turn: float) -> str:
    def at(along: float, across: float) -> str:
        sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
        return f"{x + along * sine + across * cosine:.1f} {y - along * cosine + across * sine:.1f}"

    return f"M{at(0, -4)}L{at(length * 0.3, -8)}L{at(length, 0)}L{at(0, 4)}Z"


def _boats() -> list[Shape]:
    return [*_boat(-110, 0.8), *_boat(70, 1.2)]


def _boat(x: float, size: float) -> list[Shape]:
    def by(*numbers: float) -> str:
        return " ".join(f"{number * size:g}" for number in numbers)

    hull = f"M{x - 80 * size:g} {by(-22)}q{by(80, 26, 160, 0)}q{by(-14, 24, -40, 24)}h{by(-80)}q{by(-26, 0, -40, -24)}Z"
    return [
        Shape(hull, "trunk"),
        Shape(f"M{x} {by(-16)}V{by(-150)}", "trunk", 4),
        Shape(f"M{x + 4} {by(-146)}q{by(66, 54, 60, 112)}h{by(-60)}Z", "cloth"),
        Shape(f"M{x - 4} {by(-120)}q{by(-44, 46, -46, 86)}h{by(46)}Z", "roof-2"),
    ]


_SHAPES: dict[Part, Callable[[], list[Shape]]] = {
    Part.TREES: _trees,
    Part.PALMS: _palms,
    Part.HILLS: _hills,
    Part.ROOFS: _roofs,
    Part.PAGODA: _pagoda,
    Part.BRIDGE: _bridge,
    Part.TURBINES: _turbines,
    Part.BOATS: _boats,
}
