"""What is promised at the door, asked of what the database holds in the end."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from showcase.checkin.models import Annulment, Conflict, Presence, Scan
from showcase.core.database import db
from tests.chaos.door_devices import Phone
from tests.chaos.door_oracle import Oracle


class Log:
    """The scans as they were seen now and then: nothing that was ever there is changed or gone."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[Any, ...]] = {}

    def look(self) -> list[str]:
        rows = {row[0]: tuple(row) for row in db.session.execute(select(Scan.__table__))}
        changed = [one for one, row in self.rows.items() if rows.get(one) != row]
        self.rows = rows
        db.session.remove()
        return [f"{len(changed)} scans of the log were changed"] if changed else []


def broken(phones: Iterable[Phone], oracle: Oracle, log: Log) -> list[str]:
    return [*log.look(), *_of_deeds(phones), *_of_presence(oracle), *_of_cases(oracle), *_of_the_log(oracle, log)]


def _of_deeds(phones: Iterable[Phone]) -> Iterator[str]:
    """What was shown green is kept exactly once, and nothing else counts as an entry."""
    taken_back = set(db.session.scalars(select(Annulment.scan_id)))
    admitted = db.session.scalars(select(Scan.id).where(Scan.verdict == "admitted"))
    kept = Counter(scan_id for scan_id in admitted if scan_id not in taken_back)
    for phone in phones:
        lost = {id(entry.deed) for entry in phone.rejected}
        for deed in phone.deeds:
            times = sum(kept.pop(scan_id, 0) for scan_id in deed.ids)
            if times != (deed.shown and not deed.taken_back):
                yield f"{deed} is kept {times} times"
            if id(deed) in lost:
                yield f"{deed} was not taken"
    if kept:
        yield f"{len(kept)} admissions are kept that nobody was shown"


def _of_presence(oracle: Oracle) -> Iterator[str]:
    wanted = {count: found for count, found in oracle.presences().items() if found[3]}
    stored = {
        (row.attendee_id, row.scope): (row.inside, row.entry_scan_id, row.entered_at, dict(row.entries))
        for row in db.session.scalars(select(Presence))
        if row.entries or row.inside
    }
    for count in wanted.keys() | stored.keys():
        if wanted.get(count) != stored.get(count):
            yield f"presence of {count} is {stored.get(count)}, not {wanted.get(count)}"


def _of_cases(oracle: Oracle) -> Iterator[str]:
    listed = set(db.session.scalars(select(Conflict.scan_id).where(Conflict.settled_at.is_(None))))
    wanted = oracle.cases()
    if wanted - listed:
        yield f"{len(wanted - listed)} of {len(wanted)} cases are not listed"
    if listed - wanted:
        yield f"{len(listed - wanted)} cases are listed that are none"


def _of_the_log(oracle: Oracle, log: Log) -> Iterator[str]:
    if log.rows.keys() != oracle.heard.keys():
        yield f"{len(log.rows)} scans are kept of {len(oracle.heard)} that came"
