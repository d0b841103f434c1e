"""Forgets givers when nothing is left to tell them; amounts, receipts' numbers and works stay, and belong to nobody."""

from datetime import datetime

from ..core.database import db
from ..core.forgetting import empty, forgets
from ..core.mail import Message
from . import rules, services
from .models import Contribution
from .rules import Publicity


@forgets
def forget(now: datetime) -> dict[str, int]:
    over = db.or_(
        Contribution.closed_at < now - rules.KEPT,
        db.and_(Contribution.closed_at.is_(None), Contribution.promised_at < now - rules.KEPT_AT_MOST),
    )
    unnamed = db.and_(over, Contribution.publicity != Publicity.NAMED)
    letters = db.and_(
        Message.kind.in_((services.NOTED, services.RECEIVED, services.DONE)),
        Message.subject_id.in_(db.select(Contribution.id).where(over)),
    )
    return {
        "givers": empty(Contribution, over, **services.PERSONAL),
        "names_of_givers": empty(Contribution, unnamed, named_as=""),
        "addresses_of_givers": empty(Message, letters, recipient=""),
    }
