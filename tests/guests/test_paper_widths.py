"""Columns on paper: as wide as what stands in them, and a list takes no more sheets than it needs."""

from typing import Any

import pypdfium2
from flask import Flask, render_template

from showcase.core import clock, numbers, pdf
from showcase.core.i18n import use_locale
from showcase.guests import paper_widths

HEAD = ["Họ và tên", "VIP", "Loại khách", "Tuổi"]
ROW = ["Nguyễn Thị Ngọc Hường Thảo Nguyên", "", "Việt kiều", "Chưa nói"]


def test_every_word_has_room_and_an_empty_column_takes_little() -> None:
    name, vip, kind, age = paper_widths.shares(HEAD, [ROW, ["x" * 500, "", "", ""]], 90)
    assert 89.9 < name + vip + kind + age < 90.1
    assert name > kind > age > vip > 3
    assert sum(paper_widths.shares(HEAD, [], 90)) > 89.9


def test_a_row_that_fits_stands_on_one_line(app: Flask) -> None:
    """Sixty people are two sheets upright; no letter of them is lost."""
    rows = [[str(number), f"{ROW[0]} {number}", *ROW[1:]] for number in range(1, 61)]
    values: dict[str, Any] = dict.fromkeys(("host", "event", "narrowed", "counts", "is_wide"))
    values |= {"head": ["Số", *HEAD], "rows": rows, "total": 60, "title": "Danh sách", "lang": "vi"}
    values |= {"who": "Lê Mai", "purpose": "đón khách", "at": clock.now(), "numbers": numbers, "when": None}
    values["widths"] = paper_widths.shares(HEAD, [row[1:] for row in rows], 93)
    with app.test_request_context(), use_locale("vi"):
        pages: Any = pypdfium2.PdfDocument(pdf.render(render_template("guests/list_pdf.html", **values)))
    texts = [page.get_textpage().get_text_range() for page in pages]
    assert len(texts) == 2
    for number, name, *_rest in rows:
        assert f"{number} {name}" in " ".join(" ".join(texts).split())
