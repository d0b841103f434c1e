"""Tickets on paper: read by a real decoder, right in every script we print."""

import io
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import links, services
from showcase.registration.models import Registration
from tests.factories import make_event, make_registration


def pages_of(content: bytes, folder: Path) -> list[Image.Image]:
    (folder / "tickets.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "150", "-png", "tickets.pdf", "page"], cwd=folder, check=True)
    return [Image.open(file).convert("L") for file in sorted(folder.glob("page*.png"))]


def text_of(content: bytes, folder: Path) -> str:
    (folder / "tickets.pdf").write_bytes(content)
    command = ["pdftotext", "-layout", "tickets.pdf", "-"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def address(registration: Registration, file: str) -> str:
    return f"/{registration.locale}/r/{services.private_token(registration)}/{file}"


def rename(registration: Registration, *names: str) -> None:
    write()
    for attendee, name in zip(registration.people, names, strict=True):
        services.set_name(attendee, name)
    db.session.commit()


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_each_page_carries_its_own_ticket(client: FlaskClient, tmp_path: Path, locale: str) -> None:
    registration = make_registration(make_event(demo=True), 3, locale=locale)
    answer = client.get(address(registration, "tickets.pdf"))
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    read = [zxingcpp.read_barcodes(page)[0] for page in pages_of(answer.data, tmp_path)]
    assert [found.text for found in read] == [links.code_of(attendee) for attendee in registration.people]
    assert all(found.format == zxingcpp.BarcodeFormat.QRCode for found in read)


def test_one_ticket_is_one_page_and_a_small_file(client: FlaskClient, tmp_path: Path) -> None:
    registration = make_registration(make_event(), 2)
    attendee = registration.people[1]
    content = client.get(address(registration, f"tickets/{attendee.id}.pdf")).data
    (page,) = pages_of(content, tmp_path)
    assert zxingcpp.read_barcodes(page)[0].text == links.code_of(attendee)
    assert len(content) < 60_000


def test_long_names_stacked_marks_and_khmer_are_printed(client: FlaskClient, tmp_path: Path) -> None:
    names = ["Nguyễn Thị Ngọc Hường Thảo Nguyên Phương Quỳnh Như", "Ẵm Ễnh Ồ Ậu", "ថាច់ សុភា"]
    registration = make_registration(make_event(), 3)
    rename(registration, *names)
    text = " ".join(text_of(client.get(address(registration, "tickets.pdf")).data, tmp_path).split())
    for name in names[:2]:
        assert name in text
    assert "\ufffd" not in text


def test_a_name_in_letters_we_cannot_print_still_gets_its_ticket(client: FlaskClient, tmp_path: Path) -> None:
    registration = make_registration(make_event(), 3)
    rename(registration, "陳美麗", "สมชาย 🙂", "محمد")
    write()
    registration.people[0].second_name = "Chen Mei-Li"
    db.session.commit()
    answer = client.get(address(registration, "tickets.pdf"))
    assert answer.status_code == 200
    text = text_of(answer.data, tmp_path)
    assert "Chen Mei-Li" in text
    assert f"Khách thứ 2 của {registration.code}" in " ".join(text.split())
    assert len([zxingcpp.read_barcodes(page)[0] for page in pages_of(answer.data, tmp_path)]) == 3


def test_a_new_ticket_changes_the_code_on_paper(client: FlaskClient, tmp_path: Path) -> None:
    registration = make_registration(make_event())
    before = links.code_of(registration.people[0])
    write()
    registration.people[0].ticket_version += 1
    db.session.commit()
    (page,) = pages_of(client.get(address(registration, "tickets.pdf")).data, tmp_path)
    assert zxingcpp.read_barcodes(page)[0].text != before


def test_a_ticket_is_a_picture_for_the_phone(client: FlaskClient) -> None:
    registration = make_registration(make_event(), 2)
    rename(registration, "陳美麗", "Ẵm Ễnh Ồ Ậu")
    for attendee in registration.people:
        page = client.get(address(registration, f"tickets/{attendee.id}/")).text
        assert f'/tickets/{attendee.id}.png" download>' in page
        answer = client.get(address(registration, f"tickets/{attendee.id}.png"))
        assert answer.mimetype == "image/png"
        assert answer.headers["Cache-Control"] == "no-store"
        picture = Image.open(io.BytesIO(answer.data))
        assert picture.width == 1080
        assert zxingcpp.read_barcodes(picture.convert("L"))[0].text == links.code_of(attendee)
    write()
    services.cancel(registration, clock.now())
    db.session.commit()
    assert client.get(address(registration, f"tickets/{registration.attendees[0].id}.png")).status_code == 404


def test_a_home_printer_gets_four_tickets_a_sheet(client: FlaskClient, tmp_path: Path) -> None:
    registration = make_registration(make_event(), 5)
    pages = pages_of(client.get(address(registration, "tickets.pdf?paper=a4")).data, tmp_path)
    read = [{found.text for found in zxingcpp.read_barcodes(page)} for page in pages]
    codes = [links.code_of(attendee) for attendee in registration.people]
    assert read == [set(codes[:4]), set(codes[4:])]
    assert pages[0].height == 1754  # of A4 at 150 dots an inch
    strange = pages_of(client.get(address(registration, "tickets.pdf?paper=a0%00")).data, tmp_path)
    assert len(strange) == 5
