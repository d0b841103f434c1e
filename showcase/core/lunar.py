"""The Vietnamese lunar calendar (UTC+7; its Tết can differ from China's by a day)."""

from dataclasses import dataclass
from datetime import date, timedelta

import lunar_vn

from .i18n import marked

BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")
STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
# The Vietnamese zodiac has a cat and a buffalo where the Chinese one has a rabbit and an ox.
ANIMALS = (
    marked("Rat"),
    marked("Buffalo"),
    marked("Tiger"),
    marked("Cat"),
    marked("Dragon"),
    marked("Snake"),
    marked("Horse"),
    marked("Goat"),
    marked("Monkey"),
    marked("Rooster"),
    marked("Dog"),
    marked("Pig"),
)


@dataclass(frozen=True)
class LunarDay:
    day: int
    month: int
    year: int
    leap: bool = False

    @property
    def year_name(self) -> str:
        """The sexagenary name of the year, such as Giáp Thìn."""
        return year_name(self.year)


def lunar_day(on: date) -> LunarDay:
    """The lunar date of a solar day."""
    found = lunar_vn.solar_to_lunar(on)
    return LunarDay(found.day, found.month, found.year, found.leap)


def solar_day(lunar: LunarDay) -> date:
    """The solar day of a lunar date."""
    return lunar_vn.lunar_to_solar(
        lunar_vn.LunarDate(day=lunar.day, month=lunar.month, year=lunar.year, leap=lunar.leap)
    )


def next_lunar(day: int, month: int, after: date) -> date:
    """The first solar day after `after` that is the given day of the given (not leap) lunar month."""
    year = lunar_day(after).year
    for candidate in (year, year + 1):
        found = solar_day(LunarDay(day, month, candidate))
        if found > after:
            return found
    raise ValueError(f"no {day}/{month} after {after}")


def new_year(year: int) -> date:
    """Tết of a lunar year."""
    return solar_day(LunarDay(1, 1, year))


def new_year_after(on: date) -> date:
    """The first Tết on or after a day."""
    candidate = new_year(on.year)
    return candidate if candidate >= on else new_year(on.year + 1)


def year_name(year: int) -> str:
    return f"{STEMS[(year + 6) % 10]} {BRANCHES[(year + 8) % 12]}"


def animal(year: int) -> str:
    """The zodiac animal of a lunar year in English, the Vietnamese way."""
    return ANIMALS[(year + 8) % 12]


def eve(year: int) -> date:
    """The last day of the lunar year before `year`."""
    return new_year(year) - timedelta(days=1)
