"""What a party was written to with others: told to it, and its address emptied when it wants to be forgotten."""

from ..core.database import db
from ..core.forgetting import empty
from ..core.i18n import gettext as _
from ..core.mail import Message
from ..registration import signals
from ..registration.models import Registration
from ..registration.signals import OwnPart
from . import services, wording
from .models import Announcement, Recipient


def announcements_to(registration: Registration) -> OwnPart:
    labels = {"at": _("When"), "subject": _("Subject"), "state": _("State")}
    query = (
        db.select(Announcement, services.STATE)
        .select_from(Recipient)
        .join(Recipient.announcement)
        .where(Recipient.registration_id == registration.id)
        .order_by(Recipient.id)
    )
    states = wording.states()
    rows = [
        {"at": found.sent_at, "subject": services.titled(found), "state": states[state]}
        for found, state in db.session.execute(services.joined(query))
    ]
    return OwnPart("announcements", _("Announcements to you and others"), labels, rows)


@signals.erased.connect
def forget(registration: Registration) -> None:
    mine = db.select(Recipient.id).where(Recipient.registration_id == registration.id)
    empty(Message, db.and_(Message.kind == services.MAIL, Message.subject_id.in_(mine)), recipient="")


signals.own_data_sources.append(announcements_to)
