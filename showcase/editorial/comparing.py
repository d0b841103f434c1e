"""Two texts side by side, paragraph by paragraph and word by word. Pure, and in bounded time."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..core.changed_words import Change, words_changed
from ..core.merging import paragraphs

AHEAD = 25  # paragraphs among which the partner of a changed one is looked for
NEAR = 0.34  # from here on two paragraphs count as one that was changed


@dataclass(frozen=True)
class Piece:
    kind: Change
    text: str


@dataclass(frozen=True)
class Paragraph:
    """`kind` is of the whole; one that was changed is SAME with pieces that came and went."""

    kind: Change
    pieces: list[Piece]

    @property
    def is_changed(self) -> bool:
        return any(piece.kind is not Change.SAME for piece in self.pieces)


def compare(before: str, after: str) -> list[Paragraph]:
    """The paragraphs of both texts, in the order of the later one."""
    old, new = paragraphs(before), paragraphs(after)
    found: list[Paragraph] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Paragraph(Change.SAME, [Piece(Change.SAME, one)]) for one in new[c:d]]
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
        yield Paragraph(Change.SAME, _words(old[0], new[0]))
        return
    at = 0
    for one in new:
        partner = next((place for place in range(at, min(len(old), at + AHEAD)) if _is_near(old[place], one)), None)
        if partner is None:
            yield Paragraph(Change.CAME, [Piece(Change.CAME, one)])
            continue
        yield from (Paragraph(Change.GONE, [Piece(Change.GONE, gone)]) for gone in old[at:partner])
        yield Paragraph(Change.SAME, _words(old[partner], one))
        at = partner + 1
    yield from (Paragraph(Change.GONE, [Piece(Change.GONE, gone)]) for gone in old[at:])


def _is_near(one: str, other: str) -> bool:
    """Whether enough words are the same, in whatever order: quick, and good enough to pair paragraphs."""
    mine, theirs = set(one.split()), set(other.split())
    return len(mine & theirs) >= NEAR * max(len(mine), len(theirs), 1)


def _words(before: str, after: str) -> list[Piece]:
    return [Piece(change, text) for change, text in words_changed(before, after)]
