"""Why a list of the office is not taken, as a whole or in one of its cells; and these reasons in words."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from .i18n import gettext as _
from .i18n import ngettext

LONGEST_CELL = 2000  # characters


@dataclass(frozen=True)
class Limits:
    """How much of a list is read: bytes as sent and unpacked, letters, rows that say something or nothing, columns."""

    size: int = 5 * 1024**2
    unpacked: int = 40 * 1024**2
    letters: int = 4_000_000  # a workbook may repeat one long text in every cell
    rows: int = 5000
    blank: int = 50_000  # rows that are written though they say nothing
    columns: int = 60


class Refusal(StrEnum):
    """Why a file is not read at all."""

    MISSING = "missing"
    TOO_LARGE = "too-large"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    OLD_EXCEL = "old-excel"
    LOCKED = "locked"
    MACROS = "macros"
    OTHER_OFFICE = "other-office"
    NO_LIST = "no-list"
    BROKEN = "broken"
    UNSAFE = "unsafe"
    ENCODING = "encoding"
    EMPTY = "empty"


class Refused(ValueError):
    """A file that is not read, and why."""

    def __init__(self, reason: Refusal, limits: Limits | None = None) -> None:
        super().__init__(reason)
        self.reason, self.limits = reason, limits or Limits()

    @property
    def sentence(self) -> str:
        return _sentences()[self.reason](self.limits)


class FaultCode(StrEnum):
    """Why one cell is not read."""

    FORMULA = "formula"
    ERROR = "error"  # what a spreadsheet shows where a formula fails
    TOO_LONG = "too-long"
    CONTROL = "control"
    LOST_DIGITS = "lost-digits"


@dataclass(frozen=True)
class Fault:
    """A cell that is not read; `line` as the spreadsheet or editor numbers it, `column` from 1."""

    code: FaultCode
    line: int
    column: int

    @property
    def place(self) -> str:
        """Such as B7."""
        return column_letters(self.column) + str(self.line)

    @property
    def sentence(self) -> str:
        return {
            FaultCode.FORMULA: _("This cell holds a formula. Please put its value there as plain text."),
            FaultCode.ERROR: _("This cell shows an error of the spreadsheet. Please mend it there."),
            FaultCode.TOO_LONG: _("This cell is too long. At most %(max)d characters fit.", max=LONGEST_CELL),
            FaultCode.CONTROL: _("This cell contains characters that cannot be stored. Please type it again."),
            FaultCode.LOST_DIGITS: _(
                "This number is so long that the spreadsheet has lost its last digits. Please type it as text."
            ),
        }[self.code]


def column_letters(column: int) -> str:
    """A column as spreadsheets call it, from 1.

    >>> column_letters(1), column_letters(27), column_letters(60)
    ('A', 'AA', 'BH')
    """
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _sentences() -> dict[Refusal, Callable[[Limits], str]]:
    return {
        Refusal.MISSING: lambda _limits: _("Please choose a file first."),
        Refusal.TOO_LARGE: lambda limits: _(
            "This file is too large. At most %(size)d MB fit.", size=limits.size // 1024**2
        ),
        Refusal.TOO_MANY_ROWS: lambda limits: ngettext(
            "This list has too many rows. At most %(num)d row can be read at once; please divide the list.",
            "This list has too many rows. At most %(num)d rows can be read at once; please divide the list.",
            limits.rows,
        ),
        Refusal.TOO_MANY_COLUMNS: lambda limits: ngettext(
            "This list has too many columns. At most %(num)d column can be read; please take out what is not needed.",
            "This list has too many columns. At most %(num)d columns can be read; please take out what is not needed.",
            limits.columns,
        ),
        Refusal.OLD_EXCEL: lambda _limits: _(
            "This is a file of an old Excel (.xls). Please open it and save it as an Excel workbook (.xlsx)."
        ),
        Refusal.LOCKED: lambda _limits: _(
            "This file is protected by a password. Please save it without one and send it again."
        ),
        Refusal.MACROS: lambda _limits: _(
            "This file holds macros, which are programs, so it is not taken. "
            "Please save it as an Excel workbook (.xlsx)."
        ),
        Refusal.OTHER_OFFICE: lambda _limits: _(
            "This file is not a spreadsheet that can be read here. "
            "Please save the list as an Excel workbook (.xlsx) or as CSV."
        ),
        Refusal.NO_LIST: lambda _limits: _(
            "This file is not a list. Please send an Excel workbook (.xlsx) or a CSV file, whatever its name is."
        ),
        Refusal.BROKEN: lambda _limits: _(
            "This file is damaged and cannot be read. "
            "Please open it in the spreadsheet, save it anew and send it again."
        ),
        Refusal.UNSAFE: lambda _limits: _(
            "This file is packed in a way that no spreadsheet packs, so it is not opened. "
            "Please copy the list into a new workbook and send that."
        ),
        Refusal.ENCODING: lambda _limits: _(
            "The letters of this file cannot be read. Please save it as “CSV UTF-8” or as an Excel workbook (.xlsx)."
        ),
        Refusal.EMPTY: lambda _limits: _("There is nothing in this list."),
    }
