"""What has happened in registration, for later features to hear, and where they add to what it tells."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from blinker import Namespace

from .rules import LARGEST_DELEGATION, LARGEST_PARTY

_signals = Namespace()
registered = _signals.signal("registered")  # sender: the registration
changed = _signals.signal("changed")
cancelled = _signals.signal("cancelled")
erased = _signals.signal("erased")  # the party wants to be forgotten: before its columns are emptied
promoted = _signals.signal("promoted")  # from the waiting list
decided = _signals.signal("decided")  # an answer that was to be approved has been: sender the registration
# Two answers are one, or two again: sender the one that stays, `gone` the other, `joined` the numbers of people that
# stood in both: the vanished → the one that stays.
merged = _signals.signal("merged")
parted = _signals.signal("parted")
offered = _signals.signal("offered")  # places in a session are held for it
event_deleted = _signals.signal("event_deleted")  # sender: the event, before it goes


@dataclass(frozen=True)
class EventField:
    """A field of an event in the API that a later feature keeps, such as its gates.

    `check` gets the event (None: a new one), the value and the slugs of the event's sessions and answers
    (field, message) pairs. `store` gets None where a new event's field was left out; it may raise Refused.
    `give_up` comes before an event is deleted and may raise Refused as well.
    """

    field: str
    check: Callable[[Any, Any, Collection[str]], list[tuple[str, str]]]
    store: Callable[[Any, Any], None]
    describe: Callable[[Any], Any]
    give_up: Callable[[Any], None]


event_fields: list[EventField] = []

# Answers how many people a party may name at most, or None where a later feature sets no limit of its own.
Limit = Callable[[Any], int | None]
party_limits: list[Limit] = []


def most_people(registration: Any) -> int:
    """How many people a party may name; whoever are more already stay."""
    limits = [limit for source in party_limits if (limit := source(registration)) is not None]
    return min(limits, default=LARGEST_DELEGATION if registration.is_delegation else LARGEST_PARTY)


@dataclass(frozen=True)
class OwnPart:
    """What is stored about a party, as it is told to it: `labels` words the fields of `rows`, in their order."""

    key: str
    heading: str
    labels: Mapping[str, str]
    rows: list[dict[str, Any]]


# Answers what a later feature stores about a party (a registration).
own_data_sources: list[Callable[[Any], OwnPart]] = []
# Words a deed of the log of changes, such as `contact.changed`; the console sets it.
deed_words: list[Callable[[str], str]] = []
# Words a field of a kind of record, and a value of it: kind, field; kind, field, value. The console sets them.
field_words: list[Callable[[str, str], str]] = []
value_words: list[Callable[[str, str, Any], str]] = []


@dataclass(frozen=True)
class Way:
    """From a party's private page to another of its pages."""

    label: str
    url: str


# Answers where a later feature has a page for a party (a registration, the token of its address), or None.
LeadsOn = Callable[[Any, str], Way | None]
_ways: list[LeadsOn] = []


def leads_on(way: LeadsOn) -> LeadsOn:
    """Let a feature lead from a party's private page to its own."""
    _ways.append(way)
    return way


def ways_of(registration: Any, token: str) -> list[Way]:
    return [found for way in _ways if (found := way(registration, token)) is not None]


# Answers attendee id → when they entered, for those of the asked who did. Check-in sets it.
Entries = Callable[[Collection[int]], Mapping[int, datetime]]
entry_sources: list[Entries] = []


def entries_of(attendee_ids: Collection[int]) -> dict[int, datetime]:
    """When these attendees entered, as far as a later feature knows."""
    found: dict[int, datetime] = {}
    for source in entry_sources:
        found.update(source(attendee_ids))
    return found


# Answers the names of what serves a session alone: without it, it would serve everybody. Check-in sets it.
session_servants: list[Callable[[Any], Collection[str]]] = []


def serving_only(session: Any) -> list[str]:
    return [name for source in session_servants for name in source(session)]


# Answers whether a later feature needs an event, such as for its invitations: then it is not deleted.
event_users: list[Callable[[Any], bool]] = []


def is_needed(event: Any) -> bool:
    return any(needs(event) for needs in event_users)


@dataclass(frozen=True)
class ProgrammeLine:
    """An item of the programme as guests read it, on the event's own clock and in the page's language."""

    starts_at: datetime
    ends_at: datetime
    title: Any
    note: Any
    place: Any
    people: list[str]


# Answers what guests may read of an event's programme, in order; empty where a later feature has nothing to show.
programme_sources: list[Callable[[Any], list[ProgrammeLine]]] = []


def programme_of(event: Any) -> list[ProgrammeLine]:
    return [line for source in programme_sources for line in source(event)]
