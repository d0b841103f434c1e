"""What became of a gathering in numbers of people and parties: counted from the rows, or as they were kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func

from ..accounts.models import Account
from ..checkin import rules as checkin_rules
from ..checkin.models import Presence
from ..core import audit
from ..core.database import db
from ..invitations.models import Invitation
from ..invitations.rules import Reply
from ..registration.models import Attendee, Event, Registration, Session, booking
from ..registration.rules import State
from .models import Feedback, Outcome
from .rules import Again, Aspect, Liked


@dataclass(frozen=True)
class Counts:
    """`came` counts whoever entered at least once; by country, kind and session people as (expected, came)."""

    invited: int = 0  # invitations
    accepted: int = 0
    declined: int = 0
    silent: int = 0
    parties: int = 0
    expected: int = 0
    came: int = 0
    delegations: int = 0
    countries: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    sessions: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # slug; came to the event
    replies: int = 0  # words back
    liked: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # aspect → how → parties
    again: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        return self.expected - self.came


def counted(event: Event) -> Counts:
    """The counts as the rows say now."""
    return Counts(
        **_invitations(event),
        **_parties(event),
        countries=_by(event, Registration.contact_country),
        kinds=_by(event, Registration.guest_kind),
        sessions=_by_session(event),
        **_words_back(event),
    )


def words_back(event: Event) -> Counts:
    """The counts of what guests say, without those of the door."""
    return Counts(**_words_back(event))


def kept(event: Event) -> tuple[Counts, Outcome] | None:
    row = db.session.get(Outcome, event.id)
    return (Counts(**row.counts), row) if row is not None else None


def keep(event: Event, who: Account, now: datetime) -> Outcome:
    """Keep the counts as they are now, in the place of those kept before. The event is locked."""
    counts = counted(event)
    row = db.session.get(Outcome, event.id)
    before = row.counts["came"] if row is not None else None
    row = row or Outcome(event_id=event.id)
    row.counts, row.counted_at, row.counted_by_id = asdict(counts), now, who.id
    db.session.add(row)
    audit.record("outcome.kept", event, came=(before, counts.came))
    db.session.flush()
    return row


def _entered() -> Any:
    """One where somebody has been in, by the event's own count."""
    return func.count(Presence.entered_at)


def _people(event: Event) -> Select[Any]:
    """Who was to come, each with the presence at the event."""
    here = db.and_(Presence.attendee_id == Attendee.id, Presence.scope == checkin_rules.EVENT_SCOPE)
    return (
        db.select()
        .select_from(Attendee)
        .join(Attendee.registration)
        .outerjoin(Presence, here)
        .where(
            Registration.event_id == event.id,
            Registration.state == State.CONFIRMED,
            Attendee.dropped_at.is_(None),
        )
    )


def _parties(event: Event) -> dict[str, Any]:
    query = _people(event).add_columns(
        func.count(Registration.id.distinct()),
        func.count(Attendee.id),
        _entered(),
        func.count(db.case((Registration.delegation_name != "", Registration.id)).distinct()),
    )
    parties, expected, came, delegations = db.session.execute(query).one()
    return {"parties": parties, "expected": expected, "came": came, "delegations": delegations}


def _by(event: Event, column: Any) -> dict[str, tuple[int, int]]:
    """The most frequent first."""
    people = func.count(Attendee.id)
    query = _people(event).add_columns(column, people, _entered()).group_by(column).order_by(people.desc(), column)
    return {value: (expected, came) for value, expected, came in db.session.execute(query)}


def _by_session(event: Event) -> dict[str, tuple[int, int]]:
    query = (
        _people(event)
        .add_columns(Session.slug, func.count(Attendee.id), _entered())
        .join(booking, booking.c.attendee_id == Attendee.id)
        .join(Session, Session.id == booking.c.session_id)
        .group_by(Session.id, Session.slug, Session.position)
        .order_by(Session.position, Session.id)
    )
    return {slug: (expected, came) for slug, expected, came in db.session.execute(query)}


def _invitations(event: Event) -> dict[str, Any]:
    query = (
        db.select(Invitation.reply, func.count(Invitation.id))
        .where(Invitation.event_id == event.id, Invitation.withdrawn_at.is_(None))
        .group_by(Invitation.reply)
    )
    said = {reply: number for reply, number in db.session.execute(query)}  # noqa: C416 - rows are no pairs to mypy
    return {
        "invited": sum(said.values()),
        "accepted": said.get(Reply.COMING, 0),
        "declined": said.get(Reply.NOT_THIS_YEAR, 0),
        "silent": said.get(None, 0),
    }


def _words_back(event: Event) -> dict[str, Any]:
    rows = db.session.execute(db.select(Feedback.liked, Feedback.again).filter_by(event_id=event.id)).all()
    return {
        "replies": len(rows),
        "liked": {
            aspect: {liked: sum(said.get(aspect) == liked for said, _again in rows) for liked in Liked}
            for aspect in Aspect
        },
        "again": {word: sum(again == word for _said, again in rows) for word in Again},
    }
