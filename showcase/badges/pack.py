"""The rehearsal's gifts and books: made once with the event, for its made-up guests."""

from collections.abc import Mapping as Given
from typing import Any

from ..committee.pack import guest_of_rehearsal
from ..core.database import db
from ..core.i18n import LOCALES, SOURCE
from ..core.shapes import Choice, Entry, Integer, ListOf, Mapping, Report, String, Truth, Use
from ..editions.parts import Scope
from ..registration.models import Attendee, Event, Registration
from ..registration.rules import GUEST_KINDS
from .gift_models import BookPlan, Gift, Handover
from .gift_rules import Per, Second
from .gifts import parties

FILE = "gifts.yaml"
NAME = Mapping({(code if code == SOURCE else f"{code}?"): String(120) for code in LOCALES})
GIFT = Mapping({"name": NAME, "per": Choice(*Per), "guest_kinds?": ListOf(Choice(*GUEST_KINDS)), "stock?": Integer()})
COPIES = Mapping({"language": Choice(*LOCALES), "copies": Integer()})
BOOKS = Mapping(
    {
        "languages": ListOf(Choice(*LOCALES)),
        "each?": Integer(),
        "second?": Choice(*Second),
        "spare?": Integer(),
        "stock?": ListOf(COPIES),
    }
)


def _is_made_up(entry: Entry, report: Report) -> None:
    if not entry["demo"]:
        report.fault(entry.place, "expected demo: true: what is really given is entered in the console")


GIFTS = Mapping(
    {"event": Use("event"), "demo": Truth(), "gifts?": ListOf(GIFT), "books?": BOOKS, "handed?": ListOf(Use("guest"))},
    _is_made_up,
)


def create_gifts(scope: Scope) -> None:
    """Give at an event that this load has made; never again afterwards. Guests come before."""
    assert scope.folder
    document = scope.folder.files.get(FILE)
    if document is None or f"event {document['event']}" not in scope.created:
        return
    event = db.session.scalars(db.select(Event).filter_by(slug=document["event"])).one()
    for position, given in enumerate(document["gifts"]):
        columns = {name: given[name] for name in ("per", "stock")}
        gift = Gift(event_id=event.id, position=position, guest_kinds=given["guest_kinds"], demo=True, **columns)
        gift.set_texts("name", {code: text for code, text in given["name"].items() if text})
        db.session.add(gift)
    if document["books"] is not None:
        db.session.add(_book_plan(event, document["books"]))
    db.session.flush()
    for ref in document["handed"]:
        _hand_over(scope, ref)
    db.session.flush()


def _book_plan(event: Event, given: Given[str, Any]) -> BookPlan:
    plan = BookPlan(event_id=event.id, languages=given["languages"])
    plan.each = 1 if given["each"] is None else given["each"]
    plan.second = given["second"] or Second.YOUNGER
    plan.spare = 5 if given["spare"] is None else given["spare"]
    plan.stock = {one["language"]: one["copies"] for one in given["stock"]}
    return plan


def _hand_over(scope: Scope, ref: str) -> None:
    """To the household of a rehearsal guest."""
    number = guest_of_rehearsal(scope, ref)
    party = db.session.scalar(db.select(Attendee.registration_id).filter_by(id=number)) if number else None
    share = parties(Registration.id == party)[party].share if party else None
    if party and share is not None:
        gifts = {str(gift): count for gift, count in share.gifts.items()}
        row = Handover(registration_id=party, given=True, gifts=gifts, books=dict(share.books), by="command")
        db.session.add(row)
