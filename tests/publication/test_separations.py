"""The plates of the sample issue, made by another program as a printing house makes them."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from showcase.config import ROOT
from showcase.core.database import db
from showcase.packs import services as packs
from showcase.publication import services
from showcase.publication.models import Issue
from showcase.publication.rules import Kind

pytestmark = pytest.mark.full
PPI = 60
INSIDE = round(5 * PPI / 25.4) + 1  # pixels from the edge of the sheet to the bleed
LETTER = 3


@pytest.fixture(scope="module")
def plates(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("plates")
    with app.app_context():
        assert packs.load(ROOT / "editions/tra-vinh-2023", datetime(2023, 12, 1, tzinfo=UTC)).findings == []
        db.session.commit()
        issue = db.session.scalars(db.select(Issue).filter_by(slug="doi-ngoai-nhan-dan-2023")).one()
        printed = services.print_issue(issue, "vi", Kind.PRINT)
        assert [one for one in printed.findings if one.check == "colour"] == []
        (folder / "print.pdf").write_bytes(printed.content)
    for device, name in (("tiffsep", "plate%02d.tif"), ("tiff32nc", "ink%02d.tif")):
        command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", f"-sDEVICE={device}", f"-r{PPI}"]
        subprocess.run([*command, f"-sOutputFile={folder / name}", str(folder / "print.pdf")], check=True)
    return folder


def inside(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    return picture.crop((INSIDE, INSIDE, width - INSIDE, height - INSIDE))


def test_no_place_takes_more_ink_than_the_paper(plates: Path) -> None:
    pages = sorted(plates.glob("ink*.tif"))
    assert len(pages) == 12
    for page in pages:
        with Image.open(page) as picture:
            plates_of = [one.tobytes() for one in inside(picture).split()]
        most = max(map(sum, zip(*plates_of, strict=True)))
        assert most / 255 <= 3.0, page.name


def test_the_words_of_a_letter_are_on_the_black_plate_and_on_no_other(plates: Path) -> None:
    share = {}
    for plate in ("Cyan", "Magenta", "Yellow", "Black"):
        with Image.open(plates / f"plate{LETTER:02}({plate}).tif") as picture:
            width, height = picture.size
            text = picture.convert("L").crop((width // 4, height * 5 // 24, width * 9 // 10, height * 14 // 24))
            share[plate] = sum(value < 200 for value in text.tobytes()) / (text.width * text.height)
    assert share["Black"] > 0.02
    assert share["Cyan"] == share["Magenta"] == share["Yellow"] == 0
