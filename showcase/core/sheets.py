"""Lists that people send as XLSX or CSV, told apart by what is in them: rows of texts with their line numbers.

Nothing is evaluated and nothing guessed: a cell that cannot be taken as text is named as a fault, and stays empty.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from wtforms import FileField
from wtforms.validators import ValidationError

from . import workbooks
from .forms import clean, has_control_characters
from .sheet_faults import LONGEST_CELL, Fault, FaultCode, Limits, Refusal, Refused

LIMITS = Limits()
_SEPARATORS = ",;\t"
_LOOKED_AT = 30  # rows from which the separator is guessed
_SAID = re.compile(r"sep=([,;\t])", re.IGNORECASE)  # Excel's own first line
_BREAKS = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")
# The first bytes of what is often taken for a list: pages, papers, pictures, archives, programs.
_OTHERS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"{\\rtf", b"<!", b"<?xml", b"<html", b"<svg", b"\x1f\x8b",
    b"7z\xbc\xaf", b"Rar!", b"MZ", b"\x7fELF", b"SQLite format", b"BEGIN:VC",
)  # fmt: skip

Lines = Iterator[tuple[int, list[str], list[Fault]]]


@dataclass(frozen=True)
class Row:
    """A row that says something: its line in the file and its cells from the first column, NFC, on one line each."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """The text in a column, from 0; none where the row ends before it."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = field(default=())

    @property
    def width(self) -> int:
        """How many columns hold anything."""
        return max((len(row.cells) for row in self.rows), default=0)


class SheetField(FileField):
    """A file that must be a list; `sheet` is what was read, once the form is valid."""

    sheet: Sheet

    def __init__(self, label: Any, validators: Any = (), limits: Limits = LIMITS, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.limits = limits

    def pre_validate(self, form: Any) -> None:
        file = self.data if hasattr(self.data, "read") else None  # a form may say words where a file belongs
        try:
            self.sheet = read(received(file, self.limits), self.limits)
        except Refused as refused:
            raise ValidationError(refused.sentence) from refused
        finally:
            if file:
                file.close()


def received(file: IO[bytes] | None, limits: Limits = LIMITS) -> bytes:
    """What was sent, if it is anything and not too much; raises Refused."""
    content = file.read(limits.size + 1) if file else b""
    if not content:
        raise Refused(Refusal.MISSING)
    if len(content) > limits.size:
        raise Refused(Refusal.TOO_LARGE, limits)
    return content


def read(content: bytes, limits: Limits = LIMITS) -> Sheet:
    """The rows of a list that say something; raises Refused."""
    rows: list[Row] = []
    faults: list[Fault] = []
    letters = blank = 0
    for line, texts, faulty in _lines(content, limits):
        if not faulty and not any(texts):
            blank += 1
            if blank > limits.blank:
                raise Refused(Refusal.TOO_MANY_ROWS, limits)
            continue
        letters += sum(map(len, texts))
        if letters > limits.letters:
            raise Refused(Refusal.TOO_LARGE, limits)
        if any(text.strip() for text in texts[limits.columns :]) or any(one.column > limits.columns for one in faulty):
            raise Refused(Refusal.TOO_MANY_COLUMNS, limits)  # before each of a million cells is looked at
        texts = texts[: limits.columns]
        cells = [_checked(text, line, column, faulty) for column, text in enumerate(texts, 1)]
        while cells and not cells[-1] and not any(fault.column == len(cells) for fault in faulty):
            cells.pop()
        if not cells:
            continue
        if len(rows) > limits.rows:  # the first one names the columns
            raise Refused(Refusal.TOO_MANY_ROWS, limits)
        rows.append(Row(line, tuple(cells)))
        faults.extend(sorted(faulty, key=lambda fault: fault.column))
    if not rows:
        raise Refused(Refusal.EMPTY)
    return Sheet(tuple(rows), tuple(faults))


def _lines(content: bytes, limits: Limits) -> Lines:
    if content.startswith(workbooks.OLE):
        raise Refused(workbooks.refusal_of_old_format(content))
    if content.startswith(b"PK"):
        return workbooks.lines(content, limits)
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(tuple(one.lower() for one in _OTHERS)):
        raise Refused(Refusal.NO_LIST)
    return _separated(_decoded(content))


def _checked(text: str, line: int, column: int, faulty: list[Fault]) -> str:
    text = _BREAKS.sub(" ", clean(text))
    code = None
    if has_control_characters(text):
        code = FaultCode.CONTROL
    elif len(text) > LONGEST_CELL:
        code = FaultCode.TOO_LONG
    if code is not None:
        faulty.append(Fault(code, line, column))
    return "" if code else text


def _decoded(content: bytes) -> str:
    """A text in one of the encodings that spreadsheets in Việt Nam write."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "windows-1258"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A few stray signs are faults of their cells; many are another kind of file.
        strange = sum(1 for sign in text[:20_000] if ord(sign) < 32 and sign not in "\r\n\t\f")
        if strange > max(8, min(len(text), 20_000) // 50):
            raise Refused(Refusal.NO_LIST)
        return text
    raise Refused(Refusal.ENCODING)


def _separated(text: str) -> Lines:
    first, _newline, rest = text.partition("\n")
    said = _SAID.fullmatch(first.strip())
    separator, skipped = (said[1], 1) if said else (_separator(text), 0)
    before = skipped
    reader = csv.reader(io.StringIO(rest if said else text, newline=""), delimiter=separator)
    try:
        for texts in reader:
            yield before + 1, texts, []
            before = skipped + reader.line_num
    except csv.Error as error:
        raise Refused(Refusal.BROKEN) from error


def _separator(text: str) -> str:
    """The sign that divides the first rows into the same number of cells, the more the better."""

    def rank(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator)
        widths: Counter[int] = Counter()
        try:
            for row in reader:
                widths[len(row)] += len(row) > 1
                if reader.line_num >= _LOOKED_AT:
                    break
        except csv.Error:
            return 0, 0
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return times, width

    return max(_SEPARATORS, key=rank)
