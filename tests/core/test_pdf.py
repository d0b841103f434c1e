"""Letters on paper: the right glyphs, not only the right text behind them."""

import gc
import subprocess
from pathlib import Path

import fontpkg
import pytest
from flask import Flask
from PIL import Image, ImageChops, ImageDraw, ImageFont

from showcase.core import pdf
from showcase.core.pdf import LayoutWarning

SIZE = 200
ALIKE = 0.08  # of the ink; a wrong mark is far more
LETTERS = "ẵỗữẮỄĐ"
PAGE = """<html lang="vi"><head><title>x</title><style>
@page {{ size: 400pt; margin: 40pt }} p {{ margin: 0; break-after: page; font: 400 {size}pt/320pt "{family}" }}
</style></head><body>{letters}</body></html>"""


@pytest.mark.parametrize("slug", ["be-vietnam-pro", "source-serif-4"])
def test_vietnamese_letters_are_the_fonts_own_glyphs(app: Flask, tmp_path: Path, slug: str) -> None:
    family = fontpkg.family(slug)
    letters = "".join(f"<p>{letter}</p>" for letter in LETTERS)
    (tmp_path / "letters.pdf").write_bytes(
        pdf.render(PAGE.format(size=SIZE, family=family.name, letters=letters), variant=None)
    )
    subprocess.run(["pdftoppm", "-r", "72", "-gray", tmp_path / "letters.pdf", tmp_path / "page"], check=True)
    regular = next(f for f in family.files if f.style == "normal" and f.weight in (None, 400))
    font = ImageFont.truetype(str(regular.path), SIZE)
    if regular.variable:  # the engine sets large letters in the cut for large sizes
        font.set_variation_by_axes(
            [axis["maximum"] if axis["name"] == b"Optical Size" else 400 for axis in font.get_variation_axes()]
        )
    for letter, page in zip(LETTERS, sorted(tmp_path.glob("page-*.pgm")), strict=False):
        with Image.open(page) as picture:
            assert _unlike(_ink(picture), _ink(_drawn(letter, font))) < ALIKE, letter


def test_a_text_in_a_script_we_cannot_set_is_known_before(app: Flask) -> None:
    assert pdf.printable("Đường về quê, ខេត្តត្រាវិញ – 8,25 %")
    assert not pdf.printable("越侨")


def test_afterwards_the_process_collects_its_garbage_as_before(app: Flask) -> None:
    usual, seen = gc.get_threshold(), []
    pdf.lay_out(
        "<html lang=vi><head><title>x</title></head><body><p>x</p></body></html>",
        on_page=lambda _number: seen.append(gc.get_threshold()),
    )
    with pytest.raises(LayoutWarning):
        pdf.render("<html lang=vi><head><title>x</title><style>p { text-shadow: 0 0 1px }</style></head></html>", None)
    assert gc.get_threshold() == usual
    assert seen[0][0] > usual[0]


def test_the_engines_warnings_are_faults(app: Flask) -> None:
    with pytest.raises(LayoutWarning, match="text-shadow"):
        pdf.render("<html lang=vi><head><title>x</title><style>p { text-shadow: 0 0 1px }</style></head></html>", None)


def test_files_of_other_places_are_not_read(app: Flask) -> None:
    with pytest.raises(LayoutWarning):
        pdf.render('<html lang=vi><head><title>x</title></head><body><img src="file:///etc/hostname" alt="x"></body>')


def _drawn(letter: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    picture = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(picture).text((60, 60), letter, font=font, fill=0)
    return picture


def _ink(picture: Image.Image) -> Image.Image:
    """The letter alone: white on black, cut to its edges."""
    ink = ImageChops.invert(picture.convert("L")).point(lambda value: 255 if value > 127 else 0)
    return ink.crop(ink.getbbox())


def _unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of ink that differs; edges move by a pixel between two rasterisers."""
    assert abs(one.width - other.width) <= 2
    assert abs(one.height - other.height) <= 2
    difference = ImageChops.difference(one, other.resize(one.size))
    return difference.histogram()[255] / max(1, one.histogram()[255])
