"""Tickets as PDF: the design of an event is laid out once and filled for each guest."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from flask import g, render_template

from ..core import pdf, qr
from ..core.i18n import gettext as _
from ..core.pdf_design import Design, Designs, Leaf, filled
from . import when
from .links import code_of, short_code_of
from .models import Attendee, Event

LONG, LONGEST = 24, 60  # letters of a name from which it is set smaller
WRITTEN = ("written", "written-long", "written-longest")
DESIGNS = 24  # kept a process; about half a megabyte each
_designs = Designs(DESIGNS, "tickets")


class Paper(StrEnum):
    A6 = "a6"
    A4 = "a4"


ON_ONE = {Paper.A6: 1, Paper.A4: 4}  # tickets


class Ticket(NamedTuple):
    """What differs between two tickets: lines (name, text) above and below, the short code and the QR code."""

    above: list[tuple[str, str]]
    short: str
    foot: list[tuple[str, str]]
    code: str

    @property
    def leaf(self) -> Leaf:
        return Leaf([*self.above, ("short", self.short), *self.foot], self.code)


def tickets_pdf(attendees: Sequence[Attendee], paper: Paper = Paper.A6) -> bytes:
    """One file for all: a page each the size of a postcard, or A4 with four to cut out."""
    event = attendees[0].registration.event
    sheets = _sheets([ticket_of(attendee) for attendee in attendees], paper)
    pages = []
    for sheet in sheets:
        design = _design(event, paper, len(sheet))
        if design is None:
            return laid_out(event, attendees, paper)
        pages.append((design, [ticket.leaf for ticket in sheet]))
    return filled(pages)


def laid_out(event: Event, attendees: Sequence[Attendee], paper: Paper = Paper.A6) -> bytes:
    """The same file, every page laid out by the engine: for a design that cannot be filled, and to compare with."""
    return pdf.render(_html(event, _sheets([ticket_of(attendee) for attendee in attendees], paper), paper))


def _sheets(tickets: Sequence[Ticket], paper: Paper) -> list[Sequence[Ticket]]:
    return [tickets[first : first + ON_ONE[paper]] for first in range(0, len(tickets), ON_ONE[paper])]


def ticket_of(attendee: Attendee) -> Ticket:
    """Our print fonts know Vietnamese and Khmer letters; a name in others is told differently."""
    names = [name for name in (attendee.name, attendee.second_name) if name and pdf.printable(name)]
    stand_in = _("Guest %(number)d of %(code)s", number=attendee.position + 1, code=attendee.registration.code)
    name = names[0] if names else stand_in
    above = [(WRITTEN[(len(name) > LONG) + (len(name) > LONGEST)], name)]
    if attendee.honorific and pdf.printable(attendee.honorific):
        above.insert(0, ("honorific", attendee.honorific))
    if len(names) > 1:
        above.append(("second", names[1]))
    if name != attendee.name:
        above.append(("note", _("The name in its own letters stands on the page on your phone.")))
    foot = []
    if attendee.sessions:
        foot.append(("sessions", " · ".join(str(session.text_in("title")) for session in attendee.sessions)))
    if attendee.no_photo:
        foot.append(("no-photo", _("No photographs of this person alone")))
    return Ticket(above, short_code_of(attendee), foot, code_of(attendee))


SPECIMEN = Ticket(
    [(line, "Hường") for line in ("honorific", *WRITTEN, "second", "note")],
    "ABCD EFGH",
    [(line, "Hường") for line in ("sessions", "no-photo")],
    "0" * 191,
)


def _design(event: Event, paper: Paper, tickets: int) -> Design | None:
    """A sheet of the event's tickets in the language of now, with its places empty; None if it cannot be filled."""
    key = (event.id, g.locale, paper, tickets)
    return _designs.get(key, lambda: _html(event, [[SPECIMEN] * tickets], paper))


def _html(event: Event, sheets: Sequence[Sequence[Ticket]], paper: Paper) -> str:
    shown = {"sheets": sheets, "event": event, "paper": paper, "when": when, "qr_svg": qr.svg}
    return render_template("registration/tickets_pdf.html", **shown)
