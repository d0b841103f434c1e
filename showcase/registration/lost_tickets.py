"""Lost tickets: the way back is sent to the address we know, or somebody calls. Whoever asks is told nothing."""

from ..core import audit, clock, outbox
from ..core.database import db, write
from ..core.outbox import Lane, Task
from . import calls, services
from .models import Event, Registration, TicketRequest
from .rules import CallReason, State

JOB = "lost-ticket"
MOST = 10  # answers of one address; more are no family


def ask(wanted: str) -> None:
    """Let the worker look for an e-mail address in small letters, or for the last digits of a number."""
    request = TicketRequest(reach=wanted)
    db.session.add(request)
    db.session.flush()
    outbox.enqueue(Lane.MAIL, JOB, request=request.id)


@outbox.handles(JOB)
def look(task: Task) -> None:
    """Send to the stored addresses, never to the one that was typed. Done twice, it does it once."""
    write()
    request = db.session.get(TicketRequest, task.values["request"])
    if request is None:
        db.session.rollback()
        return
    for registration in _known_by(request.reach):
        audit.record("ticket.asked", registration)
        if not services.send_link(registration):
            calls.ask_for_call(registration, CallReason.LOST_TICKET)
    db.session.delete(request)
    db.session.commit()


def _known_by(reach: str) -> list[Registration]:
    if "@" in reach:
        is_theirs = db.func.lower(Registration.contact_email) == reach
    else:
        # A number is typed as it is dialled at home: its country is not known here.
        numbers = (Registration.contact_phone, Registration.home_phone)
        is_theirs = db.or_(*(number.like(f"%{reach}") for number in numbers))
    query = (
        db.select(Registration)
        .join(Registration.event)
        .where(is_theirs, Registration.state != State.CANCELLED, Event.ends_at > clock.now())
        .order_by(Registration.id)
    )
    return list(db.session.scalars(query.limit(MOST)))
