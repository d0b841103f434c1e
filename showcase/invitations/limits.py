"""How many people an invitation lets its party name, also when the party adds somebody later."""

from ..core.database import db
from ..registration import signals
from ..registration.models import Registration
from .models import Invitation


def most_people(registration: Registration) -> int | None:
    return db.session.scalar(db.select(Invitation.most_people).filter_by(registration_id=registration.id))


signals.party_limits.append(most_people)
