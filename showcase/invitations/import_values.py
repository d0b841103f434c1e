"""What is written in a cell of the host's list, as an invitation keeps it; words of either language are understood."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from ..content.communes import Directory
from ..core.i18n import LOCALES
from ..core.search import fold
from ..registration import contact
from ..registration.rules import LARGEST_DELEGATION
from .import_columns import Column
from .rules import Addressee, Companion

LONGEST = {
    Column.EXTERNAL_ID: 60,
    Column.NAME: 200,
    Column.HONORIFIC: 40,
    Column.CALLED: 20,
    Column.OFFICE: 200,
    Column.NOTE: 2000,
}
KINDS = {
    "overseas": ("kieu bao", "viet kieu", "nguoi viet nam o nuoc ngoai", "overseas", "vietnamese abroad"),
    "relative": ("than nhan", "nguoi nha", "gia dinh kieu bao", "relative"),
    "official": ("dai bieu", "lanh dao", "can bo", "official"),
    "partner": ("doi tac", "co quan phoi hop", "don vi phoi hop", "partner", "partner body"),
    "press": ("bao chi", "phong vien", "nha bao", "press"),
    "staff": ("ban to chuc", "phuc vu", "staff"),
}
ADDRESSEES = {
    Addressee.PERSON: ("ca nhan", "mot nguoi", "nguoi", "person", "a person"),
    Addressee.FAMILY: ("gia dinh", "ca gia dinh", "ho", "family", "a family"),
    Addressee.OFFICE: ("co quan", "don vi", "chuc danh", "office", "an office"),
    Addressee.DELEGATION: ("doan", "doan dai bieu", "delegation", "a delegation", "group"),
}
COMPANIONS = {
    Companion.NOBODY: ("khong", "mot minh", "nobody", "nobody else", "none", "alone"),
    Companion.WIFE: ("phu nhan", "va phu nhan", "vo", "wife", "and wife"),
    Companion.HUSBAND: ("phu quan", "va phu quan", "chong", "husband", "and husband"),
    Companion.FAMILY: ("gia dinh", "va gia dinh", "family", "and family"),
}
_LANGUAGES = {
    "vi": ("tieng viet", "viet", "viet nam", "vietnamese"),
    "en": ("tieng anh", "anh", "english"),
    "fr": ("tieng phap", "phap", "french"),
    "km": ("tieng khmer", "khmer", "cambodian"),
}
# What people write beside the names that the locale data knows.
_COUNTRIES = {
    "US": ("my", "hoa ky", "usa", "u s a", "america", "united states of america"),
    "AU": ("uc",),
    "GB": ("anh", "uk", "u k", "england"),
    "FR": ("phap",),
    "DE": ("duc", "ch lb duc", "chlb duc"),
    "JP": ("nhat",),
    "KR": ("han quoc", "korea", "south korea"),
    "TW": ("dai loan", "taiwan"),
    "KH": ("campuchia", "cam pu chia", "cambodia"),
    "CZ": ("sec", "tiep khac", "czech"),
    "CN": ("trung quoc",),
    "NL": ("ha lan",),
    "NO": ("na uy",),
    "SE": ("thuy dien",),
    "CH": ("thuy si",),
    "DK": ("dan mach",),
    "RU": ("nga", "lien bang nga", "russia"),
    "TH": ("thai lan",),
    "VN": ("viet nam", "vietnam"),
}


class CellFault(StrEnum):
    """Why a cell cannot be kept."""

    NO_NAME = "no-name"
    NO_LETTER = "no-letter"
    TOO_LONG = "too-long"
    NO_EMAIL = "no-email"
    NO_PHONE = "no-phone"
    NO_COUNTRY = "no-country"
    NO_UNIT = "no-unit"
    SEVERAL_UNITS = "several-units"
    NO_WORD = "no-word"
    NO_COUNT = "no-count"


class Unreadable(ValueError):
    def __init__(self, fault: CellFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Reader:
    """Reads the cells of one event's list; `units`: the codes of communes by every folded way to write them."""

    units: Mapping[str, frozenset[str]]

    def read(self, column: Column, text: str, country: str) -> Any:
        """The value that an invitation keeps, of a cell that says something; raises Unreadable."""
        if len(text) > LONGEST.get(column, 2000):
            raise Unreadable(CellFault.TOO_LONG)
        read = _READERS.get(column)
        return read(self, text, country) if read else text

    def name(self, text: str, _country: str) -> str:
        if not contact.has_a_letter(text):
            raise Unreadable(CellFault.NO_LETTER)
        return text

    def email(self, text: str, _country: str) -> str:
        return _wanted(contact.email_address(text) if len(text) <= 254 else None, CellFault.NO_EMAIL)

    def phone(self, text: str, country: str) -> str:
        return _wanted(_phone(text, country or None), CellFault.NO_PHONE)

    def home_phone(self, text: str, _country: str) -> str:
        return _wanted(_phone(text, contact.HOME), CellFault.NO_PHONE)

    def unit(self, text: str, _country: str) -> str:
        codes = self.units.get(fold(text), frozenset())
        if len(codes) > 1:
            raise Unreadable(CellFault.SEVERAL_UNITS)
        return _wanted(next(iter(codes), None), CellFault.NO_UNIT)

    def most_people(self, text: str, _country: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        return _wanted(number if 1 <= number <= LARGEST_DELEGATION else None, CellFault.NO_COUNT)

    def country(self, text: str, _country: str) -> str:
        return _wanted(_countries().get(fold(text)), CellFault.NO_COUNTRY)


_Read = Callable[[Reader, str, str], Any]


def _one_of(words: Mapping[Any, tuple[str, ...]]) -> _Read:
    known = {fold(word): str(value) for value, several in words.items() for word in (*several, str(value)) if word}
    return lambda _reader, text, _country: _wanted(known.get(fold(text)), CellFault.NO_WORD)


_READERS: dict[Column, _Read] = {
    Column.NAME: Reader.name,
    Column.EMAIL: Reader.email,
    Column.PHONE: Reader.phone,
    Column.HOME_PHONE: Reader.home_phone,
    Column.UNIT: Reader.unit,
    Column.MOST_PEOPLE: Reader.most_people,
    Column.COUNTRY: Reader.country,
    Column.GUEST_KIND: _one_of(KINDS),
    Column.ADDRESSEE: _one_of(ADDRESSEES),
    Column.COMPANION: _one_of(COMPANIONS),
    Column.LOCALE: _one_of({code: (*_LANGUAGES.get(code, ()), LOCALES[code].name) for code in LOCALES}),
}


def units_by_name(directory: Directory) -> dict[str, frozenset[str]]:
    """Codes of communes by their names, with and without what they are and their district; texts are loaded."""
    found: dict[str, set[str]] = {}
    for district, communes in directory.groups:
        beside = [district.short_name, *district.texts_of("name").values()] if district else []
        for unit in communes:
            names = {unit.short_name, unit.official_name, *unit.texts_of("name").values()} - {""}
            further = {f"{name} {above}" for name in names for above in beside if above}
            for written in (unit.code, *names, *further):
                found.setdefault(fold(written), set()).add(unit.code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _wanted(value: Any, fault: CellFault) -> Any:
    if value is None:
        raise Unreadable(fault)
    return value


def _phone(text: str, country: str | None) -> str | None:
    """A number as dialled there, or as a spreadsheet leaves it that has taken its plus for a sign."""
    sure = contact.sure_phone_number(text, country)
    digits = "".join(sign for sign in text if sign.isdigit())
    if sure is None and not text.startswith(("+", "0")) and len(digits) > 9:
        sure = contact.sure_phone_number("+" + digits, country)
    return sure or contact.phone_number(text, country)


@cache
def _countries() -> dict[str, str]:
    """Codes by folded names in Vietnamese and English, and by themselves."""
    found = {fold(name): code for code, names in _COUNTRIES.items() for name in names}
    for locale in ("vi", "en"):
        for code, name in contact.country_names(locale).items():
            found.setdefault(fold(name), code)
    for code in contact.countries():
        found.setdefault(code.lower(), code)
    return found
