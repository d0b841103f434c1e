"""Makers of what stands in the order of introduction, and how a page shows it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from showcase.checkin.models import Presence
from showcase.core import clock
from showcase.core.database import db
from showcase.protocol.lines import of_event
from showcase.protocol.models import Introduction, RankGroup
from showcase.registration import services as registration
from showcase.registration.models import Attendee, Event
from showcase.registration.rules import Person
from tests.factories import make_party, save, texts


def make_group(event: Event, name: str, position: int = 0, words: str = "") -> RankGroup:
    group = RankGroup(host_id=event.edition.host_id, slug=f"nhom-{name.casefold()[0]}-{position}", position=position)
    group.words = words
    return save(texts(group, name=name))  # type: ignore[no-any-return]


def make_line(event: Event, name: str = "", **more: Any) -> Introduction:
    return save(Introduction(event_id=event.id, name=name, **more))  # type: ignore[no-any-return]


def make_guest(event: Event, name: str, **more: Any) -> Attendee:
    """Somebody who comes, alone."""
    party = replace(
        make_party(event, contact_name=name, contact_email=None, contact_phone="+84912345678"), people=(Person(name),)
    )
    found = registration.register(party, clock.now(), notify=False)
    guest = found.attendees[0]
    for field, value in more.items():
        setattr(guest, field, value)
    db.session.commit()
    return guest


def let_in(guest: Attendee) -> None:
    save(Presence(attendee_id=guest.id, scope="event", inside=True, entered_at=clock.now() - timedelta(minutes=3)))


def order(event: Event) -> list[str]:
    """The names in their order, as they stand now."""
    db.session.expire_all()
    return [line.person.name for line in of_event(event)]
