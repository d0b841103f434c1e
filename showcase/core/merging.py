"""Two people wrote on the same text: their changes put together, paragraph by paragraph.

What the text was like before is known by the digests of its paragraphs only: a page carries no second copy of it.
Each side is a list of changes to that text. Changes that do not meet are both made; those that meet are a clash, which
a person decides.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_BREAK = re.compile(r"(?:\r?\n[ \t]*){2,}")
_BETWEEN = "\n\n"
MOST = 1_000  # paragraphs that are compared; a longer text is one


class Side(StrEnum):
    YOURS = "yours"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Clash:
    """A place that both changed otherwise. `key` tells it from others, also when the page comes back."""

    key: str
    place: int  # the paragraph it begins at, from 1, in the text as it is stored
    yours: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """What becomes of the text; where nobody has decided, your words stand in it.

    `base`: what the next comparison begins with, so that what is still open clashes again and nothing else does.
    """

    text: str
    clashes: list[Clash]
    base: list[str]


@dataclass(frozen=True)
class _Change:
    """What stood from `start` to `end` gives way to `words`; where both are the same, `words` come in between."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass
class _Place:
    """A stretch of the old text with what both made of it."""

    start: int
    end: int
    yours: list[_Change]
    theirs: list[_Change]

    @property
    def is_clash(self) -> bool:
        return bool(self.yours and self.theirs) and self.yours != self.theirs

    @property
    def is_between(self) -> bool:
        """Whether words were put in and none taken away."""
        return self.start == self.end

    def words(self, base: Sequence[str], by_digest: dict[str, str], changes: list[_Change]) -> list[str]:
        found: list[str] = []
        at = self.start
        for change in changes:
            found += [by_digest[one] for one in base[at : change.start]]
            found += change.words
            at = change.end
        return found + [by_digest[one] for one in base[at : self.end]]


def paragraphs(text: str) -> list[str]:
    found = [one for one in _BREAK.split(text.strip()) if one]
    return found if len(found) <= MOST else [text.strip()]


def digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def digests(text: str) -> list[str]:
    return [digest(one) for one in paragraphs(text)]


def merge(base: Sequence[str], yours: str, theirs: str, decisions: Mapping[str, Side] | None = None) -> Merged:
    """`base`: the digests of the text that you began with. `decisions`: a clash's key → whose words stay."""
    by_digest = {digest(one): one for one in (*paragraphs(yours), *paragraphs(theirs))}
    made: list[str] = []  # what becomes of the text
    stored: list[str] = []  # the digests of what is stored, a key in place of what is still open
    clashes: list[Clash] = []
    at = 0
    for place in _places(base, yours, theirs):
        made += [by_digest[one] for one in base[at : place.start]]
        stored += base[at : place.start]
        at = place.end
        right = place.words(base, by_digest, place.theirs) if place.theirs else None
        left = place.words(base, by_digest, place.yours) if place.yours else right or []
        if right is None or left == right:
            made += left
            stored += [digest(one) for one in right] if right is not None else base[place.start : place.end]
            continue
        key = f"{digest(_BETWEEN.join(right))}-{digest(_BETWEEN.join(left))}"
        side = _decision(decisions or {}, key)
        made += right if side is Side.THEIRS else left
        if side is None:
            clashes.append(Clash(key, len(stored) + 1, _BETWEEN.join(left), _BETWEEN.join(right)))
            stored.append(key)
        else:
            stored += [digest(one) for one in right]
    made += [by_digest[one] for one in base[at:]]
    return Merged(_BETWEEN.join(made), clashes, [*stored, *base[at:]])


def _decision(decisions: Mapping[str, Side], key: str) -> Side | None:
    """What was decided of the very words that it does away with: yours may have been written on since, theirs not."""
    if key in decisions:
        return decisions[key]
    theirs = key.partition("-")[0] + "-"
    is_yours = any(one is Side.YOURS and known.startswith(theirs) for known, one in decisions.items())
    return Side.YOURS if is_yours else None


def _changes(base: Sequence[str], now: list[str]) -> list[_Change]:
    found: list[_Change] = []
    matcher = SequenceMatcher(None, list(base), [digest(one) for one in now], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        if tag == "replace" and b - a == d - c:  # one for one: a neighbour may be changed by somebody else
            found += [_Change(a + step, a + step + 1, (now[c + step],)) for step in range(b - a)]
        else:
            found.append(_Change(a, b, tuple(now[c:d])))
    return found


def _places(base: Sequence[str], yours: str, theirs: str) -> list[_Place]:
    """Where the text was changed, in order; what somebody put in right beside a clash belongs to it."""
    found: list[_Place] = []
    mine, other = _changes(base, paragraphs(yours)), _changes(base, paragraphs(theirs))
    while mine or other:
        place = _next(mine, other)
        while found and found[-1].end == place.start and _belong_together(found[-1], place):
            before = found.pop()
            place = _Place(before.start, place.end, before.yours + place.yours, before.theirs + place.theirs)
        found.append(place)
    return found


def _next(mine: list[_Change], other: list[_Change]) -> _Place:
    """Take the next changes, with all that meet them."""
    first = min((side[0] for side in (mine, other) if side), key=lambda one: (one.start, one.end))
    place = _Place(first.start, first.end, [], [])
    is_growing = True
    while is_growing:
        is_growing = False
        for side, taken in ((mine, place.yours), (other, place.theirs)):
            while side and _meets(side[0], place):
                change = side.pop(0)
                taken.append(change)
                place.end = max(place.end, change.end)
                is_growing = True
    return place


def _meets(change: _Change, place: _Place) -> bool:
    """Two insertions at one place meet; an insertion just before a change is no quarrel."""
    if place.start == place.end or change.start == change.end == place.start:
        return (change.start, change.end) == (place.start, place.end)
    return change.start < place.end


def _belong_together(one: _Place, other: _Place) -> bool:
    if one.is_clash and other.is_clash:
        return one.is_between or other.is_between
    return (one.is_clash and other.is_between) or (one.is_between and other.is_clash)
