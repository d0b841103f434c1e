"""Cards of shared links: whatever the words, nothing runs over the edge, and letters are shaped."""

import io

import pytest
from PIL import Image

from showcase.core import cards
from showcase.core.cards import Card, fitted, length
from showcase.editions.colours import DEFAULTS, LIGHT

LONG = {
    "vi": "Dự án nhà máy chế biến dừa hữu cơ " * 20,
    "en": "Internationalisation " * 40,
    "km": "ខេត្ត\u200bត្រាវិញ\u200bក្នុង\u200bឆ្នាំ\u200b2023\u200b" * 20,
    "one word": "ẤẦẨẪẬ" * 200,
    "no breaks": "ស្ត្រី" * 100,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_title_of_any_length_stays_in_its_box(text: str) -> None:
    found = fitted(text, 700, 250)
    assert found.height <= 250
    assert all(length(line, found.size, 700) <= 700 for line in found.lines)
    assert found.lines[-1].endswith("…")


@pytest.mark.parametrize("text", ["", "GRDP", *LONG.values()])
def test_nothing_touches_the_edges_of_the_picture(text: str) -> None:
    picture = Image.open(io.BytesIO(cards.draw(Card(text, text, text, text), DEFAULTS[LIGHT]))).convert("RGB")
    assert picture.size == (1200, 630)
    ground = picture.getpixel((3, 3))
    left = picture.crop((0, 0, cards.MARGIN - 8, cards.WATER - 4))
    right = picture.crop((cards.WIDTH - 20, 0, cards.WIDTH, cards.WATER - 4))
    for edge in (left, right, picture.crop((0, 0, 1200, 12)), picture.crop((0, 618, 700, 630))):
        assert edge.getcolors() == [(edge.width * edge.height, ground)]


def test_a_short_title_is_large_and_a_long_one_smaller() -> None:
    assert fitted("Ao Bà Om", 1000, 300).size == cards.LARGEST
    assert fitted("Khu du lịch sinh thái " * 5, 1000, 250).size < cards.LARGEST


def test_vietnamese_and_khmer_signs_are_shaped_into_clusters() -> None:
    # A shaped cluster is narrower than its signs one after the other.
    for cluster in ("ស្ត្រី", "ក្រ"):
        assert length(cluster, 60, 700) < 0.8 * sum(length(sign, 60, 700) for sign in cluster)
    assert length("Ấ", 60, 700) == pytest.approx(length("A", 60, 700), rel=0.05)
