"""What may be promised, how a promise goes on, and what of it may be told. Pure."""

import re
from datetime import timedelta
from enum import StrEnum

CURRENCIES = ("VND", "USD", "EUR", "AUD", "CAD", "GBP", "JPY", "KRW", "TWD", "KHR")
MOST = 10**12  # of a currency: more is a slip of the keyboard
REMIND_AFTER = timedelta(days=30)  # a promise without a day is looked at again then
KEPT = timedelta(days=365)  # the giver's data after the work is done or the promise taken back
KEPT_AT_MOST = timedelta(days=3 * 365)  # and after a promise that nothing came of
_WHOLE = re.compile(r"\d+|\d{1,3}(?:[.,  ]\d{3})+")


class Kind(StrEnum):
    MONEY = "money"
    GOODS = "goods"
    WORK = "work"


class State(StrEnum):
    PROMISED = "promised"
    RECEIVED = "received"  # and receipted
    DONE = "done"  # the work stands
    WITHDRAWN = "withdrawn"


OPEN = (State.PROMISED, State.RECEIVED)


class Publicity(StrEnum):
    """What the giver lets us tell of it."""

    NAMED = "named"
    UNNAMED = "unnamed"
    NONE = "none"


def may_be_received(state: str) -> bool:
    return state == State.PROMISED


def may_be_withdrawn(state: str) -> bool:
    """What has been handed over is not taken back by a page of ours."""
    return state == State.PROMISED


def is_open(state: str) -> bool:
    return state in OPEN


def may_be_told(state: str, publicity: str) -> bool:
    """Whether the public may read of the work."""
    return state == State.DONE and publicity != Publicity.NONE


def amount(text: str) -> int | None:
    """A whole amount as people group it: 20000000, 20.000.000, 20 000 000; None if it is no such number."""
    text = text.strip()
    if not _WHOLE.fullmatch(text) or (not text.isascii() and not text.replace(" ", "").isascii()):
        return None
    number = int(re.sub(r"\D", "", text))
    return number if 0 < number <= MOST else None
