"""Forgets to which addresses announcements went, with the guests of the same gathering."""

from datetime import datetime

from ..core import settings
from ..core.database import db
from ..core.forgetting import empty, forgets
from ..core.mail import Message
from ..registration.models import Event
from . import services
from .models import Announcement, Recipient


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = (
        db.select(Recipient.id)
        .join(Recipient.announcement)
        .join(Announcement.event)
        .where(Event.ends_at < now - settings.FORGET_PEOPLE.days)
    )
    written = db.and_(Message.kind == services.MAIL, Message.subject_id.in_(over))
    return {"addresses": empty(Message, written, recipient="")}
