import subprocess
import unicodedata
from pathlib import Path

import pikepdf
import pytest

from showcase.core.database import db, write
from showcase.investment import profile_views
from tests.factories import make_edition, make_project, make_unit, texts


class Sheet:
    """A profile as it came, and what can be read in it."""

    def __init__(self, client, folder: Path, project, locale: str = "vi") -> None:
        answer = client.get(f"/{locale}/projects/{project.slug}/profile.pdf")
        assert answer.status_code == 200
        assert answer.content_type == "application/pdf"
        self.path = folder / "profile.pdf"
        self.path.write_bytes(answer.data)

    @property
    def pages(self) -> int:
        with pikepdf.open(self.path) as file:
            return len(file.pages)

    @property
    def words(self) -> str:
        shown = subprocess.run(["pdftotext", "-layout", self.path, "-"], check=True, capture_output=True, text=True)
        return " ".join(unicodedata.normalize("NFKC", shown.stdout.replace("\u200b", "")).split())

    @property
    def fonts(self) -> list[str]:
        """Name and whether it is carried by the file, a line each."""
        shown = subprocess.run(["pdffonts", self.path], check=True, capture_output=True, text=True)
        return shown.stdout.splitlines()[2:]


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("vi", ["Khu du lịch Ao Bà Om", "Ao Ba Om tourist area", "250 tỷ đồng", "Chưa có số liệu", "Niên giám"]),
        ("en", ["Ao Ba Om tourist area", "Khu du lịch Ao Bà Om", "250 billion VND", "not confirmed again"]),
    ],
)
def test_a_project_fits_one_sheet_with_its_letters_in_order(client, tmp_path, locale, words):
    square = {"type": "Polygon", "coordinates": [[[106, 9], [107, 9], [107, 10], [106, 9]]]}
    project = make_project(make_edition(), units=[make_unit(outline=square)])
    sheet = Sheet(client, tmp_path, project, locale)
    assert sheet.pages == 1
    for word in [*words, f"localhost/{locale}/projects/{project.slug}/"]:
        assert word in sheet.words
    assert all(" yes yes yes " in font for font in sheet.fonts), "all letters travel with the file"


def test_khmer_is_set_in_its_own_letters(client, tmp_path):
    project = make_project(make_edition())
    write()
    texts(project, name={"vi": "Khu du lịch", "km": "តំបន់ទេសចរណ៍"}, place={"vi": "ទីក្រុងត្រាវិញ"})
    db.session.commit()
    sheet = Sheet(client, tmp_path, project)
    assert sheet.pages == 1
    assert any("Khmer" in font for font in sheet.fonts)
    assert "ទីក្រុង" in sheet.words.replace(" ", "")


@pytest.mark.full
def test_a_record_that_says_much_is_set_smaller(client, tmp_path):
    much = "Sản xuất, chế biến và bảo quản nông sản, thủy sản cho thị trường trong nước và ngoài nước. " * 6
    project = make_project(make_edition())
    write()
    texts(project, summary=much, incentives=much, capacity=much)
    db.session.commit()
    sheet = Sheet(client, tmp_path, project)
    assert sheet.pages == 1
    assert sheet.words.count("Sản xuất, chế biến") == 18


def test_a_sheet_made_before_is_not_laid_out_again(client, monkeypatch):
    project = make_project(make_edition())
    monkeypatch.setattr(profile_views, "A_MINUTE", 1)
    first = client.get(f"/vi/projects/{project.slug}/profile.pdf")
    again = client.get(f"/vi/projects/{project.slug}/profile.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/en/projects/{project.slug}/profile.pdf").status_code == 429


def test_whoever_comes_while_the_press_is_busy_is_asked_to_come_again(client, monkeypatch):
    project = make_project(make_edition())
    monkeypatch.setattr(profile_views, "PATIENCE", 0)
    with profile_views._press:
        assert client.get(f"/vi/projects/{project.slug}/profile.pdf").status_code == 503
    assert client.get(f"/vi/projects/{project.slug}/profile.pdf").status_code == 200


def test_a_project_that_is_none_has_no_sheet(client):
    make_edition()
    assert client.get("/vi/projects/nothing/profile.pdf").status_code == 404
