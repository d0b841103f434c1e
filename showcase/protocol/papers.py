"""The MC's list on paper, A4 in large type: a copy as it was made."""

from flask import Response, render_template

from ..core import numbers, pdf
from ..core.clock import in_zone
from ..core.file_answers import pdf_answer
from ..core.i18n import SOURCE, use_locale
from ..core.security import private
from ..registration.models import Event
from . import copies
from .models import McCopy


def list_of(event: Event, copy: McCopy) -> bytes:
    made = in_zone(copy.made_at, event.timezone)
    with use_locale(SOURCE):
        page = render_template(
            "protocol/copy_pdf.html",
            event=event,
            copy=copy,
            content=copies.Content.of(copy),
            made=(f"{made:%H:%M}", numbers.day(made.date())),
            printable=pdf.printable,
        )
        return pdf.render(page)


def answer(event: Event, copy: McCopy) -> Response:
    """The file, kept by nobody on the way."""
    return private(pdf_answer(list_of(event, copy), f"gioi-thieu-dai-bieu-{copy.number}.pdf"))
