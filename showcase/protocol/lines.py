"""The order of introduction as it stands: each line with who comes, as what, in whose place, and whether they are in.

`of_event` asks the database the same few times for three lines and for three hundred. Screens of later features embed
what it answers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import aliased, joinedload, lazyload

from ..checkin import rules as checkin_rules
from ..checkin.models import Presence
from ..committee.models import Escort, Member
from ..core import clock
from ..core.database import db
from ..core.i18n import SOURCE
from ..core.localised import load_texts
from ..core.search import given_name_key, searchable
from ..editions import rules as term_rules
from ..editions.models import Edition, Official
from ..invitations.models import Invitation
from ..invitations.rules import Addressee, Reply
from ..registration.models import Attendee, Event, Registration
from . import rules
from .models import Introduction, RankGroup
from .rules import Fault, Placed, Standing, State


@dataclass
class Person:
    """Somebody as the MC names them; `attendee`: the same one on the guest list."""

    honorific: str = ""
    name: str = ""
    title: str = ""
    spoken: str = ""
    attendee: Attendee | None = None

    @property
    def named(self) -> str:
        return " ".join(filter(None, [self.honorific, self.name]))

    @property
    def words(self) -> str:
        """`Ông Nguyễn Văn Mẫu, Chủ tịch …`."""
        return ", ".join(filter(None, [self.named, self.title]))


@dataclass
class Line:
    """A line of the order; `place` from 1. `person` is who comes; `principal` whose seat it is."""

    entry: Introduction
    group: RankGroup | None
    person: Person
    principal: Person
    is_substitute: bool
    standing: Standing
    state: State = State.UNKNOWN
    arrived_at: datetime | None = None
    escort: Member | None = None
    faults: list[Fault] = field(default_factory=list)
    same_as: list["Line"] = field(default_factory=list)  # lines in which the same person stands
    stands_for: list["Line"] = field(default_factory=list)  # lines joined to this one
    place: int = 0
    proposed_place: int = 0
    above: int = rules.TOP  # the number of the line above
    source_title: str = ""  # the title that the guest list or the register gives, where another one is written

    @property
    def number(self) -> int:
        return self.entry.id

    @property
    def by_hand(self) -> bool:
        return self.entry.turn is not None

    @property
    def is_present(self) -> bool:
        return self.state == State.PRESENT

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def in_place_of(self) -> list[str]:
        """The seats that are filled by this person besides the own: by title, or by name."""
        seats = [self.principal] if self.is_substitute else []
        return [one.title or one.named for one in [*seats, *(line.principal for line in self.stands_for)]]

    @property
    def attendee(self) -> Attendee | None:
        return self.person.attendee


def of_event(event: Event) -> list[Line]:
    """All lines in order, without those that are joined to another one."""
    return Order(event).lines


class Order:
    """The lines of an event, and the groups of rank that its host keeps."""

    def __init__(self, event: Event) -> None:
        self.event = event
        entries = _entries(event)
        self.groups = _groups(event)
        self._holders = holders_on(day_of(event), {one.office_id for one in entries if one.office_id})
        load_texts(*self.groups, *self._holders.values(), *(one.office for one in entries))
        self._people = _people_of(one.invitation.registration_id for one in entries if one.invitation)
        by_id = {group.id: group for group in self.groups}
        self._places = {group.id: place for place, group in enumerate(self.groups)}
        every = [self._line(entry, by_id.get(entry.group_id or 0)) for entry in entries]
        self.joined = [line for line in every if line.entry.joined_id is not None]
        self.lines = _in_order([line for line in every if line.entry.joined_id is None])
        by_number = {line.number: line for line in self.lines}
        for line in self.joined:
            if line.entry.joined_id in by_number:
                by_number[line.entry.joined_id].stands_for.append(line)
        self._look_who_is_there()
        _find_twice(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def line(self, number: int) -> Line | None:
        return next((line for line in [*self.lines, *self.joined] if line.number == number), None)

    @property
    def by_hand(self) -> int:
        return sum(line.by_hand for line in self.lines)

    def _line(self, entry: Introduction, group: RankGroup | None) -> Line:
        principal, since = self._principal(entry)
        source_title = principal.title
        _override(principal, entry.honorific, entry.name, entry.title, entry.spoken)
        substitute = self._substitute(entry, principal)
        person = substitute or principal
        if substitute is None:
            rank, born = entry.rank, entry.born
            since = entry.since or since
        else:
            rank = entry.substitute_rank or rules.likely_rank(substitute.title)
            since, born = entry.substitute_since, entry.substitute_born
        standing = Standing(
            entry.id,
            self._places[group.id] if group else None,
            entry.is_host,
            rank,
            since,
            born,
            given_name_key(person.name),
        )
        line = Line(entry, group, person, principal, substitute is not None, standing)
        line.source_title = source_title if source_title != principal.title and substitute is None else ""
        if not person.name:
            line.faults.append(Fault.NO_NAME)
        if not person.title:
            line.faults.append(Fault.NO_TITLE)
        return line

    def _principal(self, entry: Introduction) -> tuple[Person, date | None]:
        """Whose seat it is as far as the guest list, the invitation and the register know, and since when in office."""
        person, since = Person(), None
        if holder := self._holders.get(entry.office_id or 0):
            person = Person(
                str(holder.text_in("honorific", SOURCE)), holder.person, str(holder.text_in("title", SOURCE))
            )
            since = holder.begins_on
        elif entry.office is not None:
            person.title = str(entry.office.text_in("name", SOURCE))
        if entry.invitation is not None:
            _fill(person, _invited(entry.invitation))
            if entry.invitation.addressee != Addressee.OFFICE or entry.comes_in_person:
                person.attendee = self._answered(entry.invitation)
        if entry.attendee is not None:
            person.attendee = entry.attendee
        if person.attendee is not None:
            _fill(person, _guest(person.attendee))
        return person, since

    def _substitute(self, entry: Introduction, principal: Person) -> Person | None:
        """Who comes instead: named by an officer, or by whoever answered for the office."""
        found = None
        if entry.substitute is not None:
            found = _guest(entry.substitute)
        elif entry.substitute_name:
            found = Person(name=entry.substitute_name)
        elif (guest := entry.attendee) is not None and searchable(guest.name) != searchable(principal.name):
            found = _guest(guest) if entry.office_id and not entry.name else None  # somebody else for the office
        elif entry.invitation is not None and entry.invitation.addressee == Addressee.OFFICE and not entry.attendee_id:
            answered = None if entry.comes_in_person else self._answered(entry.invitation)
            if answered is not None and searchable(answered.name) == searchable(principal.name):
                principal.attendee = answered
            elif answered is not None:
                found = _guest(answered)
        if found is not None:
            _override(
                found,
                entry.substitute_honorific,
                entry.substitute_name,
                entry.substitute_title,
                entry.substitute_spoken,
            )
        return found

    def _answered(self, invitation: Invitation) -> Attendee | None:
        """Who comes by an invitation: the one it names, or the first of the answer."""
        people = self._people.get(invitation.registration_id or 0, [])
        same = (one for one in people if searchable(one.name) == searchable(invitation.name))
        return next(same, people[0] if people else None)

    def _look_who_is_there(self) -> None:
        lines = [*self.lines, *self.joined]
        seen = seen_at_the_door({line.attendee.id for line in lines if line.attendee is not None})
        for line in lines:
            guest = line.attendee
            inside, entered, line.escort = seen.get(guest.id, (False, None, None)) if guest else (False, None, None)
            if inside or line.entry.seen_at is not None:
                line.state, line.arrived_at = State.PRESENT, entered or line.entry.seen_at
            elif guest is not None and not _comes(guest):
                line.state = State.CANCELLED
            elif entered is not None:
                line.state, line.arrived_at = State.LEFT, entered
            elif guest is not None:
                line.state = State.ABSENT
            elif _has_declined(line):
                line.state = State.CANCELLED
            if line.state == State.CANCELLED:
                line.faults.insert(0, Fault.CANCELLED)
            elif guest is None and line.entry.invitation is not None and not line.is_substitute:
                line.faults.insert(0, Fault.NOT_ANSWERED)


def sections(lines: Iterable[Line]) -> list[tuple[RankGroup | None, list[Line]]]:
    """The lines in order under their groups; one placed by hand stands under the group it was put into."""
    found: list[tuple[RankGroup | None, list[Line]]] = []
    for line in lines:
        if not found or (not line.by_hand and line.group is not found[-1][0]):
            found.append((line.group, []))
        found[-1][1].append(line)
    return found


def day_of(event: Event) -> date:
    """The day of the event at its place."""
    return clock.in_zone(event.starts_at, event.timezone).date()


def holders_on(day: date, offices: Collection[int]) -> dict[int, Official]:
    """Office's number → who holds it on a day; their texts are not loaded yet."""
    if not offices:
        return {}
    query = db.select(Official).where(Official.office_id.in_(offices)).options(lazyload("*"))
    terms: dict[int, list[Official]] = defaultdict(list)
    for official in db.session.scalars(query.order_by(Official.office_id, Official.begins_on)):
        terms[official.office_id].append(official)
    found = {office: term_rules.in_office(own, day) for office, own in terms.items()}
    return {office: holder for office, holder in found.items() if holder is not None}


def _entries(event: Event) -> list[Introduction]:
    query = (
        db.select(Introduction)
        .filter_by(event_id=event.id)
        .options(
            lazyload("*"),
            joinedload(Introduction.attendee).options(lazyload("*"), joinedload(Attendee.registration).lazyload("*")),
            joinedload(Introduction.substitute).options(lazyload("*"), joinedload(Attendee.registration).lazyload("*")),
            joinedload(Introduction.invitation).options(lazyload("*")),
            joinedload(Introduction.office).options(lazyload("*")),
        )
        .order_by(Introduction.id)
    )
    return list(db.session.scalars(query))


def groups_of(event: Event) -> list[RankGroup]:
    """The host's groups of rank, in order, with their texts."""
    found = _groups(event)
    load_texts(*found)
    return found


def _groups(event: Event) -> list[RankGroup]:
    query = (
        db.select(RankGroup)
        .join(Edition, Edition.host_id == RankGroup.host_id)
        .where(Edition.id == event.edition_id)
        .options(lazyload("*"))
        .order_by(RankGroup.position, RankGroup.id)
    )
    return list(db.session.scalars(query))


def _people_of(registrations: Iterable[int | None]) -> dict[int, list[Attendee]]:
    """Registration's number → who comes."""
    wanted = {number for number in registrations if number}
    if not wanted:
        return {}
    query = (
        db.select(Attendee)
        .where(Attendee.registration_id.in_(wanted), Attendee.dropped_at.is_(None))
        .options(lazyload("*"), joinedload(Attendee.registration).lazyload("*"))
        .order_by(Attendee.registration_id, Attendee.position)
    )
    found: dict[int, list[Attendee]] = defaultdict(list)
    for one in db.session.scalars(query):
        found[one.registration_id].append(one)
    return found


def seen_at_the_door(people: Collection[int]) -> dict[int, tuple[bool, datetime | None, Member | None]]:
    """Attendee's number → inside, when they entered, who escorts them."""
    if not people:
        return {}
    presence = aliased(Presence)
    at_event = db.and_(presence.attendee_id == Attendee.id, presence.scope == checkin_rules.EVENT_SCOPE)
    query = (
        db.select(Attendee.id, presence.inside, presence.entered_at, Member)
        .outerjoin(presence, at_event)
        .outerjoin(Escort, Escort.attendee_id == Attendee.id)
        .outerjoin(Member, Member.id == Escort.member_id)
        .where(Attendee.id.in_(people))
        .options(lazyload("*"))
    )
    return {number: (bool(inside), entered, member) for number, inside, entered, member in db.session.execute(query)}


def _comes(guest: Attendee) -> bool:
    party: Registration = guest.registration
    return guest.dropped_at is None and party.is_confirmed


def _has_declined(line: Line) -> bool:
    invitation = line.entry.invitation
    if invitation is None or line.is_substitute:
        return False
    return invitation.withdrawn_at is not None or invitation.reply == Reply.NOT_THIS_YEAR


def _in_order(lines: Sequence[Line]) -> list[Line]:
    by_number = {line.number: line for line in lines}
    order = rules.proposed(line.standing for line in lines)
    by_hand = [
        Placed(line.number, line.entry.after_id or rules.TOP, line.entry.turn)
        for line in lines
        if line.entry.turn is not None
    ]
    for place, number in enumerate(order, 1):
        by_number[number].proposed_place = place
    found = [by_number[number] for number in rules.arranged(order, by_hand)]
    above = rules.TOP
    for place, line in enumerate(found, 1):
        line.place, line.above, above = place, above, line.number
    return found


def _find_twice(lines: Iterable[Line]) -> None:
    """Lines that name the same guest, or two guests of the same name."""
    same: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        keys: list[tuple[str, Any]] = [("name", searchable(line.person.name))] if line.person.name else []
        if line.attendee is not None:
            keys.append(("guest", line.attendee.id))
        for one in keys:
            same[one].append(line)
    for together in same.values():
        for line in together:
            others = [other for other in together if other is not line and other not in line.same_as]
            line.same_as += others
            if others:
                fault = Fault.INVITED_HIMSELF if line.is_substitute else Fault.TWICE
                if fault not in line.faults:
                    line.faults.append(fault)


def _guest(attendee: Attendee) -> Person:
    return Person(attendee.honorific, attendee.name, attendee.office, attendee=attendee)


def _invited(invitation: Invitation) -> Person:
    if invitation.addressee == Addressee.OFFICE:
        return Person(title=" ".join(filter(None, [invitation.office, invitation.name])))
    return Person(invitation.honorific, invitation.name, invitation.office)


def _fill(person: Person, more: Person) -> None:
    """Let what is not known yet come from elsewhere; the form of address belongs to the name."""
    if not person.name:
        person.name, person.honorific = more.name, person.honorific or more.honorific
    elif searchable(person.name) == searchable(more.name):
        person.honorific = person.honorific or more.honorific
    person.title = person.title or more.title


def _override(person: Person, honorific: str, name: str, title: str, spoken: str) -> None:
    """What an officer has written holds."""
    person.honorific = honorific or person.honorific
    person.name = name or person.name
    person.title = title or person.title
    person.spoken = spoken or person.spoken
