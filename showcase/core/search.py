"""Folding and ordering names, the same on every database: done in Python, stored in columns."""

import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and a mark.
_WHOLE_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
_JOINERS = str.maketrans(
    {
        "'": " ",
        "’": " ",
        "‘": " ",
        "ʼ": " ",
        "`": " ",
        "-": " ",
        "‐": " ",
        "‑": " ",
        "–": " ",
        ".": " ",
        ",": " ",
    }
)
# What may stand against a word in a text: brackets, quotes, marks of Markdown, ends of Khmer sentences.
_BREAKS = str.maketrans(dict.fromkeys('()[]{}<>«»“”„"*#/:;!?…·•|។៕៖', " "))
ZERO_WIDTH_SPACE = "\u200b"

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def fold(text: str) -> str:
    """Text as it is searched: lower case, no marks, đ as d, hyphens and apostrophes as spaces."""
    text = text.replace(ZERO_WIDTH_SPACE, "").casefold().translate(_WHOLE_LETTERS).translate(_JOINERS)
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in letters if not unicodedata.combining(c) or _is_khmer(c)).split())


def words(text: str) -> list[str]:
    return fold(text).translate(_BREAKS).split()


def searchable(*texts: str) -> str:
    """A column value in which `like_patterns` finds words by their beginning: space before each word."""
    return " " + " ".join(words(" ".join(texts)))


def traced(text: str) -> tuple[str, list[int]]:
    """A text folded sign by sign, and for each sign of the result where its letter stands in the text."""
    signs = [(sign, place) for place, letter in enumerate(text) for sign in _signs(letter)]
    return "".join(sign for sign, _place in signs), [place for _sign, place in signs]


def like_patterns(query: str) -> list[str]:
    """LIKE patterns (escape character \\) that a searchable column must match, all of them."""
    return [like_pattern(word) for word in words(query)]


def like_pattern(word: str) -> str:
    """Khmer writes no spaces, so its words may begin anywhere; all others begin after one."""
    return f"%{escaped(word)}%" if is_unspaced(word) else f"% {escaped(word)}%"


def is_short(word: str) -> bool:
    """One or two letters tell too little to be the beginning of a word."""
    return len(word) < 3 and not is_unspaced(word)


def is_unspaced(word: str) -> bool:
    return any(_is_khmer(sign) for sign in word)


def given_name_key(name: str) -> str:
    """An ASCII sort key in Vietnamese order: by the given name (the last word), then from the front.

    Compares like ICU's `vi` collation: letters first (a ă â … đ after d), tones only where letters agree.
    """
    parts = unicodedata.normalize("NFC", name).casefold().split()
    ordered = parts[-1:] + parts[:-1]
    letters, tones = [], []
    for part in ordered:
        weights, marks = _weigh(part)
        letters.append(weights)
        tones.append(marks)
    return " ".join(letters) + "!" + " ".join(tones)


def _weigh(word: str) -> tuple[str, str]:
    weights, tones = [], []
    for letter in word:
        base, tone = "", "0"
        for part in unicodedata.normalize("NFD", letter):
            if part in _TONES:
                tone = _TONES[part]
            elif part in _SHAPES or not unicodedata.combining(part):
                base += part
        base = unicodedata.normalize("NFC", base)
        place = _ALPHABET.find(base) if len(base) == 1 else -1
        weights.append(f"{place + 10:02d}" if place >= 0 else f"z{ord(base[0]):06x}" if base else "")
        tones.append(tone)
    return "".join(weights), "".join(tones)


@lru_cache(4096)
def _signs(letter: str) -> str:
    if letter.isspace():
        return " "
    signs = letter.replace(ZERO_WIDTH_SPACE, "").casefold().translate(_WHOLE_LETTERS).translate(_JOINERS)
    signs = unicodedata.normalize("NFKD", signs).translate(_BREAKS)
    return "".join(sign for sign in signs if not unicodedata.combining(sign) or _is_khmer(sign))


def _is_khmer(character: str) -> bool:
    # Khmer vowels and subscript signs are combining characters but carry the word itself.
    return "\u1780" <= character <= "\u17ff"


def escaped(word: str) -> str:
    """A text as it stands in a LIKE pattern (escape character \\)."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
