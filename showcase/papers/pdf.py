"""Papers as PDF/UA-1."""

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup

from ..core import pdf
from . import drawn_lines, rules
from .measures import (
    FIRST_LINE,
    FONT_FOLDER,
    FOOT_LEFT,
    FOOT_RIGHT,
    HEAD_LEFT,
    HEAD_RIGHT,
    LINE_SPACING,
    MARGINS,
    PARAGRAPH_GAP,
    RULE,
    SIGNATURE_ROOM,
    SIZES,
    TABLE_SIZE,
)
from .model import Heading, Paper, Paragraph, Points, Table, runs

FAMILY = "Tinos"
OWN_LINE = 1.149  # of the font: what “single” spacing is in a word processor
STYLES = {"regular": ("400", "normal"), "bold": ("700", "normal"), "italic": ("400", "italic")}
STYLES["bold-italic"] = ("700", "italic")


def render(papers: Sequence[Paper]) -> bytes:
    """One file, each paper from page 1."""
    html = render_template(
        "papers/paper_pdf.html",
        papers=papers,
        lines=drawn_lines,
        rules=rules,
        runs=runs,
        kind_of=kind_of,
        measures=Markup(sheet()),  # noqa: S704 - our own numbers
    )
    return pdf.render(html)


def kind_of(block: object) -> str:
    """As the template asks for it."""
    return {Paragraph: "paragraph", Heading: "heading", Points: "points", Table: "table"}[type(block)]


def sheet() -> str:
    """The table of measures as CSS."""
    faces = (
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; font-style: {style};'
        f' src: url("showcase:/static/{FONT_FOLDER.as_posix()}/tinos-{name}.ttf") }}'
        for name, (weight, style) in STYLES.items()
    )
    sizes = (f".{part.replace('_', '-')} {{ font-size: {size.value}pt }}" for part, size in SIZES.items())
    margins = " ".join(f"{MARGINS[side].value}mm" for side in ("top", "right", "bottom", "left"))
    return "\n".join(
        [
            *faces,
            f"@page {{ size: A4; margin: {margins};"
            f' @top-center {{ content: counter(page); font: {SIZES["page_number"].value}pt "{FAMILY}" }} }}',
            "@page wide { size: A4 landscape }",
            f"body {{ line-height: {OWN_LINE * LINE_SPACING.value:.3f} }}",
            f".head {{ grid-template-columns: {HEAD_LEFT}mm {HEAD_RIGHT}mm }}",
            f".foot {{ grid-template-columns: {FOOT_LEFT}mm {FOOT_RIGHT}mm }}",
            f".rule {{ border-top: {RULE}pt solid #000000 }}",
            f".name {{ margin-top: {SIGNATURE_ROOM}mm }}",
            f".text p, .text li {{ margin-top: {PARAGRAPH_GAP.value}pt }}",
            f".text .indented {{ text-indent: {FIRST_LINE.value}mm }}",
            f"table {{ font-size: {TABLE_SIZE}pt; margin-top: {PARAGRAPH_GAP.value}pt }}",
            *sizes,
        ]
    )
