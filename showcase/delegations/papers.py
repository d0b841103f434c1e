"""The list of a coach or of a delegation, A4: who comes, whom to call, and the code that lets them in together."""

from collections.abc import Sequence
from datetime import datetime

from flask import render_template

from ..core import clock, numbers, pdf, qr
from ..core.i18n import SOURCE, use_locale
from ..core.localised import load_texts
from ..registration import when
from ..registration.models import Attendee, Event
from . import services, wording
from .models import Coach, Journey

BY_HAND = "." * 40  # for a name in letters that our print fonts lack


def manifest(
    event: Event,
    title: str,
    people: Sequence[Attendee],
    now: datetime,
    coach: Coach | None = None,
    journey: Journey | None = None,
) -> bytes:
    """In Vietnamese, as papers are; with the minute it was made, for it is printed again."""
    made = clock.in_zone(now, event.timezone)
    host = event.edition.host
    load_texts(event, host)
    with use_locale(SOURCE):
        page = render_template(
            "delegations/manifest_pdf.html",
            event=event,
            host=host,
            title=title,
            people=people,
            coach=coach,
            journey=journey,
            code=services.code_of(coach) if coach else "",
            qr_svg=qr.svg,
            when=when,
            phone=wording.phone,
            written=written,
            made=(f"{made:%H:%M}", numbers.day(made.date())),
        )
        return pdf.render(page)


def written(text: str) -> str:
    """As the paper can write it."""
    return text if pdf.printable(text) else BY_HAND
