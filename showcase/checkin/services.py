"""Checking guests in: what a gate scanned, judged and kept; the same for the API, a device and the door page.

The database settles who is in: each ticket has one presence row for each count, locked before the verdict.
Where a ticket stands is computed from its admitted scans in the order in which they happened, so that scans which
arrive late, from devices that were offline, lead to the same state in whatever order they come.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import joinedload, lazyload

from ..core import clock
from ..core.database import db, insert, write
from ..registration import tickets
from ..registration.models import Attendee
from ..registration.tickets import BadSignature, NotATicket, Signed
from . import rules
from .models import Annulment, Conflict, Gate, Presence, Scan
from .rules import BadRow, Decision, GateFacts, Passage, Reason, Row, TicketFacts, Verdict

SETTLED_BY_SCANS = "scans"  # a later arrival showed that nothing is to be settled
Count = tuple[int, str]  # an attendee in a counting scope


@dataclass(frozen=True)
class Scanner:
    """Who holds the reader, and what it may serve."""

    label: str  # device:2, token:3, account:7
    device_id: int | None = None
    event_id: int | None = None  # the only event it may serve
    trusted: bool = False  # an enrolled device or a member of staff: short codes, and guests found by name


@dataclass
class Result:
    """The answer to one scan."""

    id: str | None
    verdict: Verdict
    reason: Reason | None = None
    attendee: Attendee | None = None
    first: Scan | None = None
    forced: bool = False
    conflict: Conflict | None = None
    replay: bool = False


@dataclass(frozen=True)
class Claim:
    """Whose ticket a scan says it has read; nobody's, and why, where it is no ticket."""

    attendee_id: int | None = None
    event_id: int | None = None
    version: int | None = None  # None: not read from a ticket, so the present one
    reason: Reason | None = None
    short: str | None = None


def check_in(rows: Sequence[Row | BadRow], scanner: Scanner, event_id: int | None = None) -> list[Result]:
    """Judge and keep scans; one result for each, in their order. `event_id`: the event the client says it serves."""
    good = [row for row in rows if isinstance(row, Row)]
    claims = {row.id: _claim(row, scanner) for row in good}  # verifies signatures, so before the lock is taken
    write()
    desk = _Desk(good, claims, scanner, event_id, {row.id.lower() for row in rows if row.id and row.id.isprintable()})
    for row in sorted(good, key=desk.order):
        desk.judge(row)
    db.session.flush()
    return desk.answers(rows)


def annul(scan: Scan, scanner: Scanner) -> Annulment:
    """Take a scan back; the ticket then stands as if it had not been made."""
    row = Annulment(scan_id=scan.id, device_id=scanner.device_id)
    db.session.add(row)
    db.session.flush()
    if scan.verdict == Verdict.ADMITTED and scan.attendee_id and scan.event_id:
        count = scan.attendee_id, scan.scope
        book = _Book([count])
        book.settle(count, scan.event_id)
        case = book.cases.get(scan.id)
        if case and case.settled_at is None:
            case.settled_at, case.settled_by = clock.now(), SETTLED_BY_SCANS
    return row


class _Desk:
    """One batch of scans at work."""

    def __init__(
        self,
        rows: Sequence[Row],
        claims: dict[str, Claim],
        scanner: Scanner,
        event_id: int | None,
        ids: Collection[str],  # those of rows that cannot be read included: a repeated id has its verdict already
    ) -> None:
        self.scanner = scanner
        self.event_id = scanner.event_id or event_id
        self.gates = {
            gate.slug: gate
            for gate in db.session.scalars(
                db.select(Gate)
                .where(Gate.slug.in_({row.gate for row in rows}))
                .options(lazyload(Gate.texts), joinedload(Gate.event, innerjoin=True).lazyload("*"))
            )
        }
        self.results: dict[int, Result] = {}
        self.claims = claims
        self._prove_claims(rows)
        self.people = _attendees({claim.attendee_id for claim in self.claims.values() if claim.attendee_id})
        self.book = _Book(self._counts(rows))
        known = db.session.scalars(db.select(Scan).where(Scan.id.in_(ids)))
        self.known = {scan.id: scan for scan in known}
        self.before = set(self.known)
        self.bent: list[Scan] = []  # offline admissions that a rule stood against
        self.now = clock.now()  # after the rows are locked: the order of online scans is the order of the locks

    def order(self, row: Row) -> tuple[datetime, int]:
        """Offline scans in the order in which they happened, whatever order the device sends them in."""
        at, _ = rules.happened_at(row.at, row.clock_offset_ms, row.offline, self.now)
        return at, row.device_seq or 0

    def judge(self, row: Row) -> None:
        if row.id in self.known:
            return
        gate = self.gates.get(row.gate)
        if gate is None:
            self.results[id(row)] = Result(row.id, Verdict.REJECTED, Reason.MALFORMED)
            return
        at, doubtful = rules.happened_at(row.at, row.clock_offset_ms, row.offline, self.now)
        claim = self.claims[row.id]
        person = self.people.get(claim.attendee_id) if claim.attendee_id else None
        scope = rules.scope_of(gate.id, [session.slug for session in gate.sessions])
        stand = rules.Standing()
        if claim.reason or person is None:
            decision = Decision(Verdict.REFUSED, claim.reason or Reason.UNKNOWN)
        elif not self._serves(gate, person, claim):
            decision, person = Decision(Verdict.REFUSED, Reason.OTHER_EVENT), None
        else:
            passages = self.book.passages[person.id, scope]
            here = (at, row.device_seq or 0, row.id)
            stand = rules.standing(p for p in passages if not row.offline or p.order < here)
            decision = rules.decide(
                _facts(person, claim, stand.inside), _gate_facts(gate), at, row.direction, row.forced
            )
        scan = Scan(
            id=row.id,
            event_id=gate.event_id,
            gate_id=gate.id,
            attendee_id=person.id if person else None,
            via=row.via,
            device_id=self.scanner.device_id,
            scanned_by=self.scanner.label,
            at=at,
            client_at=row.client_at,
            received_at=self.now,
            device_seq=row.device_seq,
            clock_offset_ms=row.clock_offset_ms,
            clock_doubtful=doubtful,
            direction=row.direction,
            offline=row.offline,
            forced=row.forced,
            verdict=decision.verdict,
            reason=decision.reason,
            rule_bent=decision.bent,
            ticket_version=claim.version,
            scope=scope,
            first_scan_id=stand.entry.scan_id if decision.reason is Reason.ALREADY_IN and stand.entry else None,
        )
        db.session.add(scan)
        self.known[row.id] = scan
        if person is not None and decision.verdict is Verdict.ADMITTED:
            self.book.passages[person.id, scope].append(_passage(scan))
            self.book.touched[person.id, scope] = gate.event_id
            if decision.bent and row.offline:
                self.bent.append(scan)

    def answers(self, rows: Sequence[Row | BadRow]) -> list[Result]:
        """The results, once presence and open cases say what the scans have changed."""
        db.session.flush()
        for scan in self.bent:
            self.book.open(scan)
        for count, event_id in self.book.touched.items():
            self.book.settle(count, event_id)
        db.session.flush()
        first_scans = _scans({scan.first_scan_id for scan in self.known.values() if scan.first_scan_id})
        conflicts = self.book.cases | _cases(self.before - set(self.book.cases))
        by_other = {c.other_scan_id: c for c in conflicts.values() if c.other_scan_id and c.settled_at is None}
        self._remember_people()
        answered: set[str] = set()
        results = []
        for row in rows:
            scan_id = (row.id or "").lower()
            repeated = scan_id in self.before or scan_id in answered
            if id(row) in self.results or (isinstance(row, BadRow) and not repeated):
                results.append(self.results.get(id(row)) or Result(row.id, Verdict.REJECTED, Reason.MALFORMED))
                continue
            scan = self.known[scan_id]
            conflict = conflicts.get(scan.id) or (by_other.get(scan.id) if scan.offline else None)
            results.append(
                Result(
                    id=row.id,
                    verdict=Verdict(scan.verdict),
                    reason=Reason(scan.reason) if scan.reason else None,
                    attendee=self.people.get(scan.attendee_id) if self._may_see(scan) and scan.attendee_id else None,
                    first=first_scans.get(scan.first_scan_id) if scan.first_scan_id else None,
                    forced=scan.rule_bent,
                    conflict=conflict,
                    replay=repeated,
                )
            )
            answered.add(scan_id)
        return results

    def _prove_claims(self, rows: Sequence[Row]) -> None:
        """Short codes and `via` need the database; what they do not prove names nobody."""
        parties = self._parties_of_vias(rows)
        for row in rows:
            claim = self.claims[row.id]
            if claim.short:
                self.claims[row.id] = _of_short_code(claim.short)
            elif row.attendee and not self.scanner.trusted and parties.get(row.via or "") is None:
                self.claims[row.id] = Claim(reason=Reason.UNKNOWN)
            elif row.attendee and not self.scanner.trusted:
                same = db.session.scalar(
                    db.select(Attendee.id).filter_by(id=row.attendee, registration_id=parties[row.via or ""])
                )
                self.claims[row.id] = claim if same else Claim(reason=Reason.UNKNOWN)

    def _parties_of_vias(self, rows: Sequence[Row]) -> dict[str, int]:
        """The party each `via` scan belongs to, those of this batch included."""
        vias = {row.via for row in rows if row.via and row.via != rules.BY_SEARCH}
        if not vias:
            return {}
        people = {self.claims[row.id].attendee_id: row.id for row in rows if row.id in vias and row.code}
        query = db.select(Attendee.id, Attendee.registration_id).where(Attendee.id.in_([p for p in people if p]))
        parties = {people[attendee_id]: party for attendee_id, party in db.session.execute(query).all()}
        stored = (
            db.select(Scan.id, Attendee.registration_id)
            .join(Attendee, Attendee.id == Scan.attendee_id)
            .where(Scan.id.in_(vias))
        )
        for scan_id, party in db.session.execute(stored):
            parties[scan_id] = party
        return parties

    def _remember_people(self) -> None:
        """Also those of scans that are answered again."""
        missing = {scan.attendee_id for scan in self.known.values() if scan.attendee_id} - set(self.people)
        self.people |= _attendees(missing)

    def _counts(self, rows: Sequence[Row]) -> set[Count]:
        counts = set()
        for row in rows:
            gate, person = self.gates.get(row.gate), self.people.get(self.claims[row.id].attendee_id or 0)
            if gate and person:
                counts.add((person.id, rules.scope_of(gate.id, [s.slug for s in gate.sessions])))
        return counts

    def _serves(self, gate: Gate, person: Attendee, claim: Claim) -> bool:
        event = person.registration.event_id
        return event == gate.event_id == (self.event_id or event) and claim.event_id in (None, event)

    def _may_see(self, scan: Scan) -> bool:
        return self.scanner.event_id in (None, scan.event_id)


class _Book:
    """The passages of some tickets, their presence rows locked in one order so that batches cannot block each other."""

    def __init__(self, counts: Iterable[Count]) -> None:
        wanted = sorted(set(counts))
        self.passages: dict[Count, list[Passage]] = defaultdict(list)
        self.touched: dict[Count, int] = {}  # and the event of the gate
        self.presences = _lock(wanted)
        people = {attendee_id for attendee_id, _ in wanted}
        query = (
            db.select(Scan)
            .outerjoin(Annulment, Annulment.scan_id == Scan.id)
            .where(Scan.attendee_id.in_(people), Scan.verdict == Verdict.ADMITTED, Annulment.scan_id.is_(None))
        )
        for scan in db.session.scalars(query) if people else []:
            self.passages[scan.attendee_id or 0, scan.scope].append(_passage(scan))
        self.cases: dict[str, Conflict] = {}
        for case in db.session.scalars(db.select(Conflict).where(Conflict.attendee_id.in_(people))) if people else []:
            self.cases[case.scan_id] = case

    def open(self, scan: Scan) -> None:
        """A case for an admission that a rule stood against."""
        assert scan.attendee_id is not None
        assert scan.event_id is not None
        self._open(scan.event_id, scan.attendee_id, scan.id, scan.first_scan_id, scan.reason or "")

    def _open(self, event_id: int, attendee_id: int, scan_id: str, other: str | None, reason: str) -> None:
        case = Conflict(event_id=event_id, attendee_id=attendee_id, scan_id=scan_id, other_scan_id=other, reason=reason)
        db.session.add(case)
        self.cases[scan_id] = case

    def settle(self, count: Count, event_id: int) -> None:
        """Bring presence and open cases in line with the passages."""
        stand, presence = rules.standing(self.passages[count]), self.presences[count]
        presence.inside = stand.inside
        presence.entry_scan_id = stand.entry.scan_id if stand.entry else None
        presence.entered_at = stand.entry.at if stand.entry else None
        presence.changed_at = clock.now()
        doubles = {late.scan_id: first.scan_id for late, first in stand.doubles if not late.meant}
        for scan_id, first in doubles.items():
            case = self.cases.get(scan_id)
            if case is None:
                self._open(event_id, count[0], scan_id, first, Reason.ALREADY_IN)
            elif case.reason == Reason.ALREADY_IN:
                case.other_scan_id = first
                if case.settled_by == SETTLED_BY_SCANS:
                    case.settled_at, case.settled_by = None, ""
        for passage in self.passages[count]:
            case = self.cases.get(passage.scan_id)
            if case and case.reason == Reason.ALREADY_IN and case.settled_at is None and passage.scan_id not in doubles:
                case.settled_at, case.settled_by = clock.now(), SETTLED_BY_SCANS


def _lock(counts: list[Count]) -> dict[Count, Presence]:
    """The presence rows of these counts, made where missing, locked until the transaction ends."""
    if not counts:
        return {}
    now = clock.now()
    new = [{"attendee_id": person, "scope": scope, "inside": False, "changed_at": now} for person, scope in counts]
    db.session.execute(insert(Presence).values(new).on_conflict_do_nothing())
    query = (
        db.select(Presence)
        .where(Presence.attendee_id.in_({p for p, _ in counts}), Presence.scope.in_({s for _, s in counts}))
        .order_by(Presence.attendee_id, Presence.scope)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {(row.attendee_id, row.scope): row for row in db.session.scalars(query)}


def _scans(ids: Collection[str]) -> dict[str, Scan]:
    """Scans with the gate and device that pages name."""
    if not ids:
        return {}
    query = db.select(Scan).where(Scan.id.in_(ids)).options(joinedload(Scan.gate), joinedload(Scan.device))
    return {scan.id: scan for scan in db.session.scalars(query)}


def _cases(scan_ids: Collection[str]) -> dict[str, Conflict]:
    if not scan_ids:
        return {}
    cases = db.session.scalars(
        db.select(Conflict).where(db.or_(Conflict.scan_id.in_(scan_ids), Conflict.other_scan_id.in_(scan_ids)))
    )
    return {case.scan_id: case for case in cases}


def _attendees(ids: Iterable[int]) -> dict[int, Attendee]:
    wanted = list(ids)
    if not wanted:
        return {}
    query = (
        db.select(Attendee)
        .where(Attendee.id.in_(wanted))
        .options(joinedload(Attendee.registration, innerjoin=True).lazyload("*"))
        .execution_options(populate_existing=True)
    )
    return {person.id: person for person in db.session.scalars(query)}


def _claim(row: Row, scanner: Scanner) -> Claim:
    if row.attendee is not None:
        return Claim(row.attendee)
    assert row.code is not None
    try:
        signed: Signed = tickets.read_ticket_code(row.code)
    except NotATicket:
        return Claim(short=row.code) if scanner.trusted else Claim(reason=Reason.UNKNOWN)
    except BadSignature:
        return Claim(reason=Reason.BAD_SIGNATURE)
    return Claim(signed.attendee_id, signed.event_id, signed.version)


def _of_short_code(code: str) -> Claim:
    for person in db.session.scalars(db.select(Attendee).where(Attendee.id.in_(tickets.attendees_of_short_code(code)))):
        for version in range(person.ticket_version, 0, -1):
            if tickets.short_code_is(code, person.id, version):
                return Claim(person.id, None, version)
    return Claim(reason=Reason.UNKNOWN)


def _facts(person: Attendee, claim: Claim, inside: bool) -> TicketFacts:
    return TicketFacts(
        state=person.registration.state,
        current=claim.version in (None, person.ticket_version),
        dropped=person.dropped_at is not None,
        booked=frozenset(session.slug for session in person.sessions),
        inside=inside,
    )


def _gate_facts(gate: Gate) -> GateFacts:
    return GateFacts(
        any_time=gate.any_time,
        sessions=frozenset(session.slug for session in gate.sessions),
        doors_open_at=gate.event.doors_open_at,
        doors_close_at=gate.event.doors_close_at,
        closed_at=gate.closed_at,
    )


def _passage(scan: Scan) -> Passage:
    meant = scan.rule_bent and not scan.offline
    return Passage(scan.id, scan.at, scan.direction, scan.device_seq or 0, meant)
