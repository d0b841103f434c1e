"""Invitation cards as PDF, A5 across: the design is laid out once and filled for each guest.

A card speaks two languages. The host's own opening is cut where it names the guest, so that the name stands large in
the middle of the sentence; the second language says the same in small letters.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import render_template

from ..core import pdf, qr
from ..core.addresses import absolute_url
from ..core.i18n import FALLBACK, SOURCE, use_locale
from ..core.i18n import gettext as _
from ..core.pdf_design import Design, Designs, Leaf, filled
from . import placeholders, when, wording
from .models import Event

LONG, LONGEST = 34, 64  # letters of a name from which it is set smaller
GUESTS = ("guests", "guests-long", "guests-longest")
BY_HAND = "." * 60  # for a name in letters that our print fonts lack
DESIGNS = 12  # kept a process
LONGEST_ALSO = 150  # letters of the sentence in the second language
_designs = Designs(DESIGNS, "cards")
_NAME = re.compile(r"\{(?:guests|person)\}")


class Card(NamedTuple):
    """What differs between two cards: the lines above the river from top to bottom, the reference, the code."""

    above: Sequence[tuple[str, str]]
    reference: str
    code: str

    @property
    def leaf(self) -> Leaf:
        return Leaf([*self.above, ("reference", self.reference)], self.code)


class Side(NamedTuple):
    """A language of the card, and what it says on all of them."""

    locale: str
    heading: str
    closing: str
    signature: str


Sides = tuple[Side, Side]  # the large language and the small one


def second_of(locale: str) -> str:
    """The small language of a card in this one: a card for a guest in Vietnamese says it in English too."""
    return FALLBACK if locale == SOURCE else SOURCE


def above(opening: str, values: Mapping[str, str], guests: str, also: str = "") -> list[tuple[str, str]]:
    """The lines above the river: what stands before the guest's name, the name, what follows, the other language."""
    found = _NAME.search(opening)
    before, after = (opening[: found.start()], opening[found.end() :]) if found else ("", opening)
    size = GUESTS[(len(guests) > LONG) + (len(guests) > LONGEST)]
    name = guests if pdf.printable(guests) else BY_HAND
    lines = [("said", line) for line in _lines(before, values)]
    lines += [(size, name), *(("said", line) for line in _lines(after, values))]
    return [*lines, ("also", also)] if also else lines


def cards_pdf(event: Event, cards: Sequence[tuple[Sides, Card]], marks: bool = False) -> bytes:
    """A page for each card in its two languages; `marks`: with bleed and crop marks for the printing house."""
    designs = {sides: _design(event, sides, marks) for sides in dict.fromkeys(sides for sides, _card in cards)}
    sheets = [(design, [card.leaf]) for sides, card in cards if (design := designs[sides]) is not None]
    return filled(sheets) if len(sheets) == len(cards) else laid_out(event, cards, marks)


def laid_out(event: Event, cards: Sequence[tuple[Sides, Card]], marks: bool = False) -> bytes:
    """The same file, every page laid out by the engine: for a design that cannot be filled, and to compare with."""
    return pdf.render(_html(event, cards, marks))


def sample_pdf(event: Event, texts: Mapping[str, str], values: Mapping[str, str], locale: str) -> bytes:
    """One card with a made-up guest, for whoever tries the words; its code leads to the public page."""
    other = second_of(locale)
    with use_locale(other):
        plain = wording.built_in_here(placeholders.CARD)
        theirs = {**wording.values_of_event(event), "guests": values["guests"]}
        also = placeholders.filled(plain["opening"], theirs)
    with use_locale(locale):
        own = {name: placeholders.filled(texts[name], values) for name in Side._fields[1:]}
        lines = above(texts["opening"], values, values["guests"], also)
        address = absolute_url("registration.gathering", event=event.slug)
        sides = (Side(locale, **own), Side(other, **{name: plain[name] for name in Side._fields[1:]}))
        return laid_out(event, [(sides, Card(lines, "MAU12345", address))])


SPECIMEN = Card(
    [(line, "Hường") for line in ("said", *GUESTS, "also")], "ABCD2345", "https://example.org/i/" + "a" * 28
)


def _lines(text: str, values: Mapping[str, str]) -> list[str]:
    return [line.strip() for line in placeholders.filled(text, values).strip().splitlines() if line.strip()]


def _design(event: Event, sides: Sides, marks: bool) -> Design | None:
    """The event's card in these languages, its places empty; None if cards must be laid out one by one."""
    return _designs.get((event.id, marks, sides), lambda: _html(event, [(sides, SPECIMEN)], marks))


def _html(event: Event, cards: Sequence[tuple[Sides, Card]], marks: bool) -> str:
    known = {sides: [_facts(event, side) for side in sides] for sides in dict.fromkeys(sides for sides, _ in cards)}
    pages = [(*known[sides], card) for sides, card in cards]
    return render_template("registration/card_pdf.html", event=event, pages=pages, marks=marks, qr_svg=qr.svg)


def _facts(event: Event, side: Side) -> dict[str, str]:
    """What all cards say in a language."""
    with use_locale(side.locale):
        return {
            **side._asdict(),
            "when": _("When"),
            "where": _("Where"),
            "scan": _("Scan to answer"),
            "hour": when.hour(event.starts_at, event.timezone),
            "day": when.day_of(event.starts_at, event.timezone),
            "lunar": when.lunar(event.starts_at, event.timezone),
            "venue": str(event.text_in("venue")),
            "address": str(event.text_in("address")),
            "title": str(event.text_in("title")),
        }
