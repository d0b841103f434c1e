"""Forgets whom the host invited and whom communes proposed, with the guests of the same gathering.

Who wishes to hear from the host next year stays.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import lazyload

from ..core import settings
from ..core.database import db
from ..core.forgetting import Coming, delete, empty, foretells, forgets, nothing_of
from ..core.mail import Message
from ..registration.models import Event
from ..registration.staying_in_touch import wish_to_stay_in_touch
from . import kept_sheets, letters
from .kept_sheets import KeptSheet
from .models import KEPT_WITH_NOTES, KEPT_WITH_PEOPLE, Invitation, Proposal


@forgets
def forget(now: datetime) -> dict[str, int]:
    notes, people = now - settings.FORGET_NOTES.days, now - settings.FORGET_PEOPLE.days
    gone = db.and_(_over(people), db.not_(_wishes_news()))
    written = db.and_(
        Message.kind.in_(letters.KINDS),
        Message.subject_id.in_(db.select(Invitation.id).where(_over(people))),
    )
    proposed = Proposal.event_id.in_(db.select(Event.id).where(Event.ends_at < notes))
    return {
        "words": empty(Invitation, _over(notes), **nothing_of(Invitation, KEPT_WITH_NOTES))
        + empty(Proposal, proposed, **nothing_of(Proposal, KEPT_WITH_NOTES)),
        "invitations": empty(
            Invitation,
            gone,
            **nothing_of(Invitation, KEPT_WITH_PEOPLE),
            link_version=Invitation.link_version + 1,
        ),
        "proposals": empty(
            Proposal,
            Proposal.event_id.in_(db.select(Event.id).where(Event.ends_at < people)),
            **nothing_of(Proposal, KEPT_WITH_PEOPLE),
        ),
        # Each goes by a job of its own; this is for those whose job was given up.
        "sheets": delete(db.delete(KeptSheet).where(KeptSheet.created_at <= now - kept_sheets.KEPT)),
        "addresses_of_invitations": empty(Message, written, recipient=""),
    }


@foretells
def coming(now: datetime) -> Iterator[Coming]:
    query = (
        db.select(Event, func.count(Invitation.id))
        .join(Invitation, Invitation.event_id == Event.id)
        .where(Invitation.name != "", db.not_(_wishes_news()))
        .group_by(Event.id)
        .order_by(Event.ends_at, Event.id)
        .options(lazyload(Event.sessions))
    )
    for event, number in db.session.execute(query):
        yield Coming(event.ends_at + settings.FORGET_PEOPLE.days, "invitations", str(event.text_in("title")), number)


def _over(before: datetime) -> ColumnElement[bool]:
    """Of gatherings that had ended by then."""
    return Invitation.event_id.in_(db.select(Event.id).where(Event.ends_at < before))


def _wishes_news() -> ColumnElement[bool]:
    """Who said so beside the invitation, or in the answer to it."""
    in_answer = db.and_(
        Invitation.registration_id.is_not(None), Invitation.registration_id.in_(wish_to_stay_in_touch())
    )
    return db.or_(Invitation.wishes_news.is_(True), in_answer)
