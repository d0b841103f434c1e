"""What is known of one party: who of it has come, its messages and its scans."""

from collections.abc import Sequence

from sqlalchemy.orm import selectinload

from ..checkin import rules as checkin_rules
from ..checkin.models import Annulment, Presence, Scan
from ..core.database import db
from ..core.mail import Message, MessageState
from ..core.outbox import Job
from ..registration.models import Attendee, MergedPerson, Registration


def registration_of(code: str) -> Registration | None:
    query = (
        db.select(Registration)
        .filter_by(code=code.replace("\0", ""))
        .options(selectinload(Registration.attendees), selectinload(Registration.consents))
    )
    return db.session.scalar(query)


def two_registrations_of(code: str, other: str) -> tuple[Registration | None, Registration | None]:
    """Two at once."""
    codes = [one.replace("\0", "") for one in (code, other)]
    query = (
        db.select(Registration)
        .where(Registration.code.in_(codes))
        .options(selectinload(Registration.attendees), selectinload(Registration.consents))
        .execution_options(populate_existing=True)
    )
    found = {one.code: one for one in db.session.scalars(query)}
    return found.get(codes[0]), found.get(codes[1])


def presences(people: Sequence[Attendee]) -> dict[int, Presence]:
    """Who of these is or was in, by the event's count."""
    ids = [person.id for person in people]
    query = db.select(Presence).where(Presence.attendee_id.in_(ids), Presence.scope == checkin_rules.EVENT_SCOPE)
    return {row.attendee_id: row for row in db.session.scalars(query)} if people else {}


def messages_of(registration: Registration) -> list[Message]:
    query = (
        db.select(Message)
        .where(Message.kind.like("registration%"), Message.subject_id == registration.id)
        .order_by(Message.id.desc())
    )
    return list(db.session.scalars(query))


def cards_of(registration: Registration) -> dict[int, int]:
    """Cards of answers that were joined to this one: whose they were → who of the party that is."""
    ids = [person.id for person in registration.attendees]
    query = db.select(MergedPerson.attendee_id, MergedPerson.into_id).where(MergedPerson.into_id.in_(ids))
    return {card: person for card, person in db.session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def jobs_of(messages: Sequence[Message]) -> dict[int, Job]:
    """The background work of those messages that are going to be tried again."""
    numbers = [message.job_id for message in messages if message.state == MessageState.DEFERRED]
    found = db.session.scalars(db.select(Job).where(Job.id.in_(numbers))) if numbers else ()
    return {job.id: job for job in found}


def scans_of(registration: Registration) -> list[tuple[Scan, bool]]:
    """All scans of a party's tickets, of answers that were joined to it too, the newest first; whether taken back."""
    ids = [person.id for person in registration.attendees]
    joined = db.select(MergedPerson.attendee_id).where(MergedPerson.into_id.in_(ids))
    query = (
        db.select(Scan, Annulment.scan_id.is_not(None))
        .outerjoin(Annulment, Annulment.scan_id == Scan.id)
        .where(db.or_(Scan.attendee_id.in_(ids), Scan.attendee_id.in_(joined)))
        .options(selectinload(Scan.gate), selectinload(Scan.device))
        .order_by(Scan.at.desc(), Scan.id)
        .limit(100)
    )
    return [(scan, bool(annulled)) for scan, annulled in db.session.execute(query)]
