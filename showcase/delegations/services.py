"""Delegations and coaches with who of them has come. Whoever calls has begun to write and commits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from ..checkin import rules as checkin_rules
from ..checkin.models import Presence
from ..committee.models import Member, Subcommittee
from ..core import audit, keys
from ..core.database import db
from ..registration.models import Attendee, Event, Registration
from ..registration.rules import State
from . import rules
from .models import Coach, Journey, Ride
from .rules import CoachState

CODE = "coach"  # the purpose of a coach's code
CODE_BEGINS = "XE"
Noted = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class OnCoach:
    """A coach, how many ride on it, and how many of them are in."""

    coach: Coach
    riders: int
    arrived: int

    @property
    def too_many(self) -> int:
        return rules.too_many(self.riders, self.coach.seats)


@dataclass(frozen=True)
class Group:
    """A delegation or a party that has a journey: how many come, are in, and ride on which coaches (id → number)."""

    registration_id: int
    code: str
    name: str
    leader: str
    phone: str
    people: int
    arrived: int
    hotel: str
    coaches: Mapping[int, int]
    escort: str = ""

    @property
    def without_coach(self) -> int:
        return self.people - sum(self.coaches.values())


def coaches_of(event: Event) -> list[OnCoach]:
    """By departure; one query."""
    return [OnCoach(*row) for row in db.session.execute(_counted().where(Coach.event_id == event.id))]


def groups_of(event: Event) -> list[Group]:
    """Delegations, and other parties for which something is arranged, by name; two queries."""
    arrived = func.count(Presence.id)
    query = (
        db.select(Registration, Journey, func.count(Attendee.id), arrived, Member.name)
        .join(Attendee, Attendee.registration_id == Registration.id)
        .outerjoin(Journey, Journey.registration_id == Registration.id)
        .outerjoin(Member, Member.id == Journey.member_id)
        .outerjoin(Presence, _is_in())
        .where(Registration.event_id == event.id, _comes())
        .where(db.or_(Registration.delegation_name != "", Journey.id.is_not(None)))
        .options(lazyload("*"))
        .group_by(Registration.id, Journey.id, Member.id)
        .order_by(Registration.delegation_name == "", Registration.delegation_name, Registration.id)
    )
    rows = db.session.execute(query).all()
    rides = (
        db.select(Attendee.registration_id, Ride.coach_id, func.count(Attendee.id))
        .join(Ride, Ride.attendee_id == Attendee.id)
        .join(Coach, Coach.id == Ride.coach_id)
        .where(Coach.event_id == event.id, Attendee.dropped_at.is_(None))
        .group_by(Attendee.registration_id, Ride.coach_id)
        .order_by(Attendee.registration_id, Ride.coach_id)
    )
    riding: dict[int, dict[int, int]] = {}
    for party, coach, number in db.session.execute(rides):
        riding.setdefault(party, {})[coach] = number
    return [
        Group(
            registration.id,
            registration.code,
            registration.delegation_name or registration.contact_name,
            registration.contact_name,
            registration.home_phone or registration.contact_phone or "",
            people,
            came,
            journey.hotel if journey else "",
            riding.get(registration.id, {}),
            escort or "",
        )
        for registration, journey, people, came, escort in rows
    ]


def riders_of(coach: Coach) -> list[tuple[Attendee, bool]]:
    """Who rides on a coach and comes, delegation by delegation, and who of them is in."""
    query = (
        db.select(Attendee, Presence.id.is_not(None))
        .join(Ride, Ride.attendee_id == Attendee.id)
        .outerjoin(Presence, _is_in())
        .where(Ride.coach_id == coach.id, _comes())
        .options(joinedload(Attendee.registration).lazyload("*"), lazyload(Attendee.sessions))
        .join(Registration, Registration.id == Attendee.registration_id)
        .order_by(Registration.delegation_name, Registration.id, Attendee.position, Attendee.id)
    )
    return [(person, bool(inside)) for person, inside in db.session.execute(query)]


def riders_by_coach(event: Event) -> dict[Coach, list[int]]:
    """The coaches of an event on which somebody rides who comes: numbers of attendees, party by party."""
    query = (
        db.select(Coach, Ride.attendee_id)
        .join(Ride, Ride.coach_id == Coach.id)
        .join(Attendee, Attendee.id == Ride.attendee_id)
        .where(Coach.event_id == event.id, _comes())
        .options(lazyload("*"))
        .order_by(Coach.name, Coach.id, Attendee.registration_id, Attendee.position, Attendee.id)
    )
    found: dict[Coach, list[int]] = {}
    for coach, number in db.session.execute(query):
        found.setdefault(coach, []).append(number)
    return found


def coach_of(attendee_id: int) -> OnCoach | None:
    """The coach of a guest; one query."""
    theirs = db.select(Ride.coach_id).filter_by(attendee_id=attendee_id)
    row = db.session.execute(_counted().where(Coach.id.in_(theirs))).first()
    return OnCoach(*row) if row else None


def rides_of(attendee_ids: Collection[int]) -> dict[int, Coach]:
    """Attendee id → coach, of those who have one."""
    query = db.select(Ride.attendee_id, Coach).join(Coach, Coach.id == Ride.coach_id)
    query = query.where(Ride.attendee_id.in_(attendee_ids)).options(lazyload("*")).order_by(Ride.attendee_id)
    return {number: coach for number, coach in db.session.execute(query)} if attendee_ids else {}  # noqa: C416 - rows


def coaches_under_way(registration_ids: Collection[int]) -> dict[int, list[CoachState]]:
    """Registration id → how far the coaches of its people are, each state once; nothing of who has none."""
    query = (
        db.select(Attendee.registration_id, Coach.state)
        .join(Ride, Ride.attendee_id == Attendee.id)
        .join(Coach, Coach.id == Ride.coach_id)
        .where(Attendee.registration_id.in_(registration_ids))
        .distinct()
        .order_by(Attendee.registration_id, Coach.state)
    )
    found: dict[int, list[CoachState]] = {}
    for party, state in db.session.execute(query) if registration_ids else ():
        found.setdefault(party, []).append(CoachState(state))
    return found


def members_of(event: Event) -> list[tuple[int, str]]:
    """Who can escort or interpret: members of the committee."""
    query = db.select(Member.id, Member.name).join(Subcommittee, Subcommittee.id == Member.subcommittee_id)
    query = query.where(Subcommittee.event_id == event.id, Member.name != "")
    query = query.order_by(Subcommittee.position, Subcommittee.id, Member.position, Member.id)
    return [(number, name) for number, name in db.session.execute(query)]


def add_coach(event: Event, values: Mapping[str, Any], noted: Noted) -> Coach:
    coach = Coach(event_id=event.id, **values)
    db.session.add(coach)
    db.session.flush()
    audit.record("coach.created", coach, **noted)
    return coach


def change_coach(coach: Coach, values: Mapping[str, Any], noted: Noted) -> audit.AuditEntry:
    for name, value in values.items():
        setattr(coach, name, value)
    db.session.flush()
    return audit.record("coach.changed", coach, **noted)


def remove_coach(coach: Coach) -> None:
    """Whoever was on it has no coach."""
    riders = db.session.scalar(db.select(func.count(Ride.attendee_id)).filter_by(coach_id=coach.id))
    audit.record("coach.removed", coach, name=(coach.name, None), people=(riders, 0))
    audit.erase(coach)
    db.session.execute(db.delete(Ride).where(Ride.coach_id == coach.id))
    db.session.delete(coach)
    db.session.flush()


def note_state(coach: Coach, state: CoachState, now: datetime) -> None:
    """Where a coach is; said again, nothing changes."""
    if coach.state != state:
        audit.record("coach.moved_on", coach, state=(coach.state, state.value))
        coach.state, coach.state_at = state, now
        db.session.flush()


def seat_riders(event: Event, registration: Registration, chosen: Mapping[int, int | None]) -> bool:
    """Put people of a party on coaches of the event (attendee id → coach id; None: on none). Whether it changed any."""
    coaches = set(db.session.scalars(db.select(Coach.id).filter_by(event_id=event.id)))
    people = {person.id for person in registration.attendees}
    before = {number: coach.id for number, coach in rides_of(people).items()}
    wanted = {n: c for n, c in chosen.items() if n in people and (c is None or c in coaches) and before.get(n) != c}
    if not wanted:
        return False
    db.session.execute(db.delete(Ride).where(Ride.attendee_id.in_(wanted)))
    rows = [{"attendee_id": number, "coach_id": coach} for number, coach in wanted.items() if coach is not None]
    if rows:
        db.session.execute(db.insert(Ride), rows)
    audit.record("riders.changed", registration, people=(None, len(wanted)))
    return True


def journey_of(registration: Registration) -> Journey | None:
    query = db.select(Journey).filter_by(registration_id=registration.id).options(lazyload("*"))
    return db.session.scalar(query)


def keep_journey(registration: Registration, values: Mapping[str, Any], noted: Noted) -> audit.AuditEntry:
    journey = journey_of(registration)
    if journey is None:
        journey = Journey(registration_id=registration.id)
        db.session.add(journey)
    for name, value in values.items():
        setattr(journey, name, value)
    db.session.flush()
    return audit.record("journey.changed", journey, **noted)


def code_of(coach: Coach) -> str:
    """What the coach's printed sheet carries: no ticket, and good at the door of its event alone."""
    return CODE_BEGINS + keys.short_code(CODE, coach.id, coach.code_version)


def of_code(text: str, event: Event) -> Coach | None:
    """The coach of a scanned or typed code."""
    code = "".join(text.split()).upper()
    if not code.startswith(CODE_BEGINS) or not code.isascii():
        return None
    rest = code.removeprefix(CODE_BEGINS)
    query = db.select(Coach).where(Coach.event_id == event.id, Coach.id.in_(keys.short_code_numbers(CODE, rest)))
    found = db.session.scalars(query.order_by(Coach.id).options(lazyload("*")))
    return next((coach for coach in found if keys.short_code_is(CODE, coach.id, coach.code_version, rest)), None)


def _counted() -> Select[Any]:
    """Coaches by departure, with how many of those who ride come, and are in."""
    return (
        db.select(Coach, func.count(Attendee.id), func.count(Presence.id))
        .outerjoin(Ride, Ride.coach_id == Coach.id)
        .outerjoin(Attendee, db.and_(Attendee.id == Ride.attendee_id, _comes()))
        .outerjoin(Presence, _is_in())
        .outerjoin(Member, Member.id == Coach.member_id)
        .options(contains_eager(Coach.member).lazyload("*"), lazyload(Coach.event))
        .group_by(Coach.id, Member.id)
        .order_by(Coach.departs_at.is_(None), Coach.departs_at, Coach.name, Coach.id)
    )


def _comes() -> ColumnElement[bool]:
    party = db.select(Registration.id).where(Registration.state == State.CONFIRMED)
    return db.and_(Attendee.dropped_at.is_(None), Attendee.registration_id.in_(party))


def _is_in() -> ColumnElement[bool]:
    return db.and_(
        Presence.attendee_id == Attendee.id,
        Presence.scope == checkin_rules.EVENT_SCOPE,
        Presence.entered_at.is_not(None),
    )
