"""The administrative letter of invitation (Giấy mời): a sheet for each guest, with the host's head and signature."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from flask import render_template

from ..core import pdf
from ..core.i18n import SOURCE, use_locale
from ..core.i18n import gettext as _
from ..editions import papers
from ..editions.models import Signer
from ..registration import placeholders, when, wording
from ..registration.models import Event
from . import addressing
from .models import Invitation


def printed(
    event: Event, invitations: Sequence[Invitation], signer: Signer | None, day: date, number: str = ""
) -> bytes:
    """One file; papers are in Vietnamese. `number`: of the paper, left open where it is not known."""
    with use_locale(SOURCE):
        host = event.edition.host
        paper = papers.paper(host, signer, day)
        if number:
            paper = replace(paper, number=_with_number(number, host.paper_symbol))
        html = render_template(
            "invitations/papers_pdf.html",
            event=event,
            host=host,
            paper=paper,
            guests=[_named(one) for one in invitations],
            closing=_closing(event),
            when=when,
        )
        return pdf.render(html)


def _named(invitation: Invitation) -> str:
    """As the paper calls the guest; a dotted line for letters that our print fonts lack."""
    name = addressing.guests(invitation)
    return name if pdf.printable(name) else "." * 60


def _closing(event: Event) -> str:
    text = wording.effective(event.edition, placeholders.CARD)["closing"].get(SOURCE, "")
    return placeholders.filled(text, wording.values_of_event(event))


def _with_number(number: str, symbol: str) -> str:
    if symbol:
        return _("No. %(number)s/%(symbol)s", number=number, symbol=symbol)
    return _("No. %(number)s", number=number)
