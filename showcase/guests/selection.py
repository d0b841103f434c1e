"""Which guests the list shows: by words, by event and by the filters that features offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased, joinedload, lazyload

from ..core.database import db
from ..core.slugs import SLUG
from ..registration.models import Attendee, Event, Registration
from . import filters, searching
from .searching import Clause, one_by_one

# With a guest: the registration, and with that its event; nothing else is looked up.
WITH_PARTY = (
    joinedload(Attendee.registration, innerjoin=True).options(
        lazyload("*"), joinedload(Registration.event, innerjoin=True).lazyload("*")
    ),
    lazyload(Attendee.sessions),
)
LONGEST = 120  # signs of the search and of a filter's value


@dataclass(frozen=True)
class Selection:
    """What the list is narrowed to; an empty value narrows nothing. `given`: filter key → value.

    A value that no filter knows finds nobody rather than everybody: what is done to “all that are found” must never
    be done to more than were meant.
    """

    q: str = ""
    event: str = ""  # slug
    given: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Selection":
        """From an address, a form or a saved view; what it does not know there is none of its concern."""
        given = {key: cleaned for key in filters.known() if (cleaned := _clean(values.get(key, "")))}
        return cls(_clean(values.get("q", "")), _clean(values.get("event", "")), given)

    @property
    def args(self) -> dict[str, str]:
        """As an address or a form carries it; `Selection.of` reads it again."""
        own = {"q": self.q, "event": self.event}
        return {name: value for name, value in own.items() if value} | dict(self.given)

    @property
    def any(self) -> bool:
        return bool(self.args)

    def clauses(self) -> list[Clause]:
        """What must be true of a guest; `ids` reaches all of whom it is true where an index leads to them."""
        found = searching.clauses(self.q)
        if self.event:
            found.append(_of_event(self.event))
        known = filters.known()
        for key, value in self.given.items():
            one = known[key]
            ids, parties = (way(value) if way else None for way in (one.ids, one.parties))
            found.append(Clause(one.condition(value), ids, parties))
        return found

    def conditions(self) -> list[ColumnElement[bool]]:
        """Of attendees with their registration and event, joined; whoever was taken off a party is not among them."""
        return [Attendee.dropped_at.is_(None), *(clause.condition for clause in self.clauses())]

    def people(self) -> Select[tuple[Attendee]]:
        """The guests, in Vietnamese order of their given names; each with its registration and that with its event."""
        return self._narrowed(db.select(Attendee)).options(*WITH_PARTY).order_by(Attendee.sort_given, Attendee.id)

    def ids(self) -> Select[Any]:
        """Of the attendees, in no order."""
        return self._narrowed(db.select(Attendee.id))

    def parties(self) -> Select[Any]:
        """Ids of the registrations that any of them belongs to, each once, in no order."""
        return self._narrowed(db.select(Attendee.registration_id)).distinct()

    def _narrowed(self, query: Select[Any]) -> Select[Any]:
        return query.join(Attendee.registration).join(Registration.event).where(*self.conditions())


def _of_event(slug: str) -> Clause:
    if not SLUG.fullmatch(slug):
        return Clause(db.false())
    own = aliased(Event)  # not the event that other conditions may name
    event = db.select(own.id).where(own.slug == slug).scalar_subquery()
    parties = db.select(Registration.id).where(Registration.event_id == event)
    return Clause(one_by_one(Registration.event_id) == event, parties=parties)


def _clean(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()[:LONGEST]
