"""What a file must be before it may be used, and how findings are said. Pure."""

from dataclasses import dataclass
from enum import StrEnum

SHEET = 4  # pages of a folded sheet: a stitched book has a multiple of it
SCREEN_LIMIT = 5 * 1024 * 1024  # bytes that a guest abroad can be asked to load


class Kind(StrEnum):
    SCREEN = "screen"  # tagged, for reading on a device
    PRINT = "print"  # with bleed and crop marks, for the printing house
    ARCHIVE = "archive"  # to be kept for decades
    PROOF = "proof"  # two pages a sheet, for the hand of who answers for the book


class Severity(StrEnum):
    RED = "red"  # must be mended
    AMBER = "amber"  # somebody answers for it


class Check(StrEnum):
    PAGES = "pages"
    FONTS = "fonts"
    ALT_TEXT = "alt-text"
    REFERENCE = "reference"
    SOURCE = "source"
    DEMO = "demo"
    UNREVIEWED = "unreviewed"
    UNAPPROVED = "unapproved"
    FALLBACK = "fallback"
    IMPRINT = "imprint"
    SIZE = "size"
    COLOUR = "colour"


@dataclass(frozen=True)
class Finding:
    """One point of the check: where, and what it is about."""

    severity: Severity
    check: Check
    section: str  # slug; empty: the whole issue
    detail: str  # a slug, a name, a number; never a sentence

    @property
    def is_red(self) -> bool:
        return self.severity == Severity.RED

    def __str__(self) -> str:
        return f"{self.severity}\t{self.check}\t{self.section or '-'}\t{self.detail}"


def findings_in(report: str) -> list[Finding]:
    """The findings that a report keeps, one a line."""
    rows = (line.split("\t", 3) for line in report.splitlines() if line.count("\t") >= 3)
    return [
        Finding(Severity(severity), Check(check), "" if section == "-" else section, detail)
        for severity, check, section, detail in rows
    ]


@dataclass(frozen=True)
class FileFacts:
    """What was read from a finished file."""

    pages: int
    size: int
    fonts_outside: tuple[str, ...]  # named but not embedded
    not_in_inks: tuple[str, ...] = ()  # colour spaces of the screen in a file for print


def findings_of_file(facts: FileFacts, kind: Kind) -> list[Finding]:
    """What stands against a finished file."""
    found = [Finding(Severity.RED, Check.FONTS, "", name) for name in facts.fonts_outside]
    if facts.pages % SHEET:
        found.append(Finding(Severity.RED, Check.PAGES, "", str(facts.pages)))
    if kind == Kind.SCREEN and facts.size > SCREEN_LIMIT:
        found.append(Finding(Severity.AMBER, Check.SIZE, "", str(facts.size)))
    found += [Finding(Severity.RED, Check.COLOUR, "", space) for space in facts.not_in_inks]
    return found
