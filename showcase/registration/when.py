"""When something is, as an invitation says it: the hour, both calendars, and the hour where the guest lives."""

from datetime import date, datetime

from ..core import clock, numbers
from ..core.i18n import gettext as _
from ..core.lunar import lunar_day
from ..editions import office_hours

# One zone where a country has one; else those of the cities in which most of the guests live.
PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "US": (("California", "America/Los_Angeles"), ("Texas", "America/Chicago"), ("New York", "America/New_York")),
    "CA": (("Vancouver", "America/Vancouver"), ("Toronto", "America/Toronto")),
    "AU": (("Perth", "Australia/Perth"), ("Sydney", "Australia/Sydney")),
    "FR": (("Paris", "Europe/Paris"),),
    "DE": (("Berlin", "Europe/Berlin"),),
    "GB": (("London", "Europe/London"),),
    "NL": (("Amsterdam", "Europe/Amsterdam"),),
    "CZ": (("Praha", "Europe/Prague"),),
    "PL": (("Warszawa", "Europe/Warsaw"),),
    "TW": (("Taipei", "Asia/Taipei"),),
    "KR": (("Seoul", "Asia/Seoul"),),
    "JP": (("Tokyo", "Asia/Tokyo"),),
    "SG": (("Singapore", "Asia/Singapore"),),
    "MY": (("Kuala Lumpur", "Asia/Kuala_Lumpur"),),
}


def day_names() -> str:
    """The days of the week from Monday on, parted by commas, for the script that says moments on the reader's clock."""
    return ",".join(office_hours.day_names())


def hour(at: datetime, zone: str) -> str:
    """`8 giờ`, `6 giờ 30`; `8 am`, `6:30 am`."""
    return numbers.time(clock.in_zone(at, zone))


def day_of(at: datetime, zone: str) -> str:
    """`thứ Hai 05/02/2024`."""
    return spelled(clock.in_zone(at, zone).date())


def spelled(on: date) -> str:
    """`thứ Hai, 05/02/2024`."""
    return _("%(weekday)s, %(day)s", weekday=numbers.weekday(on), day=numbers.day(on))


def moment(at: datetime, zone: str) -> str:
    """`8 giờ, thứ Hai, 05/02/2024`."""
    local = clock.in_zone(at, zone)
    values = {"time": numbers.time(local), "weekday": numbers.weekday(local), "day": numbers.day(local)}
    return _("%(time)s, %(weekday)s, %(day)s", **values)


def lunar(at: datetime, zone: str) -> str:
    """`26 tháng Chạp năm Quý Mão`: the Vietnamese calendar, on the event's own day; empty where it has no answer."""
    return lunar_of(clock.in_zone(at, zone).date())


def lunar_of(on: date) -> str:
    try:
        return numbers.lunar(lunar_day(on))
    except ValueError:
        return ""


def lunar_in_year(at: datetime, zone: str) -> str:
    """`26 tháng Chạp`, in a sentence that names the year already."""
    try:
        return numbers.lunar_in_year(lunar_day(clock.in_zone(at, zone).date()))
    except ValueError:
        return ""


def zone_note(at: datetime, zone: str) -> str:
    """`giờ Việt Nam, UTC+7`."""
    offset = clock.in_zone(at, zone).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    shown = f"UTC{minutes / 60:+g}"
    if zone == "Asia/Ho_Chi_Minh":
        return _("Việt Nam time, %(offset)s", offset=shown)
    return _("time in %(place)s, %(offset)s", place=zone.split("/")[-1].replace("_", " "), offset=shown)


def at_your_place(at: datetime, zone: str, country: str) -> list[tuple[str, str]]:
    """The same instant in the guest's country: (place, time), where it differs from the event's clock."""
    offset = clock.in_zone(at, zone).utcoffset()
    return [
        (place, moment(at, there))
        for place, there in PLACES.get(country, ())
        if clock.in_zone(at, there).utcoffset() != offset
    ]
