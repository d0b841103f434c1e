"""Two texts side by side, word by word: what came, what went, what stayed. Pure, and in bounded time."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from ..core.merging import paragraphs

_WORD = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 1_500  # of a paragraph that is compared word by word; a longer one is shown as gone and come
MOST_PAIRS = 60_000
AHEAD = 25  # paragraphs among which the partner of a changed one is looked for
NEAR = 0.34  # from here on two paragraphs count as one that was changed


class Kind(StrEnum):
    SAME = "same"
    GONE = "gone"
    CAME = "came"


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Paragraph:
    """`kind` is of the whole; one that was changed is SAME with pieces that came and went."""

    kind: Kind
    pieces: list[Piece]

    @property
    def is_changed(self) -> bool:
        return any(piece.kind is not Kind.SAME for piece in self.pieces)


def compare(before: str, after: str) -> list[Paragraph]:
    """The paragraphs of both texts, in the order of the later one."""
    old, new = paragraphs(before), paragraphs(after)
    found: list[Paragraph] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Paragraph(Kind.SAME, [Piece(Kind.SAME, one)]) for one in new[c:d]]
        else:
            found += _changed(old[a:b], new[c:d])
    return found


def shortened(compared: list[Paragraph], around: int = 1) -> list[Paragraph | None]:
    """Only what was changed and its neighbours; None stands for what is left out."""
    near = {place + step for place, one in enumerate(compared) if one.is_changed for step in range(-around, around + 1)}
    found: list[Paragraph | None] = []
    for place, one in enumerate(compared):
        if place in near:
            found.append(one)
        elif not found or found[-1] is not None:
            found.append(None)
    return found


def _changed(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    """Pair each paragraph with the next that is like it, or with the only one; the rest has gone or come."""
    if len(old) == len(new) == 1:
        yield Paragraph(Kind.SAME, words_compared(old[0], new[0]))
        return
    at = 0
    for one in new:
        partner = next((place for place in range(at, min(len(old), at + AHEAD)) if _is_near(old[place], one)), None)
        if partner is None:
            yield Paragraph(Kind.CAME, [Piece(Kind.CAME, one)])
            continue
        yield from (Paragraph(Kind.GONE, [Piece(Kind.GONE, gone)]) for gone in old[at:partner])
        yield Paragraph(Kind.SAME, words_compared(old[partner], one))
        at = partner + 1
    yield from (Paragraph(Kind.GONE, [Piece(Kind.GONE, gone)]) for gone in old[at:])


def _is_near(one: str, other: str) -> bool:
    """Whether enough words are the same, in whatever order: quick, and good enough to pair paragraphs."""
    mine, theirs = set(one.split()), set(other.split())
    return len(mine & theirs) >= NEAR * max(len(mine), len(theirs), 1)


def words_compared(before: str, after: str) -> list[Piece]:
    """The pieces of both, in order; blanks belong to the words before them."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > 2 * MOST_WORDS or _pairs(old, new) > MOST_PAIRS:
        return [Piece(Kind.GONE, before), Piece(Kind.CAME, after)]
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(_is_blank, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            _put(pieces, Kind.SAME, new[c:d])
        else:
            _put(pieces, Kind.GONE, old[a:b])
            _put(pieces, Kind.CAME, new[c:d])
    return pieces


def _pairs(old: list[str], new: list[str]) -> int:
    """How many words of both sides are the same: what the comparison costs."""
    theirs = Counter(new)
    return sum(count * theirs[word] for word, count in Counter(old).items() if not word.isspace())


def _is_blank(word: str) -> bool:
    return word.isspace()


def _put(pieces: list[Piece], kind: Kind, words: Sequence[str]) -> None:
    if text := "".join(words):
        pieces.append(Piece(kind, text))
