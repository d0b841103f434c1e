"""The finished book of the sample edition, read as a stranger would: by other programs, from its bytes."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from showcase.config import ROOT
from showcase.core.database import db
from showcase.packs import services as packs
from showcase.publication import bundles, freezing, services
from showcase.publication.freezing import Frozen
from showcase.publication.models import Issue, Section
from showcase.publication.rules import Kind, Severity

PAGES = 12
UNLISTED = {"cover", "contents", "back-cover"}


@dataclass(frozen=True)
class Book:
    """One language of the sample's issue."""

    path: Path
    again: bytes  # from the frozen bundle
    findings: list[str]
    headings: list[str]  # as the table of contents lists them
    projects: list[str]  # slugs in the order of the page

    def text(self, page: int) -> str:
        command = ["pdftotext", "-layout", "-f", str(page), "-l", str(page), str(self.path), "-"]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    def words(self, page: int) -> str:
        return " ".join(self.text(page).split())

    def codes(self, page: int) -> set[str]:
        picture = self.path.with_suffix(f".{page}")
        command = ["pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", "-f", str(page), "-l", str(page)]
        subprocess.run([*command, str(self.path), str(picture)], check=True)
        with Image.open(f"{picture}.png") as image:
            return {code.text for code in zxingcpp.read_barcodes(image)}


@pytest.fixture(scope="module")
def books(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Book]]:
    folder = tmp_path_factory.mktemp("books")
    with app.app_context():
        assert packs.load(ROOT / "editions/tra-vinh-2023", datetime(2023, 12, 1, tzinfo=UTC)).findings == []
        db.session.commit()
        issue = db.session.scalars(db.select(Issue).filter_by(slug="doi-ngoai-nhan-dan-2023")).one()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(freezing, "FILES", (Kind.SCREEN,))
            frozen = freezing.make(issue)
        yield {locale: _book(issue, frozen, locale, folder) for locale in services.locales_of(issue)}


def _book(issue: Issue, frozen: Frozen, locale: str, folder: Path) -> Book:
    printed = frozen.files[locale, Kind.SCREEN]
    path = folder / f"{locale}.pdf"
    path.write_bytes(printed.content)
    sections: list[Section] = issue.sections
    return Book(
        path,
        services.print_bundle(bundles.unpack(frozen.bundle), locale, Kind.SCREEN).content if locale == "vi" else b"",
        [str(finding) for finding in printed.findings if finding.severity == Severity.RED],
        [str(s.text_in("title", locale)) for s in sections if s.template not in UNLISTED],
        next(s.references["projects"] for s in sections if s.template == "projects"),
    )


@pytest.fixture(params=["vi", "en"])
def book(request: pytest.FixtureRequest, books: dict[str, Book]) -> Book:
    return books[request.param]


def test_it_has_twelve_pages_and_nothing_red(book: Book) -> None:
    with pikepdf.open(book.path) as file:
        assert len(file.pages) == PAGES
        assert {tuple(round(float(x)) for x in page.mediabox) for page in file.pages} == {(0, 0, 595, 842)}
    assert book.findings == []
    assert book.path.stat().st_size < 5_000_000


def test_the_contents_name_the_pages_where_the_headings_stand(book: Book) -> None:
    contents = book.words(2)
    for heading in book.headings:
        found = re.search(rf"(\d+) {re.escape(heading)}", contents)
        assert found, heading
        stands_on = next(page for page in range(3, PAGES + 1) if heading in book.words(page))
        assert int(found[1]) == stands_on, heading


def test_vietnamese_comes_out_as_it_went_in(books: dict[str, Book]) -> None:
    sentence = "Ngoài chợ đã có người bày vạn thọ, trong nhà đã có người quét lại bàn thờ."
    assert sentence in books["vi"].words(3)
    assert "8,25" in books["vi"].words(4)
    assert "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Trà Vinh" in books["vi"].words(PAGES)


def test_every_font_is_ours_and_in_the_file(book: Book) -> None:
    with pikepdf.open(book.path) as file:
        fonts = [o for o in file.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        names = {str(font.FontName).split("+")[1].rstrip(",") for font in fonts}
        assert all("/FontFile2" in font for font in fonts)
    assert {re.sub(r"-(Semi|Bold|Italic|Medium).*", "", name) for name in names} == {"Be-Vietnam-Pro", "Source-Serif-4"}


def test_every_picture_says_what_it_shows_and_the_parts_have_bookmarks(book: Book) -> None:
    with pikepdf.open(book.path) as file:
        figures = [o for o in file.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        assert len(figures) >= 14
        assert all(str(figure.get("/Alt", "")) for figure in figures)
        with file.open_outline() as outline:
            titles = [str(item.title) for item in outline.root]
    assert [title for title in titles if title in book.headings] == book.headings


def test_the_codes_lead_to_the_live_pages(books: dict[str, Book]) -> None:
    book = books["vi"]
    assert book.codes(9) == {f"http://localhost/vi/projects/{slug}/" for slug in book.projects}
    assert book.codes(PAGES) == {"http://localhost/vi/"}


def test_a_frozen_issue_comes_again_byte_for_byte(books: dict[str, Book]) -> None:
    assert books["vi"].again == books["vi"].path.read_bytes()
