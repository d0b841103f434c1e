"""The printed cards of invitations: each with the guest's name, in two languages, and the code of the personal link."""

from collections.abc import Sequence
from typing import NamedTuple

from ..core import pdf
from ..core.addresses import absolute_url
from ..core.i18n import FALLBACK, SOURCE, use_locale
from ..editions.models import Edition
from ..registration import card_files, placeholders, wording
from ..registration.card_files import Card, Side
from ..registration.models import Event
from . import links, words
from .models import Invitation


class Printed(NamedTuple):
    content: bytes
    by_hand: list[Invitation]  # whose names have letters that our print fonts lack: a dotted line waits for the pen


def printed(event: Event, invitations: Sequence[Invitation], marks: bool = False) -> Printed:
    """One file with a card for each, in the order given."""
    codes = {SOURCE, *map(second_language, invitations)}
    texts = {code: _texts(event.edition, code) for code in codes}
    sides = {code: _side(event, texts[code], code) for code in codes}
    cards = []
    for invitation in invitations:
        code = second_language(invitation)
        cards.append(((sides[SOURCE], sides[code]), _card(invitation, texts[SOURCE], texts[code], code)))
    by_hand = [one for one in invitations if not pdf.printable(one.name)]
    return Printed(card_files.cards_pdf(event, cards, marks), by_hand)


def second_language(invitation: Invitation) -> str:
    """The card speaks Vietnamese, and the guest's own language or English."""
    return FALLBACK if invitation.locale == SOURCE else invitation.locale


def _card(invitation: Invitation, own: dict[str, str], second: dict[str, str], code: str) -> Card:
    with use_locale(code):
        values = words.values_of(invitation)
        if not pdf.printable(values["guests"]):
            values |= {"guests": "……", "person": "……"}
        also = " ".join(placeholders.filled(second["opening"], values).split())
    with use_locale(SOURCE):
        values = words.values_of(invitation)
        lines = card_files.above(own["opening"], values, values["guests"], also)
    address = absolute_url("invitation_links.in_their_language", token=links.token_of(invitation))
    return Card(lines, invitation.code, address)


def _texts(edition: Edition, code: str) -> dict[str, str]:
    """The words of the card in a language, with their placeholders; the small sentence is short."""
    with use_locale(code):
        plain = wording.built_in_here(placeholders.CARD)
    found = wording.effective(edition, placeholders.CARD)
    texts = {name: found[name].get(code, "") or plain[name] for name in plain}
    if code != SOURCE and len(texts["opening"]) > card_files.LONGEST_ALSO:
        texts["opening"] = plain["opening"]
    return texts


def _side(event: Event, texts: dict[str, str], code: str) -> Side:
    with use_locale(code):
        values = wording.values_of_event(event)
        heading, closing, signature = (
            placeholders.filled(texts[name], values) for name in ("heading", "closing", "signature")
        )
    return Side(code, heading, closing, signature)
