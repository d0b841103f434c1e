"""The passages of some tickets while their presence rows are locked, and what follows from them.

Where a ticket stands is computed from its admitted scans in the order in which they happened, so that scans which
arrive late, from devices that were offline, lead to the same state in whatever order they come.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy.engine import Connection

from ..core import clock
from . import records, rules
from .records import CaseRecord, Guest, ScanRecord
from .rules import Count, Passage, Standing

SETTLED_BY_SCANS = "scans"  # a later arrival showed that nothing is to be settled


class Book:
    """Locks the presence rows of these counts when it is opened; `close` writes down where they stand."""

    def __init__(self, connection: Connection, counts: Iterable[Count], people: Iterable[Guest]) -> None:
        self._connection = connection
        self.passages: dict[Count, list[Passage]] = defaultdict(list)
        self.standings: dict[Count, Standing] = {}  # of those that have been settled
        self._touched: dict[str, CaseRecord] = {}  # cases that were opened or have changed
        records.lock(connection, list(counts))
        numbers = {guest.id: guest for guest in people}
        same = records.cards_of(connection, numbers.values())
        found = records.passages(connection, {*numbers, *same})
        for one in found:
            self.passages[same.get(one.attendee_id, one.attendee_id), one.scope].append(one.passage)
        # By the scan they are about.
        self.cases = records.cases(connection, [one.passage.scan_id for one in found if one.has_case])

    def open(self, scan: ScanRecord) -> None:
        """A case for an admission that a rule stood against."""
        assert scan.attendee_id is not None
        assert scan.event_id is not None
        self._open(scan.event_id, scan.attendee_id, scan.id, scan.first_scan_id, scan.reason or "")

    def settle(self, count: Count, event_id: int) -> None:
        """Bring presence and open cases in line with the passages."""
        stand = self.standings[count] = rules.standing(self.passages[count])
        excesses = {one.passage.scan_id: one for one in stand.excesses if not one.passage.meant}
        for scan_id, excess in excesses.items():
            case = self.cases.get(scan_id)
            if case is None:
                self._open(event_id, count[0], scan_id, excess.against.scan_id, excess.reason)
            elif case.reason in rules.COUNTED:
                case.other_scan_id, case.reason = excess.against.scan_id, excess.reason.value
                if case.settled_by == SETTLED_BY_SCANS:
                    case.settled_at, case.settled_by = None, ""
                self._touched[scan_id] = case
        for passage in self.passages[count] if self.cases else ():
            case = self.cases.get(passage.scan_id)
            if case and case.reason in rules.COUNTED and case.settled_at is None and passage.scan_id not in excesses:
                self._end(case)

    def taken_back(self, scan_id: str) -> None:
        """A scan counts for nothing any more: its case, if it has one, is over."""
        case = records.cases(self._connection, [scan_id]).get(scan_id)
        if case and case.settled_at is None:
            self._end(case)

    def close(self) -> None:
        """Keep what was settled; the scans it speaks of have been kept before."""
        records.settle(self._connection, self.standings)
        if self._touched:
            records.keep_cases(self._connection, list(self._touched.values()))

    def _open(self, event_id: int, attendee_id: int, scan_id: str, other: str | None, reason: str) -> None:
        case = CaseRecord(None, event_id, attendee_id, scan_id, other, str(reason), clock.now())
        self.cases[scan_id] = self._touched[scan_id] = case

    def _end(self, case: CaseRecord) -> None:
        case.settled_at, case.settled_by = clock.now(), SETTLED_BY_SCANS
        self._touched[case.scan_id] = case
