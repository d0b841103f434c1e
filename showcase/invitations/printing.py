"""Cards and papers for the printer: few at once, many as a job of the worker, whose file is kept for some days."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import selectinload

from ..core import audit
from ..core.database import db
from ..editions.models import Signer
from ..papers.files import FileKind
from ..registration import print_runs
from ..registration.models import Event
from ..registration.print_runs import Order
from . import cards, listing, papers
from .listing import Filters
from .models import Invitation
from .rules import Sheet, Stage

AT_ONCE = 50  # more are a job
MOST = 3000  # sheets of a file


def chosen(event: Event, filters: Filters) -> list[int]:
    """The numbers of those that are printed: what the filters leave, without those taken back or forgotten."""
    query = listing.narrowed(event, filters).with_only_columns(Invitation.id)
    kept = query.where(listing.STAGE.not_in([Stage.WITHDRAWN.value]), Invitation.name != "")
    return list(db.session.scalars(kept))


def file_of(event: Event, what: Sheet, numbers: Sequence[int], options: Mapping[str, Any]) -> bytes:
    """The file; `options`: marks of a card; signer (number), day (ISO), number and kind of file of a paper."""
    found = _in_order(numbers)
    if what is Sheet.CARD:
        return cards.printed(event, found, bool(options.get("marks"))).content
    signer = db.session.get(Signer, options["signer"]) if options.get("signer") else None
    day, number, kind = date.fromisoformat(options["day"]), options.get("number", ""), kind_of(options)
    return papers.printed(event, found, signer, day, number, kind)


def kind_of(options: Mapping[str, Any]) -> FileKind:
    return FileKind(options.get("file", FileKind.PDF))


def note(event: Event, what: Sheet, number: int) -> None:
    """Who prints takes names home: the log says so."""
    copies = (None, number)
    audit.record(
        "invitation_cards.printed" if what is Sheet.CARD else "invitation_papers.printed", event, copies=copies
    )


@print_runs.makes(*Sheet)
def make(order: Order) -> bytes:
    return file_of(order.event, Sheet(order.what), order.numbers, order.options)


def _in_order(numbers: Sequence[int]) -> list[Invitation]:
    """The invitations of these numbers that are still there, in this order."""
    found = {
        one.id: one
        for begin in range(0, len(numbers), 500)
        for one in db.session.scalars(
            db.select(Invitation)
            .where(Invitation.id.in_(numbers[begin : begin + 500]))
            .options(selectinload(Invitation.event))
        )
    }
    return [found[number] for number in numbers if number in found]
