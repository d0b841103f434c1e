"""Numbers, measures and periods as people write them in each language; never broken across a line."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from babel.numbers import format_decimal, get_decimal_symbol

from . import i18n
from . import lunar as calendar
from .i18n import gettext as _
from .i18n import ngettext
from .lunar import LunarDay

NBSP = "\u00a0"
MINUS = "\u2212"
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Figure:
    """A number with its measure: `number` and `unit` for a large numeral, `text` for a sentence."""

    number: str
    unit: str = ""
    text: str = ""

    def __str__(self) -> str:
        return self.text


class Words(NamedTuple):
    """What stands around a number in a sentence."""

    before: str = ""
    after: str = ""


Measure = Callable[[int], Words]  # asked with 1 or another count, because nouns change with it
# The measures that any province's figures need. An edition names further ones itself.
MEASURES: dict[str, Measure] = {
    "percent": lambda n: Words(after="%"),
    "percent-year": lambda n: Words(after=_("% a year")),
    "percent-plan": lambda n: Words(after=_("% of the plan")),
    "bn-vnd": lambda n: Words(*_around(_("VND {} billion"))),
    "m-vnd": lambda n: Words(*_around(_("VND {} million"))),
    "bn-usd": lambda n: Words(*_around(_("USD {} billion"))),
    "m-usd": lambda n: Words(*_around(_("USD {} million"))),
    "ha": lambda n: Words(after="ha"),
    "km2": lambda n: Words(after="km²"),
    "km": lambda n: Words(after="km"),
    "m": lambda n: Words(after="m"),
    "mw": lambda n: Words(after="MW"),
    "mwp": lambda n: Words(after="MWp"),
    "celsius": lambda n: Words(after="°C"),
    "rank": lambda n: Words(before=_("rank")),
    "index": lambda n: Words(after=_("index points")),
    "points": lambda n: Words(after=ngettext("point", "points", n)),
    "points-10": lambda n: Words(after=_("points out of 10")),
    "points-40": lambda n: Words(after=_("points out of 40")),
    "points-80": lambda n: Words(after=_("points out of 80")),
    "points-100": lambda n: Words(after=_("points out of 100")),
    "tonnes": lambda n: Words(after=ngettext("tonne", "tonnes", n)),
    "persons": lambda n: Words(after=ngettext("person", "people", n)),
    "households": lambda n: Words(after=ngettext("household", "households", n)),
    "communes": lambda n: Words(after=ngettext("commune", "communes", n)),
    "projects": lambda n: Words(after=ngettext("project", "projects", n)),
    "enterprises": lambda n: Words(after=ngettext("enterprise", "enterprises", n)),
    "visits": lambda n: Words(after=ngettext("visit", "visits", n)),
    "years": lambda n: Words(after=ngettext("year", "years", n)),
    "year": lambda n: Words(),
    "date": lambda n: Words(),
}
_BARE = {"year", "date"}  # written as they are, without thousands marks
_UNITS_OF_BLOCKS = {
    "bn-vnd": lambda: _("billion VND"),
    "m-vnd": lambda: _("million VND"),
    "bn-usd": lambda: _("billion USD"),
    "m-usd": lambda: _("million USD"),
}


def number(value: float, digits: int = 4) -> str:
    """A number with the marks of the page's language and no needless zeros; a true minus sign."""
    pattern = "#,##0." + "#" * digits
    return format_decimal(round(value, digits), format=pattern, locale=i18n.locale()).replace("-", MINUS)


def figure(value: float, unit: str = "", out_of: float | None = None, name: str = "", before: bool = False) -> Figure:
    """A number with its measure. `name` is an edition's own word for a measure that is not in MEASURES."""
    written = f"{value:g}" if unit in _BARE else number(value)
    if out_of is not None and unit != "rank":
        written = f"{written}/{number(out_of)}"
    count = 1 if value == 1 and out_of is None else 2
    own = Words(before=name) if before else Words(after=name or unit)
    words = MEASURES[unit](count) if unit in MEASURES else own
    text = NBSP.join(part for part in (words.before, written + _sign(words.after), _noun(words.after)) if part)
    if unit == "rank" and out_of is not None:
        text = _("rank %(rank)s of %(all)s", rank=written, all=number(out_of)).replace(" ", NBSP)
    in_block = _UNITS_OF_BLOCKS.get(unit)
    return Figure(written, in_block() if in_block else words.after or words.before, text)


def in_trillions(billions: float) -> str:
    """A long amount of đồng as people say it, "khoảng 4 nghìn tỷ đồng"; nothing where that is no shorter."""
    said = round(billions / 1000, 1)
    if billions < 1000 or said * 1000 == billions:
        return ""
    return _("about VND %(number)s trillion", number=number(said)).replace(" ", NBSP)


def compact(value: float) -> str:
    """A number for a chart's axis and labels: at most two decimals, none above a thousand."""
    return number(value, 0 if abs(value) >= 1000 else 2)


# Numbers as people type them


class NotANumber(ValueError):
    """What was typed is no number that can be kept."""


class TwoReadings(NotANumber):
    """What was typed is one number to some readers and another one to others; `readings`: both, to be told apart."""

    def __init__(self, readings: tuple[float, float]) -> None:
        super().__init__(readings)
        self.readings = readings


_SPACES = re.compile("[ \u00a0\u202f\u2009]")
_GROUPED = re.compile(
    r"\d{1,3}(?:(?: \d{3})+(?:[.,]\d+)?|(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+|(?:\.\d{3}){2,}|(?:,\d{3}){2,})"
)
_PLAIN = re.compile(r"(\d+)(?:[.,](\d+))?")
_MOST_DIGITS = 15  # more do not fit what the database keeps


def read(text: str) -> float:
    """The number that somebody typed, with either mark for decimals; never a guess.

    >>> read("8,25"), read("8.25"), read("1.234.567"), read("12 345,6")
    (8.25, 8.25, 1234567.0, 12345.6)
    """
    text = _SPACES.sub(" ", text.strip()).replace(MINUS, "-")
    sign, digits = (-1, text[1:].lstrip()) if text.startswith("-") else (1, text)
    if not digits.isascii() or sum(c.isdigit() for c in digits) > _MOST_DIGITS:
        raise NotANumber(text)
    if _GROUPED.fullmatch(digits):
        last = max(digits.rfind("."), digits.rfind(","))
        has_decimals = last > 0 and (" " in digits or digits.count(digits[last]) == 1)
        whole, decimals = (digits[:last], digits[last + 1 :]) if has_decimals else (digits, "")
        return sign * float(re.sub("[., ]", "", whole) + "." + (decimals or "0"))
    plain = _PLAIN.fullmatch(digits)
    if plain is None:
        raise NotANumber(text)
    whole, decimals = plain[1], plain[2] or ""
    value = sign * float(f"{whole}.{decimals or 0}")
    if len(decimals) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        raise TwoReadings((sign * float(whole + decimals), value))
    return value


def as_typed(value: float) -> str:
    """A number as a form in the page's language holds it: exact, without thousands marks, `read` again as itself."""
    whole, _point, decimals = format(Decimal(repr(float(value))), "f").partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == 3 and len(whole.lstrip("-")) <= 3 and not whole.lstrip("-").startswith("0"):
        decimals += "0"
    return f"{whole}{get_decimal_symbol(i18n.locale())}{decimals}" if decimals else whole


# Periods


class PeriodKind(NamedTuple):
    """What may stand in one line of a chart: years with years, nine months with nine months."""

    name: str
    months: int = 0


_PERIOD = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-(?P<until>\d{4})|-Q(?P<quarter>[1-4])|-H(?P<half>[12])|-(?P<months>\d{1,2})M"
    r"|-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d{2}))?)?"
)


def period(text: str) -> str:
    """`2023-9M` as people say it: 9 tháng năm 2023, first 9 months of 2023."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        return text
    part = found.groupdict()
    year = part["year"]
    if part["until"]:
        said = f"{year}–{part['until']}"
    elif part["quarter"]:
        roman = ROMAN[int(part["quarter"]) - 1]
        said = _("Q%(quarter)s %(year)s", quarter=part["quarter"], roman=roman, year=year)
    elif part["half"]:
        said = (
            _("first half of %(year)s", year=year) if part["half"] == "1" else _("second half of %(year)s", year=year)
        )
    elif part["months"]:
        said = _("first %(months)s months of %(year)s", months=part["months"].lstrip("0"), year=year)
    elif part["day"]:
        said = day(date(int(year), int(part["month"]), int(part["day"])))
    elif part["month"]:
        said = _("%(month)s %(year)s", month=_month_name(int(part["month"])), number=int(part["month"]), year=year)
    else:
        said = year
    return said.replace(" ", NBSP)


def tick(text: str) -> str:
    """A period as a chart's axis has room for it; the chart's title says which months are meant."""
    kind = period_kind(text)
    if kind.name == "month":
        return f"{int(text[5:7])}/{text[:4]}"
    return text[:4] if kind.name in ("months", "half", "year") else period(text)


def period_in_sentence(text: str) -> str:
    """A period as it follows a figure's name: a bare year is called a year where the language does so."""
    return _("%(year)s", year=text) if re.fullmatch(r"\d{4}", text) else period(text)


def period_kind(text: str) -> PeriodKind:
    """What a period may be compared with."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        return PeriodKind("other")
    part = found.groupdict()
    if part["until"]:
        return PeriodKind("span")
    if part["months"]:
        return PeriodKind("months", int(part["months"]))
    return next((PeriodKind(name) for name in ("quarter", "half", "day", "month") if part[name]), PeriodKind("year"))


def kind_label(kind: PeriodKind) -> str:
    """What a chart or table of one kind of period is called."""
    if kind.name == "months":
        return _("First %(months)s months", months=kind.months)
    return {
        "year": _("Whole years"),
        "quarter": _("Quarters"),
        "half": _("Half-years"),
        "month": _("At the given month"),
        "day": _("On the given day"),
        "span": _("Several years"),
    }.get(kind.name, "")


def period_position(text: str) -> float:
    """Where a period stands on a time axis, in years: its end for a part of a year."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        return 0.0
    part = found.groupdict()
    year = float(part["until"] or part["year"])
    if part["quarter"]:
        return year + int(part["quarter"]) / 4
    if part["half"]:
        return year + int(part["half"]) / 2
    if part["month"]:
        return year + (int(part["month"]) - 0.5) / 12
    return year


def day(on: date) -> str:
    """A day with the year: 05/02/2024, 5 February 2024."""
    return _(
        "%(day)s %(month)s %(year)s",
        day=on.day,
        month=_month_name(on.month),
        dd=f"{on.day:02}",
        mm=f"{on.month:02}",
        year=on.year,
    ).replace(" ", NBSP)


def time(at: datetime) -> str:
    """A time of day: 8 giờ, 8 am; minutes only where there are any."""
    hour = at.hour % 12 or 12
    half = "am" if at.hour < 12 else "pm"
    minute = f"{at.minute:02}"
    if at.minute:
        said = _("%(hour)s:%(minute)s %(half)s", hour=hour, minute=minute, half=half, full_hour=at.hour)
    else:
        said = _("%(hour)s %(half)s", hour=hour, half=half, full_hour=at.hour)
    return said.replace(" ", NBSP)


def month(on: date) -> str:
    """A month's name by itself: tháng 2, February."""
    return _month_name(on.month)


def lunar(on: LunarDay) -> str:
    """A lunar day: 26 tháng Chạp năm Quý Mão, day 26 of the 12th lunar month, year of the Cat."""
    return _(
        "day %(day)s of the %(leap)slunar month %(month)s, year of the %(animal)s",
        **_lunar_values(on),
        year=on.year_name,
        animal=animal(on.year),
    )


def lunar_in_year(on: LunarDay) -> str:
    """The same where the year is plain: 26 tháng Chạp, day 26 of the 12th lunar month."""
    return _("day %(day)s of the %(leap)slunar month %(month)s", **_lunar_values(on))


def _lunar_values(on: LunarDay) -> dict[str, Any]:
    return {
        "day": on.day,
        "month": on.month,
        "name": {1: "Giêng", 11: "Một", 12: "Chạp"}.get(on.month, str(on.month)),
        "vi_leap": " nhuận" if on.leap else "",
        "leap": _("leap ") if on.leap else "",
    }


def animal(year: int) -> str:
    """The zodiac animal of a lunar year as a sentence takes it: the Cat, du Chat."""
    return _(calendar.animal(year))


def weekday(on: date) -> str:
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )[on.weekday()]


def _month_name(month: int) -> str:
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )[month - 1]


def _around(pattern: str) -> tuple[str, str]:
    before, _placeholder, after = pattern.partition("{}")
    return before.strip(), after.strip()


def _sign(after: str) -> str:
    """English closes up 8.25% and 8.25% a year; Vietnamese sets a space: 8,25 %."""
    return after.replace(" ", NBSP) if after.startswith("%") and i18n.locale() == "en" else ""


def _noun(after: str) -> str:
    return "" if _sign(after) else after.replace(" ", NBSP)
