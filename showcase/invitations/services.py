"""The verbs of inviting: note, change, take back, renew the link, note what was said by hand or telephone."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ..core import audit, clock, keys, search
from ..core.audit import AuditEntry
from ..core.database import db
from ..registration import signals
from ..registration.models import Event
from .models import Invitation, Proposal, ProposalList
from .rules import Reply

Noted = Mapping[str, tuple[Any, Any]]


def add(event: Event, values: Mapping[str, Any], noted: Noted) -> Invitation:
    """A new invitation; `values` are its columns, without what is derived from the name."""
    invitation = Invitation(event_id=event.id, event=event, code=new_codes(1)[0], **values)
    find_by_name(invitation)
    db.session.add(invitation)
    db.session.flush()
    audit.record("invitation.created", invitation, **noted)
    return invitation


def change(invitation: Invitation, values: Mapping[str, Any], noted: Noted) -> AuditEntry:
    for name, value in values.items():
        setattr(invitation, name, value)
    find_by_name(invitation)
    invitation.changed_at = clock.now()
    return audit.record("invitation.changed", invitation, **noted)


def has_any(event: Event) -> bool:
    """Whether somebody is invited, or a commune has proposed somebody."""
    first = (
        db.select(model.id).filter_by(event_id=event.id).limit(1) for model in (Invitation, Proposal, ProposalList)
    )
    return any(db.session.scalar(query) is not None for query in first)


signals.event_users.append(has_any)


def find_by_name(invitation: Invitation) -> None:
    """Keep beside the name how it is searched and sorted."""
    for column, value in findable(invitation.name, invitation.office).items():
        setattr(invitation, column, value)


def findable(name: str, office: str | None) -> dict[str, str]:
    """The columns by which an invitation is searched and sorted."""
    return {
        "folded": search.searchable(name, office or "")[:500],
        "sort_given": search.given_name_key(name)[:900],
    }


def new_codes(number: int) -> list[str]:
    """References that no invitation has."""
    found: list[str] = []
    while len(found) < number:
        codes = {"".join(secrets.choice(keys.CROCKFORD) for _ in range(8)) for _ in range(number - len(found))}
        taken = db.session.scalars(db.select(Invitation.code).where(Invitation.code.in_(codes)))
        found += sorted(codes - {*taken, *found})
    return found


def withdraw(invitation: Invitation, now: datetime) -> None:
    """Take the invitation back: its link opens no more. What was answered stays, and so does the party's place."""
    if invitation.withdrawn_at is None:
        audit.record("invitation.withdrawn", invitation, withdrawn_at=(None, now))
        invitation.withdrawn_at = invitation.changed_at = now


def restore(invitation: Invitation) -> None:
    """It holds again, with the same link: printed cards are good again."""
    if invitation.withdrawn_at is not None:
        audit.record("invitation.restored", invitation, withdrawn_at=(invitation.withdrawn_at, None))
        invitation.withdrawn_at, invitation.changed_at = None, clock.now()


def renew_link(invitation: Invitation) -> None:
    """Another link, since the old one is in wrong hands; the codes on printed cards are dead with it."""
    version = invitation.link_version
    audit.record("invitation.link_renewed", invitation, link_version=(version, version + 1))
    invitation.link_version, invitation.changed_at = version + 1, clock.now()


def note_sent(invitation: Invitation, now: datetime) -> None:
    """Somebody has told the guest by message or telephone; the first time counts."""
    if invitation.sent_at is None:
        audit.record("invitation.sent", invitation, sent_at=(None, now))
        invitation.sent_at = invitation.changed_at = now


def unsubscribe(invitation: Invitation, now: datetime) -> None:
    """No more reminders by mail, as the guest wishes."""
    if invitation.unsubscribed_at is None:
        audit.record("invitation.unsubscribed", invitation, unsubscribed_at=(None, now))
        invitation.unsubscribed_at = now


def note_handed(invitation: Invitation, day: date | None) -> AuditEntry | None:
    """Giao tận tay: the day on the receipt; None takes a mistaken one away. None if nothing changes."""
    if invitation.handed_on == day:
        return None
    entry = audit.record("invitation.handed", invitation, handed_on=(invitation.handed_on, day))
    invitation.handed_on, invitation.changed_at = day, clock.now()
    return entry


def note_reply(invitation: Invitation, reply: Reply | None, now: datetime) -> AuditEntry | None:
    """What the guest said by telephone; None takes a mistaken word away. None if nothing changes."""
    if invitation.reply == reply:
        return None
    entry = audit.record("invitation.replied", invitation, reply=(invitation.reply, reply))
    invitation.reply, invitation.replied_at = reply, now if reply else None
    invitation.changed_at = now
    return entry
