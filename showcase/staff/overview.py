"""What the console's first page tells: who is coming, who has come, what is to be done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g
from sqlalchemy import Select

from ..accounts.models import Account
from ..announcements import services as announcements
from ..calls import queue
from ..checkin import rules as checkin_rules
from ..checkin.models import Conflict, Presence
from ..core import clock
from ..core.database import db
from ..core.mail import FAILED, Message
from ..core.outbox import Job, JobState
from ..editions.context import current_edition
from ..editorial import board
from ..invitations import letters
from ..registration import unit_tasks
from ..registration.models import Attendee, Event, Registration

# Mail about accounts, with links that sign in, is no organiser's business.
TO_GUESTS = db.or_(
    Message.kind.startswith("registration", autoescape=True),
    Message.kind.in_((*letters.KINDS, announcements.MAIL)),
)
# Work that was given up; of a message to a guest the message tells it.
GIVEN_UP = db.and_(
    Job.state == JobState.DEAD, Job.id.not_in(db.select(Message.job_id).where(TO_GUESTS, Message.job_id.is_not(None)))
)


@dataclass(frozen=True)
class EventCount:
    """An event in numbers of people."""

    event: Event
    expected: int
    inside: int
    arrived: int  # who has entered at least once
    waiting: int


def events() -> list[EventCount]:
    """Events that are not over yet, the next first."""
    query = db.select(Event).where(Event.ends_at > clock.now()).order_by(Event.starts_at, Event.id).limit(5)
    found = db.session.scalars(query).all()
    ids = [event.id for event in found]
    states = (
        db.select(Registration.event_id, Registration.state, db.func.count(Attendee.id))
        .join(Attendee)
        .where(Registration.event_id.in_(ids), Attendee.dropped_at.is_(None))
        .group_by(Registration.event_id, Registration.state)
    )
    people = {(event_id, state): number for event_id, state, number in db.session.execute(states)}
    entries = (
        db.select(
            Registration.event_id,
            db.func.count(Presence.entered_at),
            db.func.sum(db.case((Presence.inside.is_(True), 1), else_=0)),
        )
        .join(Attendee, Attendee.registration_id == Registration.id)
        .join(Presence, Presence.attendee_id == Attendee.id)
        .where(Registration.event_id.in_(ids), Presence.scope == checkin_rules.EVENT_SCOPE)
        .group_by(Registration.event_id)
    )
    came = {event_id: (arrived, inside or 0) for event_id, arrived, inside in db.session.execute(entries)}
    return [
        EventCount(
            event,
            expected=people.get((event.id, "confirmed"), 0),
            inside=came.get(event.id, (0, 0))[1],
            arrived=came.get(event.id, (0, 0))[0],
            waiting=people.get((event.id, "waitlisted"), 0) + people.get((event.id, "pending"), 0),
        )
        for event in found
    ]


def failed_messages() -> int:
    """Messages that did not reach their guest, and have not been sent again since."""
    return _count(db.select(db.func.count(Message.id)).where(TO_GUESTS, Message.state.in_(FAILED)))


def dead_jobs() -> int:
    return _count(db.select(db.func.count(Job.id)).where(GIVEN_UP))


def open_cases() -> int:
    return _count(db.select(db.func.count(Conflict.id)).where(Conflict.settled_at.is_(None)))


def requests_to_communes(who: Account) -> tuple[int, int]:
    """How many requests are open in the units that somebody answers for, and how many of them are late."""
    return unit_tasks.open_and_late(who, today())


def texts_waiting(who: Account) -> board.Waiting:
    """Texts on the board whose next step is somebody's."""
    edition = current_edition()
    return board.waiting_for(who, edition, today()) if edition else board.Waiting(0, 0)


def figures_to_check(who: Account) -> board.Waiting:
    return board.figures_asked(who, today())


def calls_to_make() -> tuple[int, int]:
    """How many guests are to be telephoned, and how many of them now."""
    return queue.due_of_all(clock.now())


def today() -> date:
    """The day on the host's clock."""
    return clock.in_zone(clock.now(), g.get("timezone", "Asia/Ho_Chi_Minh")).date()


def demo_people() -> int:
    query = db.select(db.func.count(Attendee.id)).join(Registration).where(Registration.demo.is_(True))
    return _count(query)


def _count(query: Select[Any]) -> int:
    return db.session.scalar(query) or 0
