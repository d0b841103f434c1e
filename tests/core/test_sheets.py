"""Lists come as people keep them, and files that would harm are refused before they are opened."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook

from showcase.core import sheets, workbooks
from showcase.core.sheet_faults import FaultCode, Limits, Refusal, Refused
from tests.growth import growth

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    'ContentType="application/xml"/></Types>'
)

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>*</sheetData></worksheet>'
)


def workbook(*rows: Any, **formats: str) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, form in formats.items():
        book.active[place].number_format = form
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def packed(**parts: str | bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def repacked(content: bytes, **parts: str | bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return packed(**{**kept, **parts})


def cells(content: bytes, limits: Limits = sheets.LIMITS) -> list[tuple[str, ...]]:
    return [row.cells for row in sheets.read(content, limits).rows]


def test_a_workbook_is_read_as_people_wrote_it() -> None:
    content = workbook(
        ["Họ tên", "Phone", "Day", "Share"],
        ["đặng thị HƯỜNG", 84901234567.0, date(2024, 2, 5), 8.25],
        [],
        ["  Nguye\u0302\u0303n\nAn ", 912345678, datetime(2024, 2, 5, 8, 30), 0.1 + 0.2],
        ["'=1", True, date(2024, 2, 5), 0.00001],
        C2="dd/mm/yyyy",
        B4="0000000000",
        C4="mm-dd-yy",
        C5="yyyy-mm-dd",
    )
    sheet = sheets.read(content)
    assert [row.line for row in sheet.rows] == [1, 2, 4, 5], "the lines are those of the spreadsheet"
    assert sheet.rows[1].cells == ("đặng thị HƯỜNG", "84901234567", "05/02/2024", "8.25")
    assert sheet.rows[2].cells == ("Nguyễn An", "0912345678", "05/02/2024 08:30", "0.3")
    assert sheet.rows[3].cells == ("'=1", "TRUE", "2024-02-05", "0.00001")
    assert not sheet.faults


def test_cells_that_are_no_plain_text_are_named_and_stay_empty() -> None:
    content = workbook(["Tên"], ['=HYPERLINK("http://x","An")', "x"], ["#REF!"], ["a" * 2001], [12345678901234567890])
    sheet = sheets.read(content)
    assert [(fault.place, fault.code) for fault in sheet.faults] == [
        ("A2", FaultCode.FORMULA),
        ("A3", FaultCode.ERROR),
        ("A4", FaultCode.TOO_LONG),
        ("A5", FaultCode.LOST_DIGITS),
    ]
    assert [row.cells[0] for row in sheet.rows] == ["Tên", "", "", "", ""]


@pytest.mark.parametrize(
    ("text", "encoding", "rows"),
    [
        ("Tên;Điện thoại\nĐặng Thị Hường;0901", "utf-8", [("Tên", "Điện thoại"), ("Đặng Thị Hường", "0901")]),
        ('Tên,Tỉnh\n"Nguyễn, An",a', "utf-8-sig", [("Tên", "Tỉnh"), ("Nguyễn, An", "a")]),
        ("Tên\tƯ\nĐặng\tb\n", "utf-16", [("Tên", "Ư"), ("Đặng", "b")]),
        ("sep=;\r\nA,B;C\r\n1;2\r\n", "utf-8", [("A,B", "C"), ("1", "2")]),
        ("Đơn vị;Tên\nHu\u00ea\u0323;\u0110\u00e2\u0300u", "windows-1258", [("Đơn vị", "Tên"), ("Huệ", "Đầu")]),
        ("Tên\nAn\n", "utf-8", [("Tên",), ("An",)]),
    ],
)
def test_text_files_of_any_habit_are_read(text: str, encoding: str, rows: list[tuple[str, ...]]) -> None:
    sent = text if encoding != "windows-1258" else text.replace("ơ", "o\u031b").replace("ị", "i\u0323")
    sent = sent.replace("o\u031b", "ơ")
    assert cells(sent.encode(encoding)) == rows


def test_lines_of_a_text_file_are_those_of_an_editor() -> None:
    sheet = sheets.read('Tên,Ghi chú\n"An","hai\ndòng"\n\nB\0ình,x\u202ey\n'.encode())
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (1, ("Tên", "Ghi chú")),
        (2, ("An", "hai dòng")),
        (5, ("", "")),
    ]
    assert [(fault.place, fault.code) for fault in sheet.faults] == [
        ("A5", FaultCode.CONTROL),
        ("B5", FaultCode.CONTROL),
    ]


def _entities() -> bytes:
    bomb = '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'
    return repacked(workbook(["Tên"]), **{"xl/sharedStrings.xml": bomb})


def _utf16_entities() -> bytes:
    return repacked(workbook(["Tên"]), **{"xl/styles.xml": "<!DOCTYPE a []><a/>".encode("utf-16")})


REFUSED = {
    "nothing": (b"", Refusal.MISSING),
    "only blanks": (b" \n;;;\n", Refusal.EMPTY),
    "an empty workbook": (workbook(), Refusal.EMPTY),
    "too large": (b"a,b\n" * 1_400_000, Refusal.TOO_LARGE),
    "too many rows": (b"a,b\n" * 5002, Refusal.TOO_MANY_ROWS),
    "blank lines without end": (b"\n" * 60_000, Refusal.TOO_MANY_ROWS),
    "blank rows without end": (
        repacked(workbook(["Tên"]), **{"xl/worksheets/sheet1.xml": SHEET.replace("*", "<row/>" * 60_000)}),
        Refusal.TOO_MANY_ROWS,
    ),
    "too many columns": (b"," * 60 + b"x", Refusal.TOO_MANY_COLUMNS),
    "a cell far away": (workbook([""] * 150 + ["x"]), Refusal.TOO_MANY_COLUMNS),
    "a bomb": (repacked(workbook(["Tên"]), **{"xl/worksheets/sheet2.xml": b"0" * 30_000_000}), Refusal.UNSAFE),
    "a larger bomb": (repacked(workbook(["Tên"]), **{"xl/media/a.bin": b"0" * 50_000_000}), Refusal.UNSAFE),
    "a long text everywhere": ((b"a" * 1900 + b",") * 50 * 45, Refusal.TOO_LARGE),
    "many parts": (packed(**{f"xl/{n}.xml": "" for n in range(500)}), Refusal.UNSAFE),
    "a part that leads away": (repacked(workbook(["Tên"]), **{"xl/../../etc/passwd": "x"}), Refusal.UNSAFE),
    "an unknown part": (repacked(workbook(["Tên"]), **{"run.exe": "x"}), Refusal.UNSAFE),
    "entities": (_entities(), Refusal.UNSAFE),
    "entities in disguise": (_utf16_entities(), Refusal.UNSAFE),
    "macros": (repacked(workbook(["Tên"]), **{"xl/vbaProject.bin": b"x"}), Refusal.MACROS),
    "a macro workbook": (
        repacked(workbook(["Tên"]), **{"[Content_Types].xml": TYPES.replace("application/xml", "x.macroEnabled.main")}),
        Refusal.MACROS,
    ),
    "a text document": (packed(**{"[Content_Types].xml": TYPES, "word/document.xml": "<a/>"}), Refusal.OTHER_OFFICE),
    "half a workbook": (workbook(["Tên"])[:2000], Refusal.BROKEN),
    "a workbook in name only": (
        packed(**{"[Content_Types].xml": TYPES, "xl/workbook.xml": "<nonsense"}),
        Refusal.BROKEN,
    ),
    "an old Excel": (workbooks.OLE + b"\0" * 600, Refusal.OLD_EXCEL),
    "under a password": (workbooks.OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), Refusal.LOCKED),
    "a paper": (b"%PDF-1.7\n", Refusal.NO_LIST),
    "a page": (b" <!doctype html><p>An", Refusal.NO_LIST),
    "a picture": (b"\x89PNG\r\n\x1a\n", Refusal.NO_LIST),
    "a program": (bytes(range(32)) * 40, Refusal.NO_LIST),
    "no letters": (b"T\xc3\xaan\n\xd2\xff\xfe\x81\x8d", Refusal.ENCODING),
    "half a letter": ("Tên".encode("utf-16") + b"a", Refusal.ENCODING),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_list_is_refused_in_words(name: str, app: Flask) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(Refused) as refused:
        sheets.read(sheets.received(io.BytesIO(content)))
    assert refused.value.reason is reason
    with app.test_request_context("/staff/"):
        assert refused.value.sentence.endswith(".")


def test_a_row_at_the_very_end_costs_nobody_minutes() -> None:
    def read(row: int) -> None:
        book = Workbook()
        book.active["A1"], book.active[f"A{row}"] = "Tên", "An"
        output = io.BytesIO()
        book.save(output)
        assert cells(output.getvalue()) == [("Tên",), ("An",)]

    # A million rows that nobody wrote, each looked at, would take some thousand times as long as two rows.
    assert growth(read, 2, 1_048_576) < 200


def test_lists_may_be_bounded_more_narrowly() -> None:
    with pytest.raises(Refused) as refused:
        sheets.read(b"a\nb\nc\n", Limits(rows=1))
    assert refused.value.reason is Refusal.TOO_MANY_ROWS
    assert cells(b"Name\nb\n", Limits(rows=1)) == [("Name",), ("b",)], "the first row names the columns"


def test_what_we_write_holds_no_formula_and_is_read_again_as_it_was() -> None:
    content = workbooks.made("Danh sách: [1]", ["Tên", "Điện thoại"], [["=1+1", "0901"], ["Đặng Thị Hường", "+84"]])
    assert cells(content) == [("Tên", "Điện thoại"), ("=1+1", "0901"), ("Đặng Thị Hường", "+84")]
    assert not sheets.read(content).faults
