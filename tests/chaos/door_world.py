"""The evening that the simulated phones work at: 2,000 tickets, three gates, and what becomes known too late."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import delete, insert, select, update

from showcase.checkin.claims import Scanner
from showcase.checkin.models import Annulment, Conflict, Device, Gate, Presence, Scan
from showcase.core import keys
from showcase.core.database import db, write
from showcase.registration import tickets
from showcase.registration.models import Attendee, Event, Registration, booking
from tests.checkin.door import make_gate
from tests.factories import make_event, make_session, save
from tests.guards import unguarded

TICKETS, PHONES = 2000, 6
EIGHT = datetime(2024, 2, 5, 1, tzinfo=UTC)  # 8 o'clock where the event is
ZONE = timedelta(hours=7)


@dataclass
class Guest:
    """What is true of a ticket, as the test itself made it."""

    number: int
    party: int
    state: str = "confirmed"
    version: int = 1
    dropped: bool = False
    booked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Desk:
    """A gate as the test made it."""

    number: int
    slug: str
    scope: str
    sessions: frozenset[str] = frozenset()
    hours: tuple[datetime, datetime] | None = None
    entries: str = "reentry"
    limit: int = 1
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Card:
    """What a code is: somebody's ticket of a version, or nobody's and why."""

    guest: int | None = None
    version: int | None = None
    refused: str | None = None


@dataclass
class World:
    event: int
    stranger: str  # a ticket of another event
    desks: list[Desk]
    guests: dict[int, Guest]
    parties: dict[int, list[int]]
    cards: dict[str, Card] = field(default_factory=dict)
    newest: int = 0
    phones: list[Scanner] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def code_of(self, number: int, version: int | None = None) -> str:
        version = version or self.guests[number].version
        code = tickets.ticket_code(self.event, number, version)
        self.cards[code] = Card(number, version)
        return code

    def short_code_of(self, number: int) -> str:
        code = tickets.short_code(number, self.guests[number].version)
        self.cards[code] = Card(number, self.guests[number].version)
        return code

    def desk(self, slug: str) -> Desk:
        return next(desk for desk in self.desks if desk.slug == slug)


def build(start: datetime = EIGHT) -> World:
    """The event in the database, and what the oracle may know of it."""
    close = start + timedelta(hours=3)
    times = {"starts_at": start, "ends_at": close, "doors_open_at": start, "doors_close_at": close}
    event, other = make_event(capacity=None, **times), make_event()
    meal = make_session(event)
    hours = start + timedelta(minutes=10), close - timedelta(minutes=20)
    gates = [
        make_gate(event),
        make_gate(event, any_time=False, opens_at=hours[0], closes_at=hours[1], entries="once"),
        make_gate(event, entries="per_day", entries_limit=2),
    ]
    write()
    db.session.get_one(Gate, gates[2].id).sessions.append(_again(meal))
    db.session.commit()
    desks = [
        Desk(gates[0].id, gates[0].slug, "event"),
        Desk(gates[1].id, gates[1].slug, "event", hours=hours, entries="once"),
        Desk(gates[2].id, gates[2].slug, f"gate:{gates[2].id}", frozenset({meal.slug}), entries="per_day", limit=2),
    ]
    guests, parties = _guests(event, meal.slug)
    stranger = tickets.ticket_code(other.id, _of_another_event(other), 1)
    world = World(event.id, stranger, desks, guests, parties, newest=max(guests))
    world.cards[stranger] = Card(refused="other_event")
    for number in range(PHONES):
        secret = f"scd_chaos-{event.id}-{number}"
        phone = save(Device(event_id=event.id, name=f"Máy {number + 1}", key_digest=keys.digest(secret)))
        world.phones.append(Scanner(f"device:{phone.id}", phone.id, event.id, trusted=True))
        world.keys.append(secret)
    db.session.remove()
    return world


def reset(world: World) -> World:
    """The same evening before the doors open: nothing scanned, nobody cancelled."""
    write()
    with unguarded(db.session.connection()):
        for table in (Annulment, Conflict, Presence, Scan):
            db.session.execute(delete(table))
    late = select(Registration.id).where(Registration.event_id == world.event, Registration.id > max(world.guests))
    db.session.execute(delete(Attendee).where(Attendee.registration_id.in_(late)))
    db.session.execute(delete(Registration).where(Registration.id.in_(late)))
    changed = update(Registration).where(Registration.state != "confirmed", Registration.event_id == world.event)
    db.session.execute(changed.values(state="confirmed"))
    marked = db.or_(Attendee.ticket_version > 1, Attendee.dropped_at.is_not(None))
    db.session.execute(update(Attendee).where(marked).values(ticket_version=1, dropped_at=None))
    db.session.execute(update(Gate).where(Gate.closed_at.is_not(None)).values(closed_at=None))
    db.session.commit()
    db.session.remove()
    return replace(
        world,
        guests={number: replace(guest) for number, guest in world.guests.items()},
        parties={number: list(people) for number, people in world.parties.items()},
        desks=[replace(desk) for desk in world.desks],
        cards=dict(world.cards),
        newest=max(world.guests),
    )


class Office:
    """What organisers do while the doors are open, and phones do not know of."""

    def __init__(self, world: World, chance: Random) -> None:
        self.world, self.chance = world, chance

    def do_something(self, now: datetime) -> None:
        self.chance.choice([self._cancel, self._drop, self._renew, self._register, self._register])(now)

    def close(self, desk: Desk, now: datetime) -> None:
        self._store(update(Gate).where(Gate.id == desk.number).values(closed_at=now))
        place = self.world.desks.index(desk)
        self.world.desks[place] = replace(desk, closed_at=now)

    def _cancel(self, _now: datetime) -> None:
        guest, state = self._somebody(), self.chance.choice(["cancelled", "waitlisted", "pending"])
        self._store(update(Registration).where(Registration.id == guest.party).values(state=state))
        for number in self.world.parties[guest.party]:
            self.world.guests[number].state = state

    def _drop(self, now: datetime) -> None:
        guest = self._somebody()
        self._store(update(Attendee).where(Attendee.id == guest.number).values(dropped_at=now))
        guest.dropped = True

    def _renew(self, _now: datetime) -> None:
        guest = self._somebody()
        guest.version += 1
        self._store(update(Attendee).where(Attendee.id == guest.number).values(ticket_version=guest.version))

    def _register(self, _now: datetime) -> None:
        self.world.newest += 1
        number = self.world.newest
        self._store(
            insert(Registration).values(_registration(number, self.world.event)),
            insert(Attendee).values(_attendee(number, number)),
        )
        self.world.guests[number] = Guest(number, number)
        self.world.parties[number] = [number]

    def _somebody(self) -> Guest:
        return self.world.guests[self.chance.choice(list(self.world.guests))]

    def _store(self, *statements: Any) -> None:
        write()
        for statement in statements:
            db.session.execute(statement)
        db.session.commit()
        db.session.remove()


def _again(record: Any) -> Any:
    return db.session.get_one(type(record), record.id)


def _guests(event: Event, meal: str) -> tuple[dict[int, Guest], dict[int, list[int]]]:
    """2,000 people in parties of one to five; every other party has booked the meal."""
    guests: dict[int, Guest] = {}
    parties: dict[int, list[int]] = {}
    first = (db.session.scalar(select(db.func.max(Attendee.id))) or 0) + 1000
    number = first
    while len(guests) < TICKETS:
        party = number
        size = min(1 + party % 5, TICKETS - len(guests))
        booked = frozenset({meal}) if len(parties) % 2 else frozenset()
        parties[party] = list(range(party, party + size))
        for one in parties[party]:
            guests[one] = Guest(one, party, booked=booked)
        number += size
    (session,) = event.sessions
    write()
    db.session.execute(insert(Registration), [_registration(party, event.id) for party in parties])
    db.session.execute(insert(Attendee), [_attendee(guest.number, guest.party) for guest in guests.values()])
    db.session.execute(
        insert(booking),
        [{"attendee_id": guest.number, "session_id": session.id} for guest in guests.values() if guest.booked],
    )
    db.session.commit()
    return guests, parties


def _of_another_event(event: Event) -> int:
    number = (db.session.scalar(select(db.func.max(Attendee.id))) or 0) + 5000
    write()
    db.session.execute(insert(Registration).values(_registration(number, event.id)))
    db.session.execute(insert(Attendee).values(_attendee(number, number)))
    db.session.commit()
    return number


def _registration(number: int, event_id: int) -> dict[str, Any]:
    return {
        "id": number,
        "code": f"D{number:07}",
        "event_id": event_id,
        "state": "confirmed",
        "locale": "vi",
        "contact_name": f"Khách {number}",
        "contact_country": "US",
        "contact_folded": f"khach {number}",
    }


def _attendee(number: int, party: int) -> dict[str, Any]:
    name = f"khach {number}"
    return {"id": number, "registration_id": party, "name": name, "position": 0, "folded": name, "sort_given": name}
