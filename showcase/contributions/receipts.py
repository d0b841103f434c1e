"""The receipt of a contribution: on the host's paper, with its number in figures and words that cannot be added to."""

from dataclasses import replace

from flask import render_template

from ..core import pdf
from ..core.i18n import SOURCE, use_locale
from ..core.i18n import gettext as _
from ..editions import papers
from ..registration import when
from . import wording
from .models import Contribution

PAPERS = ("a5", "a4")


def sheet(gift: Contribution, size: str = "a5") -> bytes:
    """In the host's language, as its papers are; for a giver who reads another one the main lines stand in both."""
    assert gift.received_on is not None
    host = gift.host
    signers = papers.signers_of(host)
    with use_locale(SOURCE):
        page = render_template(
            "contributions/receipt_pdf.html",
            gift=gift,
            host=host,
            paper=replace(
                papers.paper(host, signers[0] if signers else None, gift.received_on),
                number=_("Receipt no. %(number)s", number=number_of(gift)),
            ),
            received=wording.received(gift),
            kind=wording.kinds()[gift.kind],
            day=when.spelled(gift.received_on),
            size=size if size in PAPERS else "a5",
        )
        return pdf.render(page)


def number_of(gift: Contribution) -> str:
    """As it is quoted: the number and the year."""
    return f"{gift.receipt_number:04}/{gift.received_on.year}" if gift.received_on else ""


def file_name(gift: Contribution) -> str:
    return f"{gift.code.lower()}.pdf"
