"""The same promises, kept by real servers over HTTP that are killed while six phones work against them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from flask import Flask
from sqlalchemy import select

from showcase.app import create_app
from showcase.checkin.models import Annulment, Scan
from showcase.config import ROOT, from_environment
from showcase.core import clock, migrations
from showcase.core.database import db
from tests.chaos import door_world
from tests.chaos.door_devices import Answer, GuestList, Phone, Row
from tests.chaos.door_evening import download
from tests.chaos.door_oracle import Heard, Oracle
from tests.chaos.door_promises import Log, broken
from tests.chaos.door_world import PHONES, World
from tests.live import free_port

pytestmark = pytest.mark.full
SECONDS, KILLS, WORKERS = 25, 6, "2"
PATIENCE = 1.5  # seconds that a guest waits for the server, as on the real phones


class Site:
    """Servers of one state folder, on one port; they die without a word and are started again."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.environment, self.port = environment, port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "showcase.cli", "serve", "--workers", WORKERS]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


class Http:
    """The network of one phone: real requests, each of which may end without an answer."""

    def __init__(self, url: str, key: str) -> None:
        self.client = httpx.Client(
            base_url=f"{url}/api/v1/checkin/", headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE
        )
        self.unanswered = 0

    @property
    def now(self) -> datetime:
        return clock.now()

    def scans(self, phone: Phone, rows: list[Row]) -> list[Answer] | None:
        answer = self._post("scans", {"scans": rows})
        if answer is None:
            return None
        assert answer.status_code == 200, answer.text
        phone.hear_time(self.now)
        results: list[Answer] = answer.json()["results"]
        return results

    def annulment(self, phone: Phone, scan_id: str, at: str) -> int | None:
        answer = self._post(f"scans/{scan_id}/annulment", {"at": at})
        return None if answer is None else answer.status_code

    def hang_up(self) -> int:
        """How many requests had no answer."""
        self.client.close()
        return self.unanswered

    def _post(self, path: str, body: Any) -> httpx.Response | None:
        try:
            answer = self.client.post(path, json=body)
        except httpx.TransportError:
            self.unanswered += 1
            return None
        return None if answer.status_code >= 500 else answer


@contextmanager
def a_site(tmp_path: Path) -> Iterator[tuple[Flask, Site]]:
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SHOWCASE_")},
        "SHOWCASE_VAR": str(tmp_path),
        "SHOWCASE_SECRET_KEY": "a-key-for-chaos",
        "SHOWCASE_BASE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }
    app, site = create_app(from_environment(environment)), Site(environment, port)
    with app.app_context():
        migrations.migrate()
        try:
            yield app, site
        finally:
            site.kill()
            db.session.remove()
            db.engine.dispose()


def volunteer(phone: Phone, world: World, until: float, seed: int) -> None:
    """One person at one phone: guests, families, mistakes, a bad network."""
    chance, guests = Random(seed), list(world.guests)[:400]
    while time.monotonic() < until:
        phone.online = chance.random() < 0.8
        number = chance.choice(guests)
        code, deed = world.code_of(number), chance.random()
        if deed < 0.6:
            done = phone.scan(code, number)
            if not done.shown and chance.random() < 0.3:
                phone.admit([number], done.ids[-1], forced=True)
        elif deed < 0.75:
            phone.scan(code, number, direction="exit")
        elif deed < 0.85:
            done = phone.scan(code, number)
            phone.admit([one for one in world.parties[world.guests[number].party] if one != number], done.ids[-1])
        elif deed < 0.9:
            phone.begin(code, number)
        elif phone.deeds:
            phone.take_back(phone.deeds[-1])
        if phone.online and chance.random() < 0.3:
            phone.sync()
        time.sleep(chance.uniform(0, 0.15))


def test_promises_are_kept_by_servers_that_are_killed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_site(tmp_path) as (app, site):
        world = door_world.build(clock.now().replace(microsecond=0) - timedelta(hours=1))
        guests = download(app, world, clock.now())
        phones = [a_phone(number, world, guests, site.environment["SHOWCASE_BASE_URL"]) for number in range(PHONES)]
        db.session.remove()
        site.start()
        log, faults, until = Log(), list[str](), time.monotonic() + SECONDS
        with ThreadPoolExecutor(PHONES) as crowd:
            at_work = [crowd.submit(in_context, app, phone, world, until) for phone in phones]
            for _ in range(KILLS):
                time.sleep(SECONDS / (KILLS + 1))
                site.kill()
                faults += log.look()
                site.start()
            for one in at_work:
                one.result()
        go_home(phones)
        oracle = hear_again(world)
        faults += broken(phones, oracle, log)
        unanswered = sum(phone.wire.hang_up() for phone in phones)  # type: ignore[attr-defined]
        with capsys.disabled():
            print(f" {len(log.rows)} scans, {KILLS} kills, {unanswered} without an answer", end=" ")
        assert unanswered > KILLS
        assert len(log.rows) > 100
        assert not faults, f"{len(faults)} faults, {faults[:3]}"


def in_context(app: Flask, phone: Phone, world: World, until: float) -> None:
    with app.app_context():
        volunteer(phone, world, until, phone.number)


def a_phone(number: int, world: World, guests: GuestList, url: str) -> Phone:
    desk, chance = world.desks[number % 3], Random(number)
    error = timedelta(seconds=chance.uniform(-7200, 7200)) if number % 2 else timedelta(0)
    wire = Http(url, world.keys[number])
    return Phone(number, desk.slug, desk.scope, wire, guests, chance, error, measures=number != 3)


def go_home(phones: list[Phone]) -> None:
    deadline = time.monotonic() + 60
    while any(phone.queue for phone in phones):
        assert time.monotonic() < deadline, "a queue never became empty"
        for phone in phones:
            phone.sync(100)
        threading.Event().wait(0.1)


def hear_again(world: World) -> Oracle:
    """The oracle, told of what the log holds: when what happened is the server's word, what follows is not."""
    oracle, desks = Oracle(world), {desk.number: desk for desk in world.desks}
    taken_back = set(db.session.scalars(select(Annulment.scan_id)))
    for scan in db.session.scalars(select(Scan)):
        heard = Heard(
            id=scan.id,
            desk=desks[scan.gate_id or 0],
            guest=scan.attendee_id,
            direction=scan.direction,
            at=scan.at,
            seq=scan.device_seq or 0,
            offline=scan.offline,
            forced=scan.forced,
            received=scan.received_at,
            verdict=scan.verdict,
            reason=scan.reason,
            annulled=scan.id in taken_back,
        )
        oracle.heard[heard.id] = heard
        if heard.guest and heard.verdict == "admitted":
            oracle.of[heard.guest, heard.desk.scope].append(heard)
    db.session.remove()
    return oracle
