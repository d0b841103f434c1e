"""The Vietnamese calendar against published dates of Tết and leap months."""

from datetime import date

import pytest

from showcase.core.lunar import LunarDay, animal, lunar_day, new_year, next_lunar, solar_day, year_name

# Tết as published for Việt Nam; 1985, 2007 and 2030 differ from the Chinese New Year by a day or a month.
PUBLISHED = {
    1968: date(1968, 1, 29),
    1985: date(1985, 1, 21),
    2000: date(2000, 2, 5),
    2001: date(2001, 1, 24),
    2002: date(2002, 2, 12),
    2003: date(2003, 2, 1),
    2004: date(2004, 1, 22),
    2005: date(2005, 2, 9),
    2006: date(2006, 1, 29),
    2007: date(2007, 2, 17),
    2008: date(2008, 2, 7),
    2009: date(2009, 1, 26),
    2010: date(2010, 2, 14),
    2015: date(2015, 2, 19),
    2019: date(2019, 2, 5),
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 2),
}
LEAP_MONTHS = {2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5}


@pytest.mark.parametrize(("year", "day"), PUBLISHED.items())
def test_new_year_is_as_published(year: int, day: date) -> None:
    assert new_year(year) == day
    assert lunar_day(day) == LunarDay(1, 1, year)


@pytest.mark.parametrize(("year", "month"), LEAP_MONTHS.items())
def test_leap_months_are_as_published(year: int, month: int) -> None:
    assert lunar_day(solar_day(LunarDay(1, month, year, leap=True))).leap


def test_both_known_gatherings_fell_on_the_26th_of_the_twelfth_month() -> None:
    assert lunar_day(date(2019, 1, 31)) == LunarDay(26, 12, 2018)
    assert lunar_day(date(2020, 1, 20)) == LunarDay(26, 12, 2019)
    assert next_lunar(26, 12, after=date(2023, 11, 1)) == date(2024, 2, 5)


def test_years_carry_their_vietnamese_names() -> None:
    assert (year_name(2024), animal(2024)) == ("Giáp Thìn", "Dragon")
    assert (year_name(2023), animal(2023)) == ("Quý Mão", "Cat")
    assert (year_name(2021), animal(2021)) == ("Tân Sửu", "Buffalo")
    assert year_name(2027) == "Đinh Mùi"
