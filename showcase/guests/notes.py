"""Notes among officers on a party or a person of it, with their page part, time line, and what the party may read."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import joinedload, lazyload

from ..accounts.models import Account
from ..core import audit
from ..core.database import db
from ..core.i18n import gettext as _
from ..registration.models import Attendee, Registration
from ..registration.signals import OwnPart, own_data_sources
from .models import GuestNote
from .parts import Entry, timeline


def add(registration: Registration, person: Attendee | None, text: str, who: Account, now: datetime) -> GuestNote:
    """Whoever calls has begun to write and commits."""
    note = GuestNote(
        registration_id=registration.id,
        attendee_id=person.id if person else None,
        text=text,
        at=now,
        account_id=who.id,
    )
    db.session.add(note)
    db.session.flush()
    audit.record("guest_note.added", note, text=("", text))
    return note


def of(registration: Registration) -> Sequence[GuestNote]:
    """The latest first."""
    query = db.select(GuestNote).filter(GuestNote.registration_id == registration.id, GuestNote.text != "")
    query = query.options(joinedload(GuestNote.account), joinedload(GuestNote.attendee).options(lazyload("*")))
    return db.session.scalars(query.order_by(GuestNote.at.desc(), GuestNote.id.desc())).all()


@timeline
def noted(registration: Registration) -> Iterable[Entry]:
    for note in of(registration):
        who = (note.account.name or note.account.email) if note.account else ""
        yield Entry(note.at, _("Noted"), who, note.attendee.name if note.attendee else "", note.text)


def own_part(registration: Registration) -> OwnPart:
    labels = {"at": _("When"), "person": _("Who"), "text": _("What was noted")}
    rows = [
        {"at": note.at, "person": note.attendee.name if note.attendee else "", "text": note.text}
        for note in reversed(of(registration))
    ]
    return OwnPart("guest_notes", _("Notes of the organisers"), labels, rows)


own_data_sources.append(own_part)
