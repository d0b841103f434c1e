"""Where the words of a search stand in a text, in its own letters: the search has no marks, the text keeps them."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from .search import ZERO_WIDTH_SPACE, is_short, is_unspaced, traced

LONGEST = 220  # letters of an excerpt
BEFORE = 60  # of them before the first word that was found
_COENG = "\u17d2"  # puts the next Khmer letter under the one before
_BETWEEN = {" ", "-", "\u00a0", ZERO_WIDTH_SPACE}


class Piece(NamedTuple):
    text: str
    is_found: bool = False


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """A text cut where folded words begin and end in it."""
    return _cut(text, _spans(text, words), 0, len(text))


def excerpt(text: str, words: Sequence[str], longest: int = LONGEST) -> list[Piece]:
    """The part of a text in which most of the words stand; its beginning, if none does."""
    text = " ".join(text.split())
    spans = _spans(text, words)
    if len(text) <= longest:
        return _cut(text, spans, 0, len(text))
    start = max(
        (max(0, begin - BEFORE) for begin, _end in spans or [(0, 0)]),
        key=lambda start: (sum(start <= b and e <= start + longest for b, e in spans), -start),
    )
    start, end = _at_words(text, start, min(len(text), start + longest))
    middle = _cut(text, [(b, e) for b, e in spans if start <= b and e <= end], start, end)
    return [*([Piece("… ")] if start else []), *middle, *([Piece(" …")] if end < len(text) else [])]


def as_html(found: Iterable[Piece]) -> Markup:
    return Markup("").join(Markup("<mark>{}</mark>").format(p.text) if p.is_found else p.text for p in found)


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand, in order, neighbours as one; where all stand in a row, only that is meant."""
    folded, places = traced(text)
    if not words or not folded:
        return []
    together = _whole(folded, " ".join(words)) if len(words) > 1 else []
    found = together or [at for word in words for at in _standing(folded, word)]
    spans: list[tuple[int, int]] = []
    for begin, end in sorted((places[b], _end(text, places, e)) for b, e in found):
        if spans and set(text[spans[-1][1] : begin]) <= _BETWEEN:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((begin, end))
    return spans


def _standing(folded: str, word: str) -> list[tuple[int, int]]:
    return _whole(folded, word) or ([] if is_short(word) else _beginning(folded, word))


def _whole(folded: str, word: str) -> list[tuple[int, int]]:
    """Where a word stands by itself."""
    return [(b, e) for b, e in _beginning(folded, word) if e == len(folded) or not folded[e].isalnum()]


def _beginning(folded: str, word: str) -> list[tuple[int, int]]:
    """Where words begin so; in a script without spaces, anywhere."""
    found, at = [], folded.find(word)
    while at >= 0:
        if at == 0 or is_unspaced(word) or not folded[at - 1].isalnum():
            found.append((at, at + len(word)))
        at = folded.find(word, at + len(word))
    return found


def _end(text: str, places: list[int], end: int) -> int:
    """Behind the last letter of a find, with the marks that belong to it."""
    place = places[end - 1] + 1
    while place < len(text) and (unicodedata.category(text[place]).startswith("M") or text[place - 1] == _COENG):
        place += 1
    return place


def _at_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The part without the words that its ends cut through."""
    if start:
        start = next((n + 1 for n in range(start, min(start + 30, end)) if text[n] in _BETWEEN), start)
    if end < len(text):
        end = next((n for n in range(end, max(end - 30, start), -1) if text[n] in _BETWEEN), end)
    return start, end


def _cut(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> list[Piece]:
    found, at = [], start
    for begin, until in spans:
        if begin > at:
            found.append(Piece(text[at:begin]))
        found.append(Piece(text[begin:until], True))
        at = until
    if at < end:
        found.append(Piece(text[at:end]))
    return found
