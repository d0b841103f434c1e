"""References in running text: `{{ grdp-growth:2023 }}` stands for the number of today, wherever it is printed.

Others stand for an official, or alone on a line for a chart, a picture, a project. The grammar is in docs/writing.md.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

REFERENCE = re.compile(
    r"\{\{\s*"
    r"(?P<path>[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9_-]*){0,2})"
    r"(?::(?P<period>[0-9A-Za-z-]+(?:\.\.[0-9A-Za-z-]+)?))?"
    r"(?:\s*\|\s*(?P<part>[a-z]+))?"
    r"\s*\}\}"
)
BRACES = re.compile(r"\{\{.*?(?:\}\}|$)", re.MULTILINE)
# What may stand behind the bar: of a figure, of an official, of a picture.
PARTS = {"official": {"name", "title"}, "picture": {"wide", "left"}}
OF_FIGURES = {"value", "magnitude", "rank", "of"}
DATED = {"chart", "official"}  # a span of years; the day on which somebody held an office
BLOCKS = {"chart", "picture", "project"}  # a project's field is a figure
_MARKDOWN = re.compile(
    r"^\s*(?::::+ *\w*|\[\^\w+\]:|#{1,6}|>|[-*+]|\d+\.|\|[-| :]+\|$)\s+|^\s*:::+\s*$|\[\^\w+\]|\*+|`+|\|", re.MULTILINE
)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Reference:
    """`kind` is `indicator` or the first word of a path: province, diaspora, achievement, project, chart, …"""

    kind: str
    record: str
    field: str = ""  # a fact of the record, or a column of a project
    period: str = ""  # of an indicator; a chart's span of years, or the day of an official
    part: str = ""  # value, magnitude, rank, of; empty: the number with its unit. Of others see PARTS

    @property
    def name(self) -> str:
        """The reference as an editor writes it, without braces and part."""
        if self.kind == "indicator":
            return f"{self.record}:{self.period}"
        path = "/".join(word for word in (self.kind, self.record, self.field) if word)
        return f"{path}:{self.period}" if self.period else path

    @property
    def is_block(self) -> bool:
        """Whether it stands for something that is drawn, not for words."""
        return self.kind in BLOCKS and not self.field


def parse(match: re.Match[str]) -> Reference | None:
    """What a match of REFERENCE means; None if no record can be called that."""
    kind, *rest = match["path"].split("/")
    period, part = match["period"] or "", match["part"] or ""
    if part and part not in PARTS.get(kind if rest else "", OF_FIGURES):
        return None
    if not rest:
        is_figure = period and ".." not in period
        return Reference("indicator", kind, period=period, part=part) if is_figure else None
    if kind in DATED:
        return Reference(kind, rest[0], period=period, part=part) if len(rest) == 1 else None
    return None if period else Reference(kind, rest[0], rest[1] if len(rest) > 1 else "", part=part)


def references(text: str) -> Iterator[tuple[int, str, Reference | None]]:
    """Each pair of braces of a text: its line (from 1), what stands there, and its meaning (None: none)."""
    for found in BRACES.finditer(text):
        match = REFERENCE.fullmatch(found[0])
        yield text.count("\n", 0, found.start()) + 1, found[0], parse(match) if match else None


def replace_references(text: str, show: Callable[[Reference], str]) -> str:
    """The text with each reference replaced by what `show` makes of it."""

    def shown(match: re.Match[str]) -> str:
        reference = parse(match)
        return show(reference) if reference else match[0]

    return REFERENCE.sub(shown, text)


def as_plain_text(text: str) -> str:
    """A body as one reads it in a list of finds: no Markdown, and a figure that is not looked up is left open."""
    return " ".join(_MARKDOWN.sub(" ", _LINK.sub(r"\1", BRACES.sub("…", text))).split())
