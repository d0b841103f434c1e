"""The list of assignments (Phân công nhiệm vụ), A4: who answers for what, and how to reach them."""

from collections.abc import Sequence
from datetime import datetime

from flask import render_template

from ..core import clock, numbers, pdf
from ..core.i18n import SOURCE, use_locale
from ..core.localised import load_texts
from ..registration import when
from ..registration.models import Event
from . import wording
from .models import Subcommittee


def assignments(event: Event, parts: Sequence[Subcommittee], now: datetime) -> bytes:
    """In Vietnamese, as papers are; with the minute it was made, for it is printed again."""
    made = clock.in_zone(now, event.timezone)
    host = event.edition.host
    load_texts(event, host)
    with use_locale(SOURCE):
        page = render_template(
            "committee/assignments_pdf.html",
            event=event,
            host=host,
            parts=parts,
            when=when,
            phone=wording.phone,
            made=(f"{made:%H:%M}", numbers.day(made.date())),
        )
        return pdf.render(page)
