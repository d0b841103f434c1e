"""Invitations and reminders by mail: whom they reach, and each written down once, however often the button is pressed.

Who is reached is decided by the statement that notes it, in the transaction that writes the messages: of two that send
at once, the second finds nobody left.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import lazyload

from ..core import audit, mail, settings
from ..core.clock import in_zone
from ..core.database import db
from ..registration.models import Event
from . import letters, listing
from .listing import Filters
from .models import Invitation
from .rules import TOLD, Stage


def reached(event: Event, kind: str, filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    """Who of those that the filters leave gets a mail of this kind now."""
    others = listing.conditions(event, replace(filters, stage="", reach=""))
    narrowed = [listing.STAGE.in_([filters.stage])] if filters.stage else []
    return [*others, *narrowed, Invitation.email.is_not(None), *_due(event, kind, now)]


def count(event: Event, kind: str, filters: Filters, now: datetime) -> int:
    query = db.select(db.func.count(Invitation.id)).where(*reached(event, kind, filters, now))
    return db.session.scalar(query) or 0


def first(event: Event, kind: str, filters: Filters, now: datetime, most: int) -> list[Invitation]:
    """Some of them, by their names."""
    query = db.select(Invitation).where(*reached(event, kind, filters, now))
    ordered = query.order_by(Invitation.sort_given, Invitation.id).options(lazyload("*"))
    return list(db.session.scalars(ordered.limit(most)))


def send(event: Event, kind: str, filters: Filters, now: datetime) -> int:
    """Write the mails down and note that the guests are told; answers how many."""
    statement = db.update(Invitation).where(*reached(event, kind, filters, now)).values(**_noted(kind, now))
    rows = db.session.execute(
        statement.returning(Invitation.id, Invitation.email, Invitation.locale),
        execution_options={"synchronize_session": False},
    ).all()
    mail.post_all(kind, [(number, address, locale) for number, address, locale in sorted(rows) if address])
    for number, _address, _locale in rows:
        _record(kind, f"invitation:{number}", now)
    return len(rows)


def send_one(invitation: Invitation, kind: str, now: datetime) -> None:
    """To one guest, whatever was sent before: the address was wrong, or the mail is lost. The row is locked."""
    if not invitation.email:
        return
    if kind == letters.REMINDER:
        invitation.reminded_at, invitation.reminders = now, invitation.reminders + 1
    elif invitation.sent_at is None:
        invitation.sent_at = now
    invitation.changed_at = now
    mail.post(kind, invitation.id, invitation.email, invitation.locale)
    _record(kind, f"invitation:{invitation.id}", now)


def may_remind(event: Event, now: datetime) -> bool:
    """Only while an answer is still taken."""
    return event.is_open(now) and now < event.starts_at


def _due(event: Event, kind: str, now: datetime) -> list[ColumnElement[bool]]:
    if kind == letters.INVITATION:
        return [listing.STAGE.in_([Stage.NOTED.value])]
    if not may_remind(event, now):
        return [db.false()]
    before = now - settings.REMIND_AFTER.days
    last = db.func.coalesce(Invitation.reminded_at, Invitation.sent_at)
    handed = db.and_(last.is_(None), Invitation.handed_on <= in_zone(before, event.timezone).date())
    return [
        listing.STAGE.in_([stage.value for stage in TOLD]),
        Invitation.unsubscribed_at.is_(None),
        db.or_(last <= before, handed),
    ]


def _noted(kind: str, now: datetime) -> dict[str, Any]:
    if kind == letters.REMINDER:
        return {"reminded_at": now, "reminders": Invitation.reminders + 1, "changed_at": now}
    return {"sent_at": now, "changed_at": now}


def _record(kind: str, subject: str, now: datetime) -> None:
    if kind == letters.REMINDER:
        audit.record("invitation.reminded", subject, reminded_at=(None, now))
    else:
        audit.record("invitation.sent", subject, sent_at=(None, now))
