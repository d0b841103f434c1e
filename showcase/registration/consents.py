"""What a party agrees to, and how it says otherwise later: each word is a row of its own, none is ever edited."""

from collections.abc import Mapping
from datetime import datetime

from ..core import audit
from ..core.database import db
from . import rules
from .models import Attendee, Consent, Registration

LATER = ("contact_later", "photo", "publish_name", "sensitive")  # may be given and taken back; the first is the answer


def standing(registration: Registration) -> dict[str, bool]:
    """Purpose → what was said last."""
    return {consent.purpose: consent.given for consent in history(registration)}


def as_loaded(registration: Registration) -> dict[str, bool]:
    """The same of a party whose consents are loaded."""
    return {one.purpose: one.given for one in sorted(registration.consents, key=lambda consent: consent.id)}


def history(registration: Registration) -> list[Consent]:
    """Every word on it, the oldest first."""
    query = db.select(Consent).filter_by(registration_id=registration.id).order_by(Consent.id)
    return list(db.session.scalars(query))


def say(
    registration: Registration, wanted: Mapping[str, bool], locale: str, now: datetime, channel: str = "web"
) -> bool:
    """Note what differs from what was said last; whether anything does.

    Without the consent to keep them, what was written about food and help goes at once, from the log too.
    """
    before = standing(registration)
    differing = {purpose: given for purpose, given in wanted.items() if before.get(purpose, False) != given}
    for purpose, given in differing.items():
        words = {"purpose": purpose, "given": given, "text_version": rules.CONSENT_TEXT_VERSION}
        db.session.add(Consent(registration_id=registration.id, locale=locale, channel=channel, at=now, **words))
    if differing:
        said = {purpose: (before.get(purpose, False), given) for purpose, given in differing.items()}
        audit.record("consent.changed", registration, **said)
    if differing.get("sensitive") is False:
        for attendee in registration.attendees:
            attendee.diet = attendee.access = ""
        audit.erase_all(
            Attendee, db.select(Attendee.id).filter_by(registration_id=registration.id), fields=("diet", "access")
        )
    db.session.flush()
    return bool(differing)
