"""Who may pass a door: facts in, verdict out. Pure; a device offline decides by the same table of cases."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

LONGEST_CODE = 500
MOST_SCANS = 500  # in one request
AHEAD = timedelta(minutes=2)  # a device's clock may be this much before ours
OLDEST = timedelta(days=30)  # an offline scan from before that cannot be true: a phone whose clock was reset
ASTRAY = timedelta(minutes=10)  # an online scan happens now; a clock further away is doubtful
ANNUL_WITHIN = timedelta(minutes=15)
ENTRY, EXIT = "entry", "exit"
EVENT_SCOPE = "event"
BY_SEARCH = "search"  # `via` of a person found by name
_SCANNER_PREFIX = re.compile(r"\\[0-9]{6}")


class Verdict(StrEnum):
    ADMITTED = "admitted"
    REFUSED = "refused"
    REJECTED = "rejected"


class Reason(StrEnum):
    UNKNOWN = "unknown"
    BAD_SIGNATURE = "bad_signature"
    OTHER_EVENT = "other_event"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    WAITLISTED = "waitlisted"
    PENDING = "pending"
    NOT_YET_VALID = "not_yet_valid"
    NO_LONGER_VALID = "no_longer_valid"
    WRONG_GATE = "wrong_gate"
    SESSION_NOT_BOOKED = "session_not_booked"
    ALREADY_IN = "already_in"
    LIMIT_REACHED = "limit_reached"
    QUESTION_OPEN = "question_open"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class Row:
    """One scan as a client sent it, well formed."""

    id: str  # the client's UUID, lower case
    gate: str
    at: datetime | None  # None: readable, but no instant that a calendar has
    client_at: str
    code: str | None = None  # cleaned
    attendee: int | None = None
    via: str | None = None
    device_seq: int | None = None
    clock_offset_ms: int | None = None
    offline: bool = False
    forced: bool = False
    direction: str = ENTRY


@dataclass(frozen=True)
class BadRow:
    """A scan that cannot be read; `id` as it came, if it was a text."""

    id: str | None


@dataclass(frozen=True)
class TicketFacts:
    """What decides about a genuine ticket of the gate's event."""

    state: str  # of its registration
    current: bool = True  # no newer ticket has been made
    dropped: bool = False  # taken off the party
    booked: frozenset[str] = frozenset()  # sessions
    inside: bool = False  # in the gate's own count, at the time of the scan


@dataclass(frozen=True)
class GateFacts:
    any_time: bool = False
    sessions: frozenset[str] = frozenset()
    doors_open_at: datetime | None = None
    doors_close_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Decision:
    verdict: Verdict
    reason: Reason | None = None
    bent: bool = False  # admitted although `reason` stood against it


def decide(
    ticket: TicketFacts, gate: GateFacts, at: datetime, direction: str = ENTRY, forced: bool = False
) -> Decision:
    """The verdict on a ticket. An exit always passes; a forced entry has happened and is told as it was."""
    if direction == EXIT:
        return Decision(Verdict.ADMITTED)
    reason = objection(ticket, gate, at)
    if reason is None:
        return Decision(Verdict.ADMITTED)
    return Decision(Verdict.ADMITTED, reason, True) if forced else Decision(Verdict.REFUSED, reason)


def objection(ticket: TicketFacts, gate: GateFacts, at: datetime) -> Reason | None:
    """Why this ticket may not pass this gate at that time, if anything stands against it."""
    if ticket.dropped or ticket.state == "cancelled":
        return Reason.CANCELLED
    if not ticket.current:
        return Reason.REVOKED
    if ticket.state == "waitlisted":
        return Reason.WAITLISTED
    if ticket.state != "confirmed":
        return Reason.PENDING
    if gate.closed_at and at >= gate.closed_at:
        return Reason.WRONG_GATE
    if not gate.any_time and gate.doors_open_at and at < gate.doors_open_at:
        return Reason.NOT_YET_VALID
    if not gate.any_time and gate.doors_close_at and at > gate.doors_close_at:
        return Reason.NO_LONGER_VALID
    if gate.sessions and not gate.sessions & ticket.booked:
        return Reason.SESSION_NOT_BOOKED
    return Reason.ALREADY_IN if ticket.inside else None


@dataclass(frozen=True)
class Passage:
    """Somebody went through: one admitted scan."""

    scan_id: str
    at: datetime
    direction: str = ENTRY
    seq: int = 0  # the device's own count, where the clock cannot tell
    meant: bool = False  # forced while online: somebody saw that it was a second entry, and let them in

    @property
    def order(self) -> tuple[datetime, int, str]:
        return self.at, self.seq, self.scan_id


@dataclass(frozen=True)
class Standing:
    """Where a ticket stands after its passages, whatever order they became known in."""

    inside: bool = False
    entry: Passage | None = None  # the last that led from outside to inside
    doubles: tuple[tuple[Passage, Passage], ...] = ()  # an entry while inside, and the entry before it


def standing(passages: Iterable[Passage]) -> Standing:
    inside, entry, doubles = False, None, []
    for passage in sorted(passages, key=lambda p: p.order):
        if passage.direction == EXIT:
            inside = False
        elif not inside:
            inside, entry = True, passage
        elif entry is not None:
            doubles.append((passage, entry))
    return Standing(inside, entry, tuple(doubles))


def cleaned_code(text: str) -> str | None:
    """A code as it is compared: nothing unseen around it, no scanner's prefix; None if it is malformed."""
    text = _without_unseen(text)
    text = _without_unseen(_SCANNER_PREFIX.sub("", text, count=1) if _SCANNER_PREFIX.match(text) else text)
    if not text or len(text) > LONGEST_CODE or any(unicodedata.category(c) == "Cc" for c in text):
        return None
    return text


def happened_at(at: datetime | None, offset_ms: int | None, offline: bool, now: datetime) -> tuple[datetime, bool]:
    """When a scan happened as far as can be known, and whether its clock is in doubt.

    Online it happens now. Offline the device's clock tells, put right by its offset to the server's
    (server minus device), unless it tells what cannot be true.
    """
    if not offline:
        return now, at is None or abs(at - now) > ASTRAY
    try:
        told = at + timedelta(milliseconds=offset_ms or 0) if at else None
    except OverflowError:
        told = None
    if told is None or not now - OLDEST <= told <= now + AHEAD:
        return now, True
    return min(told, now).astimezone(UTC), False


def scope_of(gate_id: int, sessions: Iterable[str]) -> str:
    """What a gate counts in: its own entries if it serves sessions, else the event's."""
    return f"gate:{gate_id}" if any(True for _ in sessions) else EVENT_SCOPE


def _without_unseen(text: str) -> str:
    def is_unseen(character: str) -> bool:
        return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")

    start, end = 0, len(text)
    while start < end and is_unseen(text[start]):
        start += 1
    while end > start and is_unseen(text[end - 1]):
        end -= 1
    return text[start:end]
