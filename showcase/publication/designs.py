"""How each kind of file is made from the same document."""

from dataclasses import dataclass
from typing import Any

from ..core.pdf import Finish
from .rules import Kind

MILLIMETRE = 72 / 25.4
BLEED = 3 * MILLIMETRE  # what the printing house trims off


@dataclass(frozen=True)
class How:
    variant: str | None
    sheet: str = ""
    finish: Finish | None = None


def mark_bleed(file: Any) -> None:
    """Say where the bleed ends: 3 mm beyond the trim. The engine gives all of the space around, marks included."""
    for item in file.objects:
        if isinstance(item, dict) and item.get("Type") == "/Page" and "TrimBox" in item:
            left, bottom, right, top = item["TrimBox"]
            item["BleedBox"] = type(item["TrimBox"])((left - BLEED, bottom - BLEED, right + BLEED, top + BLEED))


HOW = {
    Kind.SCREEN: How("pdf/ua-1"),
    # Marks are drawn inside the space around the page, under the pictures: so more space than bleed.
    Kind.PRINT: How(None, "@page { bleed: 8mm; marks: crop cross }", mark_bleed),
    Kind.ARCHIVE: How("pdf/a-2a", "img { image-rendering: crisp-edges }"),
}
