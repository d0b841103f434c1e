"""The one spelling rule of Vietnamese texts: Ủy, hòa, tỷ."""

import re
import unicodedata

# Old-style tone marks at the end of a syllable, and tỉ for tỷ. After q the u is no vowel: quý, quỹ.
OLD_SPELLING = re.compile(r"\b\w*(?:[oO][àáảãạèéẻẽẹ]|(?<![qQ])[uU][ỳýỷỹỵ])\b|\b[Tt]ỉ (?:đồng|USD|lệ)")
_TONES = {"\u0300", "\u0301", "\u0309", "\u0303", "\u0323"}


def respelt(written: str) -> str:
    """What OLD_SPELLING has found as the rule writes it.

    >>> respelt("thuỷ"), respelt("hoà"), respelt("tỉ đồng")
    ('thủy', 'hòa', 'tỷ đồng')
    """
    if " " in written:
        return written.replace("ỉ", "ỷ", 1)
    tone = next((sign for sign in unicodedata.normalize("NFD", written[-1]) if sign in _TONES), "")
    last = unicodedata.normalize("NFD", written[-1]).replace(tone, "")
    return unicodedata.normalize("NFC", written[:-2] + written[-2] + tone + last)
