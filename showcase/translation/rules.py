"""What is right in a translation: pure functions over the words of an original and of what was made of it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_BRACES = re.compile(r"\{\{([^{}]*)\}\}")
_WORDS = re.compile(r"\w+")
_UNWRITTEN = "\u200b\u2060\ufeff"  # signs that only tell where a line may break


@dataclass(frozen=True)
class References:
    """References in braces that an original has and its translation lacks, and the other way round."""

    missing: list[str]
    added: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.added)


def references_differ(source: str, text: str) -> References:
    """A figure named twice in the original is named twice in the translation."""
    wanted, found = _named_in(source), _named_in(text)
    return References(list((wanted - found).elements()), list((found - wanted).elements()))


def _named_in(text: str) -> Counter[str]:
    """References as they would be written with one space on each side."""
    bare = text.translate(dict.fromkeys(map(ord, _UNWRITTEN)))
    inner = ("".join(one.split()).replace("|", " | ") for one in _BRACES.findall(bare))
    return Counter(f"{{{{ {one} }}}}" for one in inner)


@dataclass(frozen=True)
class TermWords:
    """A term as two languages say it; `forms` of the original's language, the first of `right` is the one to use."""

    slug: str
    forms: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    note: str = ""
    is_unread: bool = False  # nobody has read the translation of the term itself over


@dataclass(frozen=True)
class Hint:
    """A term that an original uses: whether its translation does, and which wrong forms it has instead."""

    term: TermWords
    is_used: bool
    wrong: list[str]


class Glossary:
    """Terms by the first word of each of their forms, so that a long text is read once."""

    def __init__(self, terms: Iterable[TermWords]) -> None:
        self._by_word: dict[str, list[tuple[tuple[str, ...], TermWords]]] = {}
        for term in terms:
            for form in term.forms:
                if words := _words_of(form):
                    self._by_word.setdefault(words[0], []).append((words, term))
        for forms in self._by_word.values():
            forms.sort(key=lambda one: -len(one[0]))

    def terms_in(self, text: str) -> list[TermWords]:
        """In the order of the text; within a longer term a shorter one does not count."""
        words, place = _words_of(_BRACES.sub(" ", text)), 0
        found: dict[str, TermWords] = {}
        while place < len(words):
            for form, term in self._by_word.get(words[place], ()):
                if words[place : place + len(form)] == form:
                    found.setdefault(term.slug, term)
                    place += len(form) - 1
                    break
            place += 1
        return list(found.values())

    def hints(self, source: str, text: str) -> list[Hint]:
        """The terms of a paragraph, with what its translation makes of them."""
        said = _Said(text)
        return [
            Hint(term, any(said.has(form) for form in term.right), [form for form in term.wrong if said.has(form)])
            for term in self.terms_in(source)
        ]


class _Said:
    """A translation, asked for phrases: by words, or by letters where a script has no spaces."""

    def __init__(self, text: str) -> None:
        self._words = f" {' '.join(_bare(word) for word in _words_of(text))} "
        self._letters = "".join(_plain(text).split())

    def has(self, phrase: str) -> bool:
        if any("\u1780" <= sign <= "\u17ff" for sign in phrase):
            return "".join(_plain(phrase).split()) in self._letters
        words = _words_of(phrase)
        return bool(words) and f" {' '.join(map(_bare, words))} " in self._words


def _bare(word: str) -> str:
    """A word without the s of its plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(_plain(text)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(dict.fromkeys(map(ord, _UNWRITTEN))).casefold()


def forms_of(line: str) -> tuple[str, ...]:
    """Several forms in one line, apart by semicolons."""
    return tuple(filter(None, (form.strip() for form in line.split(";"))))


def joined(forms: Sequence[str]) -> str:
    return "; ".join(forms)
