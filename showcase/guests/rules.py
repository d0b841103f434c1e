"""How what is typed into the search is read: as the beginnings of words, as a telephone number or as an address."""

import re
from dataclasses import dataclass

PHONE, BACKWARDS = "+", "~"  # how kept words of a telephone number begin: as dialled from abroad; its digits backwards
FEWEST_DIGITS = 4
SHORTEST_CODE, WHOLE_CODE = 4, 8  # signs of a reference with a digit in it, and of a whole one
_NUMBER = re.compile(r"[+(]?[\d\s().\-–/\u00a0]+")
_HIGHEST = "\U0010ffff"


@dataclass(frozen=True)
class Beginning:
    """How a kept word must begin, and the words that begin so: from `first` on, before `end`."""

    text: str

    @property
    def first(self) -> str:
        return self.text

    @property
    def end(self) -> str:
        return self.text + _HIGHEST


def may_be_code(word: str) -> bool:
    """Whether a word may be the beginning of a party's reference; of letters alone, only a whole one: names are too."""
    return len(word) >= (SHORTEST_CODE if any(map(str.isdigit, word)) else WHOLE_CODE)


def digits_of(text: str) -> str:
    """The digits of what may be a telephone number, in whatever notation; empty if it is none."""
    digits = "".join(sign for sign in text if sign in "0123456789")
    return digits if _NUMBER.fullmatch(text.strip()) and len(digits) >= FEWEST_DIGITS else ""


def number_words(text: str, home_code: str) -> list[Beginning]:
    """How a kept number may begin that was typed in full, by its first or by its last digits; `home_code`: 84.

    +84 90 123 45 67, 0084…, 0901 234 567, (090) 123-4567 and 84.901.234.567 are one number.
    """
    digits = digits_of(text)
    if not digits:
        return []
    bare = digits.lstrip("0")
    found = [BACKWARDS + digits[::-1]] if digits == bare else []
    if len(bare) >= FEWEST_DIGITS:
        found += [PHONE + bare, BACKWARDS + bare[::-1]]
        if digits.startswith("0") and not digits.startswith("00"):
            found.append(PHONE + home_code + bare)
    return [Beginning(word) for word in dict.fromkeys(found)]
