"""What officers noted of their calls: told to the party with all else, and emptied when it wants to be forgotten."""

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from ..core.database import db
from ..core.forgetting import empty, nothing_of
from ..core.i18n import gettext as _
from ..invitations.models import Invitation
from ..registration import signals
from ..registration.models import Registration
from ..registration.signals import OwnPart
from . import wording
from .models import KEPT, Call, Callee


def calls_to(registration: Registration) -> list[Call]:
    """All calls to a party and about the invitation that it answered, the oldest first."""
    query = db.select(Call).where(Call.callee_id.in_(_callees(registration))).order_by(Call.id)
    return list(db.session.scalars(query.options(joinedload(Call.account))))


def own_part(registration: Registration) -> OwnPart:
    labels = {"at": _("When"), "outcome": _("What came of it"), "note": _("What was said")}
    outcomes = wording.outcomes()
    rows = [{"at": one.at, "outcome": outcomes[one.outcome], "note": one.note} for one in calls_to(registration)]
    return OwnPart("call_desk", _("Calls of the organisers"), labels, rows)


@signals.erased.connect
def forget(registration: Registration) -> None:
    empty(Call, Call.callee_id.in_(_callees(registration)), **nothing_of(Call, KEPT))


def _callees(registration: Registration) -> Select[tuple[int]]:
    invitations = db.select(Invitation.id).where(Invitation.registration_id == registration.id)
    mine = db.or_(Callee.registration_id == registration.id, Callee.invitation_id.in_(invitations))
    return db.select(Callee.id).where(mine)


signals.own_data_sources.append(own_part)
