"""The books of places, counted from the rows: what must be true whatever has happened."""

from showcase.core.database import db
from showcase.registration.models import Attendee, Event, Hold, Registration, SessionWait, booking
from showcase.registration.rules import State, WaitState


def faults_of(event: Event) -> list[str]:
    """What is wrong with an event's counters, capacities and queues; empty: nothing."""
    db.session.expire_all()
    living = db.and_(Registration.event_id == event.id, Registration.state == State.CONFIRMED)
    here = db.and_(Attendee.registration_id == Registration.id, Attendee.dropped_at.is_(None))
    faults = []

    def expect(name: str, stored: int, counted: int) -> None:
        if stored != counted:
            faults.append(f"{name}: {stored} stored, {counted} counted")

    people = db.session.scalar(db.select(db.func.count(Attendee.id)).join(Registration, here).where(living)) or 0
    held = db.session.scalar(db.select(db.func.coalesce(db.func.sum(Hold.places), 0)).filter_by(event_id=event.id))
    expect("event.taken", event.taken, people)
    expect("event.held", event.held, held or 0)
    if event.capacity is not None and event.taken + event.held > event.capacity:
        faults.append(f"{event.taken} + {event.held} of {event.capacity}")
    for session in event.sessions:
        booked = db.select(db.func.count(Attendee.id)).join(Registration, here).where(living)
        booked = booked.join(booking, booking.c.attendee_id == Attendee.id).where(booking.c.session_id == session.id)
        offered = db.select(db.func.coalesce(db.func.sum(SessionWait.places), 0)).filter_by(session_id=session.id)
        live = offered.filter_by(state=WaitState.OFFERED)
        expect(session.slug, session.taken, (db.session.scalar(booked) or 0) + (db.session.scalar(live) or 0))
        expect(f"{session.slug}, not offered", 0, (db.session.scalar(offered) or 0) - (db.session.scalar(live) or 0))
        if session.capacity is not None and session.taken > session.capacity:
            faults.append(f"{session.slug}: {session.taken} of {session.capacity}")
        for wait in db.session.scalars(db.select(SessionWait).filter_by(session_id=session.id)):
            if wait.state not in (WaitState.WAITING, WaitState.OFFERED):
                continue
            if wait.registration.state == State.CANCELLED:
                faults.append(f"{wait.id}: a party that left still waits")
            for one in wait.people:
                if session in one.sessions:
                    faults.append(f"{one.id}: waits for {session.slug} and is in it")
    return faults
