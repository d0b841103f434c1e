"""The words of the projects: whose texts have one that begins so, and which look like one that nobody has.

Built once for a version of the content and asked in memory, so that thousands of projects answer as quickly as a few.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from ..core.spelling import needed, similarity, trigrams

Owner = tuple[str, int]  # kind and number of a record

KHMER = "\u1780"  # its first letter; Khmer writes no spaces, so a word may stand anywhere in another


class Words:
    """Folded words with those who have them."""

    def __init__(self, texts: Iterable[tuple[Owner, str]]) -> None:
        self.owners: dict[str, list[Owner]] = defaultdict(list)
        for owner, text in texts:
            for word in text.split():
                self.owners[word].append(owner)
        self.sorted = sorted(self.owners)

    def beginning(self, word: str) -> set[Owner]:
        """Who has a word that begins so."""
        return {owner for known in self._known(word) for owner in self.owners[known]}

    def meant(self, typed: Sequence[str]) -> str:
        """What was typed with each unknown word put right; empty if one looks like nothing, or all are known."""
        words = [word if self._known(word) else self._nearest(word) for word in typed]
        return "" if not all(words) or words == list(typed) else " ".join(words)

    def _known(self, word: str) -> list[str]:
        if word >= KHMER:
            return [known for known in self.sorted[bisect_left(self.sorted, KHMER) :] if word in known]
        first = bisect_left(self.sorted, word)
        return self.sorted[first : bisect_left(self.sorted, word + "\U0010ffff", first)]

    def _nearest(self, word: str) -> str:
        near = {other for trigram in trigrams(word) for other in self._by_trigram.get(trigram, ())}
        alike = {other: similarity(word, other) for other in near}
        good = [other for other in near if alike[other] >= needed(word)]
        return max(good, key=lambda other: (alike[other], len(self.owners[other]), other), default="")

    @cached_property
    def _by_trigram(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.sorted:
            for trigram in trigrams(word):
                found[trigram].append(word)
        return found
