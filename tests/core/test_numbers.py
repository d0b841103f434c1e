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


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8,25", 8.25),
        ("8.25", 8.25),
        ("−3,2", -3.2),
        ("0,825", 0.825),
        ("12345,678", 12345.678),
        ("1.234.567", 1234567),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("12 345,6", 12345.6),
    ],
)
def test_a_number_is_read_with_either_mark(typed: str, value: float) -> None:
    assert numbers.read(typed) == value


@pytest.mark.parametrize("typed", ["", "8,25 %", "1e5", "nan", "inf", "1,2,3", "1.23.456", "12 34", "٣", "9" * 16])
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    with pytest.raises(numbers.NotANumber):
        numbers.read(typed)


@pytest.mark.parametrize("typed", ["83.375", "83,375", "-1,000"])
def test_what_may_be_two_numbers_is_not_guessed(typed: str) -> None:
    with pytest.raises(numbers.TwoReadings) as two:
        numbers.read(typed)
    assert two.value.readings[0] == two.value.readings[1] * 1000


@pytest.mark.parametrize("code", ["vi", "en"])
@pytest.mark.parametrize("value", [8.25, 83.375, 0.825, -1.001, 1234.567, 83375.0, 1e-9, 4006.0, 123456789012345.0])
def test_what_a_form_holds_is_read_as_the_same_number(value: float, code: str) -> None:
    with use_locale(code):
        assert numbers.read(numbers.as_typed(value)) == value
