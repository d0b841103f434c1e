"""How a text is set: spaces that do not part what belongs together, quotation marks as books have them. Pure.

Nothing of it is stored: editors type as everybody does, and each rendering sets it anew.
"""

import re

NO_BREAK, NARROW = "\u00a0", "\u202f"
# Measures that stay with their number, in the languages of the site.
_MEASURES = (
    r"%|‰|tỷ|triệu|nghìn|đồng|USD|VND|km²|km|m²|m|ha|tấn|MW|kV|người|xã|huyện|dự án"
    r"|billion|million|thousand|milliards|millions|hectares|tonnes"
)
_NUMBER_AND_MEASURE = re.compile(rf"(?<=\d) (?=(?:{_MEASURES})(?![\w]))")
_AMOUNT = re.compile(r"(\d[\u00a0 ](?:tỷ|triệu|nghìn)) (?=(?:tỷ|đồng|USD)\b)")
_SHORT = re.compile(r"\b(TP\.|TX\.|TT\.|GS\.|TS\.|PGS\.|Mr\.|Mrs\.|Dr\.|No\.|n°) (?=\w)")
_DAY = re.compile(r"\b(ngày|tháng|năm|quý) (?=\d)|(?<=\d) (?=(?:tháng|năm)\b)", re.IGNORECASE)
_YEARS = re.compile(r"(?<=\b(?:19|20)\d\d)-(?=(?:19|20)\d\d\b)")
_FRENCH = re.compile(r" (?=[;!?»])|(?<=«) ")
_OPENING = re.compile(r'(^|[\s(\[{\u2013\u2014/«])"')
_STRAIGHT = re.compile('"')
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def set_in(code: str, text: str) -> str:
    """A stretch of text as a page or a sheet of this language shows it; what is set already stays."""
    text = _AMOUNT.sub(rf"\1{NO_BREAK}", _NUMBER_AND_MEASURE.sub(NO_BREAK, text))
    text = _SHORT.sub(rf"\1{NO_BREAK}", text)
    if code == "vi":
        text = _DAY.sub(lambda found: found[0].rstrip(" ") + NO_BREAK, text)
    if code == "fr":
        text = _FRENCH.sub(NARROW, text)
    return quoted(_YEARS.sub("–", text))


def quoted(text: str) -> str:
    """Straight quotation marks opened and closed; inches and the like, behind a number that nothing opened, stay."""
    if '"' in text:
        opened = _OPENING.sub(r"\1“", text)
        text = _STRAIGHT.sub(lambda found: "”" if _closes(opened, found.start()) else '"', opened)
    return _APOSTROPHE.sub("’", text)


def _closes(text: str, place: int) -> bool:
    before = text[:place]
    return not before[-1:].isdigit() or before.count("“") > before.count("”") + before.count('"')
