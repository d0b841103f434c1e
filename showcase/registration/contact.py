"""How guests can be reached: countries, telephone numbers and e-mail addresses, checked without asking anybody."""

import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

import phonenumbers
from babel import Locale
from email_validator import EmailNotValidError, validate_email

HOME = "VN"
# Where most of the guests live; offered first.
USUAL_COUNTRIES = ("US", "KH", "AU", "CA", "FR", "TW", "KR", "JP", "DE", "VN")
# Two-letter codes of the locale data that ISO 3166-1 does not assign to a country.
_NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes."""
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha() and code not in _NOT_ISO)


@cache
def country_names(locale: str) -> dict[str, str]:
    """Code → name in a language, in that language's order."""
    names = Locale.parse(locale).territories
    english = Locale("en").territories
    found = {code: names.get(code, english[code]) for code in countries()}
    return dict(sorted(found.items(), key=lambda entry: unicodedata.normalize("NFD", entry[1])))


def phone_number(text: str, country: str | None) -> str | None:
    """A telephone number in E.164, read as dialled in the guest's country or in Việt Nam; None if it is none."""
    # Numbering plans change faster than our tables: a number of the right length is believed.
    return _first_that(phonenumbers.is_valid_number, text, country) or _first_that(
        phonenumbers.is_possible_number, text, country
    )


def sure_phone_number(text: str, country: str | None) -> str | None:
    """The same, but only what the numbering plans know."""
    return _first_that(phonenumbers.is_valid_number, text, country)


def country_of(number: str) -> str:
    """The country that a stored number is of; empty where it is of none or the plans do not know it."""
    parsed = _parsed(number, HOME)
    found = phonenumbers.region_code_for_number(parsed) if parsed else None
    return found if found in countries() else ""


def shown_phone(number: str) -> str:
    """A stored number as people read it."""
    parsed = _parsed(number, HOME)
    if parsed is None:
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


class Reached(Protocol):
    """Whoever has left an address or a number."""

    contact_email: Any
    contact_phone: Any


def is_same_person(one: Reached, other: Reached) -> bool:
    """Whether two answers are reached by the same address or number."""
    emails = {(party.contact_email or "").lower() for party in (one, other)}
    phones = {party.contact_phone or "" for party in (one, other)}
    return any(len(found) == 1 and "" not in found for found in (emails, phones))


def email_address(text: str) -> str | None:
    """An e-mail address in its usual form; None if it cannot be one. Nobody is asked whether it exists."""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


def has_a_letter(name: str) -> bool:
    """Whether a name holds a letter of any script."""
    return any(unicodedata.category(character).startswith("L") for character in name)


def _first_that(fits: Callable[[phonenumbers.PhoneNumber], bool], text: str, country: str | None) -> str | None:
    regions = [region for region in (country, HOME) if region in phonenumbers.SUPPORTED_REGIONS]
    parsed = (number for region in regions if (number := _parsed(text, region)))
    best = next((number for number in parsed if fits(number)), None)
    return phonenumbers.format_number(best, phonenumbers.PhoneNumberFormat.E164) if best else None


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
