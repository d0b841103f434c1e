"""Did you mean …? Words and names that look like what was typed, by the trigrams they share.

Pure: built from the texts of the site, asked with folded words. Vietnamese words are short, so a single one tells
little; words that stand beside each other in a name are preferred.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, product

from .search import searchable, traced

ALIKE = 0.3  # of the trigrams of both
CANDIDATES = 5  # for one word
COMBINATIONS = 200
_EDGE = "|"


@dataclass(frozen=True)
class Vocabulary:
    """The words of the site: `names` as written, `counts` of all folded words."""

    names: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)

    @cached_property
    def folded_names(self) -> str:
        return _EDGE.join(f"{searchable(name)} " for name in self.names)

    @cached_property
    def by_trigram(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for word in self.counts:
            for trigram in trigrams(word):
                found[trigram].add(word)
        return found

    def written(self, phrase: str) -> str:
        """A folded phrase as a name of the site writes it; as it is, if none has it."""
        at = self.folded_names.find(f" {phrase} ")
        if at < 0:
            return phrase
        name = self.names[self.folded_names.count(_EDGE, 0, at)]
        folded, places = traced(name)
        begin = f" {folded} ".find(f" {phrase} ")
        return name[places[begin] : places[begin + len(phrase) - 1] + 1] if begin >= 0 else phrase


def vocabulary(names: Iterable[str], other_texts: Iterable[str] = ()) -> Vocabulary:
    """From names, and from other texts that are folded already."""
    names = tuple(dict.fromkeys(names))
    counts = Counter(word for name in names for word in searchable(name).split())
    counts.update(word for text in other_texts for word in text.split())
    return Vocabulary(names, Counter({word: n for word, n in counts.items() if word.isalnum()}))


def suggestions(words: Sequence[str], known: Vocabulary) -> Iterator[str]:
    """What may have been meant, best first; nothing that is the same as what was typed."""
    choices = [_candidates(word, known) for word in words]
    if not all(choices):
        return
    typed = " ".join(words)
    combined = islice(product(*choices), COMBINATIONS)
    ranked = sorted(
        ((similarity(typed, " ".join(one)), " ".join(one)) for one in combined), key=lambda o: (-o[0], o[1])
    )
    phrases = [phrase for _alike, phrase in ranked if phrase != typed]
    together = [phrase for phrase in phrases if f" {phrase} " in known.folded_names]
    yield from dict.fromkeys(known.written(phrase) for phrase in [*together, *phrases])


def similarity(one: str, other: str) -> float:
    """How many of the trigrams of both are shared, from 0 to 1; words with neighbouring letters swapped are alike."""
    mine, theirs = trigrams(one), trigrams(other)
    shared = len(mine & theirs)
    alike = shared / (len(mine) + len(theirs) - shared) if shared else 0.0
    return max(alike, 0.6) if sorted(one) == sorted(other) and one != other else alike


def trigrams(text: str) -> set[str]:
    """As pg_trgm counts them: two spaces before each word and one behind it."""
    padded = ["  " + word + " " for word in text.split()]
    return {word[n : n + 3] for word in padded for n in range(len(word) - 2)}


def _candidates(word: str, known: Vocabulary) -> list[str]:
    """The word itself, if it is one, and those that look like it."""
    near = {other for trigram in trigrams(word) for other in known.by_trigram.get(trigram, ()) if other != word}
    rated = [(similarity(word, other), other) for other in near]
    alike = sorted((-alike, -known.counts[other], other) for alike, other in rated if alike >= needed(word))
    split = [f"{word[:n]} {word[n:]}" for n in range(2, len(word) - 1)]
    apart = [both for both in split if f" {both} " in known.folded_names]
    return [*([word] if word in known.counts else []), *apart, *(other for *_rank, other in alike[:CANDIDATES])]


def needed(word: str) -> float:
    """How alike another word must be to be taken for what was meant."""
    # Of three letters, a wrong one may leave a sixth of the trigrams.
    return ALIKE if len(word) > 3 else 0.15
