"""What hour it is where a telephone rings: by its area code, else by its country."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import phonenumbers
from phonenumbers import timezone

from ..core import clock
from ..core.i18n import gettext as _
from ..registration import contact, when
from .rules import may_ring

MOST = 3  # a number that may ring in more places than that says nothing about the hour
HOME_ZONE = "Asia/Ho_Chi_Minh"
_NAMES = {zone: name for places in when.PLACES.values() for name, zone in places}
# Countries of one clock that the invitation needs no name for.
_OTHERS = {"VN": HOME_ZONE, "KH": "Asia/Phnom_Penh", "LA": "Asia/Vientiane", "TH": "Asia/Bangkok"}


@dataclass(frozen=True)
class Hour:
    """A wall clock where the guest may be."""

    zone: str
    place: str
    local: datetime

    @property
    def may_ring(self) -> bool:
        return may_ring(self.local)


def hours_of(number: str, country: str, now: datetime) -> list[Hour]:
    """The clocks that may hang where a stored number rings, each hour once; empty where nothing is known."""
    zones = _of_number(number) or _of_country(country)
    found: dict[object, Hour] = {}
    for zone in zones:
        local = clock.in_zone(now, zone)
        found.setdefault(local.utcoffset(), Hour(zone, place_of(zone), local))
    return list(found.values())


def place_of(zone: str) -> str:
    if zone in (HOME_ZONE, "Asia/Saigon"):
        return _("Việt Nam")
    return _NAMES.get(zone) or zone.rpartition("/")[2].replace("_", " ")


def asleep(number: str, country: str, now: datetime) -> bool:
    """Whether nobody with this number may be rung now, wherever in its country they live."""
    zones = _of_number(number) or _of_country(country)
    return bool(zones) and not any(may_ring(clock.in_zone(now, zone)) for zone in zones)


@lru_cache(maxsize=20_000)
def _of_number(number: str) -> list[str]:
    try:
        parsed = phonenumbers.parse(number, contact.HOME)
    except phonenumbers.NumberParseException:
        return []
    zones = [zone for zone in timezone.time_zones_for_geographical_number(parsed) if not zone.startswith("Etc/")]
    if 0 < len(zones) <= MOST:
        return zones
    return _of_country(phonenumbers.region_code_for_country_code(parsed.country_code or 0))


def _of_country(country: str) -> list[str]:
    if country in _OTHERS:
        return [_OTHERS[country]]
    return [zone for _name, zone in when.PLACES.get(country, ())]
