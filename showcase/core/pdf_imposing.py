"""Small pages side by side on large sheets, as an office printer takes them; and where a file has its headings."""

import io
from importlib import import_module
from typing import Any

from .pdf_pictures import pdfium_lock

A4_ACROSS = (841.89, 595.28)  # points


def two_up(content: bytes, folded: bool) -> bytes:
    """A5 pages on A4 across, to be printed on both sides, turned on the short edge.

    `folded`: sheets that are folded once and laid into each other; else every page stands twice on its sheet, which
    is cut in the middle.
    """
    with pdfium_lock:
        library: Any = import_module("pypdfium2")
        source, sheets = library.PdfDocument(content), library.PdfDocument.new()
        try:
            for pair in folded_pairs(len(source)) if folded else [(number, number) for number in range(len(source))]:
                _sheet(library, source, sheets, pair)
            output = io.BytesIO()
            sheets.save(output)
        finally:
            sheets.close()
            source.close()
    return output.getvalue()


def outline(content: bytes) -> dict[str, int]:
    """The headings of a file with the page, from 1, on which each stands first; a file that has none: empty."""
    with pdfium_lock:
        library: Any = import_module("pypdfium2")
        document = library.PdfDocument(content)
        try:
            found: dict[str, int] = {}
            for one in document.get_toc():
                place = one.get_dest()
                if place is not None and (page := place.get_index()) is not None:
                    found.setdefault(str(one.get_title()).strip(), page + 1)
            return found
        finally:
            document.close()


def _sheet(library: Any, source: Any, sheets: Any, pair: tuple[int, int]) -> None:
    width, height = A4_ACROSS
    sheet = sheets.new_page(width, height)
    for place, number in enumerate(pair):
        if number >= len(source):
            continue  # an empty page of a folded sheet
        page = source.page_as_xobject(number, sheets).as_pageobject()
        page.set_matrix(library.PdfMatrix().translate(place * width / 2, 0))
        sheet.insert_obj(page)
    sheet.gen_content()


def folded_pairs(pages: int) -> list[tuple[int, int]]:
    """Pairs of page numbers from 0, side by side: outside and inside of each sheet, the outermost first.

    A number that no page has is an empty page: a folded sheet has four.
    """
    whole = pages + -pages % 4
    pairs = []
    for first in range(0, whole // 2, 2):
        last = whole - 1 - first
        pairs += [(last, first), (first + 1, last - 1)]
    return pairs
