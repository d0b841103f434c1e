"""Who wishes to be invited again, and the invitations to a later event made from that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.orm import lazyload

from ..core import audit
from ..core.database import db
from ..invitations import services as invitations
from ..invitations.models import Invitation
from ..invitations.rules import Addressee, Reply
from ..registration.models import Attendee, Event, Registration
from ..registration.staying_in_touch import wish_to_stay_in_touch


@dataclass(frozen=True)
class Wish:
    """A party or an invited guest who wishes to be written to again; `reference` is that of this year's answer."""

    reference: str
    values: dict[str, Any]  # columns of the invitation to come


def count(event: Event) -> int:
    """How many wishes there are."""
    parties = _parties(event).with_only_columns(func.count(Registration.id)).order_by(None)
    invited = _invited(event).with_only_columns(func.count(Invitation.id)).order_by(None)
    return (db.session.scalar(parties) or 0) + (db.session.scalar(invited) or 0)


def wishes(event: Event) -> list[Wish]:
    """By their names; who answered and was invited as well stands here once."""
    answered = [_of_party(row) for row in db.session.scalars(_parties(event))]
    invited = [_of_invited(row) for row in db.session.scalars(_invited(event))]
    return sorted(answered + invited, key=lambda one: (one.values["name"], one.reference))


def later_events(event: Event) -> list[Event]:
    """Those that one may be invited to from this event."""
    query = db.select(Event).where(Event.starts_at > event.ends_at).options(lazyload("*"))
    return list(db.session.scalars(query.order_by(Event.starts_at, Event.id)))


def not_invited(found: list[Wish], target: Event) -> list[Wish]:
    """Those of the wishes that no invitation to the later event has come of."""
    numbers = db.select(Invitation.external_id).filter_by(event_id=target.id)
    there = set(db.session.scalars(numbers.where(Invitation.external_id.in_([one.reference for one in found]))))
    return [one for one in found if one.reference not in there]


def invite(event: Event, target: Event, now: datetime) -> int:
    """Note an invitation for everybody who wishes it and has none yet; how many. Nothing is sent.

    Both events are locked. The reference of this year stands in the invitation as its number in the host's list, so
    that a second time makes none twice.
    """
    new = not_invited(wishes(event), target)
    codes = invitations.new_codes(len(new)) if new else []
    rows = [
        {
            **one.values,
            **invitations.findable(one.values["name"], one.values.get("office")),
            "code": code,
            "event_id": target.id,
            "external_id": one.reference,
            "created_at": now,
            "changed_at": now,
        }
        for code, one in zip(codes, new, strict=True)
    ]
    db.session.add_all([Invitation(**row) for row in rows])
    if rows:
        audit.record("invitation.made_from_last_year", target, invitations=(0, len(rows)), source=(None, event.slug))
    db.session.flush()
    return len(rows)


def _parties(event: Event) -> Select[Registration]:
    return (
        db.select(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.id.in_(wish_to_stay_in_touch()),
            Registration.contact_name != "",
        )
        .options(lazyload(Registration.event))
        .order_by(Registration.id)
    )


def _invited(event: Event) -> Select[Invitation]:
    return (
        db.select(Invitation)
        .where(
            Invitation.event_id == event.id,
            Invitation.reply == Reply.NOT_THIS_YEAR,
            Invitation.wishes_news.is_(True),
            Invitation.unsubscribed_at.is_(None),
            Invitation.name != "",
        )
        .options(lazyload(Invitation.event))
        .order_by(Invitation.id)
    )


def _of_party(registration: Registration) -> Wish:
    contact = _contact(registration)
    values = {
        "addressee": Addressee.DELEGATION if registration.is_delegation else Addressee.FAMILY,
        "guest_kind": registration.guest_kind,
        "locale": registration.locale,
        "name": registration.delegation_name or registration.contact_name,
        "honorific": contact.honorific if contact else "",
        "called": contact.called if contact else "",
        "office": contact.office if contact else "",
        "email": registration.contact_email,
        "phone": registration.contact_phone,
        "home_phone": registration.home_phone,
        "country": registration.contact_country,
        "demo": registration.demo,
    }
    return Wish(registration.code, values)


def _contact(registration: Registration) -> Attendee | None:
    return next((one for one in registration.attendees if one.name == registration.contact_name), None)


_CARRIED = (
    "addressee",
    "guest_kind",
    "locale",
    "name",
    "honorific",
    "called",
    "office",
    "companion",
    "most_people",
    "email",
    "phone",
    "home_phone",
    "country",
    "unit_code",
    "demo",
)


def _of_invited(invitation: Invitation) -> Wish:
    return Wish(invitation.code, {name: getattr(invitation, name) for name in _CARRIED})
