"""A design that cannot be filled says so, instead of printing half a ticket."""

import pytest
from pypdfium2 import PdfDocument

from showcase.core.pdf_design import Design, Leaf, Unfillable, filled

PAGE = "<html lang=vi><head><title>x</title><style>@page {{ size: 120mm }}</style></head><body>{}</body></html>"
CODE = '<div data-code><svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><title>x</title></svg></div>'
LEAF = f"<section data-leaf><div data-column><p data-line=name>Tên</p></div>{CODE}</section>"


@pytest.mark.parametrize(
    ("reason", "body"),
    [
        ("leaf to fill", "<p>no leaf</p>"),
        ("columns and one code", f"<section data-leaf>{CODE}</section>"),
        ("columns and one code", LEAF.replace(CODE, CODE * 2)),
        ("lines of text", LEAF.replace("<p data-line=name>", "<p>")),
        ("lines of text", LEAF.replace("Tên", "two<br>lines")),
        ("one page", f"{LEAF}<p style='break-before: page'>a second page</p>"),
    ],
)
def test_what_is_no_design_is_refused(reason: str, body: str) -> None:
    with pytest.raises(Unfillable, match=reason):
        Design(PAGE.format(body))


def test_a_line_without_a_place_is_refused() -> None:
    with pytest.raises(KeyError, match="seat"):
        filled([(Design(PAGE.format(LEAF)), [Leaf([("name", "Hường"), ("seat", "12")], "1")])])


def test_a_leaf_without_a_code_is_filled_too() -> None:
    (page,) = PdfDocument(filled([(Design(PAGE.format(LEAF.replace(CODE, ""))), [Leaf([("name", "Hường")])])]))
    assert "Hường" in page.get_textpage().get_text_range()
