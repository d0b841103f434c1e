"""The seal on the audit: each entry gets a position and a hash that follows from all entries before it.

Entries are sealed after their commit, by one sealer at a time, because the order of ids is not the order of commits:
on PostgreSQL a transaction may commit long after a later one. The hash is SHA-256 over the hash before (64 zeros for
the first) and the entry in its canonical form.
"""

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import structlog
from sqlalchemy import Select

from .audit import AuditEntry, AuditValue, commitment, commitments_of
from .database import db, write

log = structlog.get_logger()
LOCK = 743  # PostgreSQL's advisory lock of the one sealer
BATCH = 200  # entries sealed in one transaction: guests wait for it on SQLite
PAGE = 1000  # entries read at once by a check
NAMED = 20  # ids of unsealed entries that a check names
TELL_EVERY = 60  # seconds between two notes of the head in the log

_entry = AuditEntry.__table__
# What is sealed, in this order. The time as it is stored: a value that is no time must not stop a check.
_SEALED = (
    _entry.c.id,
    db.type_coerce(_entry.c.at, db.String).label("at"),
    *(_entry.c[name] for name in ("actor", "verb", "subject", "changes", "request_id")),
)


class Head(NamedTuple):
    """Where the chain ends."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


class Tail(NamedTuple):
    """What is not sealed yet."""

    number: int
    since: datetime
    ids: list[int]  # the first of them


START = Head(0, "0" * 64)


def seal() -> int:
    """Seal the next batch in a transaction of its own; how many entries it was."""
    # A look without the write lock first: an idle sealer must not stand in the way of guests.
    waiting = db.session.scalar(_unsealed(_entry.c.id).limit(1))
    db.session.rollback()
    if waiting is None:
        return 0
    write()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(db.select(db.func.pg_advisory_xact_lock(LOCK)))
    last = head()
    sealed: list[dict[str, Any]] = []
    for row in db.session.execute(_unsealed(*_SEALED).limit(BATCH)).mappings():
        last = Head(last.position + 1, digest(last, row))
        sealed.append({"number": row["id"], "place": last.position, "seal": last.hash})
    if sealed:
        place = _entry.update().where(_entry.c.id == db.bindparam("number"))
        place = place.values(position=db.bindparam("place"), hash=db.bindparam("seal"))
        db.session.connection().execute(place, sealed)
    db.session.commit()
    return len(sealed)


def seal_all() -> None:
    while seal():
        pass


def head() -> Head:
    last = db.select(_entry.c.position, _entry.c.hash).where(_entry.c.position.is_not(None))
    found = db.session.execute(last.order_by(_entry.c.position.desc()).limit(1)).first()
    return Head(*found) if found else START


def tail() -> Tail | None:
    """What waits for its seal; some seconds' worth while the worker runs."""
    number, since = db.session.execute(_unsealed(db.func.count(), db.func.min(_entry.c.at)).order_by(None)).one()
    if not number:
        return None
    return Tail(number, since, list(db.session.scalars(_unsealed(_entry.c.id).limit(NAMED))))


class Check:
    """A walk along the chain, page by page. `expected`: heads that were noted earlier, outside the database."""

    def __init__(self, expected: Sequence[Head] = ()) -> None:
        self.head = START  # as far as the walk has come
        self._noted = defaultdict(set)
        for noted in expected:
            if noted != START:
                self._noted[noted.position].add(noted.hash)

    def breaks(self) -> Iterator[str]:
        """Every place where the chain is not what was sealed, in words."""
        for row, values in _sealed_rows():
            here = f"position {row['position']}, entry {row['id']}"
            yield from (f"{here}: {fault}" for fault in self._faults_of_place(row))
            yield from (f"{here}: {fault}" for fault in _faults_of_values(row, values))
        for place in sorted(self._noted):
            yield f"position {place}: missing, and was noted as the head: the chain ends at {self.head.position}"

    def _faults_of_place(self, row: Any) -> Iterator[str]:
        place = row["position"]
        if not isinstance(place, int):
            yield "no position"
            return
        if place <= self.head.position:
            yield "a second entry on this position"
            return
        if place > self.head.position + 1:
            yield f"{place - self.head.position - 1} before it are missing, from position {self.head.position + 1}"
        elif not _follows(self.head, row):
            yield "not what was sealed: the entry was changed, or its hash or the one before it"
        if self._noted.pop(place, {row["hash"]}) != {row["hash"]}:
            yield "its hash is not the one that was noted"
        self.head = Head(place, row["hash"])


def digest(before: Head, row: Any) -> str:
    """The hash of an entry that follows `before`."""
    noted = [_instant(row["at"]) if column.name == "at" else row[column.name] for column in _SEALED]
    canonical = json.dumps([before.position + 1, *noted], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256((before.hash + canonical).encode()).hexdigest()


class HeadNotes:
    """Writes the head to the log when it has moved, so that a copy of it lies outside the database."""

    def __init__(self) -> None:
        self._told: Head = START
        self._told_at = -float(TELL_EVERY)

    def tell(self, now: bool = False) -> None:
        """At most once a minute, or `now`, before the worker ends."""
        present = head()
        db.session.rollback()
        due = now or time.monotonic() - self._told_at >= TELL_EVERY
        if due and present != self._told:
            log.info("audit head", head=str(present))
            self._told, self._told_at = present, time.monotonic()


def _unsealed(*columns: Any) -> Select[Any]:
    return db.select(*columns).where(_entry.c.position.is_(None)).order_by(_entry.c.id)


def _sealed_rows() -> Iterator[tuple[Any, list[Any]]]:
    """Sealed entries in their order, each with its personal values."""
    place, number, kept = _entry.c.position, _entry.c.id, AuditValue.__table__
    after: tuple[Any, Any] = (0, 0)
    while True:
        beyond = db.or_(place > after[0], db.and_(place == after[0], number > after[1]))
        page = db.select(*_SEALED, place, _entry.c.hash).where(place.is_not(None), beyond)
        rows = db.session.execute(page.order_by(place, number).limit(PAGE)).mappings().all()
        of_entry = defaultdict(list)
        for value in db.session.execute(db.select(kept).where(kept.c.entry_id.in_([row["id"] for row in rows]))):
            of_entry[value.entry_id].append(value)
        db.session.rollback()  # no transaction is held for as long as a long chain takes
        for row in rows:
            yield row, of_entry[row["id"]]
        if len(rows) < PAGE:
            return
        after = rows[-1]["position"], rows[-1]["id"]


def _follows(before: Head, row: Any) -> bool:
    try:
        return digest(before, row) == row["hash"]
    except (ValueError, TypeError, AttributeError):
        return False


def _instant(at: datetime | str) -> str:
    """SQLite keeps times as text, in UTC."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")


def _faults_of_values(row: Any, values: Sequence[Any]) -> Iterator[str]:
    try:
        known = commitments_of(json.loads(row["changes"]))
    except (ValueError, TypeError, AttributeError, KeyError):
        known = {}
    for value in values:
        if known.get((value.field, value.side)) != commitment(value.salt, value.value):
            yield f"the {value.side} value of {value.field} does not match its commitment"
        if value.subject != row["subject"]:
            yield f"the {value.side} value of {value.field} would be erased with {value.subject}"
