"""A delegation's list as people paste it: one person a line, and beside the name an age group or a telephone number.

Names stay as they are written. A line that cannot be read says why, beside its own number; nothing is left out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..core.forms import has_control_characters, storable
from ..core.i18n import gettext as _
from ..core.search import searchable
from ..core.sheets import Row
from . import contact
from .rules import AGE_BANDS, Person

_NUMBER = re.compile(r"^\s*\d{1,3}\s*[.)]\s*")  # 1. or 1) before a name
_PARTS = re.compile(r"[\t;,]")
_AGE = re.compile(r"\d{1,3}")
_LONGEST = 200
_OLDEST = 130
# What stands above the names in lists of offices, folded.
_HEADINGS = {"ho va ten", "ho ten", "ten", "name", "full name", "names", "nom", "hoten"}
_COUNTS = {"stt", "tt", "so tt", "no", "nr", "so"}


@dataclass
class Line:
    """One person as typed; `number` counts from 1 as the text does."""

    number: int
    name: str
    beside: str = ""  # the second column, as typed
    age_band: str | None = None
    phone: str = ""
    faults: list[str] = field(default_factory=list)
    same_as: int | None = None  # an earlier line with the same name

    def person(self, sessions: tuple[str, ...]) -> Person:
        return Person(name=self.name, age_band=self.age_band, phone=self.phone, sessions=sessions)


def read(text: str, country: str | None) -> list[Line]:
    """The people of a text; empty lines say nothing. Telephone numbers are read as dialled in the country."""
    found: list[Line] = []
    names: dict[str, int] = {}
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if not raw.strip():
            continue
        line = _line(number, raw, country)
        line.same_as = names.setdefault(searchable(line.name), number) if line.name else None
        if line.same_as == number:
            line.same_as = None
        found.append(line)
    return found


def from_rows(rows: Iterable[Row]) -> str:
    """The rows of a spreadsheet as such a text: without its heading and its column of running numbers."""
    lines = []
    for row in rows:
        cells = [cell for cell in row.cells if cell]
        if len(cells) > 1 and (cells[0].rstrip(".").isdigit() or searchable(cells[0]).strip() in _COUNTS):
            cells = cells[1:]
        if cells and searchable(cells[0]).strip() not in _HEADINGS:
            lines.append("\t".join(cells[:2]))
    return "\n".join(lines)


def _line(number: int, raw: str, country: str | None) -> Line:
    text = storable(raw).strip()
    name, *rest = (part.strip() for part in _PARTS.split(_NUMBER.sub("", text), maxsplit=1))
    line = Line(number, name, rest[0] if rest else "")
    if has_control_characters(raw.replace("\t", " ")):
        line.faults.append(_("This line contains characters that cannot be stored. Please type it again."))
    if not contact.has_a_letter(name):
        line.faults.append(_("Please write this person's name."))
    elif len(name) > _LONGEST:
        line.faults.append(_("At most %(max)d characters fit here.", max=_LONGEST))
    if line.beside:
        line.age_band = _age_band(line.beside)
        line.phone = "" if line.age_band else contact.phone_number(line.beside, country) or ""
        if not line.age_band and not line.phone:
            line.faults.append(
                _("After the name comes an age group (0-6, 7-15, 16-59, 60+), an age, or a telephone number.")
            )
    return line


def _age_band(text: str) -> str | None:
    plain = text.replace(" ", "").replace("–", "-").replace("−", "-")
    if plain in AGE_BANDS:
        return plain
    if not (_AGE.fullmatch(plain) and plain.isascii() and int(plain) <= _OLDEST):
        return None
    age = int(plain)
    return next(band for band, last in zip(AGE_BANDS, (6, 15, 59, _OLDEST), strict=True) if age <= last)
