"""Finding guests: by name in any order and without marks, by state, kind, country, event, and whether they came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from ..checkin import rules as checkin_rules
from ..checkin.models import Annulment, Presence, Scan
from ..core import search
from ..core.database import db
from ..core.i18n import country_name
from ..core.mail import Message, MessageState
from ..core.outbox import Job
from ..registration.models import Attendee, Event, Registration
from ..registration.staying_in_touch import wish_to_stay_in_touch


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; an empty value narrows nothing."""

    q: str = ""
    event: str = ""
    state: str = ""
    kind: str = ""
    country: str = ""
    here: str = ""  # yes, no
    later: str = ""  # yes: those who wish to be contacted later

    @classmethod
    def from_address(cls, values: Mapping[str, str]) -> "Filters":
        return cls(**{name: values.get(name, "").strip()[:120] for name in cls.__dataclass_fields__})

    @property
    def any(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__)


def guests(filters: Filters) -> Select[Any]:
    """The people that filters leave, each with their presence, in Vietnamese order of their given names."""
    query = (
        db.select(Attendee, Presence)
        .join(Attendee.registration)
        .join(Registration.event)
        .outerjoin(Presence, _present_at_event())
        .where(Attendee.dropped_at.is_(None))
        .options(joinedload(Attendee.registration, innerjoin=True).lazyload("*"), lazyload(Attendee.sessions))
        .order_by(Attendee.sort_given, Attendee.id)
    )
    for pattern in search.like_patterns(filters.q):
        found = db.or_(
            Attendee.folded.like(pattern, escape="\\"), Registration.code.like(pattern[2:].upper(), escape="\\")
        )
        query = query.where(found)
    for column, value in (
        (Event.slug, filters.event),
        (Registration.state, filters.state),
        (Registration.guest_kind, filters.kind),
        (Registration.contact_country, filters.country),
    ):
        if value:
            query = query.where(column == value.replace("\0", ""))
    if filters.later:
        query = query.where(Registration.id.in_(wish_to_stay_in_touch()))
    if filters.here:
        entered = Presence.entered_at
        query = query.where(entered.is_not(None) if filters.here == "yes" else entered.is_(None))
    return query


def presences(people: list[Attendee]) -> dict[int, Presence]:
    """Who of these is or was in, by the event's count."""
    ids = [person.id for person in people]
    query = db.select(Presence).join(Attendee, _present_at_event()).where(Attendee.id.in_(ids))
    return {row.attendee_id: row for row in db.session.scalars(query)} if people else {}


def _present_at_event() -> ColumnElement[bool]:
    return db.and_(Presence.attendee_id == Attendee.id, Presence.scope == checkin_rules.EVENT_SCOPE)


def countries() -> list[tuple[str, str]]:
    """The countries that guests come from, by name."""
    codes = db.session.scalars(db.select(Registration.contact_country).distinct()).all()
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: search.given_name_key(pair[1]))


def registration_of(code: str) -> Registration | None:
    query = (
        db.select(Registration)
        .filter_by(code=code.replace("\0", ""))
        .options(selectinload(Registration.attendees), selectinload(Registration.consents))
    )
    return db.session.scalar(query)


def messages_of(registration: Registration) -> list[Message]:
    query = (
        db.select(Message)
        .where(Message.kind.like("registration%"), Message.subject_id == registration.id)
        .order_by(Message.id.desc())
    )
    return list(db.session.scalars(query))


def jobs_of(messages: Sequence[Message]) -> dict[int, Job]:
    """The background work of those messages that are going to be tried again."""
    numbers = [message.job_id for message in messages if message.state == MessageState.DEFERRED]
    found = db.session.scalars(db.select(Job).where(Job.id.in_(numbers))) if numbers else ()
    return {job.id: job for job in found}


def scans_of(registration: Registration) -> list[tuple[Scan, bool]]:
    """All scans of a party's tickets, the newest first, and whether they were taken back."""
    ids = [person.id for person in registration.attendees]
    query = (
        db.select(Scan, Annulment.scan_id.is_not(None))
        .outerjoin(Annulment, Annulment.scan_id == Scan.id)
        .where(Scan.attendee_id.in_(ids))
        .options(selectinload(Scan.gate), selectinload(Scan.device))
        .order_by(Scan.at.desc(), Scan.id)
        .limit(100)
    )
    return [(scan, bool(annulled)) for scan, annulled in db.session.execute(query)]
