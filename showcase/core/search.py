"""Folding and ordering names, the same on every database: done in Python, stored in columns."""

import unicodedata

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
    return fold(text).split()


def searchable(*texts: str) -> str:
    """A column value in which `word_condition` finds words by their beginning: space before each word."""
    return " " + fold(" ".join(texts))


def like_patterns(query: str) -> list[str]:
    """LIKE patterns (escape character \\) that a searchable column must match, all of them."""
    return [f"% {_escape(word)}%" for word in words(query)]


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


def _is_khmer(character: str) -> bool:
    # Khmer vowels and subscript signs are combining characters but carry the word itself.
    return "\u1780" <= character <= "\u17ff"


def _escape(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
