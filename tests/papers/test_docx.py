"""The DOCX of a paper: made of styles, and, laid out by another program, the same as the PDF."""

import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask

from showcase.papers import docx, licence, pdf
from showcase.papers.measures import FONT_FILES
from tests.papers import samples
from tests.papers.reading import Pages

TOLERANCE = 2.0  # millimetres between two programs' lay-outs, across
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir>
<cachedir>{cache}</cachedir><match target="pattern"><test name="family"><string>Times New Roman</string></test>
<edit name="family" mode="assign" binding="strong"><string>Tinos</string></edit></match></fontconfig>"""


@pytest.fixture(scope="module")
def document() -> Any:
    return Document(io.BytesIO(docx.render([samples.long_proposal(), samples.proposal()])))


def test_it_names_times_new_roman_and_the_papers_language(document: Any) -> None:
    normal = document.styles["Normal"]
    assert normal.font.name == "Times New Roman"
    assert normal.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "vi-VN"
    assert document.core_properties.language == "vi-VN"
    assert document.core_properties.title.startswith("Tờ trình")


def test_every_line_has_a_style_of_its_part(document: Any) -> None:
    used = {line.style.name for line in document.paragraphs if line.text}
    assert used == {"Kind", "Summary", "Addressee", "Basis", "Text", "Centred text", "Part"}
    head = document.tables[0]
    styles = [[line.style.name for line in cell.paragraphs if line.text] for row in head.rows for cell in row.cells]
    assert styles == [["Superior", "Issuer"], ["Nation", "Motto"], ["Number"], ["Place and date"]]
    assert head.style.name == "Normal Table", "no lines"


def test_each_paper_and_appendix_counts_its_own_pages(document: Any) -> None:
    first, wide, tall, second = document.sections
    assert (wide.page_width, wide.page_height) == (first.page_height, first.page_width)
    for section, is_hidden in ((first, True), (wide, False), (tall, False), (second, True)):
        assert section.different_first_page_header_footer is is_hidden
        assert "PAGE" in section.header._element.xml
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert round(first.left_margin.mm) == 30
    assert not first.first_page_header.paragraphs[0].text


def test_the_head_of_a_table_is_repeated(document: Any) -> None:
    table = next(one for one in document.tables if one.style.name == "Table Grid")
    assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


@pytest.mark.full
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_another_program_lays_it_out_as_the_pdf_is(app: Flask, tmp_path: Path) -> None:
    papers = [samples.long_proposal(), samples.proposal(), licence.covering_letter(samples.FACTS, samples.FRAME)]
    with app.test_request_context():
        ours = Pages(pdf.render(papers))
    theirs = Pages(_converted(docx.render(papers), tmp_path))
    starts = [[page for page in range(len(one)) if one.text(page).startswith("MẶT TRẬN")] for one in (ours, theirs)]
    assert len(starts[0]) == len(starts[1]) == 3
    for words in (
        *("ỦY BAN MẶT TRẬN TỈNH MẪU", "Độc lập - Tự do - Hạnh phúc", "Số: 05/TTr-MTTQ-BTT", "Huế, ngày 05", "TỜ TRÌNH"),
        *("Căn cứ Luật", "Gặp gỡ bà con", "PHÓ CHỦ TỊCH", "Nguyễn Thị Ẵm", "Nơi nhận:"),
    ):
        mine, other = ours.find(starts[0][1], words), theirs.find(starts[1][1], words)
        assert other.left == pytest.approx(mine.left, abs=TOLERANCE), words
        assert other.right == pytest.approx(mine.right, abs=TOLERANCE), words
        assert other.top == pytest.approx(mine.top, abs=3 * TOLERANCE), words
        assert other.size == pytest.approx(mine.size, abs=0.2), words
    number = theirs.find(1, "2")
    assert number.size == 13
    assert number.middle == pytest.approx(112.5, abs=1)
    assert number.bottom < 20
    for mine, other in zip(ours.extent(starts[0][2]), theirs.extent(starts[1][2]), strict=True):
        assert other == pytest.approx(mine, abs=3 * TOLERANCE)


def _converted(content: bytes, folder: Path) -> bytes:
    """By LibreOffice, with the font that stands for Times New Roman."""
    (folder / "fonts.conf").write_text(FONTS.format(fonts=FONT_FILES[False, False].parent, cache=folder / "cache"))
    (folder / "paper.docx").write_bytes(content)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", folder, folder / "paper.docx"],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")},
    )
    return (folder / "paper.pdf").read_bytes()
