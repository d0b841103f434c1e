"""What guests take away on paper and among their photographs: tickets, and the invitation card."""

from collections.abc import Mapping, Sequence

from flask import render_template

from ..core import pdf, pdf_pictures
from ..core.i18n import use_locale
from . import ticket_files, when
from .models import Attendee, Event, Registration

PICTURE_WIDTH = 1080  # pixels, of a phone held upright


def in_their_language(
    registration: Registration, attendees: Sequence[Attendee], paper: ticket_files.Paper = ticket_files.Paper.A6
) -> bytes:
    """The tickets in the language in which the party answered."""
    with use_locale(registration.locale):
        return ticket_files.tickets_pdf(attendees, paper)


def ticket_picture(attendee: Attendee) -> bytes:
    """A ticket as a picture for the phone: the paper one, so that both are known at the door."""
    return pdf_pictures.picture(in_their_language(attendee.registration, [attendee]), PICTURE_WIDTH)


def card_pdf(event: Event, words: Mapping[str, str], language: str) -> bytes:
    """The invitation card: the host's words above the river, when and where below it."""
    with use_locale(language):
        return pdf.render(render_template("registration/card_pdf.html", event=event, words=words, when=when))
