"""How a party is reached, changed by itself: a new e-mail address gets a new link, and the old one is told."""

from dataclasses import asdict, dataclass
from datetime import datetime

from ..core import audit, mail, search
from ..core.database import db
from . import calls, services, signals
from .models import Registration
from .rules import CallReason, Refusal, Refused, State


@dataclass(frozen=True)
class Contact:
    """An e-mail address or a telephone number is there; numbers are E.164."""

    contact_name: str
    contact_email: str | None
    contact_phone: str | None
    home_phone: str | None
    contact_country: str


def of(registration: Registration) -> Contact:
    return Contact(**{name: getattr(registration, name) for name in Contact.__dataclass_fields__})


def change(registration: Registration, contact: Contact, now: datetime) -> bool:
    """Take over a new contact; whether anything is new. Raises Refused.

    Whoever has the old address could open the old link for ever, so that link dies with the address.
    """
    services.hold(registration)
    if registration.state == State.CANCELLED:
        raise Refused(Refusal.CANCELLED)
    before = of(registration)
    changes = audit.differences(asdict(before), asdict(contact))
    if not changes:
        return False
    for name, (_old, new) in changes.items():
        setattr(registration, name, new)
    registration.contact_folded = search.searchable(contact.contact_name)
    registration.changed_at = now
    audit.record("contact.changed", registration, **changes)
    if "contact_email" in changes:
        tell_of_new_address(registration, before.contact_email)
    db.session.flush()
    signals.changed.send(registration)
    return True


def tell_of_new_address(registration: Registration, old: str | None) -> None:
    """The old link dies, and the old address is told; the new one gets the way to the party's page."""
    if old:
        registration.link_version += 1
        if not registration.demo:
            mail.post(services.MOVED, registration.id, old, registration.locale)
    db.session.flush()
    if not services.send_link(registration):
        calls.ask_for_call(registration, CallReason.PHONE_ONLY)
