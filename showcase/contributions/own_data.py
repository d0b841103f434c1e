"""What a party has promised: on its private page, among its own data, and forgotten with it."""

from flask import url_for

from ..core import audit
from ..core.database import db
from ..core.i18n import gettext as _
from ..editions.models import Edition
from ..registration import signals
from ..registration.models import Registration
from ..registration.signals import OwnPart, Way
from . import services, wording
from .models import Cause, Contribution
from .rules import Publicity


@signals.leads_on
def to_contributions(registration: Registration, token: str) -> Way | None:
    """To what was promised, and to the form where the host gathers for something."""
    promised = db.select(Contribution.id).filter_by(registration_id=registration.id).exists()
    host = db.select(Edition.host_id).filter_by(id=registration.event.edition_id).scalar_subquery()
    asked_for = db.select(Cause.id).filter_by(host_id=host, is_open=True).exists()
    has_promised, may_promise = db.session.execute(db.select(promised, asked_for)).one()
    if not has_promised and not may_promise:
        return None
    label = _("Your contributions") if has_promised else _("Contribute to the homeland")
    return Way(label, url_for("contributions.of_party", token=token))


def contributions_of(registration: Registration) -> OwnPart:
    labels = {
        "code": _("Reference"),
        "cause": _("For what"),
        "promised": _("Promised"),
        "received": _("Received"),
        "state": _("State"),
        "publicity": _("What may be told of it?"),
        "named_as": _("The name to be told"),
        "contact": _("Name, e-mail address, telephone"),
        "words": _("Your words"),
        "promised_at": _("When"),
    }
    rows = [
        {
            "code": gift.code,
            "cause": str(gift.cause.text_in("title")),
            "promised": wording.promised(gift),
            "received": wording.received(gift) if gift.receipt_number else "",
            "state": wording.states()[gift.state],
            "publicity": wording.publicities()[gift.publicity],
            "named_as": gift.named_as,
            "contact": ", ".join(part for part in (gift.name, gift.email, gift.phone) if part),
            "words": gift.words,
            "promised_at": gift.promised_at,
        }
        for gift in services.of_registration(registration)
    ]
    return OwnPart("contributions", _("Contributions"), labels, rows)


@signals.erased.connect
def forget(registration: Registration) -> None:
    """The giver goes, what was given stays as a number of nobody's."""
    gifts = services.of_registration(registration)
    for gift in gifts:
        for name, nothing in services.PERSONAL.items():
            setattr(gift, name, nothing)
        gift.publicity, gift.named_as, gift.registration_id = Publicity.NONE, "", None
    if gifts:
        db.session.flush()
        numbers = db.select(Contribution.id).where(Contribution.id.in_([gift.id for gift in gifts]))
        audit.erase_all(Contribution, numbers)


signals.own_data_sources.append(contributions_of)
