"""What must be true at the doors, told by the contract's words alone: it shares no code with the site.

It hears what reaches the server and when, knows what is true of every ticket, and says what the answer has to be,
who is inside at the end, and which cases staff must find. Simple and slow on purpose.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.chaos.door_world import ZONE, Card, Desk, World

Count = tuple[int, str]  # somebody, in what a gate counts


@dataclass
class Heard:
    """A scan as it first reached the server."""

    id: str
    desk: Desk
    guest: int | None
    direction: str
    at: datetime
    seq: int
    offline: bool
    forced: bool
    received: datetime
    verdict: str
    reason: str | None
    annulled: bool = False

    @property
    def order(self) -> tuple[datetime, int, str]:
        return self.at, self.seq, self.id

    @property
    def is_bent(self) -> bool:
        return self.verdict == "admitted" and self.reason is not None

    @property
    def is_known_second(self) -> bool:
        """Somebody at the door read that it was one entry too many, and let them in."""
        return self.is_bent and not self.offline and self.reason in ("already_in", "limit_reached")


@dataclass
class Stand:
    """Somebody in one count, after some scans."""

    inside: bool = False
    entry: Heard | None = None
    entries: int = 0
    days: Counter[str] | None = None
    too_many: tuple[Heard, ...] = ()


class Oracle:
    def __init__(self, world: World) -> None:
        self.world = world
        self.heard: dict[str, Heard] = {}
        self.of: dict[Count, list[Heard]] = defaultdict(list)

    def hear(self, rows: list[dict[str, Any]], now: datetime) -> list[tuple[str, str | None, bool]]:
        """What the server has to answer to a request it has kept: verdict, reason, and whether it is a repeat."""
        before = set(self.heard)
        new = {row["id"]: row for row in reversed(rows) if row["id"] not in before}
        for row in sorted(new.values(), key=lambda row: (self._instant(row, now), row["device_seq"])):
            self._judge(row, now)
        answers = []
        for row in rows:
            heard = self.heard[row["id"]]
            answers.append((heard.verdict, heard.reason, row["id"] in before))
            before.add(row["id"])
        return answers

    def take_back(self, scan_id: str) -> None:
        self.heard[scan_id].annulled = True

    def presences(self) -> dict[Count, tuple[bool, str | None, datetime | None, dict[str, int]]]:
        """Of everybody who was ever let in or out somewhere: inside, by which scan, since when, entries by day."""
        found = {}
        for count in self.of:
            stand = self._stand(self._passages(count))
            entry = stand.entry
            found[count] = stand.inside, entry and entry.id, entry and entry.at, dict(stand.days or {})
        return found

    def cases(self) -> set[str]:
        """The scans that staff have to settle."""
        found = {heard.id for heard in self.heard.values() if self._is_bent_unseen(heard)}
        for count in self.of:
            found |= {late.id for late in self._stand(self._passages(count)).too_many if not late.is_known_second}
        return found

    def _is_bent_unseen(self, heard: Heard) -> bool:
        """A device without a network let in whom the rules refuse, other than for being there already."""
        counted = heard.reason in ("already_in", "limit_reached")
        return heard.is_bent and heard.offline and not counted and not heard.annulled

    def _judge(self, row: dict[str, Any], now: datetime) -> None:
        desk, at = self.world.desk(row["gate"]), self._instant(row, now)
        card = self._card(row)
        heard = Heard(
            id=row["id"],
            desk=desk,
            guest=card.guest,
            direction=row.get("direction") or "entry",
            at=at,
            seq=row["device_seq"],
            offline=bool(row.get("offline")),
            forced=bool(row.get("forced")),
            received=now,
            verdict="admitted",
            reason=card.refused,
        )
        if card.refused is not None:
            heard.verdict = "refused"
        elif heard.direction == "entry":
            heard.reason = self._objection(card, heard)
            turned_away = heard.offline and row.get("shown") == "refused"
            if heard.reason is not None and not heard.forced:
                heard.verdict = "refused"
            elif turned_away and not heard.forced:
                heard.verdict, heard.reason = "refused", row.get("shown_reason") or "question_open"
        self.heard[heard.id] = heard
        if card.guest is not None and heard.verdict == "admitted":
            self.of[card.guest, desk.scope].append(heard)

    def _objection(self, card: Card, heard: Heard) -> str | None:
        guest, desk = self.world.guests[card.guest or 0], heard.desk
        if guest.dropped or guest.state == "cancelled":
            return "cancelled"
        if card.version not in (None, guest.version):
            return "revoked"
        if guest.state != "confirmed":
            return guest.state
        if desk.closed_at and heard.at >= desk.closed_at:
            return "wrong_gate"
        if desk.hours and heard.at < desk.hours[0]:
            return "not_yet_valid"
        if desk.hours and heard.at > desk.hours[1]:
            return "no_longer_valid"
        if desk.sessions and not desk.sessions & guest.booked:
            return "session_not_booked"
        known = self._passages((guest.number, desk.scope))
        stand = self._stand(one for one in known if not heard.offline or one.order < heard.order)
        return _too_often(desk, stand, _day(heard.at))

    def _card(self, row: dict[str, Any]) -> Card:
        if row.get("code") is None:
            return Card(row["attendee"])
        return self.world.cards.get(row["code"], Card(refused="unknown"))

    def _passages(self, count: Count) -> list[Heard]:
        return [heard for heard in self.of[count] if not heard.annulled]

    def _stand(self, passages: Iterable[Heard]) -> Stand:
        stand, too_many = Stand(days=Counter()), []
        assert stand.days is not None
        for heard in sorted(passages, key=lambda one: one.order):
            if heard.direction == "exit":
                stand.inside = False
                continue
            if _too_often(heard.desk, stand, _day(heard.at)):
                too_many.append(heard)
            if not stand.inside:
                stand.inside, stand.entry = True, heard
            stand.entries += 1
            stand.days[_day(heard.at)] += 1
        stand.too_many = tuple(too_many)
        return stand

    @staticmethod
    def _instant(row: dict[str, Any], now: datetime) -> datetime:
        """Online it happens now; offline the phone's clock tells, put right, unless it cannot be true."""
        if not row.get("offline"):
            return now
        told = datetime.fromisoformat(row["at"]) + timedelta(milliseconds=row.get("clock_offset_ms") or 0)
        if not now - timedelta(days=30) <= told <= now + timedelta(minutes=2):
            return now
        return min(told, now)


def _too_often(desk: Desk, stand: Stand, day: str) -> str | None:
    if desk.entries == "per_day":
        return "limit_reached" if (stand.days or {}).get(day, 0) >= desk.limit else None
    if stand.inside:
        return "already_in"
    return "limit_reached" if desk.entries == "once" and stand.entries else None


def _day(at: datetime) -> str:
    return (at + ZONE).date().isoformat()
