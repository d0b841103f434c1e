"""Telling a guest by hand: the message to copy, in the guest's language, and the programs that open with the number."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import render_template

from ..core.i18n import use_locale
from ..registration import contact, when
from . import letters
from .links import invitation_url
from .models import Invitation


@dataclass(frozen=True)
class Number:
    """A guest's number, and what it opens."""

    shown: str
    call: str
    zalo: str
    viber: str


def message(invitation: Invitation, kind: str = letters.INVITATION) -> str:
    """What is pasted into a chat: the host's words, when and where, the personal link, the telephone."""
    with use_locale(invitation.locale):
        text = render_template(
            "invitations/message.txt",
            event=invitation.event,
            host=invitation.event.edition.host,
            words=letters.written(invitation, kind),
            url=invitation_url(invitation),
            when=when,
        )
    return text.strip()


def numbers(invitation: Invitation) -> list[Number]:
    """The guest's numbers, that abroad first; the same one once."""
    return [_number(one) for one in dict.fromkeys(filter(None, (invitation.phone, invitation.home_phone)))]


def _number(stored: str) -> Number:
    plain = "".join(sign for sign in stored if sign in "+0123456789")
    return Number(
        shown=contact.shown_phone(stored),
        call=f"tel:{plain}",
        zalo=f"https://zalo.me/{plain.lstrip('+')}",
        viber=f"viber://chat?number={quote(plain)}",
    )
