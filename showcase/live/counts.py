"""Who has arrived and who is expected, counted from the rows by the database, in as many queries as there are views.

Arrived is who has come in at least once by a scan that stands; inside is who has not gone out again. Expected are the
people of confirmed answers. Who came in without being expected (let in by hand) is counted apart.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..checkin import gates
from ..checkin.models import Presence, Scan, gate_session
from ..core.database import db
from ..guests import wording
from ..registration.models import Attendee, Event, Registration, booking
from ..registration.rules import State
from . import rules
from .rules import Pace

HAS_COME = db.exists().where(Presence.attendee_id == Attendee.id, Presence.entered_at.is_not(None))
IS_EXPECTED = db.and_(Registration.state == State.CONFIRMED, Attendee.dropped_at.is_(None))


@dataclass(frozen=True)
class Share:
    """How many of a part of the guests have arrived; `expected` None: nobody is told to come just there."""

    label: str
    arrived: int
    expected: int | None = None
    recent: int = 0

    @property
    def percent(self) -> int:
        return min(100, 100 * self.arrived // self.expected) if self.expected else 0


@dataclass(frozen=True)
class Counts:
    arrived: int
    expected: int
    inside: int
    unexpected: int  # have come in, and were not expected
    vips: Share
    kinds: tuple[Share, ...]
    gates: tuple[Share, ...]
    recent: int
    pace: Pace | None

    @property
    def missing(self) -> int:
        return self.expected - self.arrived

    @property
    def percent(self) -> int:
        return min(100, 100 * self.arrived // self.expected) if self.expected else 0


def of(event: Event, now: datetime) -> Counts:
    came = _came(event)
    rows = db.session.execute(
        db.select(
            Registration.guest_kind,
            Attendee.vip,
            db.case((IS_EXPECTED, 1), else_=0),
            db.func.count(Attendee.id),
            db.func.count(came.c.attendee_id),
            db.func.coalesce(db.func.sum(came.c.inside), 0),
            db.func.coalesce(db.func.sum(db.case((came.c.at >= now - rules.WINDOW, 1), else_=0)), 0),
            db.func.min(came.c.at),
        )
        .join(Registration)
        .outerjoin(came, came.c.attendee_id == Attendee.id)
        .where(Registration.event_id == event.id)
        .group_by(db.text("1, 2, 3"))  # by place: PostgreSQL does not see that two cases are one
    ).all()
    expected = [row for row in rows if row[2]]
    arrived, whole = _sum(expected, 4), _sum(expected, 3)
    recent, first = _sum(expected, 6), min((row[7] for row in rows if row[7] is not None), default=None)
    honoured = [row for row in expected if row[1]]
    words = wording.kinds()
    kinds = [
        Share(words.get(kind, kind), _sum(of_kind, 4), _sum(of_kind, 3))
        for kind in sorted({row[0] for row in expected}, key=lambda kind: (*words, kind).index(kind))
        if (of_kind := [row for row in expected if row[0] == kind])
    ]
    return Counts(
        arrived=arrived,
        expected=whole,
        inside=_sum(rows, 5),
        unexpected=_sum(rows, 4) - arrived,
        vips=Share("", _sum(honoured, 4), _sum(honoured, 3)),
        kinds=tuple(kinds),
        gates=_by_gate(event, now),
        recent=recent,
        pace=rules.pace(recent, first, whole - arrived, now),
    )


def _came(event: Event) -> Any:
    """Who has come in, by whatever desk: one row a guest, when first, and whether still inside."""
    return (
        db.select(
            Presence.attendee_id,
            db.func.min(Presence.entered_at).label("at"),
            db.func.max(db.case((Presence.inside.is_(True), 1), else_=0)).label("inside"),
        )
        .join(Attendee, Attendee.id == Presence.attendee_id)
        .join(Registration)
        .where(Registration.event_id == event.id, Presence.entered_at.is_not(None))
        .group_by(Presence.attendee_id)
        .subquery()
    )


def _by_gate(event: Event, now: datetime) -> tuple[Share, ...]:
    """By which desk they came. Only a desk of a session knows how many are to come."""
    entries = (
        db.select(
            Scan.gate_id,
            db.func.count(Presence.id),
            db.func.coalesce(db.func.sum(db.case((Presence.entered_at >= now - rules.WINDOW, 1), else_=0)), 0),
        )
        .join(Scan, Scan.id == Presence.entry_scan_id)
        .where(Scan.event_id == event.id)
        .group_by(Scan.gate_id)
    )
    came = {gate_id: (number, recent) for gate_id, number, recent in db.session.execute(entries)}
    booked = (
        db.select(gate_session.c.gate_id, db.func.count(db.distinct(Attendee.id)))
        .join(booking, booking.c.session_id == gate_session.c.session_id)
        .join(Attendee, Attendee.id == booking.c.attendee_id)
        .join(Registration)
        .where(Registration.event_id == event.id, IS_EXPECTED)
        .group_by(gate_session.c.gate_id)
    )
    to_come: dict[int, int] = {gate_id: number for gate_id, number in db.session.execute(booked)}  # noqa: C416
    return tuple(
        Share(
            str(gate.text_in("name")),
            came.get(gate.id, (0, 0))[0],
            to_come.get(gate.id, 0) if gate.sessions else None,
            came.get(gate.id, (0, 0))[1],
        )
        for gate in gates.of_event(event)
    )


def _sum(rows: Any, column: int) -> int:
    return sum(int(row[column]) for row in rows)
