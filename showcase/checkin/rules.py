"""Who may pass a door: facts in, verdict out. Pure; a device offline decides by the same table of cases."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONGEST_CODE = 500
MOST_SCANS = 500  # in one request
AHEAD = timedelta(minutes=2)  # a device's clock may be this much before ours
OLDEST = timedelta(days=30)  # an offline scan from before that cannot be true: a phone whose clock was reset
ASTRAY = timedelta(minutes=10)  # an online scan happens now; a clock further away is doubtful
ANNUL_WITHIN = timedelta(minutes=15)
NAMES_END = timedelta(hours=2)  # after the event; no phone gets the list any more
MOST_ENTRIES = 99  # that a desk may allow in a day
ENTRY, EXIT = "entry", "exit"
EVENT_SCOPE = "event"
BY_SEARCH = "search"  # `via` of a person found by name
Count = tuple[int, str]  # an attendee in a counting scope
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


class GateKind(StrEnum):
    RECEPTION = "reception"
    HELP_DESK = "help_desk"
    WAY_OUT = "way_out"  # what is scanned here is an exit, unless it says otherwise


class EntryRule(StrEnum):
    """How often somebody may come in by a gate."""

    REENTRY = "reentry"  # whoever has gone out may come back
    ONCE = "once"
    PER_DAY = "per_day"  # so many times a local day; whether they went out meanwhile is not asked


# A count of entries stood against it; whether it still does may change as scans arrive that were made earlier.
COUNTED = frozenset({Reason.ALREADY_IN, Reason.LIMIT_REACHED})


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
    direction: str | None = None  # None: as is usual at the gate
    shown: Verdict | None = None  # what the screen said, admitted or refused
    shown_reason: Reason | None = None


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
    # In the gate's own count, before the scan:
    inside: bool = False
    entered: int = 0  # how often, ever
    entered_today: int = 0  # how often, on the local day of the scan


@dataclass(frozen=True)
class GateFacts:
    kind: str = GateKind.RECEPTION
    entries: str = EntryRule.REENTRY
    entries_limit: int = 1
    any_time: bool = False
    sessions: frozenset[str] = frozenset()
    opens_at: datetime | None = None  # its own times, each instead of the doors'
    closes_at: datetime | None = None
    doors_open_at: datetime | None = None
    doors_close_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Decision:
    verdict: Verdict
    reason: Reason | None = None
    bent: bool = False  # admitted although `reason` stood against it


def decide(
    ticket: TicketFacts, gate: GateFacts, at: datetime, direction: str | None = None, forced: bool = False
) -> Decision:
    """The verdict on a ticket. An exit always passes; a forced entry has happened and is told as it was."""
    if direction_at(gate.kind, direction) == EXIT:
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
    opens_at, closes_at = gate.opens_at or gate.doors_open_at, gate.closes_at or gate.doors_close_at
    if not gate.any_time and opens_at and at < opens_at:
        return Reason.NOT_YET_VALID
    if not gate.any_time and closes_at and at > closes_at:
        return Reason.NO_LONGER_VALID
    if gate.sessions and not gate.sessions & ticket.booked:
        return Reason.SESSION_NOT_BOOKED
    return too_often(gate.entries, gate.entries_limit, ticket.inside, ticket.entered, ticket.entered_today)


def too_often(entries: str, limit: int, inside: bool, entered: int, entered_today: int) -> Reason | None:
    """What stands against one more entry, by the gate's rule and what its count holds so far."""
    if entries == EntryRule.PER_DAY:
        return Reason.LIMIT_REACHED if entered_today >= limit else None
    if inside:
        return Reason.ALREADY_IN
    return Reason.LIMIT_REACHED if entries == EntryRule.ONCE and entered else None


def direction_at(kind: str, told: str | None) -> str:
    """Whether a scan is an entry or an exit; what does not say is what is usual at such a gate."""
    return told or (EXIT if kind == GateKind.WAY_OUT else ENTRY)


def as_shown(decision: Decision, row: Row, direction: str) -> Decision:
    """What the door did, where a phone without a network turned somebody away whom the server would have let in.

    They did not come in by this scan, so it is no entry; the reason is what the screen said. An exit is one all the
    same.
    """
    turned_away = row.offline and row.shown is Verdict.REFUSED and not row.forced and direction == ENTRY
    if not turned_away or decision.verdict is not Verdict.ADMITTED:
        return decision
    return Decision(Verdict.REFUSED, row.shown_reason or Reason.QUESTION_OPEN)


@dataclass(frozen=True)
class Passage:
    """Somebody went through: one admitted scan, with what its gate allows."""

    scan_id: str
    at: datetime
    direction: str = ENTRY
    seq: int = 0  # the device's own count, where the clock cannot tell
    meant: bool = False  # forced while online: somebody saw that it was one too many, and let them in
    day: str = ""  # the local day of the event's zone
    entries: str = EntryRule.REENTRY
    entries_limit: int = 1

    @property
    def order(self) -> tuple[datetime, int, str]:
        return self.at, self.seq, self.scan_id


@dataclass(frozen=True)
class Excess:
    """An entry that the rule of its gate did not allow, and the entry before it that stood against it."""

    passage: Passage
    against: Passage
    reason: Reason


@dataclass(frozen=True)
class Standing:
    """Where a ticket stands after its passages, whatever order they became known in."""

    inside: bool = False
    entry: Passage | None = None  # the last that led from outside to inside
    last: Passage | None = None  # the last entry, from wherever
    days: Mapping[str, int] = field(default_factory=dict)  # entries by local day
    excesses: tuple[Excess, ...] = ()

    @property
    def entered(self) -> int:
        return sum(self.days.values())

    def against(self, reason: Reason | None) -> Passage | None:
        """The entry that a refusal names: by whom the place inside, or the last of those allowed, was taken."""
        return {Reason.ALREADY_IN: self.entry, Reason.LIMIT_REACHED: self.last}.get(reason) if reason else None


def standing(passages: Iterable[Passage]) -> Standing:
    inside = False
    entry: Passage | None = None
    last: Passage | None = None
    days: Counter[str] = Counter()
    excesses = []
    for passage in sorted(passages, key=lambda p: p.order):
        if passage.direction == EXIT:
            inside = False
            continue
        reason = too_often(passage.entries, passage.entries_limit, inside, days.total(), days[passage.day])
        against = entry if reason is Reason.ALREADY_IN else last
        if reason is not None and against is not None:
            excesses.append(Excess(passage, against, reason))
        if not inside:
            inside, entry = True, passage
        last = passage
        days[passage.day] += 1
    return Standing(inside, entry, last, dict(days), tuple(excesses))


def local_day(at: datetime, timezone: str) -> str:
    """The date that people at the event write, such as 2024-02-05."""
    try:
        return at.astimezone(ZoneInfo(timezone)).date().isoformat()
    except OverflowError:
        return at.date().isoformat()


def cleaned_code(text: str) -> str | None:
    """A code as it is compared: nothing unseen around it, no scanner's prefix; None if it is malformed."""
    if text.isascii() and text.isalnum():  # as tickets are: nothing unseen in it
        return text if len(text) <= LONGEST_CODE else None
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


def may_annul(
    received_at: datetime, now: datetime, scanned_at: datetime | None = None, taken_back_at: datetime | None = None
) -> bool:
    """Whether a scan may still be taken back: within minutes of its arrival, or by the clock of the phone that made it.

    A phone without a network is believed about itself alone: both times are of one clock, however wrong it goes.
    """
    if now - received_at <= ANNUL_WITHIN:
        return True
    if scanned_at is None or taken_back_at is None:
        return False
    return timedelta(0) <= taken_back_at - scanned_at <= ANNUL_WITHIN


def digits_of(typed: str) -> str:
    """The digits of a PIN as it was typed, with whatever keyboard: full-width or Khmer digits, spaces between them."""
    return "".join(str(unicodedata.digit(sign)) for sign in typed if sign.isdigit())


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
