"""Whom an announcement would reach if it were sent now, by which way, and why some are not reached."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flask import current_app
from sqlalchemy import ColumnElement, Subquery, func

from ..core.database import db
from ..core.mail import Message, MessageState
from ..guests.selection import Selection
from ..registration.models import Event, Registration
from ..registration.rules import State as PartyState
from . import rules
from .models import NewsEnd
from .rules import Kind, Reason, Way

_REFUSED = (MessageState.REFUSED, MessageState.BOUNCED)


@dataclass(frozen=True)
class Planned:
    """A party of the set. `address` is empty where no mail goes."""

    registration_id: int
    locale: str
    way: Way
    reason: Reason
    address: str = ""


@dataclass(frozen=True)
class Audience:
    """The set as it is now."""

    planned: list[Planned] = field(default_factory=list)

    @cached_property
    def ways(self) -> Mapping[Way, int]:
        return Counter(one.way for one in self.planned)

    @cached_property
    def reasons(self) -> Mapping[tuple[Way, Reason], int]:
        """Why no mail goes: (the way that is left, the reason) → how many."""
        return Counter((one.way, one.reason) for one in self.planned if one.reason)

    @cached_property
    def languages(self) -> Mapping[str, int]:
        """Of those whom the words reach, the most frequent first."""
        return dict(Counter(one.locale for one in self.planned if one.way != Way.NONE).most_common())

    @property
    def reached(self) -> int:
        return self.ways[Way.MAIL] + self.ways[Way.PHONE]

    def first_of(self, locale: str) -> int | None:
        """The number of a party with this language, one that gets a mail if there is any."""
        found = [one for one in self.planned if one.locale == locale and one.way != Way.NONE]
        return min(found, key=lambda one: one.way != Way.MAIL).registration_id if found else None


def of_event(event: Event, chosen: Mapping[str, str], kind: Kind) -> Audience:
    """The parties of the event that the choice leaves; who has taken the answer back only where that is chosen."""
    selection = selection_of(event, chosen)
    query = (
        db.select(
            Registration.id,
            Registration.locale,
            Registration.contact_email,
            func.coalesce(Registration.contact_phone, Registration.home_phone),
            Registration.demo,
            NewsEnd.registration_id,
            db.func.coalesce(_bounced(), db.false()),
        )
        .outerjoin(NewsEnd, NewsEnd.registration_id == Registration.id)
        .where(
            Registration.event_id == event.id, Registration.id.in_(selection.parties()), Registration.contact_name != ""
        )
        .order_by(Registration.id)
    )
    if "state" not in selection.given:
        query = query.where(Registration.state != PartyState.CANCELLED)
    written: set[str] = set()
    planned = []
    for number, locale, email, phone, demo, ended, bounced in db.session.execute(query):
        way, reason = rules.way_of(
            kind,
            has_address=bool(email),
            is_bounced=bool(bounced),
            has_phone=bool(phone),
            is_unsubscribed=ended is not None,
        )
        if demo and way != Way.NONE and not is_rehearsed():
            way, reason = Way.NONE, Reason.DEMO
        elif way == Way.MAIL and email.lower() in written:
            way, reason = Way.NONE, Reason.SAME_ADDRESS
        if way == Way.MAIL:
            written.add(email.lower())
        planned.append(Planned(number, locale, way, reason, email if way == Way.MAIL else ""))
    return Audience(planned)


def selection_of(event: Event, chosen: Mapping[str, str]) -> Selection:
    return Selection.of({**chosen, "event": event.slug})


def _bounced() -> ColumnElement[bool]:
    """Whether the last mail to a party's address came back, or was refused for good; two looks at all messages."""
    back = _newest(Message.state.in_(_REFUSED))
    sent = _newest(Message.state == MessageState.SENT, Message.recipient.in_(db.select(back.c.recipient)))
    later = (
        db.select(sent.c.recipient)
        .join(back, back.c.recipient == sent.c.recipient)
        .where(sent.c.number > back.c.number)
    )
    return db.and_(
        Registration.contact_email.in_(db.select(back.c.recipient)), Registration.contact_email.not_in(later)
    )


def _newest(*which: ColumnElement[bool]) -> Subquery:
    """Address → the number of the newest of these messages to it."""
    query = db.select(Message.recipient, func.max(Message.id).label("number")).where(Message.recipient != "", *which)
    return query.group_by(Message.recipient).subquery()


def is_rehearsed() -> bool:
    """Made-up guests are written to and called only where mail goes into files: no server is asked for nobody."""
    return current_app.config["SMTP_URL"] is None
