"""What guests say to an invitation. Registration knows nothing of it: what becomes of an answer is heard from there.

Whoever writes holds the event before the invitation, as those do who cancel a registration and are heard of here.
"""

from datetime import datetime
from typing import Any

from ..core import audit, clock
from ..core.database import db, locked, write
from ..registration import answering, services, signals
from ..registration.models import Registration
from ..registration.rules import Party, Refusal, Refused, State
from .models import Invitation
from .rules import Addressee, Reply


def is_coming(invitation: Invitation) -> bool:
    """Whether there is an answer that has not been taken back."""
    return invitation.registration is not None and invitation.registration.state != State.CANCELLED


def note_opening(invitation: Invitation, now: datetime) -> None:
    """Somebody has the invitation before them: noted the first time."""
    write()
    locked(invitation)
    if invitation.opened_at is None:
        invitation.opened_at = now
        db.session.flush()
        audit.record("invitation.opened", invitation, opened_at=(None, now))


def decline(invitation: Invitation, now: datetime) -> bool:
    """Not this year; False where the party has said that it comes, which is for it to take back."""
    _hold(invitation)
    if is_coming(invitation):
        return False
    _reply(invitation, Reply.NOT_THIS_YEAR, now)
    return True


def wish_news(invitation: Invitation, wishes: bool) -> None:
    """Whether who does not come would like the publication and next year's invitation."""
    write()
    locked(invitation)
    before = invitation.wishes_news
    if before != wishes:
        invitation.wishes_news = wishes
        db.session.flush()
        audit.record("invitation.changed", invitation, wishes_news=(before, wishes))


def accept(invitation: Invitation, key: str, body_digest: str, party: Party, now: datetime) -> Registration:
    """Note who comes, once: another form, tab or person with the same link gets the answer that is there."""
    _hold(invitation)
    if is_coming(invitation):
        return invitation.registration  # type: ignore[return-value]
    if invitation.withdrawn_at is not None:
        raise Refused(Refusal.REGISTRATION_CLOSED)
    registration = answering.noted_once(f"invitation:{invitation.id}", key, body_digest, party, now)
    if registration.state != State.CANCELLED:  # an old page sent again says nothing new
        invitation.registration_id, invitation.registration = registration.id, registration
        invitation.substitute = party.people[0].name if invitation.addressee == Addressee.OFFICE else ""
        _reply(invitation, Reply.COMING, now)
    return registration


@signals.cancelled.connect
def _taken_back(registration: Registration, **_more: Any) -> None:
    invitation = db.session.scalar(db.select(Invitation).filter_by(registration_id=registration.id))
    if invitation is not None and invitation.reply == Reply.COMING:
        _reply(invitation, Reply.NOT_THIS_YEAR, clock.now())


def _reply(invitation: Invitation, reply: Reply, now: datetime) -> None:
    before = invitation.reply
    if before == reply:
        return
    invitation.reply, invitation.replied_at = reply, now
    invitation.opened_at = invitation.opened_at or now
    db.session.flush()
    audit.record("invitation.replied", invitation, reply=(before, str(reply)))


def _hold(invitation: Invitation) -> None:
    event = invitation.event.slug
    services.locked_event(event)
    locked(invitation)
