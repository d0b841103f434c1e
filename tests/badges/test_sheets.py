"""Badges on paper: whole names, nothing clipped, the kind without colour, and the code of the ticket."""

from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from showcase.badges import faces, sheets
from showcase.badges.faces import Guest
from showcase.badges.rules import Paper, Place
from showcase.badges.rules import sheets as parted
from showcase.core.i18n import use_locale
from showcase.registration import tickets
from showcase.registration.models import Event
from tests.factories import make_event
from tests.registration.test_ticket_files import differing, pages_of

MM = 72 / 25.4  # points
HARDEST = [
    ("Nguyễn Thị Ngọc Hường Thảo Nguyên Phương", "Helen O’Brien-Đặng", "Bà"),  # 40 letters, both names
    ("Ẵm Ễnh Ồ Ậu Ự Ẫ Ằ Nguyễn", "May Chen", "Hòa thượng"),  # stacked marks
    ("W" * 200, "Q" * 200, "ឧកញ៉ា"),
    ("Đ " + "W" * 198, "Ẵ" * 200, "H" * 40),
    ("ស្រីពៅចាន់ថាសុភាពរតនៈវិជ្ជាបទុមវតី", "Thach Sophea", ""),
    ("陳美麗", "May Chen", "Bà"),
    ("L'Écuyer-Trần, Jean‑Baptiste", "", "GS."),
    ("O", "", ""),
]
# The room for names on each paper: left, top, width, height in mm, on the badge at the upper left of the sheet.
ROOMS = {Paper.CARDS: (19, 46, 56, 38), Paper.HOLDERS: (8, 20, 89, 66), Paper.LABELS: (4, 10, 54, 46)}


def guest(
    number: int,
    name: str,
    second: str = "",
    honorific: str = "",
    event: int = 1,
    office: str = "",
    kind: str = "overseas",
) -> Guest:
    return Guest(number, event, name, second, honorific, office, True, 1, 0, "ABCD2345", kind, "")


def hard_guests(event: Event) -> list[Guest]:
    kinds = ("overseas", "relative", "official", "partner", "press", "staff")
    return [
        guest(n + 1, *names, event=event.id, office="Hội người Việt Nam tại Lào" * (n % 3), kind=kinds[n % 6])
        for n, names in enumerate(HARDEST)
    ]


def said_in(event: Event, guests: list[Guest], paper: Paper) -> bytes:
    with use_locale("vi"):
        return sheets.badges_pdf(event, [faces.badge_of(one) for one in guests], paper)


@pytest.mark.full
@pytest.mark.parametrize("paper", list(Paper))
def test_the_hardest_names_look_as_if_laid_out_afresh(app: Flask, tmp_path: Path, paper: Paper) -> None:
    event = make_event(demo=True)
    with app.test_request_context(), use_locale("vi"):
        badges = [faces.badge_of(one) for one in hard_guests(event)]
        filled = sheets.badges_pdf(event, badges, paper, 3)
        afresh = sheets.laid_out(event, badges, paper, 3)
    pages, expected = pages_of(filled, tmp_path, "filled"), pages_of(afresh, tmp_path, "afresh")
    assert [differing(*pair) for pair in zip(pages, expected, strict=True)] == [0] * len(pages)


Box = tuple[str, float, float, float, float]  # a letter: left, bottom, right, top, in points


def letters(content: bytes, paper: Paper) -> list[Box]:
    """The letters in the room for names of the first badge, from its lower left corner."""
    left, top, width, height = (value * MM for value in ROOMS[paper])
    page = pypdfium2.PdfDocument(content)[0]
    text, below = page.get_textpage(), page.get_height() - top - height
    found = []
    for index in range(text.count_chars()):
        x0, y0, x1, y1 = text.get_charbox(index)
        letter = text.get_text_range(index, 1)
        if not letter.isspace() and x0 <= left + width and below <= y1 and y0 <= below + height:
            found.append((letter, x0 - left, y0 - below, x1 - left, y1 - below))
    return found


@pytest.mark.full
@pytest.mark.parametrize("paper", list(Paper))
def test_every_letter_of_a_name_lies_within_its_room_and_none_is_left_off(app: Flask, paper: Paper) -> None:
    event = make_event()
    _left, _top, width, height = (value * MM for value in ROOMS[paper])
    with app.test_request_context():
        for one in hard_guests(event):
            shown = letters(said_in(event, [one._replace(office="")], paper), paper)
            for letter, x0, y0, x1, y1 in shown:
                assert -0.5 <= x0 <= x1 <= width + 0.5, (letter, one.name)
                assert -0.5 <= y0 <= y1 <= height + 0.5, (letter, one.name)
            if not faces.is_by_hand(one):
                found = "".join(letter for letter, *_box in shown)
                missing = [c for c in set(one.name) if c.isalpha() and found.count(c) < one.name.count(c)]
                assert not missing, one.name


@pytest.mark.full
def test_letters_do_not_touch_those_of_the_line_above(app: Flask) -> None:
    """Not even capitals with two marks under letters that reach down."""
    event = make_event()
    with app.test_request_context():
        one = guest(1, "Ẵgy Ễgy Ồgy Ậgy Ựgy Ẫgy Ằgy Nguyễn Ẵgy Ễgy", honorific="Hòa thượng")
        shown = letters(said_in(event, [one], Paper.LABELS), Paper.LABELS)
    lines: list[list[Box]] = []
    for box in shown:
        if not lines or box[1] < lines[-1][-1][1]:  # back to the left
            lines.append([])
        lines[-1].append(box)
    assert len(lines) >= 3
    for above, under in pairwise(lines):
        assert min(box[2] for box in above) > max(box[4] for box in under)


def test_the_code_is_the_ticket_and_the_wish_about_photographs_is_said_in_two_languages(
    app: Flask, tmp_path: Path
) -> None:
    event = make_event()
    one = guest(7, "Đặng Thị Hường", "Helen Dang", "Bà", event=event.id, office="Hội người Việt tại Mỹ")
    with app.test_request_context():
        content = said_in(event, [one], Paper.LABELS)
    said = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    for words in ("Hường", "Đặng Thị Hường", "Helen Dang", "Bà", "Hội người Việt tại Mỹ", "No separate photos"):
        assert words in said
    assert "…" not in said
    (page,) = pages_of(content, tmp_path, "label")
    assert len(set(page.getcolors(1 << 20) or ())) > 0
    assert all(abs(r - g) < 3 and abs(g - b) < 3 for _number, (r, g, b) in page.getcolors(1 << 20)), "black alone"
    (code,) = zxingcpp.read_barcodes(page.resize((page.width * 3, page.height * 3)))
    assert code.text == tickets.ticket_code(event.id, 7, 1)


@pytest.mark.parametrize(
    ("name", "honorific", "large"),
    [
        ("Đặng Thị Hường", "Bà", "Hường"),
        ("Thích Minh Châu", "Hòa thượng", "Thích Minh Châu"),
        ("Helen Đặng", "", "Helen"),
        ("Từ Thị Kim Hoàng", "", "Hoàng"),
        ("Emily Tran", "", "Emily Tran"),
        ("陳美麗", "", faces.BY_HAND),
    ],
)
def test_the_name_that_people_are_called_by_stands_large(app: Flask, name: str, honorific: str, large: str) -> None:
    texts = dict(faces.badge_of(guest(1, name, honorific=honorific)).texts)
    assert texts["given"] == large


def test_a_spoiled_sheet_is_begun_where_it_is_still_whole() -> None:
    assert [place for place, _part in parted(list("abcdefghij"), Paper.CARDS, 7)] == [Place(7, 2), Place(1, 8)]
    assert [part for _place, part in parted(list("abc"), Paper.HOLDERS, 4)] == [["a"], ["b", "c"]]
    assert [place for place, _part in parted(list("ab"), Paper.LABELS, 8)] == [Place(1, 1), Place(1, 1)]
