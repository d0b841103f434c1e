"""Next year's day, address and words from last year's."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ..core import lunar

_YEAR = re.compile(r"-(?:19|20)\d\d(?:-\d+)?$")


def same_lunar_day(last: date, today: date) -> date:
    """The next day, after the last gathering and after today, with the gathering's lunar date.

    A 30th becomes the 29th in a month that has no 30th.
    """
    found, after = lunar.lunar_day(last), max(last, today)
    for day in range(found.day, 0, -1):
        candidate = _next(day, found.month, after)
        if candidate is not None:
            return candidate
    raise AssertionError("every lunar month has a first day")


def _next(day: int, month: int, after: date) -> date | None:
    year = lunar.lunar_day(after).year
    for candidate in (year, year + 1):
        try:
            found = lunar.solar_day(lunar.LunarDay(day, month, candidate))
        except ValueError:
            continue
        there = lunar.lunar_day(found)
        if found > after and (there.day, there.month) == (day, month):
            return found
    return None


def year_of(gathering: date) -> int:
    """The year at whose end a gathering is held: before Tết, that is the old year still."""
    return lunar.lunar_day(gathering).year


def renewed_slug(slug: str, year: int) -> str:
    """`hop-mat-2023` → `hop-mat-2024`, `hop-mat` → `hop-mat-2024`."""
    return f"{_YEAR.sub('', slug)[:70]}-{year}"


def new_words(last: date, coming: date, last_year: int, year: int) -> dict[str, str]:
    """What the texts about a gathering name by its year, and what takes its place: years, zodiac, written days."""
    tet, next_tet = lunar.new_year_after(last).year, lunar.new_year_after(coming).year
    return {
        str(last_year): str(year),
        str(tet): str(next_tet),
        lunar.year_name(tet): lunar.year_name(next_tet),
        f"Year of the {lunar.animal(tet)}": f"Year of the {lunar.animal(next_tet)}",
        f"year of the {lunar.animal(tet)}": f"year of the {lunar.animal(next_tet)}",
        f"{last:%d/%m/%Y}": f"{coming:%d/%m/%Y}",
    }


def reworded(text: str, words: Mapping[str, str]) -> str:
    """A text with words replaced, all at once: 2023 → 2024 does not go on to 2025."""
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.sub(rf"(?<![\w/])(?:{either})(?![\w/])", lambda found: words[found[0]], text) if words else text


def moved(at: datetime, days: int, zone: str) -> datetime:
    """The same time of day in the zone, some days later."""
    return at.astimezone(ZoneInfo(zone)) + timedelta(days=days)
