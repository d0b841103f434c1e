"""How telephone numbers of the committee are written: those of the country as people there dial them."""

import phonenumbers

from ..registration import contact


def phone(number: str) -> str:
    """A stored number as it is read and dialled at the gathering.

    >>> phone("+84912345678"), phone("+85512345678"), phone("")
    ('0912 345 678', '+855 12 345 678', '')
    """
    if not number.startswith("+84"):
        return contact.shown_phone(number) if number else ""
    try:
        parsed = phonenumbers.parse(number, contact.HOME)
    except phonenumbers.NumberParseException:
        return number  # as somebody wrote it
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL))
