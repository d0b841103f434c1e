"""Phones at the door: a code that staff show turns some of them into devices, a key tells each apart."""

import secrets
from datetime import datetime
from typing import Any

from flask import g
from sqlalchemy.orm import aliased

from ..core import audit, clock, keys, settings
from ..core.api import rfc3339, server_time
from ..core.database import db
from ..registration import tickets
from ..registration.models import Attendee, Event, MergedPerson, Registration
from . import gates
from .guard import DEVICE_KEY
from .models import Device, EnrolmentCode

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for something else
MOST_PHONES = 100  # by one code


class NoSuchCode(Exception):
    """The code is wrong, used up, revoked or too old; which of them is not told."""


def make_code(event: Event, phones: int = 1, until: datetime | None = None) -> EnrolmentCode:
    """A code for so many phones; without a time it is good as long as the settings say."""
    row = EnrolmentCode(
        event=event,
        salt=secrets.token_urlsafe(16),
        code_digest="",
        phones=phones,
        uses_left=phones,
        made_at=clock.now(),
        expires_at=until or clock.now() + settings.PHONE_CODE.hours,
    )
    row.code_digest = keys.digest(_code(row))
    db.session.add(row)
    db.session.flush()
    audit.record("enrolment_code.created", row, event=(None, event.slug), phones=(None, phones))
    return row


def enrolment_code(event: Event) -> str:
    """A code to type into a volunteer's phone, good once."""
    return _code(make_code(event))


def code_of(row: EnrolmentCode) -> str | None:
    """The code itself while it is in force; None where it cannot be told any more, as under another key of the site."""
    return code if row.salt and keys.digest(code := _code(row)) == row.code_digest and in_force(row) else None


def in_force(row: EnrolmentCode) -> bool:
    return row.revoked_at is None and row.uses_left > 0 and row.expires_at > clock.now()


def revoke_code(row: EnrolmentCode) -> None:
    """No further phone by it; those that are enrolled stay."""
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        audit.record("enrolment_code.revoked", row, revoked_at=(None, row.revoked_at))


def enrol(code: str, name: str) -> tuple[Device, str]:
    """The device that a code stands for, and its key, known only now."""
    digest = keys.digest("".join(code.split()).replace("-", "").upper())
    used = db.session.execute(
        db.update(EnrolmentCode)
        .where(
            EnrolmentCode.code_digest == digest,
            EnrolmentCode.uses_left > 0,
            EnrolmentCode.revoked_at.is_(None),
            EnrolmentCode.expires_at > clock.now(),
        )
        .values(uses_left=EnrolmentCode.uses_left - 1)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise NoSuchCode
    event_id = db.session.scalar(db.select(EnrolmentCode.event_id).filter_by(code_digest=digest))
    device, key = _made(db.session.get_one(Event, event_id), name)
    g.actor = audit.name_of(device)  # whoever held the code; from now on the phone speaks for itself
    audit.record("device.enrolled", device, name=(None, name), event=(None, device.event.slug))
    return device, key


def enrol_own(event: Event, name: str) -> tuple[Device, str]:
    """A device for whoever is signed in, without a code."""
    device, key = _made(event, name)
    audit.record("device.enrolled", device, name=(None, name), event=(None, event.slug))
    return device, key


def described(device: Device, key: str) -> dict[str, Any]:
    """What a phone is told once, when it becomes a device."""
    event = device.event
    return {
        "device": {"id": device.id, "name": device.name, "event": event.slug},
        "key": key,
        "event": {
            "id": event.id,
            "slug": event.slug,
            "title": event.texts_of("title"),
            "ends_at": rfc3339(event.ends_at),
            "timezone": event.timezone,
        },
        "gates": gates.for_devices(event),
        "public_keys": tickets.public_keys(),
        "revoked": revoked_tickets(event.id),
        "server_time": server_time(),
    }


def revoke(device: Device) -> None:
    """A lost phone opens nothing any more; what it scanned stays."""
    if device.revoked_at is None:
        device.revoked_at = clock.now()
        audit.record("device.revoked", device, revoked_at=(None, device.revoked_at))


def allow_exceeding(device: Device, allowed: bool) -> None:
    """Whether it may let walk-ins in above the number of places."""
    if device.may_exceed != allowed:
        audit.record("device.changed", device, may_exceed=(device.may_exceed, allowed))
        device.may_exceed = allowed


def revoked_tickets(event_id: int) -> list[dict[str, int]]:
    """Which tickets of an event a device must refuse offline: those of an attendee below a version."""
    rows = db.session.execute(
        db.select(Attendee.id, Attendee.ticket_version)
        .join(Registration)
        .where(Registration.event_id == event_id, Attendee.ticket_version > 1)
        .order_by(Attendee.id)
    )
    return [{"attendee": attendee_id, "below_version": version} for attendee_id, version in rows]


def gone(event_id: int) -> list[int]:
    """Whose tickets a phone must refuse though they are not in its list: who was taken off a party.

    Those whose answer was joined to another one are not gone: either card lets them in.
    """
    who = aliased(Attendee)  # whom a card of a joined answer lets in
    lets_in = (
        db.select(MergedPerson.attendee_id).join(who, who.id == MergedPerson.into_id).where(who.dropped_at.is_(None))
    )
    rows = (
        db.select(Attendee.id)
        .join(Registration)
        .where(Registration.event_id == event_id, Attendee.dropped_at.is_not(None), Attendee.id.not_in(lets_in))
        .order_by(Attendee.id)
    )
    return list(db.session.scalars(rows))


def _made(event: Event, name: str) -> tuple[Device, str]:
    key = DEVICE_KEY + secrets.token_urlsafe(30)
    device = Device(event=event, name=name, key_digest=keys.digest(key))
    db.session.add(device)
    db.session.flush()
    return device, key


def _code(row: EnrolmentCode) -> str:
    """Ten letters that follow from the row's salt and the site's key, so that they need not be stored."""
    proof = int.from_bytes(keys.derive("enrolment", row.salt)[:8])
    letters = []
    for _ in range(10):
        proof, index = divmod(proof, len(_LETTERS))
        letters.append(_LETTERS[index])
    return "".join(letters)
