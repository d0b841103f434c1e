"""What every scan at the door reads and writes, as plain rows: gates, guests, the log, who is in.

Each is one statement however many scans come together, and none of them grows with the number of guests.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, false, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from ..core import clock
from ..core.statements import Statement, among
from ..registration.models import Attendee, Event, MergedPerson, Registration, Session, booking
from . import door_facts, rules
from .door_facts import Knows
from .models import Annulment, Conflict, Device, Gate, Presence, Scan, gate_session
from .rules import Count, GateFacts, Passage, Standing, Verdict


class DeviceRecord(NamedTuple):
    """An enrolled phone as it asks for something."""

    id: int
    event_id: int
    event: str  # its slug
    ends_at: datetime  # the event
    last_seen_at: datetime | None
    waiting: int | None
    app_version: str
    instance: str
    other_instance_at: datetime | None


class GateRecord(NamedTuple):
    """A gate, and what its event says of the doors."""

    id: int
    slug: str
    event_id: int
    timezone: str
    facts: GateFacts

    @property
    def scope(self) -> str:
        return rules.scope_of(self.id, self.facts.sessions)


class Guest(NamedTuple):
    """Somebody as the door knows them; `booked`: the sessions, read only where a gate asks for them."""

    id: int
    name: str
    registration_id: int
    ticket_version: int
    dropped_at: datetime | None
    vip: bool
    event_id: int
    state: str  # of the registration
    into_id: int | None  # who this card lets in, where the answer was joined to another
    has_cards: bool  # cards of other answers let in the same person
    is_noted: bool  # a later feature has something to tell about them
    booked: frozenset[str] = frozenset()


class ScanRecord(NamedTuple):
    """One row of the log."""

    id: str
    event_id: int | None
    gate_id: int | None
    attendee_id: int | None
    via: str | None
    device_id: int | None
    scanned_by: str
    at: datetime
    client_at: str
    received_at: datetime
    device_seq: int | None
    clock_offset_ms: int | None
    clock_doubtful: bool
    direction: str
    offline: bool
    forced: bool
    verdict: str
    reason: str | None
    shown: str | None
    shown_reason: str | None
    rule_bent: bool
    ticket_version: int | None
    scope: str
    first_scan_id: str | None


class PassageRecord(NamedTuple):
    """Somebody went through, and whether staff have a case about it."""

    attendee_id: int
    scope: str
    passage: Passage
    has_case: bool


@dataclass
class CaseRecord:
    """A case that scans disagree about; `id` None until it is kept."""

    id: int | None
    event_id: int
    attendee_id: int
    scan_id: str
    other_scan_id: str | None
    reason: str
    opened_at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""
    note: str = ""


class EarlierScan(NamedTuple):
    """The entry that stood against a scan: when, at which gate, by whom."""

    id: str
    at: datetime
    gate: str | None  # its slug
    device: str  # its name, or who else scanned


def device_of(connection: Connection, key_digest: str) -> DeviceRecord | None:
    """The phone that has this key; None if there is none, or no longer."""
    found = _DEVICE.rows(connection, key_digest=key_digest)
    return found[0] if found else None


def gates(
    connection: Connection, slugs: Collection[str], scan_ids: Collection[str]
) -> tuple[dict[str, GateRecord], bool]:
    """Slug → gate; and whether any of these scans may have been kept before."""
    found: dict[str, tuple[Any, ...]] = {}
    sessions: dict[str, set[str]] = defaultdict(set)
    any_known = False
    for slug, session, is_known, *gate in _GATES.rows(connection, slugs=slugs, ids=scan_ids):
        found[slug] = tuple(gate)
        any_known = is_known
        if session is not None:
            sessions[slug].add(session)
    return {slug: _gate(slug, frozenset(sessions[slug]), *gate) for slug, gate in found.items()}, any_known or not found


def guests(connection: Connection, ids: Collection[int], *, with_sessions: bool) -> dict[int, Guest]:
    """Number → guest, of these and of whom they let in."""
    if not ids:
        return {}
    asked = _guests_statement(door_facts.knowledge())
    found = {guest.id: guest for guest in asked.rows(connection, ids=ids)}
    others = {guest.into_id for guest in found.values() if guest.into_id} - found.keys()
    if others:
        found |= {guest.id: guest for guest in asked.rows(connection, ids=others)}
    if with_sessions:
        booked: dict[int, set[str]] = defaultdict(set)
        for number, session in _BOOKED.rows(connection, ids=found.keys()):
            booked[number].add(session)
        found = {guest.id: guest._replace(booked=frozenset(booked[guest.id])) for guest in found.values()}
    return found


def cards_of(connection: Connection, people: Iterable[Guest]) -> dict[int, int]:
    """Cards of answers that were joined to those of these people: whose card → who it is now."""
    joined = [guest.id for guest in people if guest.has_cards]
    return dict(_CARDS.rows(connection, ids=joined)) if joined else {}


def logged(connection: Connection, scan_ids: Collection[str]) -> dict[str, ScanRecord]:
    return {scan.id: scan for scan in _LOGGED.rows(connection, ids=scan_ids)} if scan_ids else {}


def earlier(connection: Connection, scan_ids: Collection[str]) -> dict[str, EarlierScan]:
    return {scan.id: scan for scan in _EARLIER.rows(connection, ids=scan_ids)} if scan_ids else {}


def passages(connection: Connection, attendee_ids: Collection[int]) -> list[PassageRecord]:
    """All that these people's cards went through by, without what was taken back."""
    return _PASSAGES.rows(connection, ids=attendee_ids) if attendee_ids else []


def cases(connection: Connection, scan_ids: Collection[str]) -> dict[str, CaseRecord]:
    """Cases about these scans, by the scan."""
    return {case.scan_id: case for case in _CASES.rows(connection, ids=scan_ids)} if scan_ids else {}


def cases_naming(connection: Connection, scan_ids: Collection[str]) -> dict[str, CaseRecord]:
    """The same, and those that name one of them as the other scan."""
    return {case.scan_id: case for case in _CASES_NAMING.rows(connection, ids=scan_ids)} if scan_ids else {}


def keep_cases(connection: Connection, found: Sequence[CaseRecord]) -> None:
    """Keep cases that were opened or have changed; the new ones get their numbers."""
    new = [one for one in found if one.id is None]
    _OPEN.run(connection, [vars(one) for one in new])
    numbers = cases(connection, [one.scan_id for one in new])
    _CHANGE.run(connection, [{**vars(one), "number": one.id} for one in found if one.id is not None])
    for one in new:
        one.id = numbers[one.scan_id].id


def log(connection: Connection, scans: Sequence[ScanRecord]) -> None:
    _LOG.run(connection, [scan._asdict() for scan in scans])


def lock(connection: Connection, counts: Sequence[Count]) -> None:
    """Hold the presence rows of these counts until the transaction ends; make them where they are missing.

    In one order, so that two batches cannot wait for each other. SQLite has one writer, who holds everything.
    """
    if connection.dialect.name == "sqlite":
        return
    now = clock.now()
    _LOCK.run(
        connection,
        [
            {"attendee_id": person, "scope": scope, "inside": False, "entries": {}, "changed_at": now}
            for person, scope in sorted(counts)
        ],
    )


def settle(connection: Connection, standings: Mapping[Count, Standing]) -> None:
    """Write down where these counts stand; their rows are locked."""
    now = clock.now()
    _SETTLE.run(
        connection,
        [
            {
                "attendee_id": person,
                "scope": scope,
                "inside": stand.inside,
                "entry_scan_id": stand.entry.scan_id if stand.entry else None,
                "entered_at": stand.entry.at if stand.entry else None,
                "entries": stand.days,
                "changed_at": now,
            }
            for (person, scope), stand in standings.items()
        ],
    )


def passage(
    scan_id: str,
    at: datetime,
    direction: str,
    seq: int | None,
    bent: bool,
    offline: bool,
    reason: str | None,
    entries: str | None,
    limit: int | None,
    timezone: str | None,
) -> Passage:
    """With what the gate allows now: whoever puts a wrong rule right settles the cases that it opened."""
    meant = bent and not offline and reason in rules.COUNTED
    if entries is None or limit is None or timezone is None:  # the gate has gone
        return Passage(scan_id, at, direction, seq or 0, meant)
    return Passage(scan_id, at, direction, seq or 0, meant, rules.local_day(at, timezone), entries, limit)


def _gate(slug: str, sessions: frozenset[str], number: int, event_id: int, timezone: str, *facts: Any) -> GateRecord:
    kind, entries, limit, any_time, opens_at, closes_at, doors_open_at, doors_close_at, closed_at = facts
    return GateRecord(
        number,
        slug,
        event_id,
        timezone,
        GateFacts(
            kind, entries, limit, any_time, sessions, opens_at, closes_at, doors_open_at, doors_close_at, closed_at
        ),
    )


def _passage_record(attendee_id: int, scope: str, has_case: bool, *of_passage: Any) -> PassageRecord:
    return PassageRecord(attendee_id, scope, passage(*of_passage), has_case)


_scan, _presence = Scan.__table__, Presence.__table__

_DEVICE: Statement[DeviceRecord] = Statement(
    select(
        Device.id,
        Device.event_id,
        Event.slug,
        Event.ends_at,
        Device.last_seen_at,
        Device.waiting,
        Device.app_version,
        Device.instance,
        Device.other_instance_at,
    )
    .join(Event, Event.id == Device.event_id)
    .where(Device.key_digest == bindparam("key_digest"), Device.revoked_at.is_(None)),
    DeviceRecord,
)
_GATES: Statement[tuple[Any, ...]] = Statement(
    select(
        Gate.slug,
        Session.slug,
        select(literal(1)).select_from(_scan).where(among(_scan.c.id, "ids")).exists(),
        Gate.id,
        Gate.event_id,
        Event.timezone,
        Gate.kind,
        Gate.entries,
        Gate.entries_limit,
        Gate.any_time,
        Gate.opens_at,
        Gate.closes_at,
        Event.doors_open_at,
        Event.doors_close_at,
        Gate.closed_at,
    )
    .join(Event, Event.id == Gate.event_id)
    .outerjoin(gate_session, gate_session.c.gate_id == Gate.id)
    .outerjoin(Session, Session.id == gate_session.c.session_id)
    .where(among(Gate.__table__.c.slug, "slugs")),
    lambda *values: values,
)
_BOOKED: Statement[tuple[int, str]] = Statement(
    select(booking.c.attendee_id, Session.slug)
    .join(Session, Session.id == booking.c.session_id)
    .where(among(booking.c.attendee_id, "ids")),
    lambda number, session: (number, session),
)
_CARDS: Statement[tuple[int, int]] = Statement(
    select(MergedPerson.attendee_id, MergedPerson.into_id).where(among(MergedPerson.__table__.c.into_id, "ids")),
    lambda card, person: (card, person),
)
_LOGGED: Statement[ScanRecord] = Statement(
    select(*(_scan.c[name] for name in ScanRecord._fields)).where(among(_scan.c.id, "ids")), ScanRecord
)
_EARLIER: Statement[EarlierScan] = Statement(
    select(
        Scan.id, Scan.at, Gate.slug, case((func.coalesce(Device.name, "") == "", Scan.scanned_by), else_=Device.name)
    )
    .outerjoin(Gate, Gate.id == Scan.gate_id)
    .outerjoin(Device, Device.id == Scan.device_id)
    .where(among(_scan.c.id, "ids")),
    EarlierScan,
)
_LOG: Statement[None] = Statement(insert(_scan))
_PASSAGES: Statement[PassageRecord] = Statement(
    select(
        Scan.attendee_id,
        Scan.scope,
        Conflict.id.is_not(None),
        Scan.id,
        Scan.at,
        Scan.direction,
        Scan.device_seq,
        Scan.rule_bent,
        Scan.offline,
        Scan.reason,
        Gate.entries,
        Gate.entries_limit,
        Event.timezone,
    )
    .outerjoin(Gate, Gate.id == Scan.gate_id)
    .outerjoin(Event, Event.id == Gate.event_id)
    .outerjoin(Annulment, Annulment.scan_id == Scan.id)
    .outerjoin(Conflict, Conflict.scan_id == Scan.id)
    .where(among(_scan.c.attendee_id, "ids"), Scan.verdict == Verdict.ADMITTED.value, Annulment.scan_id.is_(None)),
    _passage_record,
)
_conflict = Conflict.__table__
_CASE = [_conflict.c[one.name] for one in fields(CaseRecord)]
_CASES: Statement[CaseRecord] = Statement(select(*_CASE).where(among(_conflict.c.scan_id, "ids")), CaseRecord)
_CASES_NAMING: Statement[CaseRecord] = Statement(
    select(*_CASE).where(or_(among(_conflict.c.scan_id, "ids"), among(_conflict.c.other_scan_id, "ids"))), CaseRecord
)
_OPEN: Statement[None] = Statement(
    insert(_conflict).values({one.name: bindparam(one.name) for one in fields(CaseRecord) if one.name != "id"})
)
_CHANGE: Statement[None] = Statement(
    update(_conflict)
    .where(_conflict.c.id == bindparam("number"))
    .values({name: bindparam(name) for name in ("other_scan_id", "reason", "settled_at", "settled_by")})
)


def _presence_with(fields: Sequence[str], changed: Sequence[str]) -> Statement[None]:
    """Make a presence row, or change these fields of the one that is there, which then is locked."""
    made = postgresql.insert(_presence).values({name: bindparam(name) for name in ("attendee_id", "scope", *fields)})
    changes = {name: made.excluded[name] for name in changed}
    return Statement(made.on_conflict_do_update(index_elements=["attendee_id", "scope"], set_=changes))


_STANDS = ("inside", "entry_scan_id", "entered_at", "entries", "changed_at")
_LOCK = _presence_with(("inside", "entries", "changed_at"), ("attendee_id",))
_SETTLE = _presence_with(_STANDS, _STANDS)


@lru_cache(maxsize=4)
def _guests_statement(knowledge: tuple[Knows, ...]) -> Statement[Guest]:
    person, event = Attendee.__table__.c.id, Registration.__table__.c.event_id
    other = aliased(MergedPerson)
    return Statement(
        select(
            Attendee.id,
            Attendee.name,
            Attendee.registration_id,
            Attendee.ticket_version,
            Attendee.dropped_at,
            Attendee.vip,
            Registration.event_id,
            Registration.state,
            MergedPerson.into_id,
            select(literal(1)).where(other.into_id == Attendee.id).exists(),
            or_(false(), *(knows(person, event) for knows in knowledge)),
        )
        .join(Registration, Registration.id == Attendee.registration_id)
        .outerjoin(MergedPerson, MergedPerson.attendee_id == Attendee.id)
        .where(among(person, "ids")),
        Guest,
    )
