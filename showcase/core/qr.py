"""QR codes as SVG paths: sharp at any size, dark on light whatever the page's colours."""

import io
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import qrcode
from markupsafe import Markup
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import QRData

MODE_NUMBER: Final = 1  # the standard's own indicator; qrcode.util types it as any int
# Masks break up regular patterns. A ticket's digits are a signature, as good as noise, so any mask does: the choice
# among all eight takes four fifths of the time of drawing, and an order may have a hundred tickets.
MASK_OF_DIGITS = 3
QUIET = 4  # modules of margin that readers need
DARK = re.compile(b"\x01+")


@lru_cache(maxsize=2048)
def matrix(content: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules (True: dark), without the margin; digits are packed as numbers, level M."""
    digits = content.isascii() and content.isdigit()
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK_OF_DIGITS if digits else None)
    code.add_data(QRData(content, mode=MODE_NUMBER) if digits else QRData(content))
    code.make(fit=True)
    return tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())


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
