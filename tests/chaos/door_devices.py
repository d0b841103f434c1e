"""Phones at the doors, without a screen: they scan, judge, keep, send and make good as the real ones do.

Each lives by the protocol of docs/door.md. What it has not had the server's final word on stands in its queue, which
outlives everything; the rest of its memory does not.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol
from uuid import UUID

from showcase.checkin import rules
from showcase.checkin.rules import TicketFacts, Verdict
from showcase.registration import tickets

Row = dict[str, Any]
Answer = dict[str, Any]
NO_TICKET = {"unknown", "bad_signature", "other_event", "malformed"}  # cannot be forced: nobody is known


class Wire(Protocol):
    """The way to the server, with all that may befall a request; None: no answer came in time."""

    now: datetime

    def scans(self, phone: "Phone", rows: list[Row]) -> list[Answer] | None: ...

    def annulment(self, phone: "Phone", scan_id: str, at: str) -> int | None: ...


@dataclass
class Deed:
    """What one scan did at the door, whatever becomes known of it: the scans that report it, and what was shown."""

    phone: int
    guest: int | None
    scope: str
    direction: str
    true_at: datetime
    error: timedelta = timedelta(0)  # of the phone's clock, then
    ids: list[str] = field(default_factory=list)
    shown: bool = False
    taken_back: bool = False


@dataclass
class Entry:
    """A line of the queue: a scan to be told, or (`annuls`) a deed to be taken back."""

    deed: Deed
    row: Row = field(default_factory=dict)
    annuls: bool = False
    asked: bool = False  # shown to somebody, or never to be


@dataclass
class GuestList:
    """The list as it was downloaded: of each guest what decides, and what has since been seen of them here."""

    items: dict[int, Answer]
    gates: dict[str, Answer]
    gone: frozenset[int] = frozenset()
    keys: frozenset[int] = frozenset()  # numbers of the public keys that came with it

    def copy(self) -> "GuestList":
        return GuestList(dict(self.items), self.gates, self.gone, self.keys)


class Phone:
    """A volunteer's phone. `error` is how far its clock is off; it may or may not measure that by the server's."""

    def __init__(
        self,
        number: int,
        gate: str,
        scope: str,
        wire: Wire,
        guests: GuestList,
        chance: Random,
        error: timedelta,
        measures: bool,
    ) -> None:
        self.number, self.gate, self.scope, self.wire, self.chance = number, gate, scope, wire, chance
        self.error, self.measures = error, measures
        self.offset_ms: int | None = None
        self.guests = guests.copy()
        self.inside: dict[tuple[int, str], bool] = {}
        self.entries: dict[tuple[int, str], int] = {}
        self.queue: list[Entry] = []
        self.rejected: list[Entry] = []
        self.deeds: list[Deed] = []
        self.online = True
        self.seq = 0

    # What volunteers do

    def scan(self, code: str, guest: int | None, *, direction: str = "entry", forced: bool = False) -> Deed:
        """`guest` is for the books of the test alone; the phone knows what it reads from the code."""
        (deed,) = self._scan([({"code": code}, guest)], direction, forced)
        return deed

    def admit(self, guests: list[int], via: str, *, direction: str = "entry", forced: bool = False) -> list[Deed]:
        return self._scan([({"attendee": one, "via": via}, one) for one in guests], direction, forced)

    def take_back(self, deed: Deed) -> None:
        """Undo, as the screen offers it for 15 minutes."""
        if deed.shown and not deed.taken_back and self.wire.now - deed.true_at < rules.ANNUL_WITHIN:
            deed.taken_back = True
            # By the clock that the phone had at the scan: it may have been set since.
            at = self.wire.now + deed.error
            self.queue.append(Entry(deed, {"at": at.isoformat(timespec="milliseconds")}, annuls=True))
            if deed.guest is not None:
                self.inside[deed.guest, self.scope] = deed.direction == "exit"
            if self.online:
                self.sync()

    def restart(self) -> None:
        """The browser was killed: what was in memory is gone, and who was asked about saw no verdict."""
        self.inside.clear()
        self.entries.clear()
        self.offset_ms = None
        for entry in self.queue:
            if not entry.annuls and not entry.asked:
                entry.row |= {"offline": True, "forced": False, "shown": "refused"}
                entry.asked = True

    def begin(self, code: str, guest: int | None) -> None:
        """Scan, and be killed before the verdict is on the screen."""
        entry = self._written({"code": code}, guest, "entry", False)
        if self.online:
            self.wire.scans(self, [dict(entry.row)])
        self.restart()

    def sync(self, most: int = 500) -> bool:
        """Send the queue until it is empty or the network fails; answers whether it is empty."""
        while self.queue:
            if not (self._send_annulment() if self.queue[0].annuls else self._send_scans(most)):
                return False
        return True

    def take_list(self, guests: GuestList) -> None:
        """A fresh list; what the server has not heard yet counts on top of it."""
        self.guests = guests.copy()
        self.inside.clear()
        for entry in self.queue:
            if not entry.annuls and entry.deed.shown and entry.deed.guest is not None:
                self.inside[entry.deed.guest, self.scope] = entry.deed.direction == "entry"

    # What the phone does by itself

    def _scan(self, what: list[tuple[Row, int | None]], direction: str, forced: bool) -> list[Deed]:
        entries = [self._written(row, guest, direction, forced) for row, guest in what]
        answers = self.wire.scans(self, [dict(entry.row) for entry in entries]) if self.online else None
        for entry, answer in zip(entries, answers or [None] * len(entries), strict=True):
            if answer is None:
                self._judge(entry)
            else:
                entry.deed.shown = answer["verdict"] == "admitted"
                self.queue.remove(entry)
                self._learn(entry, entry.deed.shown, answer.get("reason"))
            entry.asked = True
        return [entry.deed for entry in entries]

    def _written(self, what: Row, guest: int | None, direction: str, forced: bool) -> Entry:
        """The scan, in the queue before anything else happens."""
        self.seq += 1
        deed = Deed(self.number, guest, self.scope, direction, self.wire.now, self.error)
        row = {
            **what,
            "gate": self.gate,
            "at": self._clock(),
            "device_seq": self.seq,
            "clock_offset_ms": self.offset_ms,
            "forced": forced,
            "direction": direction,
        }
        entry = Entry(deed, self._named(deed, row))
        self.queue.append(entry)
        self.deeds.append(deed)
        return entry

    def _named(self, deed: Deed, row: Row) -> Row:
        deed.ids.append(str(UUID(int=self.chance.getrandbits(128), version=4)))
        return {**row, "id": deed.ids[-1]}

    def _judge(self, entry: Entry) -> None:
        """Without the server: by the list, and by what was seen here since it was fetched."""
        row = entry.row
        admitted, reason, guest = self._verdict(row)
        row |= {"offline": True, "forced": admitted, "shown": "admitted" if admitted else "refused"}
        if reason:
            row["shown_reason"] = reason
        entry.deed.shown = admitted
        if guest is not None:
            self._learn(entry, admitted, reason)

    def _verdict(self, row: Row) -> tuple[bool, str | None, int | None]:
        version = None
        if "attendee" in row:
            guest = row["attendee"]
        else:
            try:
                signed = tickets.read_ticket_code(row["code"])
            except tickets.BadSignature:
                return False, "bad_signature", None
            except tickets.NotATicket:
                return False, "unknown", None
            if int(row["code"]).to_bytes(79)[0] & 15 not in self.guests.keys:
                return False, "bad_signature", None  # signed by a key that the list did not bring
            guest, version = signed.attendee_id, signed.version
            if signed.event_id != self.guests.gates[self.gate]["event"]:
                return False, "other_event", None
        item, gate = self.guests.items.get(guest), self.guests.gates[self.gate]
        if item is None and guest not in self.guests.gone:  # newer than the list
            return True, None, guest
        ticket = TicketFacts(
            state=item["state"] if item else "cancelled",
            current=item is None or version in (None, item["ticket_version"]),
            booked=frozenset(item["sessions"] if item else ()),
            inside=self.inside.get((guest, self.scope), bool(item and self.scope in item["inside"])),
            entered=self.entries.get((guest, self.scope), 0),
            entered_today=self.entries.get((guest, self.scope), 0),
        )
        corrected = datetime.fromisoformat(row["at"]) + timedelta(milliseconds=row["clock_offset_ms"] or 0)
        decision = rules.decide(ticket, gate["facts"], corrected, row["direction"], row["forced"])
        return decision.verdict is Verdict.ADMITTED, decision.reason and str(decision.reason), guest

    def _learn(self, entry: Entry, admitted: bool, reason: str | None) -> None:
        guest = entry.deed.guest
        if guest is None:
            return
        if reason == "already_in":
            self.inside[guest, self.scope] = True
        if admitted:
            self.inside[guest, self.scope] = entry.deed.direction == "entry"
            if entry.deed.direction == "entry":
                self.entries[guest, self.scope] = self.entries.get((guest, self.scope), 0) + 1

    def _send_scans(self, most: int) -> bool:
        batch = []
        for entry in self.queue[:most]:
            if entry.annuls:
                break
            batch.append(entry)
        answers = self.wire.scans(self, [dict(entry.row) for entry in batch])
        if answers is None:
            return False
        for entry, answer in zip(batch, answers, strict=True):
            self.final_word(entry, answer)
        return True

    def final_word(self, entry: Entry, answer: Answer) -> None:
        """The server has kept the scan, or will never: the door's deed stands, and the books are made to say so."""
        self.queue.remove(entry)
        admitted = answer["verdict"] == "admitted"
        if answer["verdict"] == "rejected":
            self.rejected.append(entry)
        elif entry.deed.shown and not admitted:
            if answer.get("reason") in NO_TICKET:
                self.rejected.append(entry)
            else:  # the first try was kept, and its answer lost: the same passage is told again as it was
                row = {**entry.row, "offline": True, "forced": True}
                self.queue.append(Entry(entry.deed, self._named(entry.deed, row), asked=True))
        elif admitted and not entry.deed.shown:
            self.queue.append(Entry(entry.deed, {"at": entry.row["at"]}, annuls=True))

    def _send_annulment(self) -> bool:
        entry = self.queue[0]
        waits = [one for one in self.queue if one.deed is entry.deed and not one.annuls]
        if waits:  # it has to be told before it can be taken back
            self.queue.append(self.queue.pop(0))
            return True
        status = self.wire.annulment(self, entry.deed.ids[-1], entry.row["at"])
        if status is None:
            return False
        self.queue.pop(0)
        if status not in (200, 201):
            self.rejected.append(entry)
        return True

    def _clock(self) -> str:
        return (self.wire.now + self.error).isoformat(timespec="milliseconds")

    def hear_time(self, server: datetime) -> None:
        """The server's time came with an answer: how far this clock is from it."""
        if self.measures:
            self.offset_ms = -int(self.error / timedelta(milliseconds=1))
