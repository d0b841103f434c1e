"""The list for handing over gifts and books, A4: a line for each household, with a box to tick."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from sqlalchemy import Select
from sqlalchemy.orm import lazyload

from ..core import audit, clock, numbers, pdf
from ..core.database import db
from ..core.localised import load_texts
from ..registration import print_runs, when
from ..registration.models import Attendee, Event, Registration
from ..registration.print_runs import Order, PrintRun
from ..registration.rules import State
from . import gift_words, gifts

WHAT = "gifts"
AT_ONCE = 150  # households; more are made by the worker
BY_HAND = "." * 40  # for a name in letters that our print fonts lack


def households(event: Event) -> Select[Any]:
    """Who comes, in Vietnamese order of the given name of the first of each household."""
    first = db.select(Attendee.sort_given).where(Attendee.registration_id == Registration.id)
    first = first.where(Attendee.dropped_at.is_(None)).order_by(Attendee.position, Attendee.id).limit(1)
    return (
        db.select(Registration)
        .where(Registration.event_id == event.id, Registration.state == State.CONFIRMED)
        .options(lazyload("*"))
        .order_by(first.scalar_subquery(), Registration.id)
    )


def ask(event: Event) -> PrintRun:
    """The list as a file: for the worker where it is long, else for `print_runs.finish`."""
    found = gifts.parties(Registration.event_id == event.id)
    order = db.session.scalars(households(event).with_only_columns(Registration.id))
    wanted = [number for number in order if number in found and found[number].share]
    audit.record("gifts.printed", event, copies=(None, len(wanted)))
    make = print_runs.begin if len(wanted) <= AT_ONCE else print_runs.request
    return make(event, WHAT, wanted, {})


@print_runs.makes(WHAT)
def make(order: Order) -> bytes:
    event = order.event
    found = gifts.parties(Registration.event_id == event.id)
    rows = db.session.scalars(households(event))
    chosen = set(order.numbers)
    listed = [(row, found[row.id]) for row in rows if row.id in chosen and row.id in found]
    load_texts(event, event.edition.host)
    return pdf.render(_html(event, listed))


def _html(event: Event, listed: Sequence[tuple[Registration, gifts.Party]]) -> str:
    made = clock.in_zone(clock.now(), event.timezone)
    return render_template(
        "badges/gifts_pdf.html",
        event=event,
        host=event.edition.host,
        rows=[(row, party, gift_words.share(party.share, party.plan.gifts)) for row, party in listed],
        when=when,
        written=lambda text: text if pdf.printable(text) else BY_HAND,
        made=(f"{made:%H:%M}", numbers.day(made.date())),
    )
