"""Two texts compared word by word: what went, what came, what stayed. Pure, and in bounded time."""

import re
from collections import Counter
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

_PIECES = re.compile(r"\{\{[^{}]*\}\}|\s+|[^\s{]+|\{")  # a reference in braces is one word
MOST_PIECES = 3_000  # of a paragraph that is compared word by word; a longer one is told as gone and come
MOST_PAIRS = 60_000


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    CAME = "came"


Run = tuple[Change, str]


def words_changed(before: str, now: str) -> list[Run]:
    """A paragraph as it was and is, in runs of words; those that stayed make the later one with those that came."""
    old, new = _PIECES.findall(before), _PIECES.findall(now)
    if max(len(old), len(new)) > MOST_PIECES or _pairs(old, new) > MOST_PAIRS:
        return [run for run in ((Change.GONE, before), (Change.CAME, now)) if run[1]]
    runs: list[Run] = []
    for tag, from_old, to_old, from_new, to_new in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append((Change.SAME, "".join(new[from_new:to_new])))
            continue
        runs += [(Change.GONE, "".join(old[from_old:to_old])), (Change.CAME, "".join(new[from_new:to_new]))]
    return _calmed([run for run in runs if run[1]])


def _pairs(old: list[str], new: list[str]) -> int:
    """How many words of both sides are the same: what the comparison costs."""
    theirs = Counter(new)
    return sum(count * theirs[word] for word, count in Counter(old).items() if not word.isspace())


def _calmed(runs: list[Run]) -> list[Run]:
    """Between two changes a lone space belongs to both, so that a changed sentence reads as one change."""
    found: list[Run] = []
    for place, (change, text) in enumerate(runs):
        if change is Change.SAME and text.isspace() and 0 < place < len(runs) - 1:
            found += [(Change.GONE, text), (Change.CAME, text)]
        else:
            found.append((change, text))
    kept: list[Run] = []
    for is_same, group in groupby(found, key=lambda run: run[0] is Change.SAME):
        run = list(group)
        if is_same:
            kept += run
            continue
        for change in (Change.GONE, Change.CAME):
            if text := "".join(words for one, words in run if one is change):
                kept.append((change, text))
    return kept
