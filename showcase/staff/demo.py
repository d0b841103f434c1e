"""Takes the rehearsal's made-up guests and invitations away, and everything that tells of them."""

from typing import Any

from sqlalchemy import Select

from ..announcements.models import Recipient
from ..announcements.services import MAIL
from ..calls.models import Call, Callee
from ..checkin.models import Annulment, Conflict, Scan
from ..committee.models import Escort, Member, Subcommittee
from ..contributions.models import Contribution
from ..core import audit
from ..core.database import db, write
from ..core.localised import LocalisedText
from ..core.mail import Message
from ..core.outbox import Job, JobState
from ..invitations.letters import KINDS
from ..invitations.models import Invitation, Proposal
from ..invitations.rules import ProposalState
from ..protocol.models import HandOver, Introduction, McCopy
from ..registration.models import (
    Answer,
    Attendee,
    CallTask,
    Consent,
    Event,
    Registration,
    Session,
    SessionWait,
    booking,
)


def purge() -> int:
    """Delete all demo registrations with their scans and messages; the answer is how many people they were."""
    write()
    demo = db.select(Registration.id).where(Registration.demo.is_(True))
    people = db.select(Attendee.id).where(Attendee.registration_id.in_(demo))
    number = db.session.scalar(db.select(db.func.count()).select_from(people.subquery())) or 0
    _give_places_back()
    scans = db.select(Scan.id).where(Scan.attendee_id.in_(people))
    answers = db.select(Answer.id).where(Answer.registration_id.in_(demo))
    letters = db.select(Message.id).where(Message.kind.like("registration%"), Message.subject_id.in_(demo))
    jobs = db.select(Message.job_id).where(Message.id.in_(letters))
    unsent = db.update(Job).where(Job.id.in_(jobs), Job.state == JobState.WAITING)
    db.session.execute(unsent.values(state=JobState.CANCELLED))
    invitations, proposals = (db.select(model.id).where(model.demo.is_(True)) for model in (Invitation, Proposal))
    committees = db.select(Subcommittee.id).where(Subcommittee.demo.is_(True))
    lines, given = (db.select(model.id).where(model.demo.is_(True)) for model in (Introduction, HandOver))
    rehearsed = db.select(Introduction.event_id).where(Introduction.demo.is_(True))
    gifts = db.select(Contribution.id).where(Contribution.demo.is_(True))
    members = db.select(Member.id).where(Member.subcommittee_id.in_(committees))
    to_them = db.select(Recipient.id).where(Recipient.registration_id.in_(demo))
    announced = db.and_(Message.kind == MAIL, Message.subject_id.in_(to_them))
    called = db.or_(Callee.registration_id.in_(demo), Callee.invitation_id.in_(invitations))
    for model, ids in (
        (Call, db.select(Call.id).join(Call.callee).where(called)),  # they go with whom they were made to
        (Registration, demo),
        (Attendee, people),
        (Answer, answers),
        (Message, letters),
        (Proposal, proposals),
        (Invitation, invitations),
        (Member, members),
        (Introduction, lines),
        (HandOver, given),
        (Contribution, gifts),
    ):
        audit.erase_all(model, ids)
    # What real communes propose goes back to the desk where it was settled by made-up people.
    settled = db.or_(Proposal.merged_into_id.in_(proposals), Proposal.invitation_id.in_(invitations))
    freed = {
        "merged_into_id": None,
        "invitation_id": None,
        "list_id": None,
        "state": ProposalState.OPEN,
        "settled_at": None,
    }
    told = db.and_(Message.kind.in_(KINDS), Message.subject_id.in_(invitations))
    for statement in (
        db.update(Proposal).where(settled, Proposal.demo.is_(False)).values(**freed, settled_by_id=None),
        db.delete(Message).where(told),
        db.delete(McCopy).where(McCopy.event_id.in_(rehearsed)),
        db.delete(HandOver).where(HandOver.demo.is_(True)),
        # Real lines that were placed behind a made-up one stand as proposed again.
        db.update(Introduction).where(Introduction.after_id.in_(lines)).values(after_id=None, turn=None),
        db.update(Introduction).where(Introduction.joined_id.in_(lines)).values(joined_id=None),
        db.delete(Introduction).where(Introduction.demo.is_(True)),
        db.delete(Message).where(announced),
        db.delete(Escort).where(db.or_(Escort.attendee_id.in_(people), Escort.member_id.in_(members))),
        db.delete(Member).where(Member.id.in_(members)),
        db.delete(Subcommittee).where(Subcommittee.demo.is_(True)),
        *(
            db.delete(LocalisedText).where(
                LocalisedText.owner_kind == Contribution.__tablename__, LocalisedText.owner_id.in_(gifts)
            ),
            db.delete(Contribution).where(Contribution.demo.is_(True)),
        ),
        db.delete(Conflict).where(Conflict.attendee_id.in_(people)),
        db.delete(Annulment).where(Annulment.scan_id.in_(scans)),
        db.delete(Scan).where(Scan.attendee_id.in_(people)),
        db.delete(Message).where(Message.id.in_(letters)),
        db.delete(Answer).where(Answer.registration_id.in_(demo)),
        db.delete(CallTask).where(CallTask.registration_id.in_(demo)),
        db.delete(Consent).where(Consent.registration_id.in_(demo)),
        db.delete(Attendee).where(Attendee.registration_id.in_(demo)),
        db.delete(Proposal).where(Proposal.demo.is_(True)),
        db.delete(Invitation).where(Invitation.demo.is_(True)),
        db.delete(Registration).where(Registration.demo.is_(True)),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    audit.record("demo.purged", "demo", people=(number, 0))
    db.session.expire_all()
    return number


def _give_places_back() -> None:
    """Events and sessions count their real guests only, from now on."""
    confirmed = (
        db.select(Attendee.id, Registration.event_id)
        .join(Registration)
        .where(Registration.demo.is_(True), Registration.state == "confirmed", Attendee.dropped_at.is_(None))
        .subquery()
    )
    for event in db.session.scalars(db.select(Event).order_by(Event.id).with_for_update()):
        event.taken -= _count(db.select(db.func.count()).where(confirmed.c.event_id == event.id))
    for session in db.session.scalars(db.select(Session).order_by(Session.id).with_for_update()):
        held = db.select(db.func.count()).select_from(booking).join(confirmed, confirmed.c.id == booking.c.attendee_id)
        session.taken -= _count(held.where(booking.c.session_id == session.id))
        offered = db.select(db.func.sum(SessionWait.places)).join(Registration).where(Registration.demo.is_(True))
        session.taken -= _count(offered.where(SessionWait.session_id == session.id))
    db.session.flush()


def _count(query: Select[Any]) -> int:
    return db.session.scalar(query) or 0
