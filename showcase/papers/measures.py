"""The table of measures of Decree 30/2020, Appendix I, with what we chose in it; both writers read it."""

from dataclasses import dataclass
from pathlib import Path

from ..config import ROOT

FONT = "Times New Roman"
FONT_FOLDER = Path("vendor/fonts")  # below static/: Tinos has the widths of Times New Roman


@dataclass(frozen=True)
class Measure:
    """A value and what the Decree allows."""

    value: float
    least: float
    most: float


# Millimetres, of an upright sheet.
SHEET = (210.0, 297.0)
MARGINS = {
    "top": Measure(20, 20, 25),
    "bottom": Measure(20, 20, 25),
    "left": Measure(30, 30, 35),
    "right": Measure(15, 15, 20),
}
FIRST_LINE = Measure(12.7, 10, 12.7)
TEXT_WIDTH = SHEET[0] - MARGINS["left"].value - MARGINS["right"].value
HEAD_LEFT, HEAD_RIGHT = 68.0, TEXT_WIDTH - 68.0
FOOT_LEFT, FOOT_RIGHT = 72.0, TEXT_WIDTH - 72.0
SIGNATURE_ROOM = 22.0  # for the hand and the seal

# Points.
SIZES = {
    "superior": Measure(12, 12, 13),
    "issuer": Measure(12, 12, 13),
    "nation": Measure(12, 12, 13),
    "motto": Measure(13, 13, 14),
    "number": Measure(13, 13, 13),
    "subject": Measure(12, 12, 13),
    "place": Measure(13, 13, 14),
    "kind": Measure(14, 13, 14),
    "summary": Measure(14, 13, 14),
    "bases": Measure(14, 13, 14),
    "addressee": Measure(14, 13, 14),
    "body": Measure(14, 13, 14),
    "signature": Measure(14, 13, 14),
    "recipients_title": Measure(12, 12, 12),
    "recipients": Measure(11, 11, 11),
    "page_number": Measure(13, 13, 14),
}
TABLE_SIZE = 12.0  # the Decree says nothing of tables
PARAGRAPH_GAP = Measure(6, 6, 12)
LINE_SPACING = Measure(1.15, 1, 1.5)  # of the font's own line
RULE = 0.5  # thickness of a drawn line
RULE_SHARE = Measure(0.4, 1 / 3, 1 / 2)  # of the line of text above it

FONT_FILES = {
    (bold, italic): ROOT / "static" / FONT_FOLDER / f"tinos-{name}.ttf"
    for (bold, italic), name in {
        (False, False): "regular",
        (True, False): "bold",
        (False, True): "italic",
        (True, True): "bold-italic",
    }.items()
}
