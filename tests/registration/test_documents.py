"""Tickets on paper: read by a real decoder, right in every script we print."""

import subprocess
from pathlib import Path

import pytest
import zxingcpp
from flask.testing import FlaskClient
from icalendar import Calendar
from PIL import Image

from showcase.core.database import db, write
from showcase.registration import links, services
from showcase.registration.models import Registration
from tests.factories import make_event, make_registration


def pages_of(content: bytes, folder: Path) -> list[Image.Image]:
    (folder / "tickets.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "150", "-png", "tickets.pdf", "page"], cwd=folder, check=True)
    return [Image.open(file) for file in sorted(folder.glob("page*.png"))]


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


def test_the_calendar_file_names_the_day_and_no_secret(client: FlaskClient) -> None:
    registration = make_registration(make_event())
    answer = client.get(address(registration, "calendar.ics"))
    assert answer.content_type == "text/calendar; charset=utf-8"
    (entry,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert entry["dtstart"].dt == registration.event.starts_at
    assert entry["summary"] == "Họp mặt kiều bào"
    assert services.private_token(registration).encode() not in answer.data.replace(b"\r\n ", b"")
