"""What an administrative paper consists of, whatever file it becomes."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


Text: TypeAlias = str | tuple[Run, ...]


def runs(text: Text) -> tuple[Run, ...]:
    return (Run(text),) if isinstance(text, str) else text


@dataclass(frozen=True)
class Header:
    """The host's own lines. Without a motto the right side holds only place and day."""

    superior: str
    issuer: str  # may stand on several lines
    motto: tuple[str, ...] = ()  # the first in capitals, a rule under the last


@dataclass(frozen=True)
class Signature:
    """TM., KT., TL., TUQ., Q. and post, line by line, and who signs; no name: nobody holds the office."""

    lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Frame:
    """What the host gives to every paper of a kind and a day."""

    header: Header
    number: str
    place_and_day: str
    signature: Signature | None = None
    files: str = ""  # last of the recipients


@dataclass(frozen=True)
class Paragraph:
    text: Text
    centred: bool = False


@dataclass(frozen=True)
class Heading:
    """Of a part of the paper, with its number as it is quoted: `I. Mục đích`."""

    text: str


@dataclass(frozen=True)
class Points:
    """Points with the marks they are quoted by: `1.`, `a)`, `-`. No mark is counted anew by a word processor."""

    items: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Column:
    label: str
    share: float  # of the table's width; all together 1
    align: str = "left"  # or "right", "center"


@dataclass(frozen=True)
class Table:
    """Rows with a cell for each column; the first cell of a row names it. The head is repeated on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


Block: TypeAlias = Paragraph | Heading | Points | Table


@dataclass(frozen=True)
class Appendix:
    """Begins on a page of its own and counts its pages apart."""

    title: str
    blocks: tuple[Block, ...]
    label: str = "Phụ lục"
    landscape: bool = False


@dataclass(frozen=True)
class Paper:
    """A paper; without `kind` it is a letter, whose summary stands under the number."""

    header: Header
    number: str
    place_and_day: str
    summary: str
    kind: str = ""
    bases: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    signature: Signature | None = None
    recipients: tuple[str, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    language: str = "vi"

    @property
    def is_letter(self) -> bool:
        return not self.kind

    @property
    def title(self) -> str:
        """What the file is called by."""
        return " ".join(f"{self.kind} {self.summary}".split())
