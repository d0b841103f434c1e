"""Papers as DOCX: the same description and measures, for offices that go on writing in a word processor."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from . import drawn_lines, rules
from .measures import (
    FIRST_LINE,
    FONT,
    FOOT_LEFT,
    FOOT_RIGHT,
    HEAD_LEFT,
    HEAD_RIGHT,
    LINE_SPACING,
    MARGINS,
    PARAGRAPH_GAP,
    RULE,
    SHEET,
    SIGNATURE_ROOM,
    SIZES,
    TABLE_SIZE,
    TEXT_WIDTH,
)
from .model import Appendix, Block, Heading, Paper, Paragraph, Points, Table, Text, runs

LANGUAGES = {"vi": "vi-VN", "en": "en-GB", "fr": "fr-FR", "km": "km-KH"}
HEADER_DISTANCE = 8.0  # of the page number from the edge, in millimetres
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
# Our names of styles: part, bold, italic, alignment.
STYLES: tuple[tuple[str, str, bool, bool, str], ...] = (
    ("Superior", "superior", False, False, "center"),
    ("Issuer", "issuer", True, False, "center"),
    ("Nation", "nation", True, False, "center"),
    ("Motto", "motto", True, False, "center"),
    ("Number", "number", False, False, "center"),
    ("Subject", "subject", False, False, "center"),
    ("Place and date", "place", False, True, "center"),
    ("Kind", "kind", True, False, "center"),
    ("Summary", "summary", True, False, "center"),
    ("Addressee", "addressee", False, False, "left"),
    ("Basis", "bases", False, True, "justify"),
    ("Text", "body", False, False, "justify"),
    ("Centred text", "body", False, False, "center"),
    ("Part", "body", True, False, "left"),
    ("Signature", "signature", True, False, "center"),
    ("Recipients title", "recipients_title", True, True, "left"),
    ("Recipients", "recipients", False, False, "left"),
)
SPACED = ("Basis", "Text", "Centred text", "Part")
OUTLINE = {"Kind": 0, "Part": 1}


def render(papers: Sequence[Paper]) -> bytes:
    """One file, each paper in a section of its own that begins with page 1."""
    document = Document()
    _set_styles(document, papers[0].language)
    section = document.sections[0]
    for place, paper in enumerate(papers):
        if place:
            section = document.add_section(WD_SECTION.NEW_PAGE)
        _set_section(section, first_shown=False)
        _write(document, paper)
        for one in paper.appendices:
            section = document.add_section(WD_SECTION.NEW_PAGE)
            _set_section(section, first_shown=True, landscape=one.landscape)
            _write_appendix(document, one)
    properties = document.core_properties
    properties.title, properties.author = papers[0].title, papers[0].header.issuer.replace("\n", " ")
    properties.language, properties.comments = LANGUAGES[papers[0].language], ""
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)  # the paper bears its own day
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def _set_styles(document: Any, language: str) -> None:
    normal = document.styles["Normal"]
    _set_font(normal, SIZES["body"].value)
    mark = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia", "w:bidi"):
        mark.set(qn(name), LANGUAGES[language])
    normal.element.get_or_add_rPr().append(mark)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    if defaults is not None:
        defaults.set(qn("w:val"), LANGUAGES[language])
    for name, part, bold, italic, align in STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _set_font(style, SIZES[part].value, bold, italic)
        layout = style.paragraph_format
        layout.alignment = ALIGN[align]
        if name in SPACED:
            layout.space_before, layout.line_spacing = Pt(PARAGRAPH_GAP.value), LINE_SPACING.value
            layout.first_line_indent = Mm(0 if align == "center" else FIRST_LINE.value)
            layout.widow_control = True
        if name in OUTLINE:
            level = OxmlElement("w:outlineLvl")
            level.set(qn("w:val"), str(OUTLINE[name]))
            style.element.get_or_add_pPr().append(level)
            layout.keep_with_next = True
    cell = document.styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    _set_font(cell, TABLE_SIZE)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)


def _set_font(style: ParagraphStyle, size: float, bold: bool = False, italic: bool = False) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.bold, style.font.italic = bold, italic
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(name), FONT)


def _set_section(section: Any, first_shown: bool, landscape: bool = False) -> None:
    width, height = reversed(SHEET) if landscape else SHEET
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(MARGINS["top"].value), Mm(MARGINS["bottom"].value)
    section.left_margin, section.right_margin = Mm(MARGINS["left"].value), Mm(MARGINS["right"].value)
    section.header_distance = section.footer_distance = Mm(HEADER_DISTANCE)
    section.different_first_page_header_footer = not first_shown
    for kept in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(kept)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(start)
    section.header.is_linked_to_previous = False
    line = section.header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_page_number(line)


def _add_page_number(line: Any) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = line.add_run("1")
    run.font.size = Pt(SIZES["page_number"].value)
    line._p.append(field)
    field.append(run._r)


def _write(document: Any, paper: Paper) -> None:
    _write_head(document, paper)
    if not paper.is_letter:
        _line(document, "Kind", paper.kind.upper(), before=18)
        if paper.summary:
            _line(document, "Summary", paper.summary)
        _rule(document, TEXT_WIDTH, drawn_lines.under_summary(paper))
    _write_addressees(document, paper)
    for place, base in enumerate(rules.bases_of(paper.bases)):
        _line(document, "Basis", base, before=0 if place else 12)
    _write_blocks(document, paper.blocks)
    _write_foot(document, paper)


def _write_head(document: Any, paper: Paper) -> None:
    left, right = _sides(document, HEAD_LEFT, HEAD_RIGHT, rows=2)
    if paper.header.superior:
        _line(left[0], "Superior", paper.header.superior.upper())
    for issuer in paper.header.issuer.upper().split("\n"):
        _line(left[0], "Issuer", issuer)
    _rule(left[0], HEAD_LEFT, drawn_lines.under_issuer(paper))
    for place, line in enumerate(paper.header.motto):
        if place:
            _line(right[0], "Motto", rules.motto_of(line))
        else:
            _line(right[0], "Nation", line.upper())
    _rule(right[0], HEAD_RIGHT, drawn_lines.under_motto(paper))
    _line(left[1], "Number", paper.number)
    if paper.is_letter and paper.summary:
        _line(left[1], "Subject", f"V/v {paper.summary}")
    _line(right[1], "Place and date", paper.place_and_day)
    _drop_first_lines(*left, *right)


def _write_addressees(document: Any, paper: Paper) -> None:
    if len(paper.addressees) == 1:
        line = _line(document, "Addressee", f"Kính gửi: {paper.addressees[0]}", before=14)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(6)
    elif paper.addressees:
        _line(document, "Addressee", "Kính gửi:", before=14).paragraph_format.left_indent = Mm(30)
        for one in rules.recipients_of(paper.addressees):
            _line(document, "Addressee", one).paragraph_format.left_indent = Mm(38)


def _write_blocks(document: Any, blocks: Iterable[Block], width: float = TEXT_WIDTH) -> None:
    for block in blocks:
        match block:
            case Paragraph():
                _line(document, "Centred text" if block.centred else "Text", block.text)
            case Heading():
                _line(document, "Part", block.text)
            case Points():
                for mark, text in block.items:
                    line = _line(document, "Text", f"{mark} ")
                    _add_runs(line, text)
            case Table():
                _write_table(document, block, width)


def _write_table(document: Any, block: Table, width: float) -> None:
    if block.caption:
        caption = _line(document, "Centred text", ())
        caption.add_run(block.caption).bold = True
        caption.paragraph_format.keep_with_next = True
    else:
        _gap(document)
    table = document.add_table(rows=1, cols=len(block.columns))
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    head = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeated)
    for column, cell in zip(block.columns, head.cells, strict=True):
        line = cell.paragraphs[0]
        line.style, line.alignment = "Cell", WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(column.label).bold = True
    for row in block.rows:
        cells = table.add_row().cells
        table.rows[-1]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for column, cell, text in zip(block.columns, cells, row, strict=True):
            line = cell.paragraphs[0]
            line.style, line.alignment = "Cell", ALIGN[column.align]
            line.add_run(text)
    for column, kept in zip(block.columns, table.columns, strict=True):
        kept.width = Mm(column.share * width)
        for cell in kept.cells:
            cell.width = Mm(column.share * width)


def _write_foot(document: Any, paper: Paper) -> None:
    # No signature stands on a page alone.
    if paper.blocks and not isinstance(paper.blocks[-1], Table):
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    _gap(document, 16).paragraph_format.keep_with_next = True
    (left,), (right,) = _sides(document, FOOT_LEFT, FOOT_RIGHT, rows=1)
    if paper.recipients:
        _line(left, "Recipients title", "Nơi nhận:")
        for one in rules.recipients_of(paper.recipients):
            _line(left, "Recipients", one)
    if paper.signature:
        for text in paper.signature.lines:
            _line(right, "Signature", text.upper()).paragraph_format.keep_with_next = True
        _line(right, "Signature", paper.signature.name).paragraph_format.space_before = Mm(SIGNATURE_ROOM)
    _drop_first_lines(left, right)


def _write_appendix(document: Any, appendix: Appendix) -> None:
    _line(document, "Kind", appendix.label)
    _line(document, "Summary", appendix.title)
    across = SHEET[1] if appendix.landscape else SHEET[0]
    _write_blocks(document, appendix.blocks, across - MARGINS["left"].value - MARGINS["right"].value)


def _sides(document: Any, left: float, right: float, rows: int) -> tuple[list[Any], list[Any]]:
    """The cells of a table without lines, whose text begins at the margin."""
    table = document.add_table(rows=rows, cols=2)
    table.autofit = False
    table._tbl.tblPr.append(_no_cell_margins())
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, (left, right), strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, (left, right), strict=True):
        column.width = Mm(width)
    return list(table.columns[0].cells), list(table.columns[1].cells)


def _no_cell_margins() -> Any:
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        edge = OxmlElement(side)
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    return margins


def _drop_first_lines(*cells: Any) -> None:
    """A new cell has an empty line; it goes where others follow."""
    for cell in cells:
        if len(cell.paragraphs) > 1:
            first = cell.paragraphs[0]._p
            first.getparent().remove(first)


def _line(place: Any, style: str, text: Text, before: float = 0) -> Any:
    line = place.add_paragraph(style=style)
    _add_runs(line, text)
    if before:
        line.paragraph_format.space_before = Pt(before)
    return line


def _add_runs(line: Any, text: Text) -> None:
    for run in runs(text):
        added = line.add_run(run.text)
        # Unset, not False: the style may be bold or italic as a whole.
        added.bold, added.italic = run.bold or None, run.italic or None


def _rule(place: Any, room: float, length: float) -> None:
    """A drawn line in the middle: the upper border of a line of no height between two indents."""
    if not length:
        return
    line = _gap(place, 2)
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm((room - length) / 2)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", str(round(RULE * 8))), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    line._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _gap(place: Any, before: float = 0) -> Any:
    line = place.add_paragraph()
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.line_spacing, line.paragraph_format.space_before = Pt(2), Pt(before)
    return line
