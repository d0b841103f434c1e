"""Proofs on A3 sheets: the opened book as its reader sees it, then the sheets as they are folded and stitched."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf

from ..core import pdf
from ..core.pdf_imposing import folded_pairs

MILLIMETRE = 72 / 25.4
SHEET = (420 * MILLIMETRE, 297 * MILLIMETRE)  # A3 across
MARGIN = 12 * MILLIMETRE  # below the pages, for what the sheet is and for the hand of who signs it
Pair = tuple[int | None, int | None]  # page numbers from 0 on the left and the right; None: empty


def sheets(content: bytes, called: str) -> bytes:
    """Two pages a sheet, a little smaller than printed. `called` stands in the margin of each with its page numbers."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pages:
        spreads, imposed = list(_spreads(len(pages.pages))), _folded(len(pages.pages))
        rows = [(*pair, "↔") for pair in spreads] + [
            (*pair, f"{number // 2 + 1}{'AB'[number % 2]}") for number, pair in enumerate(imposed)
        ]
        with pikepdf.open(io.BytesIO(_margins(rows, called))) as sheets:
            for sheet, (left, right, _about) in zip(sheets.pages, rows, strict=True):
                for place, number in enumerate((left, right)):
                    if number is not None:
                        _lay(sheet, pages.pages[number], place)
            sheets.save(output, deterministic_id=True)
    return output.getvalue()


def _lay(sheet: pikepdf.Page, page: pikepdf.Page, place: int) -> None:
    """Beside each other at the fold, above the margin."""
    width, height = SHEET
    room = height - MARGIN
    share = room / float(page.trimbox[3] - page.trimbox[1])
    wide = share * float(page.trimbox[2] - page.trimbox[0])
    left = width / 2 - wide if place == 0 else width / 2
    sheet.add_underlay(page, pikepdf.Rectangle(left, MARGIN, left + wide, height))


def _spreads(pages: int) -> Iterator[Pair]:
    """The cover alone on the right, then pages that face each other."""
    yield None, 0
    for left in range(1, pages, 2):
        yield left, left + 1 if left + 1 < pages else None


def _folded(pages: int) -> list[Pair]:
    return [(_page(one, pages), _page(other, pages)) for one, other in folded_pairs(pages)]


def _page(number: int, pages: int) -> int | None:
    return number if number < pages else None


def _margins(rows: Sequence[tuple[Any, ...]], called: str) -> bytes:
    """A page for each sheet with what stands in its margin, set by the engine so that the letters are in the file."""
    lines = "".join(
        f"<p><span>{_numbers(left, right)}</span><span>{_escaped(called)}</span><span>{about}</span></p>"
        for left, right, about in rows
    )
    return pdf.render(_SHEET.replace("%", lines), None)


def _numbers(left: int | None, right: int | None) -> str:
    return " – ".join("·" if one is None else str(one + 1) for one in (left, right))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


_SHEET = """<!doctype html><html lang="vi"><head><title>.</title><style>
@page { size: 420mm 297mm; margin: 0 }
body { margin: 0; font: 8pt/10pt "Be Vietnam Pro", "Noto Sans Khmer" }
p { margin: 0; height: 290.5mm; padding: 288.5mm 12mm 0; box-sizing: border-box; break-after: page;
    display: flex; justify-content: space-between }
p:last-child { break-after: auto }
</style></head><body>%</body></html>"""
