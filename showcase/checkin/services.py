"""Checking guests in: what a gate scanned, judged and kept; the same for the API, a device and the door page.

The database settles who is in: each ticket has one presence row for each count, locked before the verdict.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from ..core import clock
from ..core.database import db, write
from ..registration import signals as guest_signals
from ..registration.models import MergedPerson, Registration
from . import claims, records, rules, signals
from .book import Book
from .claims import Claim, Entry, Parcel, Scanner
from .models import Annulment, Presence, Scan
from .records import CaseRecord, EarlierScan, GateRecord, Guest, ScanRecord
from .rules import BadRow, Decision, Passage, Reason, Row, Standing, TicketFacts, Verdict


@dataclass
class Result:
    """The answer to one scan."""

    id: str | None
    verdict: Verdict
    reason: Reason | None = None
    attendee: Guest | None = None
    first: EarlierScan | None = None
    forced: bool = False
    conflict: CaseRecord | None = None
    replay: bool = False


def check_in(rows: Sequence[Row | BadRow], scanner: Scanner, event_id: int | None = None) -> list[Result]:
    """Judge and keep scans; one result for each, in their order. `event_id`: the event the client says it serves."""
    parcel = claims.read(rows, scanner, event_id)
    write()
    return check_in_together(_connection(), [parcel])[0]


def check_in_together(connection: Connection, parcels: Sequence[Parcel]) -> list[list[Result]]:
    """The same for several requests at once, whose scans stand or fall with the transaction of this connection."""
    judging = _Judging(connection, parcels)
    judging.judge_all()
    return [judging.answers(parcel) for parcel in parcels]


def annul(scan: Scan, scanner: Scanner, client_at: str = "") -> Annulment:
    """Take a scan back; the ticket then stands as if it had not been made. `client_at`: when, by the phone's clock."""
    row = Annulment(scan_id=scan.id, device_id=scanner.device_id, client_at=client_at)
    db.session.add(row)
    db.session.flush()
    if scan.verdict == Verdict.ADMITTED and scan.attendee_id and scan.event_id:
        into = db.session.get(MergedPerson, scan.attendee_id)
        count = into.into_id if into else scan.attendee_id, scan.scope
        book = _book([count])
        book.settle(count, scan.event_id)
        book.taken_back(scan.id)
        book.close()
    signals.annulled.send(scan)
    return row


@guest_signals.merged.connect
@guest_signals.parted.connect
def recount(kept: Registration, joined: Mapping[int, int], **_more: object) -> None:
    """Two cards are of one person now, or of two again: who is in follows from the scans, whose numbers stay."""
    people = {*joined, *joined.values()}
    scopes = db.session.scalars(db.select(Presence.scope).where(Presence.attendee_id.in_(people)).distinct()).all()
    counts = sorted((person, scope) for person in people for scope in scopes)
    book = _book(counts)
    for count in counts:
        book.settle(count, kept.event_id)
    book.close()
    db.session.expire_all()


def _connection() -> Connection:
    """The session's own, once it has told the database what it holds: plain statements read past it."""
    db.session.flush()
    return db.session.connection()


def _book(counts: Collection[rules.Count]) -> Book:
    connection, numbers = _connection(), {person for person, _ in counts}
    people = records.guests(connection, numbers, with_sessions=False)
    return Book(connection, counts, [people[number] for number in numbers if number in people])


class _Judging:
    """Some scans at work."""

    def __init__(self, connection: Connection, parcels: Sequence[Parcel]) -> None:
        self._connection = connection
        entries = [entry for parcel in parcels for entry in parcel.entries]
        # Those of rows that cannot be read included: a repeated id has its verdict already.
        ids = {row.id.lower() for parcel in parcels for row in parcel.rows if row.id and row.id.isprintable()}
        self.gates, any_known = records.gates(connection, {entry.row.gate for entry in entries}, ids)
        self.entries = claims.proved(connection, entries)
        wanted = {entry.claim.attendee_id for entry in self.entries if entry.claim.attendee_id}
        with_sessions = any(gate.facts.sessions for gate in self.gates.values())
        self.people = records.guests(connection, wanted, with_sessions=with_sessions)
        self.book = self._opened_book()
        self.known = records.logged(connection, ids) if any_known else {}
        self.before = set(self.known)
        self.answered: set[str] = set()
        self.results: dict[int, Result] = {}  # of rows that are not kept
        self.new: list[ScanRecord] = []
        self.bent: list[ScanRecord] = []  # offline admissions that a rule stood against
        self.touched: dict[rules.Count, int] = {}  # and the event of the gate
        self.now = clock.now()  # after the rows are locked: the order of online scans is the order of the locks
        self.firsts: dict[str, EarlierScan] = {}
        self.conflicts: dict[str, CaseRecord] = {}
        self.by_other: dict[str, CaseRecord] = {}

    def judge_all(self) -> None:
        """Judge and keep the scans; presence and open cases then say what they have changed."""
        for entry in sorted(self.entries, key=self._order):
            self._judge(entry)
        records.log(self._connection, self.new)
        for scan in self.bent:
            self.book.open(scan)
        for count, event_id in self.touched.items():
            self.book.settle(count, event_id)
        self.book.close()
        self._tell()
        self._recall()

    def answers(self, parcel: Parcel) -> list[Result]:
        """The results of one request."""
        return [self._answer(row, parcel.scanner) for row in parcel.rows]

    def _opened_book(self) -> Book:
        people, counts = {}, set()
        for entry in self.entries:
            gate, person = self.gates.get(entry.row.gate), self._who(entry.claim)
            if gate and person:
                people[person.id] = person
                counts.add((person.id, gate.scope))
        return Book(self._connection, counts, people.values())

    def _order(self, entry: Entry) -> tuple[datetime, int]:
        """Offline scans in the order in which they happened, whatever order the device sends them in."""
        row = entry.row
        at, _ = rules.happened_at(row.at, row.clock_offset_ms, row.offline, self.now)
        return at, row.device_seq or 0

    def _judge(self, entry: Entry) -> None:
        row, claim, scanner = entry.row, entry.claim, entry.scanner
        if row.id in self.known:
            return
        gate = self.gates.get(row.gate)
        if gate is None:
            self.results[id(row)] = Result(row.id, Verdict.REJECTED, Reason.MALFORMED)
            return
        at, doubtful = rules.happened_at(row.at, row.clock_offset_ms, row.offline, self.now)
        direction = rules.direction_at(gate.facts.kind, row.direction)
        person, count = self._who(claim), None
        stand = Standing()
        if claim.reason or person is None:
            decision = Decision(Verdict.REFUSED, claim.reason or Reason.UNKNOWN)
        elif not _serves(gate, person, entry):
            decision, person = Decision(Verdict.REFUSED, Reason.OTHER_EVENT), None
        else:
            count = person.id, gate.scope
            here = (at, row.device_seq or 0, row.id)
            stand = rules.standing(p for p in self.book.passages[count] if not row.offline or p.order < here)
            ticket = self._facts(person, claim, stand, rules.local_day(at, gate.timezone))
            decision = rules.decide(ticket, gate.facts, at, direction, row.forced)
            decision = rules.as_shown(decision, row, direction)
        against = stand.against(decision.reason)
        scan = ScanRecord(
            id=row.id,
            event_id=gate.event_id,
            gate_id=gate.id,
            attendee_id=person.id if person else None,
            via=row.via,
            device_id=scanner.device_id,
            scanned_by=scanner.label,
            at=at,
            client_at=row.client_at,
            received_at=self.now,
            device_seq=row.device_seq,
            clock_offset_ms=row.clock_offset_ms,
            clock_doubtful=doubtful,
            direction=direction,
            offline=row.offline,
            forced=row.forced,
            verdict=decision.verdict.value,
            reason=decision.reason.value if decision.reason else None,
            shown=row.shown.value if row.shown else None,
            shown_reason=row.shown_reason.value if row.shown_reason else None,
            rule_bent=decision.bent,
            ticket_version=claim.version,
            scope=gate.scope,
            first_scan_id=against.scan_id if against else None,
        )
        self.known[row.id] = scan
        self.new.append(scan)
        if count is not None and decision.verdict is Verdict.ADMITTED:
            self.book.passages[count].append(_passage(scan, gate))
            self.touched[count] = gate.event_id
            if decision.bent and row.offline:
                self.bent.append(scan)

    def _facts(self, person: Guest, claim: Claim, stand: Standing, today: str) -> TicketFacts:
        """Of who comes, and of the card that was read: it may be of another answer that was joined to this one."""
        card = self.people.get(claim.attendee_id or 0, person)
        return TicketFacts(
            state=person.state,
            current=claim.version in (None, card.ticket_version),
            dropped=person.dropped_at is not None,
            booked=person.booked,
            inside=stand.inside,
            entered=stand.entered,
            entered_today=stand.days.get(today, 0),
        )

    def _who(self, claim: Claim) -> Guest | None:
        """Whom a card lets in: somebody who stood in two answers that were joined comes once, with either card."""
        card = self.people.get(claim.attendee_id) if claim.attendee_id else None
        if card is not None and card.dropped_at is not None and card.into_id is not None:
            return self.people.get(card.into_id, card)
        return card

    def _tell(self) -> None:
        """Let later features know who has come in by these scans, and was not inside already."""
        entries = {stand.entry.scan_id for stand in self.book.standings.values() if stand.inside and stand.entry}
        gates = {gate.id: gate for gate in self.gates.values()}
        scans = [scan for scan in self.new if scan.id in entries]
        if scans:
            found = (
                signals.Admission(self.people[scan.attendee_id], gates[scan.gate_id], scan.id, scan.at)
                for scan in sorted(scans, key=lambda scan: (scan.at, scan.device_seq or 0, scan.id))
                if scan.attendee_id and scan.gate_id
            )
            signals.admitted.send(signals.Admissions(self._connection, found))

    def _recall(self) -> None:
        """What the answers name besides: earlier entries, cases, and the people of scans that are answered again."""
        named = {scan.first_scan_id for scan in self.known.values() if scan.first_scan_id}
        self.firsts = records.earlier(self._connection, named)
        earlier = self.before - set(self.book.cases)
        self.conflicts = self.book.cases | records.cases_naming(self._connection, earlier)
        self.by_other = {c.other_scan_id: c for c in self.conflicts.values() if c.other_scan_id and not c.settled_at}
        missing = {scan.attendee_id for scan in self.known.values() if scan.attendee_id} - set(self.people)
        self.people |= records.guests(self._connection, missing, with_sessions=False)

    def _answer(self, row: Row | BadRow, scanner: Scanner) -> Result:
        scan_id = (row.id or "").lower()
        repeated = scan_id in self.before or scan_id in self.answered
        if id(row) in self.results or (isinstance(row, BadRow) and not repeated):
            return self.results.get(id(row)) or Result(row.id, Verdict.REJECTED, Reason.MALFORMED)
        scan = self.known[scan_id]
        self.answered.add(scan_id)
        may_see = scanner.event_id in (None, scan.event_id) and scanner.may_read_names(self.now)
        return Result(
            id=row.id,
            verdict=Verdict(scan.verdict),
            reason=Reason(scan.reason) if scan.reason else None,
            attendee=self.people.get(scan.attendee_id) if may_see and scan.attendee_id else None,
            first=self.firsts.get(scan.first_scan_id) if scan.first_scan_id else None,
            forced=scan.rule_bent,
            conflict=self.conflicts.get(scan.id) or (self.by_other.get(scan.id) if scan.offline else None),
            replay=repeated,
        )


def _passage(scan: ScanRecord, gate: GateRecord) -> Passage:
    facts, zone = gate.facts, gate.timezone
    how = (scan.direction, scan.device_seq, scan.rule_bent, scan.offline, scan.reason)
    return records.passage(scan.id, scan.at, *how, facts.entries, facts.entries_limit, zone)


def _serves(gate: GateRecord, person: Guest, entry: Entry) -> bool:
    serves = entry.event_id or person.event_id
    return person.event_id == gate.event_id == serves and entry.claim.event_id in (None, person.event_id)
