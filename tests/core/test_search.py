import unicodedata

import pytest

from showcase.core.search import fold, given_name_key, like_patterns, searchable


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đặng Thị Hường", "dang thi huong"),
        ("ĐẶNG THỊ HƯỜNG", "dang thi huong"),
        (unicodedata.normalize("NFD", "Đặng Thị Hường"), "dang thi huong"),
        ("O’Brien-Nguyễn", "o brien nguyen"),
        ("Straße Ørsted Łódź", "strasse orsted lodz"),
        ("ខេត្ត\u200bត្រាវិញ", "ខេត្តត្រាវិញ"),
    ],
)
def test_folding_forgets_marks_case_and_joiners(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_vietnamese_order_is_by_given_name_with_its_own_alphabet() -> None:
    names = ["Uyên", "Ưng", "Dũng", "Đăng", "Đức", "Ăn", "Ân", "An", "Á", "Ả", "Ơn", "Ông", "Oanh", "Bá"]
    assert sorted((f"Lê {name}" for name in names), key=given_name_key) == [
        f"Lê {name}"
        for name in [
            "Ả",
            "Á",
            "An",
            "Ăn",
            "Ân",
            "Bá",
            "Dũng",
            "Đăng",
            "Đức",
            "Oanh",
            "Ông",
            "Ơn",
            "Uyên",
            "Ưng",
        ]
    ]


def test_a_query_matches_beginnings_of_words_and_not_wildcards() -> None:
    assert like_patterns("Huong  d%") == ["% huong%", "% d\\%%"]
    assert searchable("Đặng Thị", "Hường") == " dang thi huong"
