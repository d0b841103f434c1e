"""People who very likely have answered already, under another form: told to who types, and listed for organisers.

Nobody is ever turned away for it, and who types hears nothing but what they have typed themselves: the guest list is
not public. A name and a country alone are known to too many; there, a second name of the same party must agree.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased

from ..core.database import db
from ..core.search import searchable
from .models import Attendee, Event, Registration
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
            if check and not _overlap(row.folded, row.other_folded):
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
