"""Next year's day, address and words."""

from datetime import date

import pytest

from showcase.core import lunar
from showcase.editions import renewal

LAST, COMING = date(2024, 2, 5), date(2025, 1, 25)  # both the 26th of the twelfth month


def test_the_same_lunar_day_comes_once_a_year() -> None:
    assert renewal.same_lunar_day(LAST, date(2024, 3, 1)) == COMING
    assert renewal.same_lunar_day(LAST, date(2025, 1, 25)) == date(2026, 2, 13), "today is too late"


def test_the_thirtieth_of_a_short_month_is_the_day_before() -> None:
    last = lunar.solar_day(lunar.LunarDay(30, 12, 2023))
    found = lunar.lunar_day(renewal.same_lunar_day(last, last))
    assert (found.day, found.month, found.year) == (29, 12, 2024)


def test_a_gathering_before_tet_belongs_to_the_old_year() -> None:
    assert renewal.year_of(LAST) == 2023
    assert renewal.year_of(date(2024, 7, 1)) == 2024


@pytest.mark.parametrize(
    ("slug", "renewed"),
    [("hop-mat-2023", "hop-mat-2024"), ("hop-mat-2023-2", "hop-mat-2024"), ("hop-mat", "hop-mat-2024"),
     ("ban-1", "ban-1-2024"), ("nam-20233", "nam-20233-2024")],
)  # fmt: skip
def test_a_slug_takes_the_new_year(slug: str, renewed: str) -> None:
    assert renewal.renewed_slug(slug, 2024) == renewed


@pytest.mark.parametrize(
    ("text", "reworded"),
    [
        ("Họp mặt mừng Xuân Giáp Thìn 2024", "Họp mặt mừng Xuân Ất Tỵ 2025"),
        ("Gathering for 2024, Year of the Dragon", "Gathering for 2025, Year of the Snake"),
        ("Năm 2023 sang năm 2024", "Năm 2024 sang năm 2025"),
        ("ngày 05/02/2024", "ngày 25/01/2025"),
        ("số 12024, 01/2024", "số 12024, 01/2024"),
        ("Thả rồng, dragon dance", "Thả rồng, dragon dance"),
    ],
)
def test_words_are_replaced_at_once_and_whole(text: str, reworded: str) -> None:
    assert renewal.reworded(text, renewal.new_words(LAST, COMING, 2023, 2024)) == reworded


def test_without_words_a_text_stays() -> None:
    assert renewal.reworded("Xuân 2024", {}) == "Xuân 2024"
