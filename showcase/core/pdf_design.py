"""A sheet laid out once and filled many times: a hundred tickets differ in a few lines and a code.

The layout engine places everything once. After that only the marked places are set anew, with the engine's own line
breaking, shaping and drawing, so a filled sheet looks like one that was laid out afresh; tests compare their pixels.

The HTML marks its places:

- `data-leaf`: what is filled as a whole; a sheet has one leaf or several;
- `data-column` in a leaf: its paragraphs stand on its lower edge and grow upwards;
- `data-line="…"` in a column: a paragraph of text, which a leaf may have or not;
- `data-code` in a leaf that has one: the <svg> in it is a QR code.

A column with a height of its own is a room: `Design.fitted` finds how large its texts can be set in it.
"""

import threading
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple

from flask import current_app

from . import pdf, qr
from .caching import Kept

VARIANT, VERSION = "pdf/ua-1", "1.7"
_ROUNDING = 0.01  # CSS pixels
# The engine's drawing is not made for two threads, and the boxes of a design are shared by all that fill it.
_lock = threading.Lock()


class Unfillable(ValueError):
    """The HTML is no design: it is not one page, or lacks a place. Lay each sheet out by itself instead."""


class Elastic(NamedTuple):
    """A text that may be set in several ways: names of lines from the largest to the smallest; "" leaves it off."""

    sizes: Sequence[str]
    text: str


class Leaf(NamedTuple):
    """What one leaf says: names of lines with their texts, from top to bottom, and the content of a QR code."""

    lines: Sequence[tuple[str, str]]
    code: str = ""


@dataclass(frozen=True)
class _Column:
    box: Any
    lines: dict[str, Any]  # the paragraph of each name, as it was laid out


@dataclass(frozen=True)
class _Places:
    """Where a leaf is filled; `turns` are the transformations around it, outermost first."""

    columns: list[_Column]
    code: Any  # None: it has none
    turns: list[Any]


class Design:
    """One laid-out page with its places emptied. Raises Unfillable."""

    def __init__(self, html: str) -> None:
        with _lock, pdf.no_warnings():
            self.document = pdf.document_of(html, pdf_variant=VARIANT)
            if len(self.document.pages) != 1:
                raise Unfillable("a design is one page")
            (self.page,) = self.document.pages
            _draw_pictures_once(self.page._page_box)
            self.leaves = [_places(box, turns) for box, turns in _marked(self.page._page_box, "data-leaf")]
        if not self.leaves:
            raise Unfillable("a design has a leaf to fill")

    def fitted(self, texts: Sequence[Elastic], column: int = 0) -> list[tuple[str, str]]:
        """The lines of a leaf's column, as large as there is room for all: what is tallest gives way first.

        What may be left off goes last of all. Raises Unfillable if nothing helps.
        """
        room = self.leaves[0].columns[column]
        sizes = [0] * len(texts)
        with _lock, pdf.no_warnings():
            extents = [_extent(room, one.sizes[0], one.text) for one in texts]
            while True:
                wide = [number for number, (_height, is_wide) in enumerate(extents) if is_wide]
                if not wide and sum(height for height, _ in extents) <= room.box.height:
                    lines = [(one.sizes[size], one.text) for one, size in zip(texts, sizes, strict=True)]
                    return [line for line in lines if line[0]]
                # A word that is too wide gives way at once; else whatever takes most of the height.
                for smaller in (wide, range(len(texts))):
                    left = [number for number in smaller if sizes[number] + 1 < len(texts[number].sizes)]
                    if left:
                        break
                else:
                    raise Unfillable("the texts do not fit even at their smallest")
                kept = [number for number in left if texts[number].sizes[sizes[number] + 1]]
                number = max(kept, key=lambda one: extents[one][0]) if kept else left[-1]
                sizes[number] += 1
                extents[number] = _extent(room, texts[number].sizes[sizes[number]], texts[number].text)


class Designs:
    """Designs as the content now has them; None for one that cannot be filled, which the log says once."""

    def __init__(self, size: int, called: str) -> None:
        self._kept: Kept[Design | Unfillable] = Kept(size)
        self._called = called

    def get(self, key: tuple[Any, ...], html: Callable[[], str]) -> Design | None:
        found = self._kept.get(key, lambda: self._made(html()))
        return found if isinstance(found, Design) else None

    def _made(self, html: str) -> Design | Unfillable:
        try:
            return Design(html)
        except Unfillable as fault:
            current_app.logger.warning("%s are laid out one by one: %s", self._called, fault)
            return fault


def filled(sheets: Sequence[tuple[Design, Sequence[Leaf]]]) -> bytes:
    """One file with a page for each design and its leaves. Raises KeyError for a line the design has no place for."""
    with _lock, pdf.no_warnings():
        fixed: dict[int, tuple[list[bytes], dict[Any, Any]]] = {}
        pages = [_FilledPage(design, leaves, fixed) for design, leaves in sheets]
        document = sheets[0][0].document.copy(pages)
        content: bytes = document.write_pdf(pdf_version=VERSION, finisher=_make_accessible)
        return content


def _make_accessible(document: Any, file: Any) -> None:
    """What the engine does for a file of the variant, when the pages are drawn."""
    for number, page in enumerate(file.page_references):
        file.objects[int(page.split()[0])].update({"Tabs": "/S", "StructParents": number})
    streams = [page.stream for page in document.pages]
    import_module("weasyprint.pdf.tags").add_tags(pdf.Counted(file), document, VERSION, streams)
    import_module("weasyprint.pdf").VARIANTS[VARIANT][0](file, document, streams, [], True)


class _FilledPage:
    """Stands for a page of the engine when a file is written: what does not change is drawn once in a file."""

    def __init__(self, design: Design, leaves: Sequence[Leaf], fixed: dict[int, Any]) -> None:
        empty = design.page
        self.width, self.height, self.bleed = empty.width, empty.height, empty.bleed
        self.bookmarks, self.links, self.anchors = [*empty.bookmarks], empty.links, empty.anchors
        self.forms = empty.forms
        self._design, self._fixed = design, fixed
        self._filled: list[tuple[_Places, list[Any], Any]] = []
        instead: dict[int, Any] = {}
        for places, leaf in zip(design.leaves, leaves, strict=True):
            paragraphs = []
            for column in places.columns:
                set_lines = _set(column, [line for line in leaf.lines if line[0] in column.lines])
                paragraphs += set_lines
                instead[id(column.box)] = column.box.copy_with_children(set_lines)
            code = places.code and places.code.copy()
            if code is not None:
                code.replacement = _Code(leaf.code)
                instead[id(places.code)] = code
            self._filled.append((places, paragraphs, code))
            unknown = {name for name, _ in leaf.lines}.difference(*(column.lines for column in places.columns))
            if unknown:
                raise KeyError(f"the design has no line {', '.join(sorted(unknown))}")
        self._page_box = _with(empty._page_box, instead)

    def paint(self, stream: Any, scale: float = 1) -> None:
        draw = import_module("weasyprint.draw")
        self.stream, stream._tags = stream, {}
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            self._paint_fixed(stream, draw)
            for places, paragraphs, code in self._filled:
                with stream.stacked():
                    for turn in places.turns:
                        stream.transform(*turn.values)
                    for paragraph in paragraphs:
                        draw.draw_background(stream, paragraph.background)
                        draw.draw_border(stream, paragraph)
                        for line in paragraph.children:
                            draw.draw_inline_level(stream, self._page_box, line)
                    if code is not None:
                        with stream.marked(code, "Figure"):
                            draw.draw_replacedbox(stream, code)

    def _paint_fixed(self, stream: Any, draw: Any) -> None:
        known = self._fixed.get(id(self._design))
        if known is not None:
            stream.stream.extend(known[0])
            stream._tags.update(known[1])
            return
        begin = len(stream.stream)
        emptied = {id(c.box): c.box.copy_with_children([]) for leaf in self._design.leaves for c in leaf.columns}
        draw.draw_page(_with(self._design.page._page_box, emptied, {id(p.code) for p in self._design.leaves}), stream)
        self._fixed[id(self._design)] = (stream.stream[begin:], dict(stream._tags))


class _Code:
    """Draws a QR code as a picture of the engine: white ground, one path for the dark modules."""

    def __init__(self, content: str) -> None:
        self._rows = qr.matrix(content)
        self._side = len(self._rows) + 2 * qr.QUIET

    def get_intrinsic_size(self, *_resolution: Any) -> tuple[int, int, int]:
        return self._side, self._side, 1

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        side = self._side
        stream.transform(a=width / side, d=height / side)
        stream.set_color_rgb(1, 1, 1)
        stream.rectangle(0, 0, side, side)
        stream.fill()
        stream.set_color_rgb(0, 0, 0)
        stream.stream.append("\n".join(f"{x} {y} {n} 1 re" for x, y, n in qr.runs(self._rows)).encode())
        stream.fill()


class _Once:
    """A drawing whose operators are kept, so that its paths are worked out once and not for each file."""

    def __init__(self, image: Any) -> None:
        self._image = image
        self._kept: dict[tuple[float, float], tuple[list[bytes], dict[str, Any]]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._image, name)

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        kept = self._kept.get((width, height))
        if kept is not None:
            stream.stream.extend(kept[0])
            for key, alpha in kept[1].items():
                stream._resources["ExtGState"].setdefault(key, type(alpha)(alpha))
            return
        begin, before, fonts = len(stream.stream), _resource_names(stream), len(stream._fonts)
        self._image.draw(stream, width, height, style)
        states = stream._resources["ExtGState"]
        new = _resource_names(stream) - before
        # Shades, patterns and letters belong to the file they were drawn for; plain opacity may be named again.
        if len(stream._fonts) == fonts and all(kind == "ExtGState" and name[0] in "aA" for kind, name in new):
            used = {name: type(states[name])(states[name]) for name in states if name[0] in "aA"}
            self._kept[width, height] = (stream.stream[begin:], used)


def _resource_names(stream: Any) -> set[tuple[str, str]]:
    kinds = ("ExtGState", "XObject", "Pattern", "Shading")
    return {(kind, name) for kind in kinds for name in stream._resources[kind]}


def _draw_pictures_once(page: Any) -> None:
    drawing = import_module("weasyprint.images").SVGImage
    for box in _all(page):
        layers = getattr(getattr(box, "background", None), "layers", [])
        layers[:] = [x._replace(image=_Once(x.image)) if isinstance(x.image, drawing) else x for x in layers]
        if isinstance(getattr(box, "replacement", None), drawing):
            box.replacement = _Once(box.replacement)


def _set(column: _Column, lines: Sequence[tuple[str, str]]) -> list[Any]:
    """Paragraphs with their lines broken, standing on the column's lower edge."""
    paragraphs = [_broken(column.lines[name], text) for name, text in lines if text]
    y = column.box.content_box_y() + column.box.height - sum(one.margin_height() for one in paragraphs)
    for one in paragraphs:
        one.translate(dy=y - one.position_y)
        y += one.margin_height()
    return paragraphs


def _extent(column: _Column, name: str, text: str) -> tuple[float, bool]:
    """How high a text becomes as this line of the column, and whether a word of it is too wide."""
    if not name:
        return 0, False
    paragraph = _broken(column.lines[name], text)
    return paragraph.margin_height(), any(line.width > paragraph.width + _ROUNDING for line in paragraph.children)


def _broken(paragraph: Any, text: str) -> Any:
    """A copy of a paragraph that says something else, by the engine's own line layout."""
    line = paragraph.children[0]
    words = line.children[0].copy_with_text(" ".join(text.split(" ")))
    context = import_module("weasyprint.layout").LayoutContext(
        None, lambda *_url, **_options: None, words.style.font_config, None, None
    )
    context.create_block_formatting_context(paragraph)
    found = import_module("weasyprint.layout.inline").iter_line_boxes(
        context, line.copy_with_children([words]), paragraph.content_box_y(), 0, None, paragraph, [], [], None, None
    )
    broken = paragraph.copy_with_children([one for one, _ in found])
    broken.height = sum(one.height for one in broken.children)
    return broken


def _places(leaf: Any, turns: list[Any]) -> _Places:
    columns = []
    for box, _turns in _marked(leaf, "data-column"):
        paragraphs = [(name, child) for child in box.children if (name := _mark(child, "data-line")) is not None]
        if len(paragraphs) != len(box.children) or any(len(child.children) != 1 for _, child in paragraphs):
            raise Unfillable("a column consists of lines of text")
        columns.append(_Column(box, dict(paragraphs)))
    codes = [box for holder, _ in _marked(leaf, "data-code") for box in _all(holder) if hasattr(box, "replacement")]
    if not columns or len(codes) > 1:
        raise Unfillable("a leaf has columns and one code at most")
    return _Places(columns, codes[0] if codes else None, turns)


def _marked(box: Any, mark: str, turns: tuple[Any, ...] = ()) -> Iterator[tuple[Any, list[Any]]]:
    """Boxes with a mark, each with the transformations around it. Marks of the same kind do not nest."""
    box = _real(box)
    if box.transformation_matrix:
        turns = (*turns, box.transformation_matrix)
    if _mark(box, mark) is not None:
        yield box, list(turns)
        return
    for child in getattr(box, "children", ()):
        yield from _marked(child, mark, turns)


def _mark(box: Any, mark: str) -> str | None:
    element = getattr(box, "element", None)
    value: str | None = None if element is None else element.attrib.get(mark)
    return value


def _all(box: Any) -> Iterator[Any]:
    box = _real(box)
    yield box
    for child in getattr(box, "children", ()):
        yield from _all(child)


def _real(box: Any) -> Any:
    """What stands behind the placeholder of a box that was taken out of the flow."""
    return getattr(box, "_box", box)


def _with(box: Any, instead: dict[int, Any], without: Set[int] = frozenset()) -> Any:
    """The same tree with some boxes in the place of others; what is not touched is shared."""
    box = _real(box)
    if id(box) in instead:
        return instead[id(box)]
    children = getattr(box, "children", ())
    changed = [_with(child, instead, without) for child in children if id(_real(child)) not in without]
    if len(changed) == len(children) and all(new is _real(old) for new, old in zip(changed, children, strict=True)):
        return box
    return box.copy_with_children(changed)
