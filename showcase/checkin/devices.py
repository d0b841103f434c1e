"""Phones at the door: a code that is good once turns one into a device, a key tells it apart."""

import secrets

from flask import g

from ..core import audit, clock, keys, settings
from ..core.database import db
from ..registration.models import Attendee, Event, Registration
from .guard import DEVICE_KEY
from .models import Device, EnrolmentCode

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for something else


class NoSuchCode(Exception):
    """The code is wrong, used or too old; which of them is not told."""


def enrolment_code(event: Event) -> str:
    """A code to type into a volunteer's phone, good once."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(10))
    ends_at = clock.now() + settings.PHONE_CODE.hours
    row = EnrolmentCode(event_id=event.id, code_digest=keys.digest(code), expires_at=ends_at)
    db.session.add(row)
    db.session.flush()
    audit.record("enrolment_code.created", row, event=(None, event.slug))
    return code


def enrol(code: str, name: str) -> tuple[Device, str]:
    """The device that a code stands for, and its key, known only now."""
    digest = keys.digest("".join(code.split()).replace("-", "").upper())
    used = db.session.execute(
        db.update(EnrolmentCode)
        .where(
            EnrolmentCode.code_digest == digest,
            EnrolmentCode.used_at.is_(None),
            EnrolmentCode.expires_at > clock.now(),
        )
        .values(used_at=clock.now())
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise NoSuchCode
    event_id = db.session.scalar(db.select(EnrolmentCode.event_id).filter_by(code_digest=digest))
    key = DEVICE_KEY + secrets.token_urlsafe(30)
    device = Device(event_id=event_id, name=name, key_digest=keys.digest(key))
    db.session.add(device)
    db.session.flush()
    g.actor = audit.name_of(device)  # whoever held the code; from now on the phone speaks for itself
    audit.record("device.enrolled", device, name=(None, name), event=(None, device.event.slug))
    return device, key


def revoke(device: Device) -> None:
    """A lost phone opens nothing any more; what it scanned stays."""
    if device.revoked_at is None:
        device.revoked_at = clock.now()
        audit.record("device.revoked", device, revoked_at=(None, device.revoked_at))


def revoked_tickets(event_id: int) -> list[dict[str, int]]:
    """Which tickets of an event a device must refuse offline: those of an attendee below a version."""
    rows = db.session.execute(
        db.select(Attendee.id, Attendee.ticket_version)
        .join(Registration)
        .where(Registration.event_id == event_id, Attendee.ticket_version > 1)
        .order_by(Attendee.id)
    )
    return [{"attendee": attendee_id, "below_version": version} for attendee_id, version in rows]
