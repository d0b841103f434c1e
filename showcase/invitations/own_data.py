"""The invitation that a party answered: told to it with all else, and emptied when it wants to be forgotten."""

from typing import Any

from sqlalchemy import inspect

from ..core import audit
from ..core.database import db
from ..core.forgetting import empty, nothing_of
from ..core.i18n import gettext as _
from ..core.mail import Message
from ..registration import print_runs, signals
from ..registration.models import Registration
from ..registration.signals import OwnPart
from . import letters
from .models import KEPT_WITH_NOTES, KEPT_WITH_PEOPLE, Invitation, Proposal
from .rules import Sheet

# What is searched and sorted by says nothing that the name does not say.
_DERIVED = ("folded", "sort_given")


def invitation_of(registration: Registration) -> OwnPart:
    labels = _labels()
    query = db.select(Invitation).filter_by(registration_id=registration.id).order_by(Invitation.id)
    rows = [{name: getattr(one, name) for name in labels} for one in db.session.scalars(query)]
    return OwnPart("invitation", _("Your invitation"), labels, rows)


@signals.erased.connect
def forget(registration: Registration) -> None:
    """At once what the nightly sweep empties by date (retention.py)."""
    answered = Invitation.registration_id == registration.id
    ids = db.select(Invitation.id).where(answered)
    written = db.and_(Message.kind.in_(letters.KINDS), Message.subject_id.in_(ids))
    nothing = {**nothing_of(Invitation, KEPT_WITH_NOTES), **nothing_of(Invitation, KEPT_WITH_PEOPLE)}
    empty(Message, written, recipient="")
    empty(Invitation, answered, **nothing, link_version=Invitation.link_version + 1)
    audit.erase_all(Invitation, ids)
    proposed = Proposal.invitation_id.in_(ids)
    of_proposals = {**nothing_of(Proposal, KEPT_WITH_NOTES), **nothing_of(Proposal, KEPT_WITH_PEOPLE)}
    empty(Proposal, proposed, **of_proposals)
    print_runs.forget_those_of(registration.event_id, list(Sheet), set(db.session.scalars(ids)))


def _personal() -> dict[str, Any]:
    return {name: column for name, column in inspect(Invitation).columns.items() if "purpose" in column.info}


def _labels() -> dict[str, str]:
    named = {
        "name": _("Name"),
        "honorific": _("Title before the name"),
        "called": _("How you wish to be called"),
        "office": _("Office"),
        "email": _("E-mail address"),
        "phone": _("Telephone"),
        "home_phone": _("Telephone in Việt Nam"),
        "country": _("Country where you live"),
        "unit_code": _("Commune"),
        "note": _("Note"),
        "substitute": _("Who comes instead"),
    }
    return {name: named.get(name, name) for name in _personal() if name not in _DERIVED}


signals.own_data_sources.append(invitation_of)
