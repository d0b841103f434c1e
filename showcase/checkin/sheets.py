"""The volunteers' instruction, one page A4: the square code that sets a phone up, five steps, what the colours mean.

The PIN of a desk is never on it: whoever finds the sheet must not be able to read the names on a phone.
"""

from flask import render_template

from ..core import pdf, qr
from ..core.i18n import use_locale
from ..core.localised import load_texts
from ..registration import when
from . import greetings, phones
from .models import EnrolmentCode

LANGUAGES = ("vi", "en")


def instruction(row: EnrolmentCode, address: str, door: str, locale: str) -> bytes:
    """The sheet for a code in force; `address` is what its square leads to, `door` where the code is typed."""
    event = row.event
    host = event.edition.host
    load_texts(event, host)
    with use_locale(locale):
        page = render_template(
            "checkin/instruction_pdf.html",
            event=event,
            host=host,
            row=row,
            code=phones.shown_code(row),
            square=qr.svg(address, ""),
            door=door.partition("://")[2].rstrip("/"),
            when=when,
            turned=greetings.to_help_desk(None),
        )
    return pdf.render(page)
