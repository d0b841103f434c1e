"""How numbers and symbols are written, and how long the drawn lines are. Pure."""

from collections.abc import Callable
from enum import StrEnum

OPEN = "……"  # what somebody writes by hand
SPACED_HYPHEN = " - "


class Kind(StrEnum):
    """Kinds of papers, by the abbreviations of the Decree's Appendix III; a letter has none."""

    LETTER = "CV"
    PROPOSAL = "TTr"
    REPORT = "BC"
    INVITATION = "GM"
    PLAN = "KH"
    NOTICE = "TB"
    SHEET = "PTT"


def symbol_of(kind: Kind, body: str, own: str = "") -> str:
    """TTr-MTTQ-BTT; a letter has only its body's letters. `own`: what the host has laid down instead."""
    if own:
        return own
    return body if kind is Kind.LETTER else "-".join(part for part in (str(kind), body) if part)


def number_of(number: str, symbol: str) -> str:
    """Số: 05/TTr-MTTQ-BTT; a number below ten gets a nought, one that is not known yet room to write it."""
    written = number.strip() or OPEN
    if written.isdigit() and len(written) == 1:
        written = f"0{written}"
    return f"Số: {written}/{symbol}" if symbol else f"Số: {written}"


def motto_of(line: str) -> str:
    """Independence – freedom – happiness are joined by hyphens with a space on both sides."""
    return SPACED_HYPHEN.join(part.strip() for part in line.replace("–", "-").replace("—", "-").split("-"))


def bases_of(bases: tuple[str, ...]) -> tuple[str, ...]:
    """Each ends with a semicolon, the last with a full stop."""
    last = len(bases)
    return tuple(f"{base.rstrip(' ;.,')}{'.' if place == last else ';'}" for place, base in enumerate(bases, 1))


def recipients_of(recipients: tuple[str, ...]) -> tuple[str, ...]:
    """Each with its dash and a semicolon, the last with a full stop."""
    bare = [one.strip().lstrip("-–").strip().rstrip(" ;.") for one in recipients]
    return tuple(f"- {one}{'.' if place == len(bare) else ';'}" for place, one in enumerate(bare, 1))


def lines_of(text: str, room: float, width: Callable[[str], float]) -> list[str]:
    """The lines in which a text stands in a room; a word wider than the room stays whole."""
    lines = []
    for written in text.split("\n"):
        line = ""
        for word in written.split():
            longer = f"{line} {word}".strip()
            if line and width(longer) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return [line for line in lines if line]


def rule_length(text: str, room: float, share: float, width: Callable[[str], float]) -> float:
    """Of the line drawn under a text: a share of its longest line, and never wider than the room."""
    return min(room, share * max((width(line) for line in lines_of(text, room, width)), default=0.0))
