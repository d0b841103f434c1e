"""A party's word back, said once and changed as often as it likes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..core import audit, keys
from ..core.database import db
from ..registration import merging
from ..registration.models import Registration
from .models import Feedback


@dataclass(frozen=True)
class Said:
    """What a party says; empty where it did not."""

    liked: Mapping[str, str]
    again: str
    best: str
    better: str
    may_quote: bool
    with_name: bool


def of(registration: Registration) -> Feedback | None:
    """What the party has said last, also without its name, and before another answer of the same people joined it."""
    return next(iter(all_of(registration)), None)


def all_of(registration: Registration) -> Sequence[Feedback]:
    """The same, all of it, the last first: two answers that became one may both have said something."""
    marks = [mark for one in merging.all_of(registration) for mark in _marks(one)]
    query = db.select(Feedback).where(Feedback.mark.in_(marks))
    return db.session.scalars(query.order_by(Feedback.said_at.desc(), Feedback.id.desc())).all()


def say(registration: Registration, said: Said, locale: str, now: datetime) -> Feedback:
    """Keep what the party says, in the place of what it said before. The registration is locked."""
    found = of(registration)
    if found is None:
        found = Feedback(event_id=registration.event_id, mark=_marks(registration)[0])
        db.session.add(found)
    found.registration_id = registration.id if said.with_name else None
    found.locale, found.said_at = locale, now
    found.liked, found.again = dict(said.liked), said.again
    found.best, found.better, found.may_quote = said.best, said.better, said.may_quote
    db.session.flush()
    audit.record("feedback.said", registration.event)  # of whom and what, the log keeps nothing
    return found


def _marks(registration: Registration) -> list[str]:
    """By the site's present key and the older ones: a new key must not let a party speak twice."""
    return [keys.derive("feedback", registration.id, secret=secret).hex() for secret in keys.secrets()]
