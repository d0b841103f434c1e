"""What was done on a day: per officer and outcome, as the desk shows it and as is reported in the evening."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func

from ..accounts.models import Account
from ..core import clock
from ..core.database import db
from ..registration.models import Event
from .models import Call, Callee
from .rules import Outcome


@dataclass
class Officer:
    """What somebody has noted; outcome → how many."""

    name: str
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def of_today(event: Event, now: datetime) -> list[Officer]:
    """Who has called for an event today, the busiest first; what was taken back does not count."""
    local = clock.in_zone(now, event.timezone).date()
    begins = clock.at_local(local, 0, 0, event.timezone)
    name = func.coalesce(func.nullif(Account.name, ""), Account.email, "")
    query = (
        db.select(Call.account_id, name, Call.outcome, func.count())
        .join(Callee, Callee.id == Call.callee_id)
        .outerjoin(Account, Account.id == Call.account_id)
        .where(
            Callee.event_id == event.id,
            Call.undone_at.is_(None),
            Call.at >= begins,
            Call.at < begins + timedelta(days=1),
        )
        .group_by(Call.account_id, name, Call.outcome)
        .order_by(Call.account_id, Call.outcome)
    )
    found: dict[int | None, Officer] = {}
    for number, officer, outcome, count in db.session.execute(query):
        found.setdefault(number, Officer(officer)).counts[outcome] = count
    return sorted(found.values(), key=lambda one: (-one.total, one.name))


def in_all(officers: list[Officer]) -> Mapping[str, int]:
    """Outcome → how many, of all together; with those that did not occur."""
    return {outcome.value: sum(one.counts.get(outcome, 0) for one in officers) for outcome in Outcome}
