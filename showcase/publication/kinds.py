"""How each kind of file is made from the same document."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..core import pdf
from ..core.pdf import OnPage
from . import press, proof
from .inks import Inks, Named
from .rules import Kind


@dataclass(frozen=True)
class How:
    """Settings of the layout engine; `options` are its own names for them."""

    variant: str | None
    sheet: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Colours:
    """What a document needs to be printed: the palette's inks, and (picture → its twin in inks), both by hash."""

    inks: Named = field(default_factory=dict)
    twins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A finished file. `left` names what of a file for print is not in inks; it should be empty."""

    content: bytes
    pages: int  # of the document, not of the sheets of a proof
    fonts_outside: tuple[str, ...]
    left: tuple[str, ...] = ()


HOW = {
    # Guests abroad load it over a phone: pictures as sharp as a screen shows them, and no sharper.
    Kind.SCREEN: How("pdf/ua-1", options={"dpi": 150, "jpeg_quality": 80}),
    # Space for bleed and marks; the marks themselves come when the file is finished, outside the bleed.
    Kind.PRINT: How(None, "@page { bleed: 8mm }"),
    Kind.ARCHIVE: How("pdf/a-2a", "img { image-rendering: crisp-edges }"),
    Kind.PROOF: How(None, options={"dpi": 150, "jpeg_quality": 80}),
}


def make(
    html: str,
    kind: Kind,
    colours: Colours,
    *,
    called: str = "",
    on_page: OnPage | None = None,
    resources: Path | None = None,
    label_x4: bool = False,
) -> Made:
    """Lay a document out as a file of that kind. `called` stands on the sheets of a proof.

    `label_x4` names a file for print PDF/X-4; only who has checked it may ask for that. Raises pdf.LayoutWarning.
    """
    how = HOW[kind]
    if kind is Kind.PRINT:
        html = with_twins(html, colours.twins)
    laid_out = pdf.lay_out(html, how.variant, how.sheet, on_page, resources, **how.options)
    made = Made(laid_out.content, laid_out.pages, laid_out.fonts_outside)
    if kind is Kind.PRINT:
        pressed = press.for_press(made.content, Inks(colours.inks), label_x4=label_x4)
        return replace(made, content=pressed.content, left=pressed.left)
    if kind is Kind.PROOF:
        return replace(made, content=proof.sheets(made.content, called))
    return made


def with_twins(html: str, twins: Mapping[str, str]) -> str:
    """The same document with its photographs in inks; what has no twin is turned into inks when it is finished."""
    for picture, twin in twins.items():
        html = html.replace(f"{pdf.SCHEME}:/media/{picture}", f"{pdf.SCHEME}:/media/{twin}")
    return html
