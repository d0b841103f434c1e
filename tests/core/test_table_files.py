"""Tables that people take away: texts stay texts, and a long table needs no more memory than a short one."""

import csv
import io
import tracemalloc
from collections.abc import Iterator

import openpyxl
import pytest

from showcase.core import table_files

SIGNS = [
    "=1+1",
    "+84912345678",
    "-2",
    "@sum",
    "\t=1",
    "  =1",
    "Đặng <b>&\"'</b>",
    "_x0041_",
    "a\x00\ud800b",
    "រ៉ា",
    "x" * 40_000,
]


def test_no_cell_of_a_workbook_is_ever_a_formula() -> None:
    content = b"".join(table_files.as_workbook("Khách [2023]: *", ["Tên", "=Cột"], [[one, ""] for one in SIGNS], [30]))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [cell.value for cell in cells] == [*SIGNS[:7], "_x005F_x0041_", "ab", SIGNS[9], "x" * 32_767]
    assert [cell.value for cell in next(sheet.iter_rows(max_row=1))] == ["Tên", "=Cột"]
    assert sheet.freeze_panes == "A2"


def test_what_a_spreadsheet_would_compute_is_marked_in_csv() -> None:
    content = b"".join(table_files.as_csv(["Tên"], [[one] for one in SIGNS[:7]])).decode("utf-8-sig")
    rows = [row[0] for row in csv.reader(io.StringIO(content))]
    assert rows == ["Tên", *(f"'{one}" for one in SIGNS[:6]), SIGNS[6]]


@pytest.mark.full
def test_fifty_thousand_rows_take_no_more_memory_than_five_hundred() -> None:
    def rows(number: int) -> Iterator[list[str]]:
        return ([f"Đặng Thị Hường {n}", "US", f"+8491{n:07}", "xác nhận", "Bàn 12", "chay"] for n in range(number))

    def peak(number: int) -> int:
        tracemalloc.start()
        for _piece in table_files.as_workbook("Khách", ["a"] * 6, rows(number), [20] * 6):
            pass
        return tracemalloc.get_traced_memory()[1]

    few, many = peak(500), peak(50_000)
    tracemalloc.stop()
    assert many < few + 1_000_000, (few, many)
