"""People who very likely have answered already, under another form: told to who types, and listed for organisers.

Nobody is ever turned away for it, and who types hears nothing but what they have typed themselves: the guest list is
not public. A name and a country alone are known to too many; there, a second name of the same party must agree.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased, lazyload

from ..accounts.models import Account
from ..core import audit
from ..core.database import db, insert, write
from ..core.search import searchable
from .models import Attendee, DistinctPair, Event, Registration
from .rules import Party, State

_LIVING = Registration.state != State.CANCELLED
MOST = 200  # pairs on a list


class Same(StrEnum):
    """What two answers have in common besides a name; the first says most."""

    PHONE = "phone"
    EMAIL = "email"
    FAMILY = "family"  # several names, and the country
    COUNTRY = "country"


@dataclass
class Pair:
    """Two answers that may be one, the older first, and the names (as the older has them) that stand in both."""

    codes: tuple[str, str]
    contacts: tuple[str, str]
    event: str  # slug
    names: list[str] = field(default_factory=list)
    same: set[Same] = field(default_factory=set)

    @property
    def reasons(self) -> list[Same]:
        return [same for same in Same if same in self.same]


def already(event: Event, party: Party) -> dict[int, Same]:
    """Whoever of a new party very likely has answered: their number in it → what else is the same."""
    typed = [{searchable(one.name), searchable(one.name, one.second_name)} for one in party.people]
    email, phone, country = (party.contact_email or "").lower(), party.contact_phone or "", party.contact_country
    by_party: dict[int, dict[int, Same]] = defaultdict(dict)
    for registration_id, folded, same in _alike(event, set().union(*typed), email, phone, country):
        for number, names in enumerate(typed):
            agrees = folded in names if same == Same.COUNTRY else any(_overlap(folded, name) for name in names)
            if agrees:
                by_party[registration_id][number] = same
    found: dict[int, Same] = {}
    for people in by_party.values():
        for number, same in people.items():
            if same != Same.COUNTRY:
                found[number] = same
            elif len(people) > 1:
                found.setdefault(number, Same.FAMILY)
    return found


def pairs(event: str = "") -> list[Pair]:
    """Answers to one event (its slug; empty: all) that may be the same people twice, the surest first."""
    found: dict[tuple[str, str], Pair] = {}
    for query, check in ((_same_names(), False), (_same_contacts(), True)):
        if event:
            query = query.where(Event.slug == event.replace("\0", ""))
        for row in db.session.execute(query.limit(MOST * 15)):
            if check and not _same_person(row):
                continue
            pair = found.setdefault(
                (row.code, row.other_code), Pair((row.code, row.other_code), (row.contact, row.other_contact), row.slug)
            )
            if row.name not in pair.names:
                pair.names.append(row.name)
            pair.same |= _same(row)
    for pair in found.values():
        if len(pair.names) > 1 and Same.COUNTRY in pair.same:
            pair.same = pair.same - {Same.COUNTRY} | {Same.FAMILY}
    order = list(Same)
    return sorted(found.values(), key=lambda pair: (order.index(pair.reasons[0]), -len(pair.names), pair.codes))[:MOST]


def tell_apart(one: Registration, other: Registration, who: Account, now: datetime) -> None:
    """They are two: the pair is not shown again. A second time changes nothing."""
    first, second = _ordered(one, other)
    write()
    values = {"registration_id": first.id, "other_id": second.id, "made_at": now, "made_by_id": who.id}
    new = insert(DistinctPair).values(values).on_conflict_do_nothing().returning(DistinctPair.other_id)
    if db.session.scalar(new) is not None:
        audit.record("duplicate.dismissed", first, reference=(None, second.code))


def doubt_again(one: Registration, other: Registration) -> None:
    """Take that back: the pair is shown again."""
    first, second = _ordered(one, other)
    write()
    gone = db.delete(DistinctPair).filter_by(registration_id=first.id, other_id=second.id)
    if db.session.execute(gone.execution_options(synchronize_session=False)).rowcount:  # type: ignore[attr-defined]
        audit.record("duplicate.reopened", first, reference=(second.code, None))


def told_apart() -> list[tuple[DistinctPair, Registration, Registration]]:
    """Pairs of which an officer has found that they are two, the newest first."""
    query = (
        db.select(DistinctPair, Registration, _OTHER)
        .join(Registration, Registration.id == DistinctPair.registration_id)
        .join(_OTHER, _OTHER.id == DistinctPair.other_id)
        .options(lazyload("*"))
        .order_by(DistinctPair.made_at.desc(), DistinctPair.registration_id, DistinctPair.other_id)
        .limit(MOST)
    )
    return [(pair, one, other) for pair, one, other in db.session.execute(query)]


def are_told_apart(one: Registration, other: Registration) -> DistinctPair | None:
    first, second = _ordered(one, other)
    return db.session.get(DistinctPair, (first.id, second.id))


def _ordered(one: Registration, other: Registration) -> tuple[Registration, Registration]:
    return (one, other) if one.id < other.id else (other, one)


def _alike(event: Event, names: Iterable[str], email: str, phone: str, country: str) -> Iterable[tuple[int, str, Same]]:
    """People of living answers: by their name and country, or by an address that is the same."""
    people = (
        db.select(Attendee.registration_id, Attendee.folded, Registration.contact_email, Registration.contact_phone)
        .join(Attendee.registration)
        .where(Registration.event_id == event.id, _LIVING, Attendee.dropped_at.is_(None))
        .order_by(Attendee.id)
    )
    by_name = people.where(Attendee.folded.in_(sorted(names)), Registration.contact_country == country)
    by_contact = people.where(db.or_(*_contact_is(email, phone)))
    for registration_id, folded, _email, _phone in db.session.execute(by_name):
        yield registration_id, folded, Same.COUNTRY
    for registration_id, folded, _email, its_phone in db.session.execute(by_contact):
        yield registration_id, folded, Same.PHONE if phone and its_phone == phone else Same.EMAIL


def _contact_is(email: str, phone: str) -> list[ColumnElement[bool]]:
    """Addresses are told apart by nobody's capitals."""
    tests: list[ColumnElement[bool]] = []
    if email:
        tests.append(db.func.lower(Registration.contact_email) == email)
    if phone:
        tests.append(Registration.contact_phone == phone)
    return tests or [db.false()]


def _overlap(one: str, other: str) -> bool:
    """Whether two folded names may be one person's: the words of the shorter, two at least, in whatever order."""
    fewer, more = sorted((set(one.split()), set(other.split())), key=len)
    return fewer <= more and (len(fewer) > 1 or fewer == more)


def _same_person(row: Any) -> bool:
    """By all their names, or by those at home alone where one of them says another abroad."""
    plain = searchable(row.name), searchable(row.other_name)
    return _overlap(row.folded, row.other_folded) or _overlap(*plain)


_OTHER_PERSON, _OTHER = aliased(Attendee), aliased(Registration)


def _two_people() -> Select[Any]:
    """Two people of two living answers to one event; those who have been forgotten have no name."""
    return (
        db.select(
            Registration.code,
            _OTHER.code.label("other_code"),
            Registration.contact_name.label("contact"),
            _OTHER.contact_name.label("other_contact"),
            Event.slug,
            Attendee.name,
            Attendee.folded,
            _OTHER_PERSON.folded.label("other_folded"),
            _OTHER_PERSON.name.label("other_name"),
            (Registration.contact_phone == _OTHER.contact_phone).label("phone"),
            (db.func.lower(Registration.contact_email) == db.func.lower(_OTHER.contact_email)).label("email"),
            (Registration.contact_country == _OTHER.contact_country).label("country"),
        )
        .join(Attendee.registration)
        .join(Registration.event)
        .where(
            Attendee.folded.not_in(["", " "]),
            Attendee.dropped_at.is_(None),
            _OTHER_PERSON.dropped_at.is_(None),
            _LIVING,
            _OTHER.state != State.CANCELLED,
            Registration.id < _OTHER.id,
            ~db.select(DistinctPair.other_id).filter_by(registration_id=Registration.id, other_id=_OTHER.id).exists(),
        )
        .order_by(Registration.id, _OTHER.id, Attendee.position, Attendee.id)
    )


def _same_names() -> Select[Any]:
    other = db.and_(_OTHER_PERSON.folded == Attendee.folded, _OTHER_PERSON.id != Attendee.id)
    return (
        _two_people()
        .join(_OTHER_PERSON, other)
        .join(_OTHER, db.and_(_OTHER.id == _OTHER_PERSON.registration_id, _OTHER.event_id == Registration.event_id))
        .where(
            db.or_(
                Registration.contact_phone == _OTHER.contact_phone,
                db.func.lower(Registration.contact_email) == db.func.lower(_OTHER.contact_email),
                Registration.contact_country == _OTHER.contact_country,
            )
        )
    )


def _same_contacts() -> Select[Any]:
    address = db.or_(
        Registration.contact_phone == _OTHER.contact_phone,
        db.func.lower(Registration.contact_email) == db.func.lower(_OTHER.contact_email),
    )
    return (
        _two_people()
        .join(_OTHER, db.and_(_OTHER.event_id == Registration.event_id, address))
        .join(_OTHER_PERSON, _OTHER_PERSON.registration_id == _OTHER.id)
    )


def _same(row: Any) -> set[Same]:
    said: Mapping[Same, Any] = {Same.PHONE: row.phone, Same.EMAIL: row.email, Same.COUNTRY: row.country}
    return {same for same, agrees in said.items() if agrees}
