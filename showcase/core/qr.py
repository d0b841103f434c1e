"""QR codes as SVG paths: sharp at any size, dark on light whatever the page's colours."""

import io
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import zxingcpp
from markupsafe import Markup
from PIL import Image

QUIET = 4  # modules of margin that readers need
DARK = re.compile(b"\x01+")


@lru_cache(maxsize=2048)
def matrix(content: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules (True: dark), without the margin; digits are packed as numbers, level M or better."""
    code: Any = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = code.to_image(scale=1, add_quiet_zones=False)
    side, modules = picture.shape[0], bytes(memoryview(picture).cast("B"))
    return tuple(tuple(not cell for cell in modules[y * side : (y + 1) * side]) for y in range(side))


def svg(content: str, label: str, size: int | None = None) -> Markup:
    """An inline SVG with presentation attributes only; `label` is read out, `size` in CSS pixels."""
    rows = matrix(content)
    width = len(rows) + 2 * QUIET
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in runs(rows))
    extent = Markup(' width="{0}" height="{0}"').format(size) if size else Markup("")
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {w}"{extent} role="img" aria-label="{label}"'
        ' shape-rendering="crispEdges"><title>{label}</title><rect width="{w}" height="{w}" fill="#ffffff"/>'
        '<path fill="#000000" d="{path}"/></svg>'
    ).format(w=width, extent=extent, label=label, path=path)


def png(content: str, module: int = 8) -> bytes:
    """The code as a picture for mail, where SVG does not show; `module` pixels a module."""
    rows = matrix(content)
    width = len(rows) + 2 * QUIET
    picture = Image.new("1", (width, width), 1)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + QUIET, y + QUIET), 0)
    output = io.BytesIO()
    picture.resize((width * module, width * module), Image.Resampling.NEAREST).save(output, "PNG", optimize=True)
    return output.getvalue()


def runs(rows: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int]]:
    """The dark modules as (x, y, length) of a row's neighbours, in modules from the outer corner of the margin."""
    for y, row in enumerate(rows):
        for run in DARK.finditer(bytes(row)):
            yield run.start() + QUIET, y + QUIET, run.end() - run.start()
