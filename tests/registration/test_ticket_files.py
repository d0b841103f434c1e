"""Tickets as PDF are filled into a design that was laid out once: they look as if each were laid out by itself."""

import subprocess
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageChops

from showcase.core.database import db, write
from showcase.core.i18n import use_locale
from showcase.registration import services, ticket_files
from showcase.registration.models import Registration, Session
from showcase.registration.ticket_files import Paper
from tests.factories import make_event, make_registration, texts

HARDEST = [
    "Nguyễn Thị Ngọc Hường Thảo Nguyên Phương",  # 40 letters
    "Ẵm Ễnh Ồ Ậu Ự Ẫ Ằ Nguyễn",  # stacked marks
    "Công Tằng Tôn Nữ Nguyễn Phúc Hồng Ngọc Bảo Châu Thị Mỹ Duyên Quỳnh Như Phương Thảo Anh Thư Tường Vi"
    " Diễm Hằng Thanh Thúy",
    "W" * 120,  # one word that must be broken
    "ថាច់ សុភា",
    "ស្រីពៅចាន់ថាសុភាពរតនៈវិជ្ជាបទុមវតី",
    "陳美麗",  # not in our print fonts
    "L'Écuyer-Trần, Jean‑Baptiste",
    "O",
]


def hard_party(locale: str, title: str = "Họp mặt kiều bào") -> Registration:
    event = make_event(demo=True)
    write()
    texts(event, title=title)
    words = ("Tham quan nhà máy điện gió và cồn Chim, ăn trưa cùng bà con", "Diễn đàn đầu tư", "Cơm thân mật", "ពិធី")
    for position, name in enumerate(words):
        event.sessions.append(texts(Session(slug=f"s{position}", position=position), title=name))
    db.session.commit()
    registration = make_registration(event, len(HARDEST), locale=locale)
    write()
    for number, (attendee, name) in enumerate(zip(registration.people, HARDEST, strict=True)):
        services.set_name(attendee, name)
        attendee.honorific = ("", "Bà", "Hòa thượng", "ឧកញ៉ា")[number % 4]
        attendee.second_name = ("", "Helen O’Brien-Đặng", "May Chen", "")[number % 4]
        attendee.no_photo = number % 2 == 0
        attendee.sessions = event.sessions[: number % 5]
    db.session.commit()
    return registration


def pages_of(content: bytes, folder: Path, name: str) -> list[Image.Image]:
    (folder / f"{name}.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "100", "-png", f"{name}.pdf", name], cwd=folder, check=True)
    return [Image.open(file).convert("RGB") for file in sorted(folder.glob(f"{name}-*.png"))]


def differing(one: Image.Image, other: Image.Image) -> int:
    """How many pixels differ by more than the smoothing of an edge."""
    grey = ImageChops.difference(one, other).convert("L")
    return sum(grey.histogram()[16:])


@pytest.mark.parametrize(("locale", "paper", "sheets"), [("vi", Paper.A6, 9), ("km", Paper.A6, 9), ("vi", Paper.A4, 3)])
def test_the_hardest_names_look_as_if_laid_out_afresh(
    app: Flask, tmp_path: Path, locale: str, paper: Paper, sheets: int
) -> None:
    registration = hard_party(locale)
    with app.test_request_context(), use_locale(locale):
        filled = ticket_files.tickets_pdf(registration.people, paper)
        afresh = ticket_files.laid_out(registration.event, registration.people, paper)
    pages, expected = pages_of(filled, tmp_path, "filled"), pages_of(afresh, tmp_path, "afresh")
    assert len(pages) == len(expected) == sheets
    assert differing(pages[0], pages[1]) > 1000, "the comparison sees a difference"
    # A code is drawn by rectangles here and by paths there: a column of pixels may be rounded the other way.
    assert [differing(*pair) for pair in zip(pages, expected, strict=True)] == [0] * sheets


def test_a_file_of_tickets_is_searchable_tagged_and_carries_each_font_once(app: Flask, tmp_path: Path) -> None:
    registration = make_registration(make_event(), 3, locale="vi")
    write()
    for attendee, name in zip(registration.people, ("Đặng Thị Hường", "Lý Ừ Ẵm", "Thạch Sô Phia"), strict=True):
        services.set_name(attendee, name)
    db.session.commit()
    with app.test_request_context(), use_locale("vi"):
        content = ticket_files.tickets_pdf(registration.people)
    (tmp_path / "tickets.pdf").write_bytes(content)
    text = subprocess.run(["pdftotext", "tickets.pdf", "-"], cwd=tmp_path, check=True, capture_output=True).stdout
    assert "Đặng Thị Hường" in text.decode()
    assert "Lý Ừ Ẵm" in text.decode()
    with pikepdf.open(tmp_path / "tickets.pdf") as file:
        assert file.Root.Lang == "vi"
        assert file.Root.MarkInfo.Marked
        assert "Họp mặt kiều bào" in str(file.docinfo.Title)
        fonts = [
            str(item.FontName) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item
        ]
        assert len(fonts) == len(set(fonts)) == 2
        assert len(file.pages) == 3


def test_what_the_event_says_now_stands_on_the_next_ticket(client: FlaskClient, tmp_path: Path) -> None:
    registration = make_registration(make_event())
    address = f"/vi/r/{services.private_token(registration)}/tickets.pdf"
    assert "Hội trường mới" not in said(client.get(address).data, tmp_path)
    write()
    texts(registration.event, venue="Hội trường mới")
    db.session.commit()
    assert "Hội trường mới" in said(client.get(address).data, tmp_path)


def said(content: bytes, folder: Path) -> str:
    (folder / "said.pdf").write_bytes(content)
    found = subprocess.run(["pdftotext", "said.pdf", "-"], cwd=folder, check=True, capture_output=True).stdout
    return " ".join(found.decode().split())
