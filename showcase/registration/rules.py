"""States, kinds, refusals of registration, and what a party needs. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

LARGEST_PARTY = 15
LARGEST_DELEGATION = 60  # by the form of delegations; the API keeps to parties
AGE_BANDS = ("0-6", "7-15", "16-59", "60+")
GUEST_KINDS = ("overseas", "relative", "official", "partner", "press", "staff")
CHILDREN = ("0-6", "7-15")  # the age bands of those for whom a parent speaks
CONSENTS = ("processing", "guardian", "contact_later", "photo", "publish_name", "sensitive")
CONSENT_TEXT_VERSION = "2026-12"  # raise it when the wording beside the boxes changes
MOST_PLACES = 1_000_000
# What of an event begins, and what then ends.
SPANS = (
    ("starts_at", "ends_at"),
    ("registration_opens_at", "registration_closes_at"),
    ("doors_open_at", "doors_close_at"),
)
INSTANTS = (*(name for span in SPANS for name in span), "changes_close_at")
EVENT = 0  # stands beside session ids for the event's own places


class State(StrEnum):
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    PENDING = "pending"
    CANCELLED = "cancelled"


class WaitState(StrEnum):
    """How a party stands that waited for a session."""

    WAITING = "waiting"
    OFFERED = "offered"  # places are held for it
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    ENDED = "ended"  # it left, or came in another way


class Per(StrEnum):
    """Whom a question is put to: the party once, or each person of it."""

    PARTY = "party"
    PERSON = "person"


class QuestionKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    YES_NO = "yes_no"
    ONE = "one"
    SEVERAL = "several"


CHOICES = (QuestionKind.ONE, QuestionKind.SEVERAL)
KEPT_DAYS = (7, 30, 90)  # after the event; an answer is forgotten then
LONGEST_ANSWER = {QuestionKind.TEXT: 200, QuestionKind.LONG_TEXT: 1000}


class SensitiveKind(StrEnum):
    """What is kept sealed, apart from the guests."""

    DIET = "diet"
    ACCESS = "access"
    ANSWER = "answer"  # to a question of the organisers


class CallReason(StrEnum):
    """Why a party is to be telephoned."""

    PHONE_ONLY = "phone_only"  # confirmed, and there is no e-mail address to say so
    WAITING = "waiting"  # noted on the waiting list, likewise
    LOST_TICKET = "lost_ticket"
    EMAIL_REFUSED = "email_refused"
    DECLINED = "declined"  # the organisers cannot receive it, and there is no e-mail address to say so
    MESSAGE = "message"  # an announcement that no mail brings


class Refusal(StrEnum):
    FULL = "full"
    REGISTRATION_CLOSED = "registration_closed"
    NOT_INVITED = "not_invited"
    OFFER_OVER = "offer_over"
    CODE_INVALID = "code_invalid"
    CANCELLED = "cancelled"
    CHANGES_CLOSED = "changes_closed"
    BEGUN = "begun"
    PARTY_TOO_LARGE = "party_too_large"
    NOT_CONFIRMED = "not_confirmed"
    CAPACITY_BELOW_TAKEN = "capacity_below_taken"
    SESSION_TAKEN = "session_taken"
    SLUG_TAKEN = "slug_taken"
    GATE_USED = "gate_used"
    GATE_CLOSED = "gate_closed"
    LAST_GATE = "last_gate"
    EVENT_USED = "event_used"
    QUESTION_ANSWERED = "question_answered"
    TOO_MANY_QUESTIONS = "too_many_questions"
    NO_EDITION = "no_edition"
    IN_PROGRESS = "in_progress"
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch"


class Refused(Exception):
    """A verb that may not be done now; the page or the API says it in its own words."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


Answers = Mapping[str, Any]  # a question's slug → text, true or false, an option's key, or a list of keys


@dataclass(frozen=True)
class Person:
    """One person as somebody typed it; `sessions` are slugs."""

    name: str
    age_band: str | None = None
    sessions: tuple[str, ...] = ()
    second_name: str = ""
    honorific: str = ""
    called: str = ""
    diet: str = ""
    access: str = ""
    no_photo: bool = False
    phone: str = ""  # E.164
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Party:
    """What a registration says: who asks, who comes, and what they agree to."""

    event: str  # slug
    locale: str
    contact_name: str
    contact_country: str
    people: tuple[Person, ...]
    contact_email: str | None = None
    contact_phone: str | None = None
    home_phone: str | None = None  # in Việt Nam, beside the one abroad
    consents: Mapping[str, bool] = field(default_factory=lambda: {"processing": True})
    channel: str = "web"  # web, api, door, sample
    guest_kind: str = "overseas"
    note: str = ""
    demo: bool = False
    answers: Answers = field(default_factory=dict)
    delegation: str = ""  # its name, if the party is one
    invited: bool = False  # answers by the link of an invitation
    code: str = ""  # that lets in, as it was typed


@dataclass(frozen=True)
class Change:
    """A correction to one attendee: what is None or left out stays.

    `details` are other columns of the attendee. With a `successor`, who is dropped gives the place to that person.
    """

    attendee_id: int
    name: str | None = None
    sessions: tuple[str, ...] | None = None
    drop: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)
    successor: Person | None = None


@dataclass(frozen=True)
class SessionInput:
    """A session as an API request names it."""

    slug: str
    title: dict[str, str] | None
    capacity: int | None
    sets_capacity: bool
    values: Mapping[str, Any] = field(default_factory=dict)  # other columns; what is left out stays


@dataclass(frozen=True)
class EventInput:
    """What somebody sets of an event: columns, and texts as field → {locale: text}; what is left out stays.

    `sessions` None leaves them alone. `parts` are the fields that later features keep (signals.event_fields).
    """

    slug: str
    values: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sessions: list[SessionInput] | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)


Needs = Mapping[int, int]  # session id (EVENT: the event itself) → places


def lacking(needs: Needs, left: Mapping[int, int | None]) -> set[int]:
    """Where a party does not fit as a whole; `left` None: no limit."""
    return {where for where, places in needs.items() if (free := left[where]) is not None and places > free}


def fitting(waiting: list[Needs], left: Mapping[int, int | None]) -> list[int]:
    """Whose turn it is, by their numbers in the queue: each party in order, if what the earlier ones leave suffices."""
    rest, found = dict(left), []
    for number, needs in enumerate(waiting):
        if lacking(needs, rest):
            continue
        found.append(number)
        for where, places in needs.items():
            free = rest[where]
            rest[where] = None if free is None else free - places
    return found


def overtakes(needs: Needs, waiting: list[Needs], left: Mapping[int, int | None]) -> bool:
    """Whether a newcomer would take places that somebody who waits is short of."""
    return any(lacking(others, left) & {where for where, places in needs.items() if places} for others in waiting)


def offered_until(now: datetime, hours: int, ends: Iterable[datetime | None]) -> datetime | None:
    """Until when places are held for a party, never beyond the first end; None: it is too late to offer any."""
    until = min([now + timedelta(hours=hours), *(end for end in ends if end is not None)])
    return until if until > now else None


def backwards(at: Callable[[str], datetime | None], spans: Iterable[tuple[str, str]] = SPANS) -> list[tuple[str, str]]:
    """The spans (of an event, if not said) that end before they begin; `at` tells an instant by its name."""
    found = []
    for first, last in spans:
        begins, ends = at(first), at(last)
        if begins and ends and ends < begins:
            found.append((first, last))
    return found


def may_change_answers(closes_at: datetime | None, starts_at: datetime, now: datetime) -> bool:
    """Until the organisers count: when answers to the invitation are no longer taken, else when the event begins."""
    return now < (closes_at or starts_at)


def may_change_party(changes_close_at: datetime | None, starts_at: datetime, now: datetime) -> bool:
    """Until the organisers have printed and cooked for those named. Who does not come may say so until the event
    begins: an empty chair hurts more than a late word."""
    return now < min(changes_close_at or starts_at, starts_at)


def is_open(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    return (opens_at is None or opens_at <= now) and (closes_at is None or now < closes_at)


# Family names of the province's people. A name that ends in one and begins with none is written the western way
# round; those that are given names as well say nothing at the end.
_NAMES = (
    "nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly truong"
    " thach son kim lam chau danh kien tang quach"
)
FAMILY_NAMES = frozenset(_NAMES.split())
_ALSO_GIVEN = {"son", "kim", "lam", "chau", "danh", "thach", "kien", "ly"}


def given_name(name: str, folded: str) -> str:
    """The name by which people are called; `folded` is the name without marks, word for word."""
    parts, plain = name.split(), folded.split()
    if len(parts) == len(plain) > 1 and plain[-1] in FAMILY_NAMES - _ALSO_GIVEN and plain[0] not in FAMILY_NAMES:
        return parts[0]
    return parts[-1] if parts else name


class TaskKind(StrEnum):
    """What a guest asks of the Front of a commune."""

    VISIT = "visit"  # would like to come
    WORD = "word"  # sends a word, with or without a photo


TASK_DAYS = 7  # working days until a commune's Front is to have answered
TASK_KEPT_DAYS = 90  # after the answer the guest is forgotten …
TASK_KEPT_AT_MOST = 180  # … and without one, after it came
