"""The file for the printing house, read as it reads it: operators, boxes, profile."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import pytest
from flask import Flask

from showcase.core import pdf, qr
from showcase.publication import kinds
from showcase.publication.composition import twins_of
from showcase.publication.kinds import Colours, Made
from showcase.publication.rules import FileFacts, Kind, findings_of_file
from tests.factories import make_edition, make_picture
from tests.photos import synthetic

MILLIMETRE = 72 / 25.4
COLOURS = Colours({"#1F5B43": [85, 35, 75, 35]})
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 400 400"><defs><linearGradient id="g">'
    '<stop offset="0" stop-color="#1F5B43"/><stop offset="1" stop-color="#FBF7EE"/></linearGradient></defs>'
    '<rect width="100" height="100" fill="url(#g)"/><path d="M0 0 400 400" stroke="#A8452A" stroke-width=".5"/></svg>'
)


@dataclass(frozen=True)
class Page:
    boxes: dict[str, list[float]]
    operators: list[tuple[str, list[Any]]]


def document() -> str:
    picture = base64.b64encode(synthetic.jpeg((300, 200))).decode()
    return (
        '<html lang="vi"><head><title>Quê mình</title><style>@page { size: 100mm 80mm; margin: 5mm;'
        " background: #DEEAEC } p { color: #12261F } h1 { color: #1F5B43 } svg { width: 40px; height: 40px }"
        f'</style></head><body><h1>Quê mình</h1><p>Kính thưa bà con, <a href="https://example.org">đây</a></p>'
        f"{SVG}{qr.svg('https://example.org/vi/', 'QR')}"
        f'<img alt="x" src="data:image/jpeg;base64,{picture}"></body></html>'
    )


@pytest.fixture(scope="module")
def made() -> Made:
    return kinds.make(document(), Kind.PRINT, COLOURS)


@pytest.fixture(scope="module")
def file(made: Made) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(made.content)) as opened:
        yield opened


def streams(file: pikepdf.Pdf) -> Iterator[Any]:
    yield from (page.obj for page in file.pages)
    for one in file.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form":
            yield one


def operators(file: pikepdf.Pdf) -> list[tuple[str, list[Any]]]:
    return [
        (str(one.operator), list(one.operands))
        for stream in streams(file)
        for one in pikepdf.parse_content_stream(stream)
    ]


def test_nothing_is_left_in_the_colours_of_the_screen(made: Made, file: pikepdf.Pdf) -> None:
    assert made.left == ()
    assert {"rg", "RG"}.isdisjoint(name for name, _ in operators(file))
    with io.BytesIO() as plain:
        file.save(plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        assert b"/DeviceRGB" not in plain.getvalue()


def test_text_and_codes_are_black_alone_and_letters_print_over_their_ground(file: pikepdf.Pdf) -> None:
    states, fill, by_fill = [], "", {}
    for name, operands in operators(file):
        if name == "k":
            fill = " ".join(map(str, operands))
        if name == "gs":
            states.append(str(operands[0]))
        if name in ("TJ", "f"):
            by_fill.setdefault((name, fill), states[-1] if states else "")
    assert by_fill["TJ", "0 0 0 1"] == "/ShowcaseOver"
    assert ("f", "0 0 0 1") in by_fill  # the code
    assert by_fill["TJ", "0.85 0.35 0.75 0.35"] != "/ShowcaseOver"  # the heading, as the palette says


def test_the_boxes_are_those_of_the_trim_with_three_millimetres_of_bleed(file: pikepdf.Pdf) -> None:
    page = file.pages[0].obj
    trim, bleed, media = ([float(one) for one in page[box]] for box in ("/TrimBox", "/BleedBox", "/MediaBox"))
    assert trim[2] - trim[0] == pytest.approx(100 * MILLIMETRE, abs=0.01)
    assert [round((inner - outer) / MILLIMETRE, 2) for inner, outer in zip(trim, bleed, strict=True)] == [3, 3, -3, -3]
    assert [round((inner - outer) / MILLIMETRE, 2) for inner, outer in zip(trim, media, strict=True)] == [8, 8, -8, -8]
    assert "/ArtBox" not in page
    assert "/Annots" not in page


def test_marks_print_on_every_plate_and_art_ends_with_the_bleed(file: pikepdf.Pdf) -> None:
    page = file.pages[0]
    written = list(pikepdf.parse_content_stream(page))
    assert [str(one.operator) for one in written[:4]] == ["q", "re", "W", "n"]
    clip = [float(one) for one in written[1].operands]
    assert clip[2] == pytest.approx(106 * MILLIMETRE, abs=0.01)
    (space,) = (str(one.operands[0]) for one in written if str(one.operator) == "CS")
    assert list(page.obj.Resources.ColorSpace[space])[:2] == ["/Separation", "/All"]


def test_the_paper_is_named_with_its_profile(file: pikepdf.Pdf) -> None:
    (intent,) = file.Root.OutputIntents
    assert str(intent.OutputConditionIdentifier) == "FOGRA39"
    assert intent.DestOutputProfile.read_bytes()[16:20] == b"CMYK"


def test_a_line_of_a_drawing_is_never_thinner_than_the_press_can_hold(file: pikepdf.Pdf) -> None:
    # 0.5 units of a drawing that stands 10 times smaller would be 0.0375 points.
    (width,) = {float(operands[0]) for name, operands in operators(file) if name == "w" and float(operands[0]) > 1}
    assert width * 40 / 400 * 0.75 == pytest.approx(0.25, abs=0.001)


def test_equal_documents_make_equal_files(made: Made) -> None:
    assert kinds.make(document(), Kind.PRINT, COLOURS).content == made.content


def test_only_a_checked_file_is_called_x4(made: Made) -> None:
    labelled = kinds.make("<html lang='vi'><title>x</title><p>x", Kind.PRINT, COLOURS, label_x4=True)
    assert b"GTS_PDFXVersion" in labelled.content
    assert b"GTS_PDFXVersion" not in made.content


def test_a_photograph_with_a_twin_is_named_by_it() -> None:
    twins = {"a" * 64: "b" * 64}
    assert kinds.with_twins(f'<img src="{pdf.SCHEME}:/media/{"a" * 64}">', twins) == (
        f'<img src="{pdf.SCHEME}:/media/{"b" * 64}">'
    )


def test_what_is_not_in_inks_is_red() -> None:
    (finding,) = findings_of_file(FileFacts(4, 1, (), ("DeviceRGB",)), Kind.PRINT)
    assert finding.is_red


def test_a_proof_shows_the_opened_book_and_then_the_folded_sheets(app: Flask) -> None:
    pages = "".join(f"<p style='break-after: page'>{number}</p>" for number in range(1, 8)) + "<p>8</p>"
    html = f"<html lang='vi'><title>x</title><style>@page {{ size: A4 }}</style>{pages}"
    proof = kinds.make(html, Kind.PROOF, COLOURS, called="Quê mình & bạn · 2023-12-01")
    with pikepdf.open(io.BytesIO(proof.content)) as file:
        assert proof.pages == 8
        assert len(file.pages) == 5 + 4
        assert [round(float(one) / MILLIMETRE) for one in file.pages[0].mediabox] == [0, 0, 420, 297]


def test_a_photograph_of_any_size_leads_to_its_twin(app: Flask) -> None:
    picture = make_picture(make_edition(), "cover", variants={"640": "b" * 64, "print": "c" * 64})
    assert twins_of([picture.hash, "b" * 64, "f" * 64]) == {picture.hash: "c" * 64, "b" * 64: "c" * 64}
