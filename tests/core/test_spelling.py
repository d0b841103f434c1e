"""What may have been meant: names of the site that look like what was typed."""

import time

import pytest

from showcase.core.search import words
from showcase.core.spelling import similarity, suggestions, vocabulary

KNOWN = vocabulary(
    [
        "Xã Nhị Long, huyện Càng Long",
        "Thắng cảnh Ao Bà Om",
        "Huyện Cầu Kè",
        "Thành phố Trà Vinh",
        "Khu bến tổng hợp Định An",
        "Wind farm of Duyên Hải",
        "Lễ hội Ok Om Bok",
        "Nhiệt điện Duyên Hải",
    ],
    [" mot con song", " om yeu que"],
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nhi log", "Nhị Long"),
        ("nhy long", "Nhị Long"),
        ("ao ba on", "Ao Bà Om"),
        ("cau kee", "Cầu Kè"),
        ("travinh", "Trà Vinh"),
        ("duyen hia", "Duyên Hải"),
        ("dinh nan", "Định An"),
        ("wnid farm", "Wind farm"),
        ("ok om bol", "Ok Om Bok"),
    ],
)
def test_a_misspelt_name_is_recognised_and_given_with_its_marks(typed: str, meant: str) -> None:
    assert next(suggestions(words(typed), KNOWN)) == meant


@pytest.mark.parametrize("typed", ["zzzz", "qwertyuiop", "12345"])
def test_what_looks_like_nothing_is_not_guessed(typed: str) -> None:
    assert not list(suggestions([typed], KNOWN))


def test_what_was_typed_is_never_suggested() -> None:
    assert "trà vinh" not in [one.lower() for one in suggestions(["tra", "vinh"], KNOWN)]


def test_similarity_is_that_of_pg_trgm() -> None:
    assert similarity("word", "two words") == pytest.approx(0.363636, abs=1e-6)
    assert similarity("same", "same") == 1


def test_it_is_quick_among_many_names() -> None:
    names = [f"Dự án số {n} xã {'abcdefghij'[n % 10]}{n % 97} huyện Mẫu {n % 300}" for n in range(5000)]
    known = vocabulary([*names, *KNOWN.names])
    next(suggestions(["nhi", "log"], known))  # builds the index
    began = time.perf_counter()
    assert next(suggestions(["ao", "ba", "on"], known)) == "Ao Bà Om"
    assert time.perf_counter() - began < 0.5
