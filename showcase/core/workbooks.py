"""XLSX workbooks that people send, read within bounds, and those that we make; programs and formulas never run.

What a workbook unpacks to is known before it is opened: a small file that grows beyond all measure, parts that no
spreadsheet writes, macros and declarations of entities are refused.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import import_module
from typing import Any
from xml.etree.ElementTree import ParseError

from .sheet_faults import Fault, FaultCode, Limits, Refusal, Refused, column_letters

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_PARTS = 400
_MOST_RATIO = 120  # unpacked to packed; a list of 5,000 rows reaches 20
_SMALL = 2 * 1024**2  # below this any ratio is harmless
_LARGEST_OTHER = 4 * 1024**2  # styles and the like, which are read whole
_FOLDERS = ("_rels/", "docProps/", "xl/", "customXml/", "[trash]/")
_MACROS = re.compile(r"vba|macrosheets/|activex", re.IGNORECASE)
_LOOKED_AT = 200  # columns; what stands beyond makes the list too wide
_LAST_LINE = 1_048_576
_EXACT = 10**15  # beyond, a spreadsheet has rounded
_BRACKETS = re.compile(r"\[[^\]]*\]")  # the language or colour of a number format
_ONLY_NOUGHTS = re.compile(r"0{2,20}")
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ParseError, EOFError, LookupError,
    ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, NotImplementedError, OSError,
    RecursionError, RuntimeError,
)  # fmt: skip

Cells = Iterator[tuple[int, list[str], list[Fault]]]


def lines(content: bytes, limits: Limits) -> Cells:
    """(line, texts, faults) of each row of the first sheet that is shown; raises Refused."""
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(content)) as archive:
            warnings.simplefilter("ignore")  # of styles and dates that the library does not know
            _look_over(archive, len(content), limits)
            # `data_only` would give the last results of formulas; they are to be seen, and refused.
            book = _library().load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            try:
                shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
                if not shown:
                    raise Refused(Refusal.EMPTY)
                shown[0].reset_dimensions()
                yield from _rows(shown[0], limits)
            finally:
                book.close()
    except Refused:
        raise
    except (*_BROKEN, _library(".utils.exceptions").InvalidFileException) as error:
        raise Refused(Refusal.BROKEN) from error


def refusal_of_old_format(content: bytes) -> Refusal:
    """Why a file of Microsoft's older container is not read: it is sealed by a password, or an old .xls."""
    sealed = "EncryptedPackage".encode("utf-16-le") in content
    return Refusal.LOCKED if sealed else Refusal.OLD_EXCEL


def made(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = ()) -> bytes:
    """A workbook of one sheet: every cell a text, whatever it begins with, so that none becomes a formula."""
    book = _library().Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[column_letters(number)].width = width
    sheet.append([_text(sheet, text, bold=True) for text in head])
    for row in rows:
        sheet.append([_text(sheet, text) for text in row])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _text(sheet: Any, text: str, bold: bool = False) -> Any:
    cell = _library(".cell").WriteOnlyCell(sheet, value="")
    cell.number_format = "@"
    if bold:
        styles = _library(".styles")
        cell.font, cell.alignment = styles.Font(bold=True), styles.Alignment(wrap_text=True, vertical="top")
    # Beside the library's guess, which takes a leading equals sign for a formula.
    cell._value, cell.data_type = text, "s"
    return cell


def _look_over(archive: zipfile.ZipFile, size: int, limits: Limits) -> None:
    """Refuse what is no workbook, or one that is dangerous to open."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or len(set(names)) < len(names) or sum(part.compress_size for part in parts) > size:
        raise Refused(Refusal.UNSAFE)
    if unpacked > limits.unpacked or (unpacked > _SMALL and unpacked > size * _MOST_RATIO):
        raise Refused(Refusal.UNSAFE)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(Refusal.LOCKED)
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused(Refusal.OTHER_OFFICE)
    if any(_MACROS.search(name) for name in names) or b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise Refused(Refusal.MACROS)
    for part in parts:
        if not _is_expected(part.filename):
            raise Refused(Refusal.UNSAFE)
        if part.filename.endswith((".xml", ".rels")):
            _look_into(archive, part)


def _is_expected(name: str) -> bool:
    inside = name == "[Content_Types].xml" or name.startswith(_FOLDERS)
    return inside and ".." not in name and "\\" not in name and not name.startswith("/")


def _look_into(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No part declares entities, and only lists are long."""
    is_list = part.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
    if part.file_size > _LARGEST_OTHER and not is_list:
        raise Refused(Refusal.UNSAFE)
    content = archive.read(part)
    # Another encoding than UTF-8 could hide a declaration, and no spreadsheet writes one.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise Refused(Refusal.UNSAFE)


def _rows(sheet: Any, limits: Limits) -> Cells:
    before, blank = None, 0
    for line, row in enumerate(sheet.iter_rows(max_col=_LOOKED_AT), 1):
        if line > _LAST_LINE:
            raise Refused(Refusal.BROKEN)
        if row is before:  # the library's one row for all lines that are not written: there may be a million of them
            continue
        before = row
        if all(cell.value is None for cell in row):
            blank += 1
            if blank > limits.blank:
                raise Refused(Refusal.TOO_MANY_ROWS, limits)
            continue
        texts, faults = [], []
        for column, cell in enumerate(row, 1):
            if cell.value is None:
                texts.append("")
                continue
            text, code = _read(cell)
            texts.append(text)
            if code is not None:
                faults.append(Fault(code, line, column))
        yield line, texts, faults


def _read(cell: Any) -> tuple[str, FaultCode | None]:
    """A cell's value as people wrote it."""
    if cell.data_type == "f":
        return "", FaultCode.FORMULA
    if cell.data_type == "e":
        return "", FaultCode.ERROR
    value = cell.value
    if isinstance(value, str):
        return _library(".utils.escape").unescape(value), None
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    return _moment(value, str(cell.number_format)), None


def _number(value: float, number_format: str) -> tuple[str, FaultCode | None]:
    if abs(value) >= _EXACT:
        return "", FaultCode.LOST_DIGITS
    if float(value).is_integer():
        text = str(int(value))
        # A format of noughts alone is how people keep the first nought of a telephone number.
        return (text.zfill(len(number_format)) if _ONLY_NOUGHTS.fullmatch(number_format) else text), None
    return f"{value:.15f}".rstrip("0") if abs(value) < 1 else f"{value:.15g}", None


def _moment(value: Any, number_format: str) -> str:
    if isinstance(value, datetime):
        day, clock = value.date(), value.time()
        written = _day(day, number_format)
        return written if clock == time() else f"{written} {clock:%H:%M}"
    if isinstance(value, date):
        return _day(value, number_format)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return str(value)


def _day(day: date, number_format: str) -> str:
    year_first = _BRACKETS.sub("", number_format).lower().startswith("y")
    return day.isoformat() if year_first else f"{day:%d/%m/%Y}"


@cache
def _library(part: str = "") -> Any:
    """Loaded when a list comes or goes, not with the site: it takes a twentieth of its start."""
    return import_module(f"openpyxl{part}")
