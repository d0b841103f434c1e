"""What guests take away on paper and among their photographs: tickets."""

from collections.abc import Sequence

from ..core import pdf_pictures
from ..core.i18n import use_locale
from . import ticket_files
from .models import Attendee, Registration

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
