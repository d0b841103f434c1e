"""Forgets to which address old messages to staff went: about accounts, and those that try something out."""

from datetime import datetime

from ..core import settings
from ..core.database import db
from ..core.forgetting import empty, forgets
from ..core.mail import Message
from ..registration import mails
from .set_up import TEST

KINDS = ("account-", mails.TEST, TEST)  # how they begin


@forgets
def forget(now: datetime) -> dict[str, int]:
    to_staff = db.or_(*(Message.kind.startswith(kind, autoescape=True) for kind in KINDS))
    old = db.and_(to_staff, Message.created_at < now - settings.FORGET_PEOPLE.days)
    return {"addresses_of_staff": empty(Message, old, recipient="")}
