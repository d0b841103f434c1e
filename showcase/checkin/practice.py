"""Pretend tickets: whoever learns the door meets every answer with them, and nothing of it leaves the phone.

Their codes are too short to be a ticket's and too long to be a short code, so neither is ever taken for the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..core.i18n import gettext as _
from ..registration.models import Attendee
from . import greetings, wording
from .rules import Reason

PREFIX = "12" * 10  # and four digits: what a scanner types, a camera reads and a person copies from paper
PASS = "pass"  # noqa: S105 - an answer, nothing to sign in with
# Where one cannot know from the code alone who comes.
_NAMELESS = {Reason.UNKNOWN, Reason.BAD_SIGNATURE, Reason.OTHER_EVENT, Reason.MALFORMED}


@dataclass(frozen=True)
class Pretend:
    """One pretend ticket, or the sheet of a coach: what it brings, and for whom."""

    number: int
    title: str
    kind: str
    people: tuple[dict[str, Any], ...] = ()
    reason: Reason | None = None
    coach: str = ""

    @property
    def code(self) -> str:
        return f"{PREFIX}{self.number:04}"

    def describe(self) -> dict[str, Any]:
        """As the page's script reads it."""
        return {
            "code": self.code,
            "kind": self.kind,
            "reason": self.reason,
            "coach": self.coach,
            "people": list(self.people),
        }


def tickets() -> list[Pretend]:
    """All of them, in the order in which they are best learned, in the language of whoever asks."""
    return [Pretend(number, *made) for number, made in enumerate(_made(), 1)]


def _made() -> Iterator[tuple[Any, ...]]:
    table = ("table", _("Table %(number)d", number=12), _("table %(number)d", number=12))
    gift = ("gift", _("gift: %(num)d", num=1), "")
    yield _("A guest alone"), wording.GO, (_person(1, "Nguyễn Thị Mẫu", "Bà", facts=(table, gift)),)
    yield _("A family of six"), wording.GO, _family()
    yield (
        _("A guest with two names, who wants no photo"),
        wording.GO,
        (_person(20, "Sơn Thị Ngọc Mẫu", "Cô", second_name="Jennifer Sample-Richardson", no_photo=True),),
    )
    yield _("A ticket newer than the phone's list"), PASS, (_person(30, "Lâm Văn Mẫu", "Ông"),)
    yield _("The sheet of a coach"), wording.GO, _riders(), None, _("Coach 3 (sample)")
    for number, reason in enumerate(Reason):
        people = () if reason in _NAMELESS else (_person(100 + number, "Phạm Văn Mẫu", "Bác"),)
        yield wording.sentence_of(reason), wording.kind_of(False, reason), people, reason


def _family() -> tuple[dict[str, Any], ...]:
    table = ("table", _("Table %(number)d", number=5), _("table %(number)d", number=5))
    names = (
        ("Trần Văn Mẫu", "Ông", None),
        ("Lê Thị Mẫu", "Bà", None),
        ("Trần Minh Mẫu", "Anh", None),
        ("Trần Thị Thanh Mẫu", "Chị", None),
        ("Trần Gia Bảo Mẫu", "", "7-15"),
        ("Trần Bảo An Mẫu", "", "0-6"),
    )
    return tuple(
        _person(10 + place, name, called, age_band=age, facts=(table,), party="M10")
        for place, (name, called, age) in enumerate(names)
    )


def _riders() -> tuple[dict[str, Any], ...]:
    names = ("Huỳnh Văn Mẫu", "Kim Thị Mẫu", "Thạch Mẫu", "Đỗ Thị Mẫu", "Châu Văn Mẫu", "Danh Thị Mẫu", "Võ Mẫu")
    return tuple(_person(40 + place, name, "", party=f"M{40 + place}") for place, name in enumerate(names))


def _person(
    number: int,
    name: str,
    called: str,
    second_name: str = "",
    no_photo: bool = False,
    age_band: str | None = None,
    facts: tuple[tuple[str, str, str], ...] = (),
    party: str = "",
) -> dict[str, Any]:
    """As GET /api/v1/checkin/list tells of a guest."""
    towards = next((towards for _kind, _text, towards in facts if towards), "")
    pretend = Attendee(name=name, called=called, honorific="", age_band=age_band)
    return {
        "id": number,
        "name": name,
        "second_name": second_name,
        "called": called,
        "no_photo": no_photo,
        "registration": party or f"M{number}",
        "facts": [{"kind": kind, "text": text} for kind, text, _towards in facts],
        "welcome": greetings.welcome(pretend, towards),
    }
