"""What is looked for in a text while it is written: pure rules that say what stands where, and what should.

A text is taken by paragraphs, counted from 1; 0 is the text as a whole. What is set right by itself when the text is
kept or shown is told once, with how often it stands there.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import chain

from ..core.orthography import OLD_SPELLING, respelt

AROUND = 40  # characters of a sentence on either side of what was found
TELLING_DIGITS = 3  # a shorter number stands in many texts that mean something else
MOST = 200  # findings of one rule in one text


class Rule(StrEnum):
    BROKEN_REFERENCE = "broken-reference"
    NOT_IN_REGISTER = "not-in-register"
    NAME_MISSPELT = "name-misspelt"
    MISSING_ALT = "missing-alt"
    UNTRANSLATED = "untranslated"
    OTHER_FIGURES = "other-figures"
    OLD_SPELLING = "old-spelling"
    PASTED_JUNK = "pasted-junk"
    TYPED_FIGURE = "typed-figure"
    UNSOURCED = "unsourced"
    DOUBLE_SPACE = "double-space"
    STRAIGHT_QUOTES = "straight-quotes"
    HARD_SPACES = "hard-spaces"
    DECOMPOSED = "decomposed"


class Level(StrEnum):
    FAULT = "fault"  # readers would see that something is wrong
    HINT = "hint"  # somebody should look
    BY_ITSELF = "by-itself"  # set right when the text is kept or shown


LEVELS = {
    Rule.TYPED_FIGURE: Level.HINT,
    Rule.UNSOURCED: Level.HINT,
    Rule.DOUBLE_SPACE: Level.BY_ITSELF,
    Rule.STRAIGHT_QUOTES: Level.BY_ITSELF,
    Rule.HARD_SPACES: Level.BY_ITSELF,
    Rule.DECOMPOSED: Level.BY_ITSELF,
}


@dataclass(frozen=True)
class Finding:
    """`before`, `words`, `after`: what was found, in its sentence. `better`: what should stand there, or is meant."""

    rule: Rule
    paragraph: int
    words: str
    before: str = ""
    after: str = ""
    better: str = ""
    count: int = 1
    key: str = ""  # the same while the paragraph says the same; under it somebody may dismiss the finding

    @property
    def level(self) -> Level:
        return LEVELS.get(self.rule, Level.FAULT)


@dataclass(frozen=True)
class Term:
    """Who held an office, under which title, from when until when (None: still)."""

    title: str
    person: str
    begins_on: date
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.begins_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True)
class Known:
    """What the rules compare a text with. `figures`: a number as the language writes it → (its unit, reference)."""

    language: str
    figures: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    terms: Sequence[Term] = ()
    day: date | None = None  # on which the register is asked; None: not at all
    takes_references: bool = True  # a body: figures stand in it by reference, and it is set by the rules of print

    @cached_property
    def titles(self) -> re.Pattern[str] | None:
        return _any_of({term.title for term in self.terms if term.title})

    @cached_property
    def folded_names(self) -> re.Pattern[str] | None:
        return _any_of({folded(term.person) for term in self.terms if " " in term.person}, flags=0)

    @cached_property
    def names(self) -> dict[str, str]:
        return {folded(term.person): term.person for term in self.terms}


class Text:
    """A text with its paragraphs, and the same of equal length without what readers do not see as words."""

    def __init__(self, raw: str) -> None:
        self.raw = unicodedata.normalize("NFC", raw.replace("\r\n", "\n"))
        self.was_decomposed = len(self.raw) != len(raw.replace("\r\n", "\n"))
        self.starts = [found.start() for found in _BLOCK.finditer(self.raw)]
        self.plain = _UNREAD.sub(lambda found: _BLANK * len(found[0]), self.raw)

    def paragraph(self, place: int) -> int:
        return bisect_right(self.starts, place)

    def finding(self, rule: Rule, start: int, end: int, better: str = "", count: int = 1) -> Finding:
        begin = max(self.raw.rfind("\n\n", 0, start) + 1, start - AROUND, 0)
        last = self.raw.find("\n\n", end)
        stop = min(end + AROUND, last if last >= 0 else len(self.raw))
        before, words, after = self.raw[begin:start], self.raw[start:end], self.raw[end:stop]
        return Finding(
            rule,
            self.paragraph(start),
            " ".join(words[:120].split()),
            _in_line(before, cut=begin > 0, at_end=False),
            _in_line(after, cut=stop < len(self.raw), at_end=True),
            better,
            count,
            self._key(rule, start, words),
        )

    def whole(self, rule: Rule, words: str = "", better: str = "", count: int = 1, paragraph: int = 0) -> Finding:
        """A finding about the text or a paragraph as such."""
        key = _digest(rule, words, better, str(count), self.raw if paragraph == 0 else self._block(paragraph))
        return Finding(rule, paragraph, words[:120], better=better, count=count, key=key)

    def _key(self, rule: Rule, start: int, words: str) -> str:
        number = self.paragraph(start)
        return _digest(rule, words, self._block(number))

    def _block(self, number: int) -> str:
        if not 0 < number <= len(self.starts):
            return ""
        end = self.starts[number] if number < len(self.starts) else len(self.raw)
        return self.raw[self.starts[number - 1] : end].strip()


def findings(raw: str, known: Known) -> list[Finding]:
    """Everything that the text says by itself, in the order of reading."""
    text = Text(raw)
    found = chain.from_iterable(rule(text, known) for rule in _RULES)
    return sorted(found, key=lambda one: (one.level == Level.BY_ITSELF, one.paragraph))


def beside_original(raw: str, original: str, language: str) -> list[Finding]:
    """What a translation lacks: paragraphs that still are, or miss, the original, and figures that only one has."""
    text, source = Text(raw), Text(original)
    found = []
    theirs = {_words(source._block(number)) for number in range(1, len(source.starts) + 1)}
    for number in range(1, len(text.starts) + 1):
        block = _words(text._block(number))
        if block in theirs and sum(word[0].islower() for word in block.split()) > 3:  # not a name alone
            found.append(text.whole(Rule.UNTRANSLATED, " ".join(block.split()[:12]), paragraph=number))
    if (missing := len(source.starts) - len(text.starts)) > 0:
        found.append(text.whole(Rule.UNTRANSLATED, count=missing))
    mine, wanted = ({_name_in(one) for one in _BRACES.findall(each.raw)} for each in (text, source))
    if lost := sorted(wanted - mine):
        found.append(text.whole(Rule.OTHER_FIGURES, ", ".join(lost), better="missing", count=len(lost)))
    if added := sorted(mine - wanted):
        found.append(text.whole(Rule.OTHER_FIGURES, ", ".join(added), better="added", count=len(added)))
    return found


def folded(text: str) -> str:
    """Small letters without marks, as many as before, so that places stay."""
    return text.translate(_FOLD).lower() if text.isascii() else text.translate(_FOLD)


# The rules


def _old_spelling(text: Text, known: Known) -> Iterator[Finding]:
    """Of Vietnamese, wherever it stands; other languages have words that end alike."""
    if known.language in ("vi", "en"):
        for found in _some(OLD_SPELLING.finditer(text.plain)):
            yield text.finding(Rule.OLD_SPELLING, found.start(), found.end(), respelt(found[0]))


def _typed_figures(text: Text, known: Known) -> Iterator[Finding]:
    """Numbers that are known as figures, and shares and amounts that nothing carries."""
    if not known.takes_references:
        return
    counted = {Rule.TYPED_FIGURE: 0, Rule.UNSOURCED: 0}
    sourced = _sourced_sentences(text)
    begins = [begin for begin, _end in sourced]
    for found in _NUMBER.finditer(text.plain):
        start, end = found.span()
        number = _SPACES.sub(" ", found[0]).replace("\u2212", "-")
        unit = _UNIT.match(text.plain, end)
        nth = bisect_right(begins, start)
        is_sourced = nth > 0 and start < sourced[nth - 1][1]
        before = _UNIT_BEFORE.search(text.plain, max(0, start - 5), start)
        names = _names_of(number, bool(unit and _is_percent(unit[1])), known)
        if names:
            rule, better = Rule.TYPED_FIGURE, ", ".join(f"{{{{ {name} }}}}" for name in names[:2])
        elif (unit or before) and not is_sourced:
            rule, better = Rule.UNSOURCED, ""
        else:
            continue
        counted[rule] += 1
        if counted[rule] <= MOST:
            begin = before.start() if before and rule is Rule.UNSOURCED else start
            yield text.finding(rule, begin, unit.end() if unit else end, better)


def _names_of(number: str, is_percent: bool, known: Known) -> list[str]:
    if sum(sign.isdigit() for sign in number) < TELLING_DIGITS or _YEAR.fullmatch(number):
        return []
    return [name for unit, name in known.figures.get(number, ()) if unit.startswith("%") == is_percent]


def _sourced_sentences(text: Text) -> list[tuple[int, int]]:
    """Where a sentence says by itself what it rests on: with a footnote or a link."""
    return [found.span() for found in _SENTENCE.finditer(text.raw) if "](" in found[0] or "[^" in found[0]]


def _register(text: Text, known: Known) -> Iterator[Finding]:
    """Names beside titles that the register gives to somebody else, and names written otherwise than there."""
    if known.day is None:
        return
    if known.titles is not None:
        for found in _some(known.titles.finditer(text.plain)):
            yield from _holder(text, found, known)
    if known.folded_names is not None:
        for found in _some(known.folded_names.finditer(folded(text.plain))):
            written, name = text.plain[found.start() : found.end()], known.names[found[0]]
            if written.casefold() != name.casefold():
                yield text.finding(Rule.NAME_MISSPELT, found.start(), found.end(), name)


def _holder(text: Text, found: re.Match[str], known: Known) -> Iterator[Finding]:
    if _DEPUTY.search(text.plain, max(0, found.start() - 10), found.start()):
        return
    assert known.day is not None
    title = found[0].casefold()
    own = [term for term in known.terms if term.title.casefold() == title]
    holders = [term.person for term in own if term.holds_on(known.day)]
    after = _NAME_AFTER.match(text.plain, found.end())
    if after is not None:
        start, end, name = after.start(1), after.end(1), after[1]
    else:
        line = text.plain[max(0, found.start() - 80) : found.start()].rstrip()
        name = next((one for one in known.names.values() if _ends_with_name(line, one)), "")
        start, end = found.span()
    if not name or any(folded(name).startswith(folded(holder)) for holder in holders):
        return
    # Unknown capital letters after a title may be a place; one's own name, or a name of the country, is not.
    if after is not None and not (folded(name) in known.names or name.split()[0] in _FAMILY_NAMES):
        return
    yield text.finding(Rule.NOT_IN_REGISTER, min(start, found.start()), max(end, found.end()), ", ".join(holders))


def _ends_with_name(line: str, name: str) -> bool:
    return re.search(rf"{re.escape(name)}\s*[,(–-]\s*(?:the|le|la)?$", line) is not None


def _pasted_junk(text: Text, known: Known) -> Iterator[Finding]:
    """What word processors leave behind: signs that no reader sees, bullets of another font, their markup."""
    pattern = _JUNK_KM if known.language == "km" else _JUNK
    for found in _some(pattern.finditer(text.raw)):
        yield text.finding(Rule.PASTED_JUNK, found.start(), found.end(), _named(found[0]))


def _double_spaces(text: Text, known: Known) -> Iterator[Finding]:
    yield from _counted(text, Rule.DOUBLE_SPACE, re.finditer(r"(?<=[^\s|])[ \u00a0]{2,}(?=[^\s|])", text.plain))


def _straight_quotes(text: Text, known: Known) -> Iterator[Finding]:
    if known.takes_references:
        yield from _counted(text, Rule.STRAIGHT_QUOTES, re.finditer(r'"[^"\n]{1,300}"', text.plain))


def _hard_spaces(text: Text, known: Known) -> Iterator[Finding]:
    if known.takes_references:
        yield from _counted(text, Rule.HARD_SPACES, _SOFT_SPACE.finditer(text.plain))


def _decomposed(text: Text, known: Known) -> Iterator[Finding]:
    if text.was_decomposed:
        yield text.whole(Rule.DECOMPOSED)


def _counted(text: Text, rule: Rule, matches: Iterable[re.Match[str]]) -> Iterator[Finding]:
    """One finding for all of a kind, at the first place."""
    found = list(matches)
    if found:
        yield text.finding(rule, found[0].start(), found[0].end(), count=len(found))


_RULES: tuple[Callable[[Text, Known], Iterable[Finding]], ...] = (
    _register,
    _old_spelling,
    _pasted_junk,
    _typed_figures,
    _double_spaces,
    _straight_quotes,
    _hard_spaces,
    _decomposed,
)

# What the rules read

_BLANK = "\u0001"  # stands for what is no text; no letter, no space, no digit
_BLOCK = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_BRACES = re.compile(r"\{\{[^{}\n]*\}\}")
_UNREAD = re.compile(
    r"\{\{[^\n]*?(?:\}\}|$)|\]\([^)\n]*\)|https?://\S+|\[\^[^\]\n]{1,40}\]:?|`[^`\n]*`|^:{3,}", re.MULTILINE
)
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…](?:\[\^[^\]\n]+\])?(?=\s)|$)", re.MULTILINE)
_SPACES = re.compile("[\u00a0\u202f\u2009]")
_NUMBER = re.compile(
    r"(?<![\w.,/:\u2013-])[-\u2212]?\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)*(?![\w/:\u2013-]|[.,]\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PERCENT = ("%", "phần trăm", "per cent", "percent", "pour cent", "ភាគរយ")
_UNITS = (
    *_PERCENT,
    *("nghìn tỷ", "tỷ", "triệu", "ha", "MW", "km", "tấn"),
    *("billion", "million", "trillion", "hectares", "tonnes"),
    *("milliards", "milliard", "millions", "hectare"),
    *("ពាន់លាន", "លាន", "ហិកតា", "តោន"),
)
_LATIN = "a-zA-ZÀ-ɏḀ-ỹ"
_UNIT = re.compile(rf"[ \u00a0\u202f]?({'|'.join(map(re.escape, _UNITS))})(?![{_LATIN}])")
_UNIT_BEFORE = re.compile(r"(?:VND|USD|US\$|\$|€)[ \u00a0]?$")
_SOFT_SPACE = re.compile(
    rf"\d[\d.,]* (?:{'|'.join(map(re.escape, _UNITS))})(?![{_LATIN}])|\bTP\. (?=[A-ZĐÀ-Ỹ])|\b(?:tháng|ngày) \d[\d/]*"
)
# Bullets and marks of the private use area, signs without width (Khmer has its own), markup, what was not read.
_JUNK_SIGNS = "\ue000-\uf8ff\u00ad\u200e\u200f\u202a-\u202e\u2060\ufeff\ufffd\ufb00-\ufb06\u2028\u2029\u000b\t"
_JUNK_WORDS = r"</?[ovw]:\w+[^>\n]*>|\bMso[A-Z]\w+|mso-[a-z-]+:|&nbsp;|<!--\[if|<!\[endif\]|^[•·▪◦‣o]\s{2,}"
_JUNK_KM = re.compile(f"[{_JUNK_SIGNS}]|{_JUNK_WORDS}", re.MULTILINE)
_JUNK = re.compile(f"[{_JUNK_SIGNS}\u200b\u200c\u200d]|{_JUNK_WORDS}", re.MULTILINE)
_JUNK_NAMES = {"\u00ad": "soft hyphen", "\u200b": "zero-width space", "\ufffd": "unreadable letter", "\t": "tab"}
_DEPUTY = re.compile(r"(?:Phó|phó|[Vv]ice[ -]|[Dd]eputy)\s*$")
_HONORIFIC = r"(?:(?:đồng chí|Đồng chí|ông|Ông|bà|Bà|Mr\.?|Mrs\.?|Ms\.?|M\.|Mme|លោកស្រី|លោក)\s+)?"
_CAPITAL = "[A-ZĐÀ-ÖØ-ÝĂĨŨƠƯẠ-Ỹ]"
_NAME_AFTER = re.compile(rf"[,:–-]?\s+{_HONORIFIC}({_CAPITAL}\w+(?: {_CAPITAL}\w*){{1,4}})")
_FAMILY_NAMES = frozenset(
    [
        "Nguyễn",
        "Trần",
        "Lê",
        "Phạm",
        "Huỳnh",
        "Hoàng",
        "Phan",
        "Vũ",
        "Võ",
        "Đặng",
        "Bùi",
        "Đỗ",
        "Hồ",
        "Ngô",
        "Dương",
        "Lý",
        "Kim",
        "Thạch",
        "Sơn",
        "Lâm",
        "Châu",
        "Kiên",
        "Danh",
        "Trương",
        "Đinh",
        "Đoàn",
        "Mai",
        "Trịnh",
        "Tô",
        "Tạ",
        "Cao",
        "Hà",
        "Lưu",
        "Lương",
        "Quách",
        "Tăng",
        "Tiêu",
        "Từ",
        "Thái",
        "Triệu",
    ]
)


def _fold_table() -> dict[int, str]:
    letters = (chr(code) for code in chain(range(0x41, 0x250), range(0x1EA0, 0x1EFA)))
    return {ord(one): unicodedata.normalize("NFD", one)[0].lower() for one in letters} | {
        ord("Đ"): "d",
        ord("đ"): "d",
    }


_FOLD = _fold_table()


def _any_of(words: Collection[str], flags: int = re.IGNORECASE) -> re.Pattern[str] | None:
    longest_first = sorted(words, key=lambda one: (-len(one), one))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", flags) if words else None


def _some(matches: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    return (found for _place, found in zip(range(MOST), matches, strict=False))


def _is_percent(unit: str) -> bool:
    return unit in _PERCENT


def _words(block: str) -> str:
    return " ".join(_BRACES.sub(" ", block).split())


def _name_in(braces: str) -> str:
    return braces.strip("{} ").partition("|")[0].strip()


def _named(junk: str) -> str:
    return _JUNK_NAMES.get(junk, f"U+{ord(junk):04X}" if len(junk) == 1 else junk[:40])


def _in_line(words: str, cut: bool, at_end: bool) -> str:
    line = " ".join(words.split())
    # A cut word is left out, unless there is no other.
    if cut and " " in line:
        line = (line.rsplit(" ", 1)[0] + "…") if at_end and len(words) >= AROUND else line
        line = ("…" + line.split(" ", 1)[1]) if not at_end and len(words) >= AROUND else line
    lead = " " if at_end and words[:1].isspace() else ""
    trail = " " if not at_end and words[-1:].isspace() else ""
    return f"{lead}{line}{trail}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
