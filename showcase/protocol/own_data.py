"""How a party's people are introduced: told to it, and emptied when it wants to be forgotten."""

from sqlalchemy import ColumnElement

from ..core import audit
from ..core.database import db
from ..core.forgetting import empty, nothing_of
from ..core.i18n import gettext as _
from ..registration import signals
from ..registration.models import Registration
from ..registration.signals import OwnPart
from .models import KEPT, HandOver, Introduction, McCopy

_PERSONAL = ("honorific", "name", "title", "spoken", "announcement", "born")
_OF_SUBSTITUTE = ("honorific", "name", "title", "spoken", "born")


def introductions_of(registration: Registration) -> OwnPart:
    labels = {
        "honorific": _("Form of address"),
        "name": _("Name"),
        "title": _("Exact title"),
        "spoken": _("How the name is spoken"),
        "announcement": _("What the MC says"),
        "born": _("Year of birth"),
    }
    numbers = {person.id for person in registration.attendees}
    found = db.session.scalars(db.select(Introduction).where(_names(registration)).order_by(Introduction.id))
    rows = []
    for one in found:
        if one.substitute_id in numbers:
            rows.append({name: getattr(one, f"substitute_{name}") or "" for name in _OF_SUBSTITUTE})
        else:
            rows.append({name: getattr(one, name) or "" for name in _PERSONAL})
    return OwnPart(
        "introduction", _("How you are introduced"), labels, [{**dict.fromkeys(labels, ""), **r} for r in rows]
    )


@signals.erased.connect
def forget(registration: Registration) -> None:
    """At once what the nightly sweep empties by date; copies and hand-overs that may name the party go with it."""
    theirs = _names(registration)
    numbers = db.select(Introduction.id).where(theirs)
    names = [name for person in registration.attendees if (name := person.name)]
    given = db.or_(HandOver.giver_id.in_(numbers), HandOver.receiver_id.in_(numbers))
    empty(HandOver, given, **nothing_of(HandOver, KEPT))
    copies = db.session.scalars(db.select(McCopy).filter_by(event_id=registration.event_id)).all()
    named = [copy.id for copy in copies if any(name in copy.content for name in names)]
    empty(McCopy, McCopy.id.in_(named), content="")
    audit.erase_all(Introduction, numbers)
    empty(Introduction, theirs, **nothing_of(Introduction, KEPT))


def _names(registration: Registration) -> ColumnElement[bool]:
    numbers = [person.id for person in registration.attendees]
    return db.or_(Introduction.attendee_id.in_(numbers), Introduction.substitute_id.in_(numbers))


signals.own_data_sources.append(introductions_of)
