"""What stands on a badge, from what is known of the guest."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..core import keys, pdf
from ..core.i18n import FALLBACK, SOURCE, use_locale
from ..core.i18n import gettext as _
from ..core.pdf_design import Elastic
from ..core.search import fold
from ..registration import rules as registration_rules
from ..registration import tickets

BY_HAND = "." * 24  # for a name in letters that our print fonts lack
# How many sizes a text has, and whether it may be left off where nothing else helps.
SIZES = {"honorific": (3, True), "given": (9, False), "whole": (7, False), "second": (7, False)}
SIZES |= {"office": (6, True), "delegation": (6, True)}
_WRITTEN = ("name", "second_name", "honorific", "office", "delegation")
_UNBROKEN = "\u2011"  # a hyphen that our print fonts draw as the plain one
TALL = "tall"  # lines of letters that need more height than others
_ABOVE = "\u0300\u0301\u0302\u0303\u0306\u0309"
_ADDRESSED_BY_GIVEN_NAME = {"", "ông", "bà", "anh", "chị", "cô", "chú", "bác", "em", "cháu"}


class Guest(NamedTuple):
    """Of whom a badge is: what is stored of somebody who comes."""

    attendee_id: int
    event_id: int
    name: str
    second_name: str
    honorific: str
    office: str
    no_photo: bool
    ticket_version: int
    position: int
    code: str  # of the party
    kind: str
    delegation: str


class Words(NamedTuple):
    """What badges say in the host's language and in the second one: kinds of guests, the mark about photographs."""

    kinds: dict[str, str]
    no_photo: list[tuple[str, str]]


class Badge(NamedTuple):
    """A badge: (what, text) from top to bottom, the kind of the guest, the wish about photographs, the QR code."""

    texts: tuple[tuple[str, str], ...]
    kind: str
    no_photo: bool
    code: str

    def fixed(self, words: Words) -> list[tuple[str, str]]:
        """The lines that say the same on all badges that have them."""
        lines = [(f"kind-{self.kind}", words.kinds[self.kind])]
        return [*lines, *words.no_photo] if self.no_photo else lines

    @property
    def elastic(self) -> list[Elastic]:
        """The others, which are set as large as there is room."""
        whats = {what for what, _text in self.texts}
        return [Elastic(list(_sizes(what, text, "whole" in whats)), text) for what, text in self.texts]


def badge_of(guest: Guest) -> Badge:
    """Our print fonts know Latin and Khmer letters; for others a dotted line is left, to be written by hand."""
    guest = guest._replace(**{what: getattr(guest, what).replace(_UNBROKEN, "-") for what in _WRITTEN})
    names = [name for name in (guest.name, guest.second_name) if name and pdf.printable(name)]
    by_hand = is_by_hand(guest)
    texts: list[tuple[str, str]] = []
    if guest.honorific and pdf.printable(guest.honorific):
        texts.append(("honorific", guest.honorific))
    if not names:
        texts.append(("given", BY_HAND))
    elif by_hand:
        texts += [("given", names[0]), ("second", BY_HAND)]
    else:
        called = _called(guest)
        texts += [("given", called), ("whole", guest.name)] if called != guest.name else [("given", guest.name)]
        texts += [("second", name) for name in names[1:]]
    for what in ("office", "delegation"):
        text = getattr(guest, what)
        if text and pdf.printable(text):
            texts.append((what, text))
    code = tickets.ticket_code(guest.event_id, guest.attendee_id, guest.ticket_version)
    return Badge(tuple(texts), guest.kind, guest.no_photo, code)


def is_by_hand(guest: Guest) -> bool:
    """Whether a dotted line stands for the guest's name."""
    return not pdf.printable(guest.name.replace(_UNBROKEN, "-"))


def digest(guest: Guest) -> str:
    """Tells a badge from one that says something else; nothing can be read from it."""
    said = "\x1f".join(str(value) for value in guest)
    return keys.derive("badge", guest.attendee_id, said).hex()


def lines() -> Iterator[tuple[str, str]]:
    """Every line that a badge may have, with a word in it: for the design that is filled."""
    for what, (number, _may_go) in SIZES.items():
        for size in range(1, number + 1):
            yield f"{what}-{size}", "Hường"
            yield f"{what}-{size}-{TALL}", "Hường"


def words() -> Words:
    photos = _in_both(lambda: _("No separate photos"))
    return Words(_kind_words(), list(zip(("no-photo", "no-photo-too"), photos, strict=True)))


def _kind_words() -> dict[str, str]:
    return {kind: " · ".join(_in_both(_kind_of(kind))) for kind in registration_rules.GUEST_KINDS}


def _kind_of(kind: str) -> Callable[[], str]:
    return lambda: _kinds()[kind]


def _in_both(word: Callable[[], str]) -> list[str]:
    """In the host's language and in the second one."""
    said = []
    for language in (SOURCE, FALLBACK):
        with use_locale(language):
            said.append(word())
    return said


def _kinds() -> dict[str, str]:
    return {
        "overseas": _("Overseas guest"),
        "relative": _("Family at home"),
        "official": _("Delegate"),
        "partner": _("Partner"),
        "press": _("Press"),
        "staff": _("Organiser"),
    }


def _called(guest: Guest) -> str:
    """The name that stands large: the given one, but the whole name of monks, of titles, and of names abroad."""
    folded = fold(guest.name)
    is_plain = folded == " ".join(guest.name.casefold().split())
    if (
        " " not in guest.name
        or is_plain
        or guest.honorific.casefold() not in _ADDRESSED_BY_GIVEN_NAME
        or _is_khmer(guest.name)
    ):
        return guest.name
    first, *_between, last = guest.name.split()
    # "Helen Đặng" is written the western way round, "Từ Kim Hoàng" is not.
    return registration_rules.given_name(guest.name, folded) if first.isascii() else last


def _sizes(what: str, text: str, has_whole_name: bool) -> Iterator[str]:
    number, may_go = SIZES[what]
    tall = f"-{TALL}" if _is_tall(text) else ""
    yield from (f"{what}-{size}{tall}" for size in range(1, number + 1))
    if may_go or (what == "given" and has_whole_name):
        yield ""


def _is_tall(text: str) -> bool:
    return _is_khmer(text) or any(map(_is_stacked, text))


def _is_khmer(text: str) -> bool:
    """Khmer letters stand above and below each other."""
    return any("\u1780" <= letter <= "\u17ff" for letter in text)


def _is_stacked(letter: str) -> bool:
    """A capital with two marks above it, such as Ẵ."""
    return letter.isupper() and sum(mark in _ABOVE for mark in unicodedata.normalize("NFD", letter)) > 1
