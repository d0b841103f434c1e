"""Charts and maps as SVG with presentation attributes only: the same object for screen and print.

Classes and styles would be dropped by the strict policy of the screen and by the print engine.
Colours are those of the palette as written on light paper; on a dark screen static/core/components/chart.css
answers for them. Series differ by marker and label as well as by colour, so that they survive grey printing.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from markupsafe import Markup

FONT = "Be Vietnam Pro, sans-serif"
SMALL, PLAIN, LARGE = 14.0, 15.0, 20.0  # sizes of letters in a drawing
Format = Callable[[float], str]


@dataclass(frozen=True)
class Palette:
    """The colours of a drawing; print gives its own."""

    ground: str = "#FBF7EE"
    ink: str = "#12261F"
    quiet: str = "#48584F"
    edge: str = "#7B867D"
    rule: str = "#E6E0D2"
    series: tuple[str, ...] = ("#2B6F86", "#A8452A", "#1F5B43", "#B8426B")
    accent: str = "#D98A1F"  # the one value to look at, as a fill
    accent_text: str = "#8A5410"
    water: str = "#DEEAEC"
    land: str = "#FBF7EE"
    scale: tuple[str, ...] = ("#E4EEEF", "#B5D0D7", "#7FAEBC", "#47869B", "#1D5468")


SCREEN = Palette()


@dataclass(frozen=True)
class Point:
    at: float  # its place on the time axis, in years
    value: float
    label: str  # the period in words
    text: str  # the value in words
    later: bool = False  # known only after the year that the reader holds in hand
    tick: str = ""  # the period as the axis has room for it

    @property
    def under(self) -> str:
        return self.tick or self.label


@dataclass(frozen=True)
class Shape:
    """A place on a map: a GeoJSON geometry and what is said of it."""

    code: str
    name: str
    geometry: dict[str, Any]
    label_at: tuple[float, float] | None = None
    value: float | None = None
    text: str = ""
    url: str = ""
    marked: bool = False


@dataclass
class _Drawing:
    """Collects the pieces of one SVG."""

    width: float
    height: float
    title: str
    desc: str
    key: str  # makes the ids of title and description unique on a page
    pieces: list[Markup] = field(default_factory=list)

    def add(self, tag: str, inner: str | Markup = "", **attributes: Any) -> None:
        self.pieces.append(element(tag, inner, **attributes))

    def svg(self) -> Markup:
        # An image holds nothing to press; a map with links is a group of them.
        role = "group" if any("<a " in piece for piece in self.pieces) else "img"
        head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="{}" aria-labelledby="{}-t {}-d">'
            '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>'
        ).format(_n(self.width), _n(self.height), role, self.key, self.key, self.key, self.title, self.key, self.desc)
        return head + Markup("").join(self.pieces) + Markup("</svg>")


def element(tag: str, inner: str | Markup = "", **attributes: Any) -> Markup:
    """An SVG element; attribute names are given with _ for -, numbers are shortened."""
    written = Markup("").join(
        Markup(' {}="{}"').format(name.strip("_").replace("_", "-"), _n(value) if isinstance(value, float) else value)
        for name, value in attributes.items()
        if value is not None
    )
    return Markup("<{0}{1}>{2}</{0}>").format(tag, written, inner)


# Time series


def columns(
    points: Sequence[Point],
    *,
    title: str,
    desc: str,
    key: str,
    axis: Format,
    width: float = 640,
    height: float = 280,
    palette: Palette = SCREEN,
) -> Markup:
    """Amounts as columns that stand on zero, each with its value; the newest is the one to look at."""
    drawing = _Drawing(width, height, title, desc, key)
    low, high = _limits([0.0, *(p.value for p in points)])
    top, bottom = 30.0, height - (34.0 if low >= 0 else 62.0)
    y = _scale(low, high, bottom, top)
    newest = _newest(points)
    places = _places(points, 8.0, width - 8.0)
    step = min((b - a for a, b in pairwise(places)), default=width / 3)
    thick = min(64.0, max(8.0, step * 0.62))
    for point, x in zip(points, places, strict=True):
        tone = palette.accent if point is newest else palette.series[0]
        outlined = {"stroke": palette.series[0], "stroke_width": 1.5, "stroke_dasharray": "4 3"} if point.later else {}
        drawing.add(
            "rect",
            element("title", f"{point.label}: {point.text}"),
            x=x - thick / 2,
            y=min(y(point.value), y(0)),
            width=thick,
            height=max(1.0, abs(y(point.value) - y(0))),
            fill="none" if point.later else tone,
            **outlined,
        )
    above = [(x, y(p.value) - 8 if p.value >= 0 else y(p.value) + 20) for p, x in zip(points, places, strict=True)]
    _value_labels(drawing, points, above, axis, palette)
    _period_labels(drawing, points, places, palette)
    drawing.add("line", x1=0, y1=y(0), x2=width, y2=y(0), stroke=palette.ink, stroke_width=1.5)
    return drawing.svg()


def line(
    points: Sequence[Point],
    *,
    title: str,
    desc: str,
    key: str,
    axis: Format,
    from_zero: bool = True,
    turned: bool = False,
    width: float = 640,
    height: float = 280,
    palette: Palette = SCREEN,
) -> Markup:
    """A rate or a rank over time. Years without a figure are bridged by dots, not by a line.

    `turned`: one is best (a rank), so small values stand high and there is no zero to stand on.
    """
    drawing = _Drawing(width, height, title, desc, key)
    values = [p.value for p in points]
    low, high = _limits([0.0, *values] if from_zero and not turned else values)
    top, bottom = 38.0, height - 66.0
    y = _scale(low, high, top, bottom) if turned else _scale(low, high, bottom, top)
    places = _places(points, 40.0, width - 40.0)
    if not turned and low <= 0 <= high:
        drawing.add("line", x1=0, y1=y(0), x2=width, y2=y(0), stroke=palette.ink, stroke_width=1.5)
    else:
        drawing.add("line", x1=0, y1=height - 34, x2=width, y2=height - 34, stroke=palette.rule, stroke_width=1.5)
    newest = _newest(points)
    tone = palette.series[0]
    for (a, xa), (b, xb) in pairwise(zip(points, places, strict=True)):
        gap = b.at - a.at > 1.01
        drawing.add(
            "line",
            x1=xa,
            y1=y(a.value),
            x2=xb,
            y2=y(b.value),
            stroke=tone,
            stroke_width=2.0 if gap or b.later else 3.0,
            stroke_linecap="round",
            stroke_dasharray="1 7" if gap or b.later else None,
        )
    for point, x in zip(points, places, strict=True):
        is_newest = point is newest
        drawing.add(
            "circle",
            element("title", f"{point.label}: {point.text}"),
            cx=x,
            cy=y(point.value),
            r=8.0 if is_newest else 5.0,
            fill=palette.ground if point.later else palette.accent if is_newest else tone,
            stroke=tone if point.later else palette.ground,
            stroke_width=2.0,
        )
    labels = [
        (x, y(p.value) + (26 if _label_goes_below(points, i, turned) else -14))
        for i, (p, x) in enumerate(zip(points, places, strict=True))
    ]
    _value_labels(drawing, points, labels, axis, palette)
    _period_labels(drawing, points, places, palette)
    return drawing.svg()


def spark(values: Sequence[float], *, turned: bool = False, palette: Palette = SCREEN) -> Markup:
    """A word-sized line with its last value marked; an ornament of the number beside it, so hidden from readers."""
    width, height, margin = 96.0, 28.0, 5.0
    low, high = min(values), max(values)
    y = _scale(low, high, margin, height - margin) if turned else _scale(low, high, height - margin, margin)
    step = (width - 2 * margin) / max(1, len(values) - 1)
    dots = [(margin + step * i, y(value)) for i, value in enumerate(values)]
    path = " ".join(f"{_n(x)},{_n(at)}" for x, at in dots)
    drawn = element(
        "polyline",
        points=path,
        fill="none",
        stroke=palette.series[0],
        stroke_width=2.0,
        stroke_linecap="round",
        stroke_linejoin="round",
    ) + element("circle", cx=dots[-1][0], cy=dots[-1][1], r=4.0, fill=palette.accent)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 28" width="96" height="28" aria-hidden="true">{}</svg>'
    ).format(drawn)


def ranking(
    rows: Sequence[tuple[str, float, str]],
    *,
    title: str,
    desc: str,
    key: str,
    marked: str = "",
    width: float = 640,
    palette: Palette = SCREEN,
) -> Markup:
    """(name, value, value in words) as bars from the top, name above its bar; one may be marked."""
    row, top = 46.0, 6.0
    drawing = _Drawing(width, top + row * len(rows), title, desc, key)
    largest = max((abs(value) for _name, value, _text in rows), default=1) or 1
    for position, (name, value, text) in enumerate(rows):
        y = top + position * row
        is_marked = name == marked
        drawing.add("text", name, x=0, y=y + 15, fill=palette.ink, font_size=PLAIN, font_family=FONT)
        drawing.add("text", text, x=width, y=y + 15, text_anchor="end", fill=palette.ink, font_size=PLAIN,
                    font_weight=600, font_family=FONT)  # fmt: skip
        drawing.add("rect", x=0, y=y + 23, width=width, height=10, fill=palette.rule)
        drawing.add("rect", x=0, y=y + 23, width=max(2.0, width * abs(value) / largest), height=10,
                    fill=palette.accent if is_marked else palette.series[0])  # fmt: skip
    return drawing.svg()


# Maps


def choropleth(
    shapes: Sequence[Shape],
    *,
    title: str,
    desc: str,
    key: str,
    width: float = 640,
    labels: bool = True,
    letters: float = PLAIN,
    dots: Sequence[tuple[float, float]] = (),
    palette: Palette = SCREEN,
) -> Markup:
    """Places with flat fills by value (five classes) or marked; each is a link where it has an address."""
    project, height = _projection(shapes, width)
    drawing = _Drawing(width, height, title, desc, key)
    values = sorted({s.value for s in shapes if s.value})
    for shape in sorted(shapes, key=lambda s: s.marked):
        fill = _class_of(shape, values, palette)
        path = element(
            "path",
            element("title", f"{shape.name}: {shape.text}" if shape.text else shape.name),
            d=_path(shape.geometry, project),
            fill=fill,
            stroke=palette.ink if shape.marked else palette.edge,
            stroke_width=2.0 if shape.marked else 1.0,
            stroke_linejoin="round",
        )
        if shape.url:
            path = element(
                "a", path, href=shape.url, aria_label=f"{shape.name}: {shape.text}" if shape.text else shape.name
            )
        drawing.pieces.append(path)
    if labels:
        for shape in shapes:
            _map_label(drawing, shape, project, values, letters, palette)
    for lon, lat in dots:
        x, y = project(lon, lat)
        drawing.add("circle", cx=x, cy=y, r=5.0, fill=palette.ink, stroke=palette.ground, stroke_width=2.0)
    return drawing.svg()


def _class_of(shape: Shape, values: list[float], palette: Palette) -> str:
    if shape.marked:
        return palette.accent
    if not shape.value:
        return palette.land
    position = values.index(shape.value)
    return palette.scale[min(4, position * 5 // max(1, len(values)))] if len(values) > 1 else palette.scale[2]


def _map_label(
    drawing: _Drawing, shape: Shape, project: Callable[[float, float], tuple[float, float]],
    values: list[float], letters: float, palette: Palette,
) -> None:  # fmt: skip
    if shape.label_at is None:
        return
    x, y = project(*shape.label_at)
    fill = _class_of(shape, values, palette)
    ink = palette.ground if fill in palette.scale[3:] else palette.ink
    lines = [shape.name, shape.text] if shape.text else [shape.name]
    for number, text in enumerate(lines):
        down = letters * (0.35 + 1.25 * (number - (len(lines) - 1) / 2))
        drawing.add("text", text, x=x, y=y + down, text_anchor="middle", fill=ink, font_size=letters,
                    font_family=FONT, font_weight=600 if number or shape.marked else 400,
                    pointer_events="none")  # fmt: skip


def _projection(shapes: Iterable[Shape], width: float) -> tuple[Callable[[float, float], tuple[float, float]], float]:
    """Degrees to the drawing: plane, with the width of a degree at the middle latitude; room for labels around."""
    dots = [dot for shape in shapes for ring in _rings(shape.geometry) for dot in ring]
    west, east = min(d[0] for d in dots), max(d[0] for d in dots)
    south, north = min(d[1] for d in dots), max(d[1] for d in dots)
    narrowing = math.cos(math.radians((south + north) / 2))
    margin = 12.0
    factor = (width - 2 * margin) / ((east - west) * narrowing or 1)
    height = (north - south) * factor + 2 * margin
    return lambda lon, lat: (margin + (lon - west) * narrowing * factor, margin + (north - lat) * factor), height


def _rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    if geometry["type"] == "Polygon":
        return list(geometry["coordinates"])
    return [ring for polygon in geometry["coordinates"] for ring in polygon]


def _path(geometry: dict[str, Any], project: Callable[[float, float], tuple[float, float]]) -> str:
    parts = []
    for ring in _rings(geometry):
        dots: list[str] = []
        for lon, lat, *_height in ring[:-1]:
            x, y = project(lon, lat)
            dot = f"{x:.1f} {y:.1f}"
            if not dots or dot != dots[-1]:
                dots.append(dot)
        parts.append("M" + "L".join(dots) + "Z")
    return "".join(parts)


# The parts of a chart


def _newest(points: Sequence[Point]) -> Point:
    """The value to look at: the newest of the edition's own time."""
    return next((p for p in reversed(points) if not p.later), points[-1])


def _limits(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if low == high:
        return low - 1, high + 1
    return low, high


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    span = (high - low) or 1
    return lambda value: start + (value - low) / span * (end - start)


def _places(points: Sequence[Point], left: float, right: float) -> list[float]:
    """Where the points stand: true to time, each in the middle of its share of the width."""
    first, last = points[0].at, points[-1].at
    shortest = min((b.at - a.at for a, b in pairwise(points) if b.at > a.at), default=1.0)
    shares = (last - first) / shortest + 1
    if shares > 3 * len(points):  # a few figures far apart: even steps, or the near ones would lie on each other
        step = (right - left) / len(points)
        return [left + step * (i + 0.5) for i in range(len(points))]
    share = (right - left) / shares
    return [left + share * ((p.at - first) / shortest + 0.5) for p in points]


def _label_goes_below(points: Sequence[Point], position: int, turned: bool) -> bool:
    """A valley's label stands under its point, where no line passes."""
    value = points[position].value
    around = [points[i].value for i in (position - 1, position + 1) if 0 <= i < len(points)]
    lower = bool(around) and all(value < other for other in around)
    higher = bool(around) and all(value > other for other in around)
    return higher if turned else lower


def _value_labels(
    drawing: _Drawing, points: Sequence[Point], at: Sequence[tuple[float, float]], axis: Format, palette: Palette,
) -> None:  # fmt: skip
    """Values at their marks: the newest first, then the extremes, then the rest where there is room."""
    newest = _newest(points)
    order = [newest, max(points, key=lambda p: p.value), min(points, key=lambda p: p.value), *reversed(points)]
    taken: list[tuple[float, float, float, float]] = []
    for point in dict.fromkeys(order):
        x, y = at[points.index(point)]
        text, size = axis(point.value), LARGE if point is newest else PLAIN
        half = len(text) * size * 0.29
        x = min(max(x, half), drawing.width - half)
        box = (x - half - 2, y - size, x + half + 2, y + 4)
        if any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
            continue
        taken.append(box)
        drawing.add("text", text, x=x, y=y, text_anchor="middle", fill=palette.ink, font_family=FONT,
                    font_size=size, font_weight=600 if point is newest else 400)  # fmt: skip


def _period_labels(drawing: _Drawing, points: Sequence[Point], places: Sequence[float], palette: Palette) -> None:
    """Periods under their marks, from the newest back; one that would touch its neighbour is left to the table."""
    free_until = drawing.width
    for point, x in reversed(list(zip(points, places, strict=True))):
        half = len(point.under) * SMALL * 0.28
        middle = min(max(x, half), drawing.width - half)
        if middle + half > free_until:
            continue
        free_until = middle - half - 6
        drawing.add("text", point.under, x=middle, y=drawing.height - 10, text_anchor="middle", fill=palette.quiet,
                    font_size=SMALL, font_family=FONT)  # fmt: skip


def _n(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
