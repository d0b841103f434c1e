"""Gifts and books of an event: each household's share, totals, and handing over. Whoever calls commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import joinedload

from ..core import audit, ordering
from ..core.database import db, locked
from ..registration.models import Attendee, Event, Registration
from ..registration.rules import CHILDREN, State
from . import gift_rules
from .gift_models import BookPlan, Gift, Handover, OwnShare
from .gift_rules import BookRule, GiftRule, Household, Per, Second, Share

_ELDERS = "60+"
Noted = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Plan:
    """The rules of an event."""

    gifts: Sequence[Gift]
    books: BookPlan | None

    @property
    def gift_rules(self) -> list[GiftRule]:
        return [GiftRule(gift.id, Per(gift.per), gift.guest_kinds) for gift in self.gifts]

    @property
    def book_rule(self) -> BookRule | None:
        plan = self.books
        if plan is None:
            return None
        return BookRule(plan.languages, plan.each, Second(plan.second), plan.per_member, plan.spare)

    def share_of(self, household: Household) -> Share:
        return gift_rules.share_of(household, self.gift_rules, self.book_rule)

    def __bool__(self) -> bool:
        return bool(self.gifts or self.books)


NO_PLAN = Plan((), None)


class Party(NamedTuple):
    """A household with what it is given: by the rules, and as it is."""

    registration_id: int
    plan: Plan
    people: int
    by_rule: Share
    share: Share
    is_by_hand: bool
    handed: Share | None  # what it has got, if it has

    @property
    def given(self) -> bool:
        return self.handed is not None


@dataclass(frozen=True)
class Need:
    """So many are needed of something; `spare` with some more, `stock` None: not counted."""

    needed: int
    given: int
    stock: int | None
    spare: int = 0

    @property
    def missing(self) -> int:
        return 0 if self.stock is None else max(0, self.needed - self.stock)


@dataclass(frozen=True)
class Totals:
    """What all households together are given: gift → need, language → need."""

    gifts: dict[int, Need] = field(default_factory=dict)
    books: dict[str, Need] = field(default_factory=dict)
    parties: int = 0
    given: int = 0


def plans(events: Collection[int] | Select[tuple[int]]) -> dict[int, Plan]:
    """The rules of these events, of those that have any; the gifts with their names. One query."""
    query = (
        db.select(Event.id, BookPlan, Gift)
        .outerjoin(BookPlan, BookPlan.event_id == Event.id)
        .outerjoin(Gift, Gift.event_id == Event.id)
        .where(Event.id.in_(events), db.or_(BookPlan.id.is_not(None), Gift.id.is_not(None)))
        .options(joinedload(Gift.texts))
        .order_by(Event.id, Gift.position, Gift.id)
    )
    found: dict[int, Plan] = {}
    for event, books, gift in db.session.execute(query).unique():
        gifts = found[event].gifts if event in found else ()
        found[event] = Plan([*gifts, gift] if gift else [], books)
    return found


def plan_of(event: Event) -> Plan:
    return plans([event.id]).get(event.id, NO_PLAN)


def parties(where: ColumnElement[bool], known: Mapping[int, Plan] | None = None) -> dict[int, Party]:
    """The confirmed parties that fulfil a condition on Registration, each with its share."""
    households = db.session.execute(_households(where)).all()
    rules = known if known is not None else plans({row.event_id for row in households})
    found = {}
    for row in households:
        plan = rules.get(row.event_id, NO_PLAN)
        by_rule = plan.share_of(_household(row))
        is_by_hand = row.own_gifts is not None
        share = _only_of(plan, share_from(row.own_gifts, row.own_books)) if is_by_hand else by_rule
        given = share_from(row.given_gifts, row.given_books) if row.given else None
        found[row.id] = Party(row.id, plan, row.people, by_rule, share, is_by_hand, given)
    return found


def totals(event: Event, plan: Plan) -> Totals:
    all_parties = parties(Registration.event_id == event.id, {event.id: plan})
    needed = gift_rules.total(party.share for party in all_parties.values())
    given = gift_rules.total(party.handed for party in all_parties.values() if party.handed is not None)
    books = plan.books
    return Totals(
        {gift.id: Need(needed.gifts.get(gift.id, 0), given.gifts.get(gift.id, 0), gift.stock) for gift in plan.gifts},
        {
            language: Need(
                number := needed.books.get(language, 0),
                given.books.get(language, 0),
                books.stock.get(language),
                gift_rules.with_spare(number, books.spare),
            )
            for language in books.languages
        }
        if books
        else {},
        sum(bool(party.share) for party in all_parties.values()),
        sum(party.given for party in all_parties.values()),
    )


def add_gift(event: Event, texts: Mapping[str, Mapping[str, str]], values: Mapping[str, Any], noted: Noted) -> Gift:
    last = db.session.scalar(db.select(func.max(Gift.position)).filter_by(event_id=event.id))
    gift = Gift(event_id=event.id, position=0 if last is None else last + 1, **values)
    db.session.add(gift)
    _set_texts(gift, texts)
    db.session.flush()
    audit.record("gift.created", gift, **noted)
    return gift


def change_gift(
    gift: Gift, texts: Mapping[str, Mapping[str, str]], values: Mapping[str, Any], noted: Noted
) -> audit.AuditEntry:
    for name, value in values.items():
        setattr(gift, name, value)
    _set_texts(gift, texts)
    db.session.flush()
    return audit.record("gift.changed", gift, **noted)


def move_gift(event: Event, gift: Gift, step: ordering.Step) -> None:
    if (moved := ordering.move(list(plan_of(event).gifts), gift, step)) is not None:
        db.session.flush()
        audit.record("gift.moved", gift, position=moved)


def remove_gift(gift: Gift) -> None:
    """Nobody gets it any more; what was handed over stays noted without it."""
    audit.record("gift.removed", gift, name=(str(gift.text_in("name")), None))
    db.session.delete(gift)
    db.session.flush()


def keep_book_plan(event: Event, values: Mapping[str, Any], noted: Noted) -> audit.AuditEntry:
    plan = db.session.scalar(db.select(BookPlan).filter_by(event_id=event.id))
    if plan is None:
        plan = BookPlan(event_id=event.id)
        db.session.add(plan)
    for name, value in values.items():
        setattr(plan, name, value)
    db.session.flush()
    return audit.record("book_plan.changed", plan, **noted)


def decide(registration: Registration, by_rule: Share, share: Share, noted: Noted) -> None:
    """Give a household something else than the rules say; what they say anyway is left to them."""
    own = db.session.scalar(db.select(OwnShare).filter_by(registration_id=registration.id))
    if share == by_rule and own is not None:
        db.session.delete(own)
    elif share != by_rule:
        own = own or OwnShare(registration_id=registration.id)
        own.gifts, own.books = {str(gift): number for gift, number in share.gifts.items()}, dict(share.books)
        db.session.add(own)
    db.session.flush()
    audit.record("share.changed", registration, **noted)


def hand_over(registration: Registration, given: bool) -> None:
    """Note that a household was given its share, or that this was a mistake; what is so already is not noted again."""
    locked(registration)
    party = parties(Registration.id == registration.id).get(registration.id)
    if party is None or party.given == given:
        return
    gifts = {str(gift): number for gift, number in party.share.gifts.items()}
    row = Handover(
        registration_id=registration.id, given=given, gifts=gifts, books=dict(party.share.books), by=audit.actor()
    )
    db.session.add(row)
    db.session.flush()
    audit.record("gifts.handed" if given else "gifts.taken_back", registration)


def _set_texts(gift: Gift, texts: Mapping[str, Mapping[str, str]]) -> None:
    for name, words in texts.items():
        gift.set_texts(name, dict(words))


def _households(where: ColumnElement[bool]) -> Select[Any]:
    age = Attendee.age_band
    count = func.count(Attendee.id)
    last = db.select(func.max(Handover.id)).where(Handover.registration_id == Registration.id)
    return (
        db.select(
            Registration.id,
            Registration.event_id,
            Registration.locale,
            Registration.contact_country,
            Registration.guest_kind,
            Registration.delegation_name,
            count.label("people"),
            count.filter(age == _ELDERS).label("elders"),
            count.filter(age.in_(CHILDREN)).label("children"),
            count.filter(age != _ELDERS).label("younger"),
            OwnShare.gifts.label("own_gifts"),
            OwnShare.books.label("own_books"),
            Handover.given,
            Handover.gifts.label("given_gifts"),
            Handover.books.label("given_books"),
        )
        .join(Attendee, Attendee.registration_id == Registration.id)
        .outerjoin(OwnShare, OwnShare.registration_id == Registration.id)
        .outerjoin(Handover, Handover.id == last.correlate(Registration).scalar_subquery())
        .where(where, Registration.state == State.CONFIRMED, Attendee.dropped_at.is_(None))
        .group_by(Registration.id, OwnShare.id, Handover.id)
        .order_by(Registration.id)
    )


def _household(row: Any) -> Household:
    return Household(
        row.locale,
        row.contact_country,
        row.guest_kind,
        row.people,
        row.elders,
        row.children,
        row.younger,
        bool(row.delegation_name),
    )


def _only_of(plan: Plan, share: Share) -> Share:
    """Without gifts that are given no more."""
    known = {gift.id for gift in plan.gifts}
    return Share({gift: number for gift, number in share.gifts.items() if gift in known}, share.books)


def share_from(gifts: Mapping[str, int], books: Mapping[str, int]) -> Share:
    """A stored share."""
    return Share({int(gift): number for gift, number in gifts.items() if number}, {k: n for k, n in books.items() if n})
