"""What the host's own words may refer to, such as `{event}`. Values in, answer out."""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ANSWERS = ("confirmed", "changed", "waitlisted", "pending", "declined", "cancelled")
INVITATIONS = ("invitation", "reminder")
FAREWELLS = ("thanks", "missed")
MAILS = (*INVITATIONS, *ANSWERS, *FAREWELLS)
CARD = "card"
ANNOUNCEMENT = "announcement"  # an officer writes it anew each time
KINDS = (*MAILS, CARD)
MAIL_FIELDS = ("subject", "opening", "closing", "signature")
CARD_FIELDS = ("heading", "opening", "closing", "signature")

_COMMON = ("person", "event", "day", "lunar", "hour", "venue", "host", "phone")
_ANSWERED = ("reference", "number")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "invitation": ("guests", *_COMMON),
    "reminder": ("guests", *_COMMON),
    "confirmed": (*_COMMON, *_ANSWERED),
    "changed": (*_COMMON, *_ANSWERED),
    "waitlisted": (*_COMMON, *_ANSWERED, "position"),
    "pending": (*_COMMON, *_ANSWERED),
    "declined": (*_COMMON, "reference"),
    "cancelled": (*_COMMON, "reference"),
    "thanks": (*_COMMON, "reference"),
    "missed": (*_COMMON, "reference"),
    CARD: ("guests", *_COMMON),
    ANNOUNCEMENT: (*_COMMON, *_ANSWERED, "link"),
}
# Lines of the card, and letters a line: what is more would fall off the sheet. Measured on the printed page.
ROOM_ON_CARD = {"heading": (1, 28), "opening": (5, 56), "closing": (3, 38), "signature": (3, 32)}
_TYPICAL = {
    "guests": 36,
    "person": 24,
    "event": 42,
    "day": 22,
    "lunar": 28,
    "hour": 12,
    "venue": 40,
    "host": 56,
    "phone": 18,
}
# What an opening must name; the others the person.
_NAMED = {"invitation": ("guests", "event"), "waitlisted": ("person", "position"), CARD: ("event",)}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Fault(StrEnum):
    UNKNOWN = "unknown"
    MISSING = "missing"
    STRAY = "stray"
    TOO_LONG = "too-long"


@dataclass(frozen=True)
class Finding:
    fault: Fault
    names: tuple[str, ...] = ()
    lines: int = 0  # how many the words take on the card


def fields_of(kind: str) -> tuple[str, ...]:
    return CARD_FIELDS if kind == CARD else MAIL_FIELDS


def required(kind: str, field: str) -> tuple[str, ...]:
    """What the words must name: whom they address, what they are about, where somebody stands in the list."""
    if kind == ANNOUNCEMENT:
        return ()
    if field == "subject":
        return ("event",)
    if field != "opening":
        return ()
    return _NAMED.get(kind, ("person",))


def finding(kind: str, field: str, text: str) -> Finding | None:
    """What is wrong with the placeholders of a text, if anything is."""
    named = _PLACEHOLDER.findall(text)
    unknown = tuple(name for name in dict.fromkeys(named) if name not in ALLOWED[kind])
    if unknown:
        return Finding(Fault.UNKNOWN, unknown)
    if any(brace in _PLACEHOLDER.sub("", text) for brace in "{}"):
        return Finding(Fault.STRAY)
    missing = tuple(name for name in required(kind, field) if name not in named)
    if missing:
        return Finding(Fault.MISSING, missing)
    lines = lines_on_card(field, text) if kind == CARD else 0
    return Finding(Fault.TOO_LONG, lines=lines) if lines and lines > ROOM_ON_CARD[field][0] else None


def lines_on_card(field: str, text: str) -> int:
    """How many lines a text takes on the card, with names and places of the usual length; a blank line counts."""
    width = ROOM_ON_CARD[field][1]
    spelled = _PLACEHOLDER.sub(lambda found: "x" * _TYPICAL[found[1]], text)
    return sum(max(1, len(textwrap.wrap(line, width))) for line in spelled.split("\n"))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced, once: braces in a guest's name stay what they are."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
