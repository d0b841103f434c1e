"""Who gets copies of an issue: the Fronts of units, the households that come, and those that could not come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select

from ..accounts.models import Account
from ..accounts.rules import Verb
from ..badges import gift_facts
from ..core import audit
from ..core.database import db
from ..core.i18n import LOCALES
from ..editions.models import Edition, Unit
from ..editions.reach import units_within
from ..invitations.models import Invitation
from ..publication.models import Issue
from ..registration.models import Event
from .models import BookSent, Consignment


@dataclass(frozen=True)
class Count:
    """Copies in one language: for units, and for households."""

    locale: str
    planned: int
    sent: int
    received: int
    at_gathering: int  # planned for households that come
    handed: int  # of these, given at the table
    wished: int  # households that cannot come and wish for it
    posted: int  # of these, sent


def counts(issue: Issue) -> list[Count]:
    """Language by language, in the order of the site."""
    units: dict[str, tuple[int, int, int]] = {}
    for one in consignments(issue):
        planned, sent, received = units.get(one.locale, (0, 0, 0))
        units[one.locale] = (planned + one.planned, sent + (one.sent or 0), received + (one.received or 0))
    given = gift_facts.books(issue.publication.edition)
    wishes: dict[str, tuple[int, int]] = {}
    for wish in wishing(issue):
        wished, posted = wishes.get(wish.locale, (0, 0))
        wishes[wish.locale] = (wished + 1, posted + (wish.sent_on is not None))
    return [
        Count(code, *units.get(code, (0, 0, 0)), *given.get(code, (0, 0)), *wishes.get(code, (0, 0)))
        for code in LOCALES
        if code in units or code in given or code in wishes
    ]


def consignments(issue: Issue) -> list[Consignment]:
    query = db.select(Consignment).join(Unit, Unit.id == Consignment.unit_id).where(Consignment.issue_id == issue.id)
    return list(db.session.scalars(query.order_by(Unit.level.desc(), Unit.code, Consignment.locale)))


def plan(issue: Issue, units: Iterable[Unit], locale: str, copies: int) -> int:
    """Set the copies that units get in a language; 0 takes an unsent plan away. Answers how many plans changed."""
    known = {one.unit_id: one for one in consignments(issue) if one.locale == locale}
    changed = 0
    for unit in units:
        found = known.get(unit.id)
        before = found.planned if found else 0
        if before == copies or (found and found.sent is not None):
            continue
        if found is None:
            db.session.add(Consignment(issue_id=issue.id, unit_id=unit.id, locale=locale, planned=copies))
        elif copies:
            found.planned = copies
        else:
            db.session.delete(found)
        audit.record("consignment.planned", issue, unit=(None, unit.code), copies=(before, copies), locale=("", locale))
        changed += 1
    db.session.flush()
    return changed


def send(one: Consignment, copies: int, day: date) -> None:
    changes = audit.differences({"sent": one.sent, "day": one.sent_on}, {"sent": copies, "day": day})
    one.sent, one.sent_on = copies, day
    audit.record("consignment.sent", one, **changes)


def receive(one: Consignment, copies: int, day: date, note: str) -> None:
    changes = audit.differences(
        {"received": one.received, "day": one.received_on, "note": one.note},
        {"received": copies, "day": day, "note": note},
    )
    one.received, one.received_on, one.note = copies, day, note
    audit.record("consignment.received", one, **changes)


def for_units_of(who: Account) -> Select[tuple[Consignment]]:
    """What was sent to the units that somebody answers for, what is not confirmed yet first."""
    query = db.select(Consignment).where(
        Consignment.unit_id.in_(units_within(who, Verb.REPORT)), Consignment.sent.is_not(None)
    )
    return query.order_by(Consignment.received.is_not(None), Consignment.sent_on.desc(), Consignment.id)


# Households that cannot come


@dataclass(frozen=True)
class Wish:
    """A household that cannot come and asked for the book."""

    invitation: Invitation
    locale: str
    sent_on: date | None


def wishing(issue: Issue) -> list[Wish]:
    """In Vietnamese order of their names. A language the book is not made in becomes Vietnamese."""
    edition = issue.publication.edition
    query = (
        db.select(Invitation, BookSent)
        .join(Event, Event.id == Invitation.event_id)
        .outerjoin(BookSent, (BookSent.invitation_id == Invitation.id) & (BookSent.issue_id == issue.id))
        .where(Event.edition_id == edition.id, Invitation.wishes_news.is_(True))
        .order_by(Invitation.sort_given, Invitation.id)
    )
    return [
        Wish(
            invitation,
            sent.locale if sent else _language(edition, invitation.locale),
            sent.sent_on if sent else None,
        )
        for invitation, sent in db.session.execute(query)
    ]


def _language(edition: Edition, code: str) -> str:
    return code if code in edition.locales else edition.locales[0]


def post(issue: Issue, invitation: Invitation, day: date | None) -> None:
    """Note that a household's copy went out on a day; None: it did not after all. Noted twice it is noted once."""
    found = db.session.scalar(db.select(BookSent).filter_by(issue_id=issue.id, invitation_id=invitation.id))
    if day is None and found is not None:
        audit.record("book.not_sent", invitation, issue=(None, issue.slug))
        db.session.delete(found)
    elif day is not None and found is None:
        locale = _language(issue.publication.edition, invitation.locale)
        db.session.add(BookSent(issue_id=issue.id, invitation_id=invitation.id, locale=locale, sent_on=day))
        audit.record("book.sent", invitation, issue=(None, issue.slug))
    db.session.flush()
