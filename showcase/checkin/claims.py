"""Whose ticket a scan says it has read, and what proves it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from ..core.statements import Statement, among
from ..registration import tickets
from ..registration.models import Attendee, MergedPerson
from ..registration.tickets import BadSignature, NotATicket
from . import rules
from .models import Scan
from .rules import BadRow, Reason, Row


@dataclass(frozen=True)
class Scanner:
    """Who holds the reader, and what it may serve."""

    label: str  # device:2, token:3, account:7
    device_id: int | None = None
    event_id: int | None = None  # the only event it may serve
    trusted: bool = False  # an enrolled device or a member of staff: short codes, and guests found by name
    names_until: datetime | None = None  # from then on it is told nobody's name; None: no such time

    def may_read_names(self, now: datetime) -> bool:
        return self.names_until is None or now <= self.names_until


@dataclass(frozen=True)
class Claim:
    """Whose ticket a scan says it has read; nobody's, and why, where it is no ticket."""

    attendee_id: int | None = None
    event_id: int | None = None
    version: int | None = None  # None: not read from a ticket, so the present one
    reason: Reason | None = None
    short: str | None = None


UNKNOWN = Claim(reason=Reason.UNKNOWN)


class Entry(NamedTuple):
    """One scan, who sent it, which event that one serves, and whose ticket it says it has read."""

    row: Row
    scanner: Scanner
    event_id: int | None
    claim: Claim


class Parcel(NamedTuple):
    """The scans of one request, those that can be read once more as entries."""

    rows: Sequence[Row | BadRow]
    scanner: Scanner
    entries: Sequence[Entry]


def read(rows: Sequence[Row | BadRow], scanner: Scanner, event_id: int | None = None) -> Parcel:
    """Verify the signatures of the tickets; `event_id`: the event the client says it serves."""
    serves = scanner.event_id or event_id
    entries = [Entry(row, scanner, serves, _claim(row, scanner)) for row in rows if isinstance(row, Row)]
    return Parcel(rows, scanner, entries)


def proved(connection: Connection, entries: Sequence[Entry]) -> list[Entry]:
    """Short codes and `via` need the database; what they do not prove names nobody."""
    doubtful = [entry for entry in entries if entry.row.attendee and not entry.scanner.trusted]
    if not doubtful and not any(entry.claim.short for entry in entries):
        return list(entries)
    proof = _Proof(
        _of_short_codes(connection, {entry.claim.short for entry in entries if entry.claim.short}),
        _parties_of_vias(connection, entries, doubtful),
        dict(_MEMBERS.rows(connection, ids={entry.row.attendee for entry in doubtful})) if doubtful else {},
    )
    return [entry._replace(claim=_proved(entry, proof)) for entry in entries]


def _claim(row: Row, scanner: Scanner) -> Claim:
    if row.attendee is not None:
        return Claim(row.attendee)
    assert row.code is not None
    try:
        signed = tickets.read_ticket_code(row.code)
    except NotATicket:
        return Claim(short=row.code) if scanner.trusted else UNKNOWN
    except BadSignature:
        return Claim(reason=Reason.BAD_SIGNATURE)
    return Claim(signed.attendee_id, signed.event_id, signed.version)


class _Proof(NamedTuple):
    """What the database says."""

    short: Mapping[str, Claim]
    parties: Mapping[str, int]  # of the scans that are named by `via`
    members: Mapping[int, int]  # attendee → party


def _proved(entry: Entry, proof: _Proof) -> Claim:
    if entry.claim.short:
        return proof.short.get(entry.claim.short, UNKNOWN)
    if entry.row.attendee and not entry.scanner.trusted:
        party = proof.parties.get(entry.row.via or "")
        return entry.claim if party is not None and proof.members.get(entry.row.attendee) == party else UNKNOWN
    return entry.claim


def _of_short_codes(connection: Connection, codes: Collection[str]) -> dict[str, Claim]:
    """Code → whose it is, of those that are any guest's."""
    candidates = {code: tickets.attendees_of_short_code(code) for code in codes}
    numbers = {number for numbers in candidates.values() for number in numbers}
    newest = dict(_VERSIONS.rows(connection, ids=numbers)) if numbers else {}
    found: dict[str, Claim] = {}
    for code, possible in candidates.items():
        for number in possible:
            for version in range(newest.get(number, 0), 0, -1):
                if tickets.short_code_is(code, number, version):
                    found.setdefault(code, Claim(number, None, version))
    return found


def _parties_of_vias(connection: Connection, entries: Sequence[Entry], asking: Sequence[Entry]) -> dict[str, int]:
    """The party each `via` scan belongs to, those that have come together with it included."""
    vias = {entry.row.via for entry in asking if entry.row.via and entry.row.via != rules.BY_SEARCH}
    if not vias:
        return {}
    here = {entry.claim.attendee_id: entry.row.id for entry in entries if entry.row.id in vias and entry.row.code}
    cards = _PARTIES.rows(connection, ids=[card for card in here if card])
    return {here[card]: party for card, party in cards} | dict(_PARTIES_OF_SCANS.rows(connection, ids=vias))


def _pair(one: Any, other: Any) -> tuple[Any, Any]:
    return one, other


_who = aliased(Attendee)  # whom a card of a joined answer lets in
_party = func.coalesce(_who.registration_id, Attendee.registration_id)
_attendee, _scan = Attendee.__table__, Scan.__table__
_VERSIONS: Statement[tuple[int, int]] = Statement(
    select(Attendee.id, Attendee.ticket_version).where(among(_attendee.c.id, "ids")), _pair
)
_MEMBERS: Statement[tuple[int, int]] = Statement(
    select(Attendee.id, Attendee.registration_id).where(among(_attendee.c.id, "ids")), _pair
)
_PARTIES: Statement[tuple[int, int]] = Statement(
    select(Attendee.id, _party)
    .outerjoin(MergedPerson, MergedPerson.attendee_id == Attendee.id)
    .outerjoin(_who, _who.id == MergedPerson.into_id)
    .where(among(_attendee.c.id, "ids")),
    _pair,
)
_PARTIES_OF_SCANS: Statement[tuple[str, int]] = Statement(
    select(Scan.id, _party)
    .join(Attendee, Attendee.id == Scan.attendee_id)
    .outerjoin(MergedPerson, MergedPerson.attendee_id == Attendee.id)
    .outerjoin(_who, _who.id == MergedPerson.into_id)
    .where(among(_scan.c.id, "ids")),
    _pair,
)
