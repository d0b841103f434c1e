"""An evening at the doors with an adversary: what phones, networks, clocks and servers do at the worst moment."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import event

from showcase.checkin import intake, scan_answers, services
from showcase.checkin.forms import read_rows
from showcase.checkin.rules import GateFacts
from showcase.core import clock
from showcase.core.database import db
from tests.chaos import door_promises
from tests.chaos.door_devices import Answer, Deed, GuestList, Phone, Row
from tests.chaos.door_oracle import Oracle
from tests.chaos.door_promises import Log
from tests.chaos.door_world import EIGHT, PHONES, Card, Office, World

TWO_HOURS = 7200


# Steps of an evening. Each has all 2,000 tickets, six phones, three doors and every fault; a day's tests have shorter
# evenings, in which the same few guests come again and again. The long one lets everybody in.
DAY, FULL, LONG = 100, 500, 3500


class Killed(Exception):
    """The server died before it committed."""


class Server(Protocol):
    def scans(self, number: int, rows: list[Row]) -> list[Answer]: ...

    def annulment(self, number: int, scan_id: str, at: str) -> int: ...


class Site:
    """The API as a program reaches it, in this process."""

    def __init__(self, app: Flask, world: World) -> None:
        self.client, self.world = app.test_client(), world

    def scans(self, number: int, rows: list[Row]) -> list[Answer]:
        answer = self._call(number, "scans", {"scans": rows})
        if answer.status_code >= 500:
            raise Killed
        assert answer.status_code == 200, answer.text
        results: list[Answer] = answer.json["results"]
        return results

    def annulment(self, number: int, scan_id: str, at: str) -> int:
        status = int(self._call(number, f"scans/{scan_id}/annulment", {"at": at}).status_code)
        if status >= 500:
            raise Killed
        return status

    def _call(self, number: int, path: str, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.world.keys[number]}"}
        try:
            return self.client.post(f"/api/v1/checkin/{path}", json=body, headers=headers)
        finally:
            db.session.remove()


class Intake(Site):
    """The same without HTTP around the scans, so that a day's tests can afford many."""

    def scans(self, number: int, rows: list[Row]) -> list[Answer]:
        read = read_rows(json.loads(json.dumps(rows)))
        assert read is not None
        try:
            results = intake.check_in(read, self.world.phones[number], None)
            return [scan_answers.describe(result) for result in results]
        finally:
            db.session.remove()


@contextmanager
def killed_before_commit() -> Iterator[None]:
    def die(_session: Any) -> None:
        raise Killed

    def judge_and_die(*scans: Any) -> None:
        judge(*scans)
        raise Killed

    judge = services.check_in_together
    event.listen(db.session, "before_commit", die)
    services.check_in_together = judge_and_die  # type: ignore[assignment]
    try:
        yield
    finally:
        services.check_in_together = judge
        event.remove(db.session, "before_commit", die)
        db.session.remove()


class Line:
    """Everybody's network, and the clock on the wall."""

    def __init__(self, server: Server, oracle: Oracle, chance: Random) -> None:
        self.server, self.oracle, self.chance = server, oracle, chance
        self.now: datetime = EIGHT
        self.trouble = 0.3  # of requests
        self.late: list[tuple[Phone, list[Row]]] = []  # given up by the phone, and still under way
        self.faults: list[str] = []
        self.requests: Counter[str] = Counter()

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(microseconds=max(1, int(seconds * 1_000_000)))

    def scans(self, phone: Phone, rows: list[Row]) -> list[Answer] | None:
        fate = self._fate("lost", "deaf", "torn", "late", "twice")
        self.requests[fate] += 1
        if fate == "late":
            self.late.append((phone, rows))
        if fate in ("lost", "late"):
            return None
        if fate == "torn":
            self._torn(lambda: self.server.scans(phone.number, rows))
            return None
        answers = self._deliver(phone, rows)
        if fate == "twice":
            answers = self._deliver(phone, rows)
        if fate == "deaf":  # or the server was killed after it had committed
            return None
        phone.hear_time(self.now)
        return answers

    def annulment(self, phone: Phone, scan_id: str, at: str) -> int | None:
        fate = self._fate("lost", "deaf", "torn", "twice")
        self.requests[f"annulment {fate}"] += 1
        if fate == "lost":
            return None
        self.pass_time(0.01)
        with clock.frozen(self.now):
            if fate == "torn":
                self._torn(lambda: self.server.annulment(phone.number, scan_id, at))
                return None
            status = self.server.annulment(phone.number, scan_id, at)
            if status == 201:
                self.oracle.take_back(scan_id)
            if fate == "twice":
                status = self.server.annulment(phone.number, scan_id, at)
        return None if fate == "deaf" else status

    def deliver_late(self) -> None:
        if self.late:
            phone, rows = self.late.pop(self.chance.randrange(len(self.late)))
            self._deliver(phone, rows)

    def _fate(self, *troubles: str) -> str:
        return self.chance.choice(troubles) if self.chance.random() < self.trouble else "fine"

    def _torn(self, request: Callable[[], object]) -> None:
        self.pass_time(0.01)
        with clock.frozen(self.now), killed_before_commit():
            try:
                refused = isinstance(answer := request(), int) and answer >= 400  # nothing had to be kept
            except Killed:
                return
        if not refused:
            self.faults.append("the server answered though it had not committed")

    def _deliver(self, phone: Phone, rows: list[Row]) -> list[Answer]:
        self.pass_time(0.01)
        with clock.frozen(self.now):
            answers = self.server.scans(phone.number, rows)
        for row, answer, said in zip(rows, answers, self.oracle.hear(rows, self.now), strict=True):
            answered = answer["verdict"], answer.get("reason"), "replay" in answer
            if answered != said:
                self.faults.append(f"{row} was answered {answered}, not {said}")
        return answers


class Evening:
    """One seed: phones, adversary, and at the end whether every promise was kept."""

    def __init__(
        self,
        app: Flask,
        world: World,
        guests: GuestList,
        seed: int,
        server: Server,
        steps: int = DAY,
        phone: type[Phone] = Phone,
        new_secret: str = "",
    ) -> None:
        """`new_secret`: the site's key in the middle of the evening, before those it had."""
        self.new_secret = new_secret
        self.app, self.kind = app, phone
        self.world, self.steps, self.chance = world, steps, Random(seed)
        self.oracle = Oracle(world)
        self.line = Line(server, self.oracle, self.chance)
        self.office = Office(world, self.chance)
        self.phones = [self._phone(number, guests) for number in range(PHONES)]
        self.deck = list(world.guests)
        self.chance.shuffle(self.deck)
        self.seen: list[int] = []
        self.log = Log()

    def run(self) -> list[str]:
        """The faults found; none where all is well."""
        for step in range(self.steps):
            self.line.pass_time(self.chance.expovariate(self.steps / TWO_HOURS))
            self._befall(step)
            phone = self.chance.choice(self.phones)
            self.chance.choices(*zip(*self._deeds, strict=True))[0](self, phone)
            if step % 60 == 0:
                self.line.faults += self.log.look()
        self._go_home()
        return self.line.faults + door_promises.broken(self.phones, self.oracle, self.log)

    # The adversary

    def _befall(self, step: int) -> None:
        phone, dice = self.chance.choice(self.phones), self.chance.random()
        if dice < 0.06:
            phone.online = False
        elif dice < 0.11:
            phone.online = True
            phone.sync(self.chance.choice([1, 7, 500]))
        elif dice < 0.13:
            phone.restart()
        elif dice < 0.15:
            phone.error = timedelta(seconds=self.chance.uniform(-TWO_HOURS, TWO_HOURS))
        elif dice < 0.19:
            self.line.deliver_late()
        elif dice < 0.25:
            self.office.do_something(self.line.now)
        elif dice < 0.252 and phone.online:
            phone.take_list(download(self.app, self.world, self.line.now))
        if step == self.steps // 2 and self.new_secret:
            self.app.config["SECRET_KEY"] = f"{self.new_secret},{self.app.config['SECRET_KEY']}"
        if step == self.steps * 9 // 10:
            self.office.close(self.world.desks[self.chance.randrange(3)], self.line.now)

    def _arrive(self, phone: Phone) -> None:
        number = self._somebody()
        self._say(phone, phone.scan(self.world.code_of(number), number))

    def _arrive_together(self, phone: Phone) -> None:
        number = self._somebody()
        family = self.world.parties[self.world.guests[number].party]
        first = phone.scan(self.world.code_of(number), number)
        others = [one for one in family if one != number and self.chance.random() < 0.8]
        if others:
            phone.admit(others, first.ids[-1])
            self.seen += others

    def _leave(self, phone: Phone) -> None:
        number = self._somebody(0.9)
        phone.scan(self.world.code_of(number), number, direction="exit")

    def _show_nonsense(self, phone: Phone) -> None:
        number = self._somebody()
        code = self.world.code_of(number)
        tampered = code[:-1] + str((int(code[-1]) + 1) % 10)
        self.world.cards[tampered] = Card(refused="bad_signature")
        phone.scan(self.chance.choice([tampered, "12345678", self.world.stranger]), None)

    def _show_old_ticket(self, phone: Phone) -> None:
        renewed = [guest for guest in self.world.guests.values() if guest.version > 1]
        if renewed:
            guest = self.chance.choice(renewed)
            phone.scan(self.world.code_of(guest.number, 1), guest.number)

    def _come_newly(self, phone: Phone) -> None:
        if self.world.newest > max(self.deck):
            number = self.chance.randint(max(self.deck) + 1, self.world.newest)
            phone.scan(self.world.code_of(number), number)

    def _type_short_code(self, phone: Phone) -> None:
        number = self._somebody()
        phone.scan(self.world.short_code_of(number), number)

    def _say(self, phone: Phone, deed: Deed) -> None:
        """A person decides: the guest is let in all the same, or it was the wrong one."""
        if not deed.shown and deed.guest and self.chance.random() < 0.3:
            phone.admit([deed.guest], deed.ids[-1], forced=True)
        elif deed.shown and self.chance.random() < 0.1:
            phone.take_back(deed)

    def _undo(self, phone: Phone) -> None:
        recent = [deed for deed in phone.deeds[-6:] if deed.shown]
        if recent:
            phone.take_back(self.chance.choice(recent))

    def _die(self, phone: Phone) -> None:
        number = self._somebody()
        phone.begin(self.world.code_of(number), number)

    def _send(self, phone: Phone) -> None:
        if phone.online:
            phone.sync(self.chance.choice([3, 500]))

    _deeds = (
        (_arrive, 10),
        (_arrive_together, 2),
        (_leave, 3),
        (_show_nonsense, 0.5),
        (_show_old_ticket, 0.5),
        (_come_newly, 0.5),
        (_type_short_code, 0.3),
        (_undo, 1),
        (_die, 0.5),
        (_send, 1),
    )

    def _somebody(self, again: float = 0.6) -> int:
        """Somebody who has been here, as often as it hurts; or the next of 2,000."""
        if self.seen and self.chance.random() < again:
            return self.chance.choice(self.seen[-40:])
        self.seen.append(self.deck[len(self.seen) % len(self.deck)])
        return self.seen[-1]

    def _phone(self, number: int, guests: GuestList) -> Phone:
        error = timedelta(seconds=self.chance.uniform(-TWO_HOURS, TWO_HOURS)) if number % 3 else timedelta(0)
        desk = self.world.desks[number % 3]
        return self.kind(number, desk.slug, desk.scope, self.line, guests, self.chance, error, measures=number != 4)

    def _go_home(self) -> None:
        """The network comes back for good; what was under way arrives before or after the queues."""
        self.line.trouble = 0.1
        for _ in range(100):
            for phone in self.phones:
                phone.sync(self.chance.choice([40, 500]))
            self.line.deliver_late()
            if not self.line.late and not any(phone.queue for phone in self.phones):
                return
        self.line.faults.append("a queue never became empty")


def download(app: Flask, world: World, now: datetime = EIGHT) -> GuestList:
    """The whole list over the API, page by page, as phones fetch it before the doors open."""
    site = Site(app, world)
    items: dict[int, Answer] = {}
    address = "/api/v1/checkin/list?limit=500"
    headers = {"Authorization": f"Bearer {world.keys[0]}"}
    envelope: Answer = {}
    with clock.frozen(now):
        while address:
            envelope = site.client.get(address, headers=headers).json
            items |= {item["id"]: item for item in envelope["items"]}
            address = envelope["next"]
    db.session.remove()
    told = envelope["event"]
    gates = {gate["slug"]: {"event": world.event, "facts": _facts(gate, told)} for gate in told["gates"]}
    keys = frozenset(int(key["id"]) for key in envelope["public_keys"])
    return GuestList(items, gates, frozenset(envelope.get("gone", ())), keys)


def _facts(gate: Answer, told: Answer) -> GateFacts:
    def instant(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    return GateFacts(
        entries=gate["entries"],
        entries_limit=gate["entries_limit"],
        opens_at=instant(gate["opens_at"]),
        closes_at=instant(gate["closes_at"]),
        any_time=gate["any_time"],
        sessions=frozenset(gate["sessions"]),
        doors_open_at=instant(told["doors_open_at"]),
        doors_close_at=instant(told["doors_close_at"]),
        closed_at=instant(gate["closed_at"]),
    )
