"""Lists of a committee as officers paste them: one person a line, such as `Name; office; telephone; duty`.

Columns are divided by semicolons or tabs, or by commas where there is neither. A telephone number is known wherever it
stands. A line that ends with a colon, or begins as sub-committees are called, is a heading: who follows belongs to it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..core.forms import has_control_characters, storable
from ..core.i18n import gettext as _
from ..core.search import searchable
from ..registration import contact

MOST_LINES = 500
_LONGEST = {"name": 200, "office": 200, "duty": 1000, "heading": 120}
_NUMBER = re.compile(r"^\s*(?:[-–•*+]|\(?(?:\d{1,3}|[IVXivx]{1,5})\s*[.)])\s*")  # 1. or 1) or a dash before a name
_DIVIDED = re.compile(r"[;\t]")
_LOOKS_LIKE_PHONE = re.compile(r"[\d\s().+\-–/]{6,}")
_CALLED = re.compile(r"(tiểu ban|tổ|ban tổ chức|bộ phận)\b", re.IGNORECASE)
_TABLE_HEAD = {"ho va ten", "ho ten", "ho", "ten", "name", "full name", "stt", "tt", "so tt"}
_HEAD = re.compile(r"(?<!pho )truong (tieu )?(ban|to|bo phan)\b")


@dataclass
class Line:
    """One person as typed; `number` counts from 1 as the text does, `heading` is the sub-committee named above."""

    number: int
    raw: str
    heading: str = ""
    name: str = ""
    office: str = ""
    phone: str = ""  # E.164
    duty: str = ""
    is_head: bool = False
    faults: list[str] = field(default_factory=list)


def read(text: str) -> list[Line]:
    """The people of a text, each under its heading; empty lines and a table's head say nothing."""
    found: list[Line] = []
    heading = ""
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        plain = storable(raw).strip()
        if not plain or searchable(_columns(plain)[0]).strip() in _TABLE_HEAD:
            continue
        if named := _heading(plain):
            heading = named
            if len(heading) > _LONGEST["heading"]:
                found.append(Line(number, plain, faults=[_too_long("heading")]))
                heading = ""
            continue
        found.append(_person(number, raw, heading))
    return found


def kept_text(lines: Iterable[Line]) -> str:
    """What goes back into the box: the lines given, under their headings."""
    texts, heading = [], ""
    for line in lines:
        if line.heading != heading:
            heading = line.heading
            texts.append(f"{heading}:")
        texts.append(line.raw)
    return "\n".join(texts)


def _columns(plain: str) -> list[str]:
    bare = _NUMBER.sub("", plain)
    parts = [part.strip() for part in _DIVIDED.split(bare)]
    if len(parts) > 1 and parts[0].rstrip(".").isdigit():  # a table's column of running numbers
        parts = parts[1:]
    if len(parts) == 1 and "," in bare:
        first, *rest = (part.strip() for part in bare.split(","))
        phones = [one for one in rest if _LOOKS_LIKE_PHONE.fullmatch(one)]
        parts = [first, ", ".join(one for one in rest if one not in phones), *phones]
    return parts


def _heading(plain: str) -> str:
    """The sub-committee that a line names, and nobody; empty where it is no heading."""
    if _DIVIDED.search(plain):
        return ""
    bare = _NUMBER.sub("", plain).strip()
    if bare.endswith(":"):
        return bare.rstrip(": ")
    return bare if _CALLED.match(bare) and "," not in bare else ""


def _person(number: int, raw: str, heading: str) -> Line:
    plain = storable(raw).strip()
    line = Line(number, plain, heading)
    if has_control_characters(raw.replace("\t", " ")):
        line.faults.append(_("This line contains characters that cannot be stored. Please type it again."))
    name, *rest = _columns(plain)
    line.name = name
    words = []
    for part in rest:
        if not line.phone and _LOOKS_LIKE_PHONE.fullmatch(part):
            line.phone = contact.phone_number(part, contact.HOME) or ""
            if not line.phone:
                line.faults.append(_("This does not look like a telephone number: %(number)s", number=part))
        else:
            words.append(part)
    line.office, line.duty = (words[0] if words else ""), "; ".join(filter(None, words[1:]))
    line.is_head = bool(_HEAD.search(searchable(line.office)) or _HEAD.search(searchable(line.duty)))
    if not contact.has_a_letter(name):
        line.faults.insert(0, _("Please write this person's name."))
    for column in ("name", "office", "duty"):
        if len(getattr(line, column)) > _LONGEST[column]:
            line.faults.append(_too_long(column))
    return line


def _too_long(column: str) -> str:
    longest = _LONGEST[column]
    if column == "name":
        return _("The name is too long. At most %(max)d characters fit.", max=longest)
    if column == "heading":
        return _("The name of the sub-committee is too long. At most %(max)d characters fit.", max=longest)
    return _("The office or the duty is too long. At most %(max)d characters fit.", max=longest)
