"""What others know of gifts and books: the door, a party's page, and whoever orders the print run."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup
from sqlalchemy import ColumnElement, exists

from ..accounts.rules import Verb
from ..checkin import door_facts
from ..checkin.door_facts import DoorFact
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..editions.models import Edition
from ..guests import columns, parts
from ..guests.columns import Cell, Column
from ..registration.models import Attendee, Event, Registration
from . import gift_rules, gift_words, gifts
from .gift_models import BookPlan, Gift


@dataclass(frozen=True)
class PrintRunNeed:
    """So many copies of the publication are needed in a language, and so many with some to spare."""

    language: str
    needed: int
    with_spare: int


def for_the_door(attendee_ids: Collection[int]) -> Mapping[int, Sequence[DoorFact]]:
    """What to hand to each of these guests' households, or that it was handed over."""
    found = {}
    for number, party in _parties_of(attendee_ids).items():
        text = _("gifts and books were handed over") if party.given else _words(party)
        if text:
            found[number] = [DoorFact("gift", text)]
    return found


def print_run(edition: Edition) -> list[PrintRunNeed]:
    """For all gatherings of an edition together, language by language; empty where nobody is given the book."""
    events = db.session.scalars(db.select(Event.id).filter_by(edition_id=edition.id).order_by(Event.id)).all()
    plans = {event: plan for event, plan in gifts.plans(events).items() if plan.books is not None}
    if not plans:
        return []
    total: dict[str, list[int]] = {}
    for event, plan in plans.items():
        assert plan.books is not None
        found = gifts.parties(Registration.event_id == event, {event: plan})
        needed = gift_rules.total(party.share for party in found.values())
        for code in plan.books.languages:
            number = needed.books.get(code, 0)
            pair = total.setdefault(code, [0, 0])
            pair[0] += number
            pair[1] += gift_rules.with_spare(number, plan.books.spare)
    return [PrintRunNeed(gift_words.language(code), *pair) for code, pair in total.items()]


def books(edition: Edition) -> dict[str, tuple[int, int]]:
    """Language → copies that the households of all gatherings are given, and how many of these they have got."""
    found: dict[str, tuple[int, int]] = {}
    for event in db.session.scalars(db.select(Event).filter_by(edition_id=edition.id).order_by(Event.id)):
        for code, need in gifts.totals(event, gifts.plan_of(event)).books.items():
            needed, given = found.get(code, (0, 0))
            found[code] = (needed + need.needed, given + need.given)
    return found


@parts.part("gifts", 62)
def gifts_of_party(registration: Registration) -> str | Markup:
    if not registration.is_confirmed or not registration.contact_name:
        return ""
    plan = gifts.plan_of(registration.event)
    party = gifts.parties(Registration.id == registration.id, {registration.event_id: plan}).get(registration.id)
    if not plan or party is None:
        return ""
    words = gift_words.share(party.share, plan.gifts)
    shown = render_template("badges/staff/_gifts_of_party.html", registration=registration, party=party, words=words)
    return Markup(shown)  # noqa: S704 - a template of ours


def _column(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    found = _parties_of([person.id for person in people])
    return {
        number: Cell(words, quiet=_("handed over") if party.given else "")
        for number, party in found.items()
        if (words := _words(party))
    }


def _words(party: gifts.Party) -> str:
    return gift_words.share(party.share, party.plan.gifts)


def _parties_of(attendee_ids: Collection[int]) -> dict[int, gifts.Party]:
    """Attendee id → their household, where anything is given at all: who gives nothing is asked once."""
    theirs = db.select(Registration.event_id).join(Attendee).where(Attendee.id.in_(attendee_ids))
    plans = gifts.plans(theirs) if attendee_ids else {}
    if not plans:
        return {}
    query = db.select(Attendee.id, Attendee.registration_id).where(Attendee.id.in_(attendee_ids))
    parties = dict(tuple(row) for row in db.session.execute(query.order_by(Attendee.id)))
    found = gifts.parties(Registration.id.in_(set(parties.values())), plans)
    return {number: found[party] for number, party in parties.items() if party in found}


def _may_give(_person: ColumnElement[int], event: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Gift.event_id == event) | exists().where(BookPlan.event_id == event)


door_facts.offer(for_the_door, 20, _may_give)
columns.offer(Column("gifts", lazy("Gifts and books"), _column, 64, verb=Verb.SEE_GUESTS))
