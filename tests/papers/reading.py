"""Where a PDF's words stand, in millimetres from the sheet's upper left corner, and how large they are, in points."""

import ctypes
import unicodedata
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

MM = 25.4 / 72


@dataclass(frozen=True)
class Found:
    left: float
    top: float
    right: float
    bottom: float
    size: float
    font: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class Pages:
    def __init__(self, content: bytes) -> None:
        self.document = pypdfium2.PdfDocument(content)

    def __len__(self) -> int:
        return len(self.document)

    def text(self, page: int) -> str:
        said = self.document[page].get_textpage().get_text_bounded()
        return " ".join(unicodedata.normalize("NFC", said).split())

    def number(self, page: int) -> str:
        """What stands in the top margin."""
        sheet = self.document[page]
        return sheet.get_textpage().get_text_bounded(bottom=sheet.get_height() - 18 / MM).strip()

    def size(self, page: int) -> tuple[float, float]:
        width, height = self.document[page].get_size()
        return round(width * MM, 1), round(height * MM, 1)

    def extent(self, page: int) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all letters below the top margin."""
        text = self.document[page].get_textpage()
        height = self.document[page].get_height()
        boxes = [
            text.get_charbox(place)
            for place in range(text.count_chars())
            if raw.FPDFText_GetUnicode(text, place) > ord(" ")
        ]
        boxes = [box for box in boxes if (height - box[1]) * MM > 18]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        return min(lefts) * MM, (height - max(tops)) * MM, max(rights) * MM, (height - min(bottoms)) * MM

    def find(self, page: int, words: str) -> Found:
        """The words where they first stand."""
        sheet = self.document[page]
        text, height = sheet.get_textpage(), sheet.get_height()
        whole = "".join(chr(raw.FPDFText_GetUnicode(text, place)) for place in range(text.count_chars()))
        place, count = whole.find(words), len(words)
        assert place >= 0, f"{words!r} is not in {whole!r}"
        boxes = [text.get_charbox(one) for one in range(place, place + count)]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, place, matrix)
        size = raw.FPDFText_GetFontSize(text, place) * abs(matrix.d)
        name = ctypes.create_string_buffer(200)
        raw.FPDFText_GetFontInfo(text, place, name, 200, ctypes.c_int())
        return Found(
            min(lefts) * MM,
            (height - max(tops)) * MM,
            max(rights) * MM,
            (height - min(bottoms)) * MM,
            round(size, 1),
            name.value.decode(),
        )
