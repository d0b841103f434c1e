"""What differs between a frozen document and the one that would be frozen now, in words, section by section. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

from ..core.changed_words import Change, Run, words_changed

# Everything else begins a paragraph of its own, so that words of two cells never run together.
_INLINE = frozenset(
    {"a", "abbr", "b", "cite", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup", "tspan"}
)
_EMPTY = frozenset({"base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_UNSEEN = frozenset({"style", "script", "head", "template"})
_TEMPLATE = "section--"
_FIGURE = re.compile(r"[-+−]?\d[\d.,\s]*(%|[^\W\d]{1,12})?")
AROUND = 60  # letters of what stayed that are shown beside a change


@dataclass(frozen=True)
class Changed:
    """A paragraph of a section that is not as it was: its words in runs, gone, come and stayed."""

    section: str  # slug; of a cover its template
    locale: str
    runs: tuple[Run, ...]

    @property
    def before(self) -> str:
        return "".join(text for change, text in self.runs if change is not Change.CAME)

    @property
    def now(self) -> str:
        return "".join(text for change, text in self.runs if change is not Change.GONE)

    @property
    def figures(self) -> tuple[str, str] | None:
        """(before, now) of a change that is a figure for a figure and nothing else, such as 8,25 → 8,31."""
        gone = "".join(text for change, text in self.runs if change is Change.GONE).strip()
        came = "".join(text for change, text in self.runs if change is Change.CAME).strip()
        return (gone, came) if _FIGURE.fullmatch(gone) and _FIGURE.fullmatch(came) else None


def changed(locale: str, before: str, now: str, ignored: str = "") -> list[Changed]:
    """The paragraphs that differ between two documents of one language, in the order of the later one; those that
    hold `ignored` are left out."""
    old, new = _without(ignored, blocks_of(before)), _without(ignored, blocks_of(now))
    return [
        Changed(section, locale, _short(words_changed(*pair)))
        for section in [*new, *(slug for slug in old if slug not in new)]
        for pair in _pairs(old.get(section, []), new.get(section, []))
    ]


def blocks_of(html: str) -> dict[str, list[str]]:
    """The paragraphs that can be read in a document, by the slug of the section they stand in."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.sections


def _without(ignored: str, sections: dict[str, list[str]]) -> dict[str, list[str]]:
    if not ignored:
        return sections
    return {slug: [one for one in blocks if ignored not in one] for slug, blocks in sections.items()}


def _pairs(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for tag, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, came = old[from_old:to_old], new[from_new:to_new]
        for place in range(max(len(gone), len(came))):
            yield (gone[place] if place < len(gone) else "", came[place] if place < len(came) else "")


def _short(runs: list[Run]) -> tuple[Run, ...]:
    """Runs with what stayed cut down to a few words beside each change."""
    found = []
    for place, (change, text) in enumerate(runs):
        if change is Change.SAME and len(text) > 2 * AROUND:
            begin = text[:AROUND].rsplit(" ", 1)[0] if place else ""
            end = text[-AROUND:].split(" ", 1)[-1] if place < len(runs) - 1 else ""
            text = f"{begin} … {end}"
        found.append((change, text))
    return tuple(found)


@dataclass
class _Place:
    tag: str
    section: str
    is_unseen: bool


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: dict[str, list[str]] = {}
        self._open: list[_Place] = []
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.end_block()
        around = self._open[-1] if self._open else _Place("", "", False)
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        # Covers have no anchor: nobody leads to them. They are known by their template.
        template = next((name.removeprefix(_TEMPLATE) for name in classes if name.startswith(_TEMPLATE)), "")
        is_section = tag == "section" and "section" in classes
        if tag == "img" and values.get("alt"):
            self._words.append(str(values["alt"]))
            self.end_block()
        if tag not in _EMPTY:
            section = (values.get("id") or template) if is_section else around.section
            self._open.append(_Place(tag, section, around.is_unseen or tag in _UNSEEN))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.end_block()
        if any(place.tag == tag for place in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1].is_unseen):
            self._words.append(data)

    def end_block(self) -> None:
        text = " ".join("".join(self._words).replace("\u200b", "").split())
        self._words.clear()
        if text and self._open:
            self.sections.setdefault(self._open[-1].section, []).append(text)
