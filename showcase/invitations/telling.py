"""Telling a guest by hand: the message to copy, in the guest's language, and the numbers to send it to."""

from flask import render_template

from ..core.i18n import use_locale
from ..registration import when
from . import letters
from .links import invitation_url
from .models import Invitation


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


def numbers(invitation: Invitation) -> list[str]:
    """The guest's numbers as stored, that abroad first; the same one once."""
    return [one for one in dict.fromkeys((invitation.phone, invitation.home_phone)) if one]
