"""The PDF of a paper, measured against the table of the Decree."""

import io

import pikepdf
import pytest
from flask import Flask

from showcase.papers import licence, pdf
from showcase.papers.measures import SIZES
from showcase.papers.model import Frame, Header
from tests.papers import samples
from tests.papers.reading import Pages

TOLERANCE = 0.6  # millimetres


@pytest.fixture(scope="module")
def content(app: Flask) -> bytes:
    with app.test_request_context():
        return pdf.render([samples.proposal()])


@pytest.fixture(scope="module")
def pages(content: bytes) -> Pages:
    return Pages(content)


def test_it_stands_within_the_margins(pages: Pages) -> None:
    assert pages.size(0) == (210.0, 297.0)
    left, top, right, bottom = pages.extent(0)
    assert left == pytest.approx(30, abs=TOLERANCE)
    assert 20 - TOLERANCE <= top <= 25
    assert right == pytest.approx(195, abs=TOLERANCE)
    assert bottom <= 277 + TOLERANCE


@pytest.mark.parametrize(
    ("words", "part", "style"),
    [
        ("MẶT TRẬN TỔ QUỐC", "superior", ""),
        ("ỦY BAN MẶT TRẬN", "issuer", "Bold"),
        ("CỘNG HÒA XÃ HỘI", "nation", "Bold"),
        ("Độc lập - Tự do - Hạnh phúc", "motto", "Bold"),
        ("Số: 05/TTr-MTTQ-BTT", "number", ""),
        ("Huế, ngày 05 tháng 02 năm 2024", "place", "Italic"),
        ("TỜ TRÌNH", "kind", "Bold"),
        ("Về việc tổ chức", "summary", "Bold"),
        ("Căn cứ Luật", "bases", "Italic"),
        ("Gặp gỡ bà con", "body", ""),
        ("TM. BAN THƯỜNG TRỰC", "signature", "Bold"),
        ("Nguyễn Thị Ẵm", "signature", "Bold"),
        ("Nơi nhận:", "recipients_title", "Bold-Italic"),
        ("- Như trên;", "recipients", ""),
    ],
)
def test_each_part_has_its_size_and_style(pages: Pages, words: str, part: str, style: str) -> None:
    found = pages.find(0, words)
    assert found.size == pytest.approx(SIZES[part].value, abs=0.2)
    assert "Tinos" in found.font
    assert ("Bold" in found.font, "Italic" in found.font) == ("Bold" in style, "Italic" in style)


def test_each_part_stands_in_its_place(pages: Pages) -> None:
    issuer, nation = pages.find(0, "ỦY BAN MẶT TRẬN TỈNH MẪU"), pages.find(0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    number, place = pages.find(0, "Số: 05/TTr-MTTQ-BTT"), pages.find(0, "Huế, ngày 05 tháng 02 năm 2024")
    assert number.middle == pytest.approx(issuer.middle, abs=1), "under the host"
    assert place.middle == pytest.approx(nation.middle, abs=1), "under the motto"
    assert number.bottom == pytest.approx(place.bottom, abs=1.5), "on one line"
    assert pages.find(0, "TỜ TRÌNH").middle == pytest.approx(112.5, abs=1), "in the middle of the text"
    assert pages.find(0, "Gặp gỡ").left == pytest.approx(30 + 12.7, abs=TOLERANCE), "its first line begins inside"
    assert pages.find(0, "Nơi nhận:").left == pytest.approx(30, abs=TOLERANCE)
    assert pages.find(0, "Nguyễn Thị Ẵm").middle > 112.5
    assert pages.find(0, "Nguyễn Thị Ẵm").top - pages.find(0, "PHÓ CHỦ TỊCH").bottom > 20, "room for hand and seal"


def test_it_is_tagged_in_its_language_and_has_a_title(content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as file:
        assert str(file.Root.Lang) == "vi"
        assert file.open_metadata()["pdfuaid:part"] == "1"
        assert str(file.docinfo["/Title"]).startswith("Tờ trình Về việc")


def test_pages_are_counted_in_the_top_margin_and_appendices_apart(app: Flask) -> None:
    with app.test_request_context():
        pages = Pages(pdf.render([samples.long_proposal(), samples.proposal()]))
    said = [pages.number(page) for page in range(len(pages))]
    wide, tall = [page for page, number in enumerate(said) if number == "1"]
    counted = [*range(1, wide + 1), *range(1, tall - wide + 1), *range(1, len(said) - tall)]
    assert said == ["", *map(str, counted[1:]), ""], "the first page of a paper bears no number"
    assert pages.size(wide) == (297.0, 210.0), "the appendix lies across"
    number = pages.find(1, "2")
    assert number.size == 13
    assert number.middle == pytest.approx(112.5, abs=1)
    assert number.bottom < 20
    heads = ["TT Đơn vị Số bản" in pages.text(page) for page in range(wide, len(pages) - 1)]
    assert all(heads), "the table's head is repeated"


def test_long_names_and_summaries_stay_on_the_sheet(app: Flask) -> None:
    issuer = "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Ẵ Ễ trực thuộc TW"
    hard = samples.proposal(
        header=Header(issuer, issuer, samples.HEADER.motto),
        summary=("Về việc tổ chức họp mặt kiều bào và giới thiệu chương trình " * 4)[:200],
        number="Số: ……/TTr-" + "MTTQ-BTT-" * 4,
    )
    letter = licence.covering_letter(samples.FACTS, Frame(Header(issuer, issuer), "Số: ……", ""))
    with app.test_request_context():
        pages = Pages(pdf.render([hard, letter]))
    assert len(pages) == 2
    for page in range(2):
        left, _top, right, _bottom = pages.extent(page)
        assert left >= 30 - TOLERANCE
        assert right <= 195 + TOLERANCE
    assert "Ẵ Ễ" in pages.text(0)
    assert "CỘNG HÒA" not in pages.text(1), "no line is invented"


def test_the_data_sheet_has_every_field_and_a_dotted_line_for_what_is_missing(app: Flask) -> None:
    with app.test_request_context():
        pages = Pages(pdf.render([licence.data_sheet(samples.FACTS, samples.FRAME)]))
    said = pages.text(0)
    for words in ("Số trang 32 trang", "Khuôn khổ 21 × 29,7 cm", "Số lượng in 1.500 bản", "Người dịch ……"):
        assert words in said


def test_the_covering_letter_names_its_subject_under_the_number(app: Flask) -> None:
    with app.test_request_context():
        pages = Pages(pdf.render([licence.covering_letter(samples.FACTS, samples.FRAME)]))
    number, subject = pages.find(0, "Số: 05/MTTQ-BTT"), pages.find(0, "V/v đề nghị")
    assert subject.top > number.bottom
    assert subject.size == SIZES["subject"].value
    assert subject.right < 98
    assert "Kính gửi: Sở Văn hóa" in pages.text(0)
