"""The file for the printing house."""

import io

import pikepdf
from flask import Flask

from showcase.publication import services
from showcase.publication.rules import Kind
from tests.factories import make_issue, make_section

THREE_MILLIMETRES = 3 * 72 / 25.4


def test_trim_and_bleed_are_where_the_printing_house_looks_for_them(app: Flask) -> None:
    issue = make_issue()
    make_section(issue, "letter", text="Kính thưa bà con,")
    printed = services.print_issue(issue, "vi", Kind.PRINT)
    with pikepdf.open(io.BytesIO(printed.content)) as file:
        page = file.pages[0]
        trim, bleed = ([float(x) for x in page[box]] for box in ("/TrimBox", "/BleedBox"))
        media = [float(x) for x in page.mediabox]
    assert round(trim[2] - trim[0]) == 595
    assert round(trim[0] - bleed[0], 2) == round(bleed[2] - trim[2], 2) == round(THREE_MILLIMETRES, 2)
    assert media[0] < bleed[0] < trim[0]
