"""Names and words as paper can carry them: our print fonts know Vietnamese and Khmer letters, not all others."""

from typing import NamedTuple

from ..core import pdf
from ..core.i18n import gettext as _
from .board import Person


class Names(NamedTuple):
    """A person's name on paper and the second one; `by_hand`: neither can be printed, and the name stands for it."""

    name: str
    second: str = ""
    by_hand: bool = False


def names(person: Person) -> Names:
    known = [name for name in (person.name, person.second_name) if name and pdf.printable(name)]
    if not known:
        stand_in = _("Guest %(number)d of %(code)s", number=person.position + 1, code=person.code)
        return Names(stand_in, by_hand=True)
    return Names(known[0], known[1] if len(known) > 1 else "")


def addressed(person: Person) -> str:
    """The name with its title before it."""
    return f"{words(person.honorific)} {names(person).name}".strip()


def words(text: str) -> str:
    """What an officer wrote, without the letters that our print fonts lack."""
    if pdf.printable(text):
        return text
    known = "".join(letter for letter in text if letter.isspace() or pdf.printable(letter))
    return "\n".join(" ".join(line.split()) for line in known.splitlines()).strip()
