"""Cards and letters of invitation on paper: every guest on a sheet, the link in the code, as if laid out afresh."""

import io
import subprocess
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from docx import Document
from flask.testing import FlaskClient

from showcase.core import clock, outbox, sweeps
from showcase.core.addresses import absolute_url
from showcase.core.database import db, write
from showcase.core.i18n import use_locale
from showcase.core.outbox import Lane
from showcase.invitations import cards, links, papers, printing
from showcase.invitations.listing import Filters
from showcase.registration import card_files, print_runs
from showcase.registration.models import Event
from showcase.registration.print_runs import PrintRun
from tests.factories import make_event, make_invitation
from tests.invitations.test_console import list_of, text_of
from tests.registration.test_ticket_files import differing, pages_of
from tests.staff.cast import post

HARDEST = ("Nguyễn Hoàng Phước Toàn Thiện Minh Quân Đức", "ថាច់ សុខា", "Trần Thị Ẩm Ướt Ễnh Ương Nữ Quỳnh", "林美蓉")


@pytest.fixture
def event() -> Event:
    return make_event()


def sheets(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as file:
        return len(file.pages)


def test_a_filled_card_looks_like_one_laid_out_afresh(
    event: Event, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = [
        make_invitation(event, name=name, office="Hội người Việt tại Úc" * (n % 2)) for n, name in enumerate(HARDEST)
    ]
    filled = cards.printed(event, found)
    monkeypatch.setattr(card_files, "_design", lambda *_arguments: None)
    afresh = cards.printed(event, found)
    assert [one.name for one in filled.by_hand] == ["林美蓉"]
    pages, expected = (pages_of(one.content, tmp_path, name) for name, one in (("filled", filled), ("afresh", afresh)))
    assert differing(pages[0], pages[1]) > 1000, "the comparison sees a difference"
    assert [differing(*pair) for pair in zip(pages, expected, strict=True)] == [0] * len(HARDEST)


def test_the_code_of_a_card_opens_the_invitation(event: Event, tmp_path: Path) -> None:
    found = make_invitation(event)
    (picture,) = pages_of(cards.printed(event, [found]).content, tmp_path, "card")
    codes = [code.text for code in zxingcpp.read_barcodes(picture)]
    assert codes == [absolute_url("invitation_links.in_their_language", token=links.token_of(found))]


def test_crop_marks_stand_outside_the_card(event: Event) -> None:
    found = make_invitation(event)
    with pikepdf.open(io.BytesIO(cards.printed(event, [found], marks=True).content)) as file:
        media, trim = file.pages[0].MediaBox, file.pages[0].TrimBox
        assert round(float(trim[2] - trim[0]) / 72 * 25.4) == 210
        assert media[2] - media[0] > trim[2] - trim[0]


def test_letters_can_be_printed_for_offices_alone(event: Event) -> None:
    make_invitation(event)
    office = make_invitation(event, addressee="office")
    assert printing.chosen(event, Filters(addressee="office")) == [office.id]


def test_nobody_who_was_forgotten_is_printed(event: Event) -> None:
    make_invitation(event, name="Trần Văn Bảy")
    forgotten = make_invitation(event, name="Đặng Thị Hường")
    before = printing.chosen(event, Filters())
    write()
    forgotten.name = forgotten.folded = ""
    db.session.commit()
    assert printing.chosen(event, Filters()) == [number for number in before if number != forgotten.id]


def test_a_letter_has_the_hosts_head_its_number_and_the_guest(event: Event, tmp_path: Path) -> None:
    office = make_invitation(event, addressee="office", name="Hội người Việt Nam tại Lào", honorific="")
    with use_locale("vi"):
        content = papers.printed(event, [office, make_invitation(event)], None, date(2024, 1, 5), "12")
    (tmp_path / "letter.pdf").write_bytes(content)
    said = subprocess.run(["pdftotext", tmp_path / "letter.pdf", "-"], check=True, capture_output=True, text=True)
    words = unicodedata.normalize("NFC", said.stdout)
    assert sheets(content) == 2
    for expected in ("Số: 12/GM", "Hội người Việt Nam tại Lào", "ngày 05 tháng 01 năm 2024"):
        assert expected in words


def test_letters_are_also_given_to_a_word_processor(staff: FlaskClient, event: Event) -> None:
    for name in ("Đặng Thị Hường", "Trần Văn Bảy"):
        make_invitation(event, name=name)
    sent = {"signer": "", "day": "2024-01-05", "number": "7", "file": "docx"}
    answer = post(staff, f"{list_of(event)}print/paper", f"{list_of(event)}print/", data=sent)
    assert answer.headers["Content-Disposition"].endswith('.docx"')
    document = Document(io.BytesIO(answer.data))
    lines = [line.text for line in document.paragraphs]
    assert len(document.sections) == 2
    assert {"GIẤY MỜI", "Bà Trần Văn Bảy và gia đình"} <= set(lines)
    assert document.tables[0].cell(1, 0).text == "Số: 07/GM"


def test_few_are_printed_at_once_and_many_by_the_worker(
    staff: FlaskClient, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make_invitation(event, guest_kind="press" if number else "overseas")
    make_invitation(event, withdrawn_at=clock.now())
    address, page = f"{list_of(event)}print/card", f"{list_of(event)}print/"
    answer = post(staff, address, page, data={"kind": "press"})
    assert (answer.mimetype, sheets(answer.data)) == ("application/pdf", 2)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    monkeypatch.setattr(printing, "AT_ONCE", 2)
    for _ in range(2):
        assert post(staff, address, page).status_code == 303
    (number,) = db.session.scalars(db.select(PrintRun.id))
    assert outbox.run_next(Lane.PRINT)
    address = f"{page}files/{number}"
    assert address in text_of(staff, page)
    assert sheets(staff.get(address).data) == 3
    write()
    db.session.get_one(PrintRun, number).created_at = clock.now() - print_runs.KEPT - timedelta(minutes=1)
    db.session.commit()
    sweeps.sweep_all()
    assert staff.get(address).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [{"signer": "999999"}, {"day": "gestern"}, {"day": ""}, {"number": "x" * 21}, {"signer": "\0"}, {"file": "exe"}],
    ids=str,
)
def test_a_letter_without_day_or_signer_is_asked_again(
    staff: FlaskClient, event: Event, fields: dict[str, str]
) -> None:
    make_invitation(event)
    address, page = f"{list_of(event)}print/paper", f"{list_of(event)}print/"
    sent = {"signer": "", "day": "2024-01-05", "number": ""}
    assert post(staff, address, page, data=sent).status_code == 200
    assert post(staff, address, page, data=sent | fields).status_code == 422
