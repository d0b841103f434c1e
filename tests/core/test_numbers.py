from datetime import date

import pytest

from showcase.core import numbers
from showcase.core.i18n import use_locale


@pytest.mark.parametrize(
    ("value", "unit", "vietnamese", "english"),
    [
        (8.25, "percent", "8,25 %", "8.25%"),
        (11.22, "percent-year", "11,22 %/năm", "11.22% a year"),
        (4006, "bn-vnd", "4.006 tỷ đồng", "VND 4,006 billion"),
        (81.7, "m-vnd", "81,7 triệu đồng", "VND 81.7 million"),
        (2.5, "m-usd", "2,5 triệu USD", "USD 2.5 million"),
        (-5.65, "percent", "−5,65 %", "−5.65%"),
        (64.78, "ha", "64,78 ha", "64.78 ha"),
        (28000, "persons", "28.000 người", "28,000 people"),
        (1, "projects", "1 dự án", "1 project"),
        (26, "rank", "hạng 26", "rank 26"),
        (2015, "year", "2015", "2015"),
    ],
)
def test_a_figure_is_written_as_each_language_writes_it(
    app: object, value: float, unit: str, vietnamese: str, english: str
) -> None:
    with use_locale("vi"):
        assert numbers.figure(value, unit).text == vietnamese.replace(" ", "\u00a0")
    with use_locale("en"):
        assert numbers.figure(value, unit).text == english.replace(" ", "\u00a0")


def test_a_part_of_a_whole_is_written_as_a_fraction(app: object) -> None:
    with use_locale("vi"):
        found = numbers.figure(85, "communes", out_of=85)
    assert (found.number, found.unit) == ("85/85", "xã")


def test_a_measure_of_the_edition_brings_its_own_word(app: object) -> None:
    with use_locale("vi"):
        assert numbers.figure(79, "turbines", name="trụ tua-bin").text == "79\u00a0trụ\u00a0tua-bin"


@pytest.mark.parametrize(
    ("period", "vietnamese", "english"),
    [
        ("2023", "2023", "2023"),
        ("2023-9M", "9 tháng năm 2023", "first 9 months of 2023"),
        ("2022-Q1", "quý I/2022", "Q1 2022"),
        ("2023-10", "tháng 10/2023", "October 2023"),
        ("2023-04-11", "11/04/2023", "11 April 2023"),
        ("2019-H1", "6 tháng đầu năm 2019", "first half of 2019"),
        ("2016-2020", "2016–2020", "2016–2020"),
        ("about then", "about then", "about then"),
    ],
)
def test_a_period_is_said_as_each_language_says_it(app: object, period: str, vietnamese: str, english: str) -> None:
    with use_locale("vi"):
        assert numbers.period(period) == vietnamese.replace(" ", "\u00a0") or period == "about then"
    with use_locale("en"):
        assert numbers.period(period) == english.replace(" ", "\u00a0") or period == "about then"


def test_nine_months_are_never_compared_with_a_year() -> None:
    assert numbers.period_kind("2023-9M") != numbers.period_kind("2023")
    assert numbers.period_kind("2023-9M") != numbers.period_kind("2023-10M")
    assert numbers.period_kind("2023-9M") == numbers.period_kind("2022-9M")


def test_a_day_is_written_with_its_year(app: object) -> None:
    with use_locale("vi"):
        assert numbers.day(date(2024, 2, 5)) == "05/02/2024"
    with use_locale("en"):
        assert numbers.day(date(2024, 2, 5)) == "5\u00a0February\u00a02024"
