"""Days and times in forms: typed and shown as people read them off the wall of one place, stored in UTC."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import Field
from wtforms.widgets import DateTimeLocalInput

from . import clock
from .i18n import gettext

FIRST_YEAR, LAST_YEAR = 2000, 2099


class LocalTimeField(Field):
    """A day and time without a zone: its form knows the place. `data`: a naive datetime."""

    widget = DateTimeLocalInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = str(valuelist[0]).strip() if valuelist else ""
        if not text:
            return
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None:
            raise ValueError(gettext("A day and a time are expected, such as 2024-02-05 08:00."))
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            years = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
            raise ValueError(gettext("The year is from %(first)s to %(last)s.", **years))
        self.data = found.replace(microsecond=0)

    def _value(self) -> str:
        if self.data is not None:
            return str(self.data.isoformat(timespec="seconds" if self.data.second else "minutes"))
        return str(self.raw_data[0]) if self.raw_data else ""


def wall_clock(at: datetime | None, zone: str) -> datetime | None:
    """An instant as a form's naive time in `zone`."""
    return None if at is None else clock.in_zone(at, zone).replace(tzinfo=None, microsecond=0)


def instant(local: datetime | None, zone: str) -> datetime | None:
    """The UTC instant of a naive time in `zone`; ValueError where the clocks are put forward past it."""
    if local is None:
        return None
    at = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if wall_clock(at, zone) != local:
        raise ValueError(local)
    return at
