"""Which paragraph a comment is about, now that the text has been worked on. Pure."""

import hashlib
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

ALIKE = 0.6  # of the letters: the same paragraph, worked on
_LONGEST = 1500
_NEAREST = 40


def paragraphs(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if one.strip()]


def digest(paragraph: str) -> str:
    return hashlib.sha256(" ".join(paragraph.split()).encode()).hexdigest()


def place_of(marked: str, excerpt: str, position: int, now: Sequence[str]) -> int | None:
    """Where the paragraph stands now: unchanged anywhere, or worked on; None: it is of an earlier text."""
    same = [number for number, one in enumerate(now) if digest(one) == marked]
    if same:
        return min(same, key=lambda number: abs(number - position))
    matcher = SequenceMatcher(None, "", excerpt[:_LONGEST], autojunk=False)
    best, found = ALIKE, None
    for number, one in sorted(enumerate(now), key=lambda pair: abs(pair[0] - position))[:_NEAREST]:
        matcher.set_seq1(one[:_LONGEST])
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and (alike := matcher.ratio()) > best:
            best, found = alike, number
    return found
