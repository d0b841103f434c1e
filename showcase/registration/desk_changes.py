"""What officers change of a party: how it is reached, its kind and language, and that it does not come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..core import audit
from ..core.audit import AuditEntry
from ..core.database import db
from . import contact_changes, services, signals
from .models import Registration
from .rules import Refusal, Refused, State

CANCELLED = "registration.called_off"


def change_party(
    registration: Registration, values: Mapping[str, Any], now: datetime, noted: Mapping[str, tuple[Any, Any]]
) -> AuditEntry | None:
    """Take over what an officer has corrected, as `noted` tells the log; None: nothing is new. Raises Refused.

    A new e-mail address gets a new link, and the old one is told, as where a party changes it by itself.
    """
    services.hold(registration)
    if registration.state == State.CANCELLED:
        raise Refused(Refusal.CANCELLED)
    old_email = registration.contact_email
    if not audit.differences({name: getattr(registration, name) for name in values}, values):
        return None
    for name, value in values.items():
        setattr(registration, name, value)
    registration.contact_folded = services.folded_contact(registration.contact_name)
    registration.changed_at = now
    entry = audit.record("registration.changed", registration, **noted)
    if registration.contact_email != old_email:
        contact_changes.tell_of_new_address(registration, old_email)
    db.session.flush()
    signals.changed.send(registration)
    return entry


def cancel(registration: Registration, reason: str, now: datetime, *, notify: bool) -> None:
    """Take a party's answer back for it; why is among officers. A second time changes nothing."""
    services.hold(registration)
    if registration.state == State.CANCELLED:
        return
    services.cancel(registration, now, notify=notify)
    if reason:
        audit.record(CANCELLED, registration, reason=audit.Personal("", reason))


def reason_of(registration: Registration) -> str:
    """Why officers took its answer back, if they said so and it is not forgotten."""
    if registration.state != State.CANCELLED:
        return ""
    query = db.select(AuditEntry).filter_by(subject=audit.name_of(registration), verb=CANCELLED)
    entry = db.session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))
    return str(audit.changes_of(entry).get("reason", ("", ""))[1]) if entry is not None else ""
