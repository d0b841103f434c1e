"""Mail under fire: workers killed again and again while they hand letters to a real SMTP server."""

import email
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from showcase.app import create_app
from showcase.config import ROOT, from_environment
from showcase.core import clock, migrations
from showcase.core.database import db, write
from showcase.core.mail import Message, MessageState
from showcase.core.outbox import Job, JobState
from tests.factories import make_event, make_registration
from tests.live import free_port

pytestmark = pytest.mark.full
LETTERS, KILLS = 500, 30
FEWER = 120, 20  # enough to show what a careless queue loses
CAREFUL = ["-m", "showcase.cli", "worker", "--once", "--lane", "mail"]
CARELESS = ["-m", "tests.chaos.careless_worker"]


class PostOffice:
    """Takes its time, as mail servers do, so that a kill finds a letter on the counter."""

    def __init__(self) -> None:
        self.received: list[str] = []
        self.lock = threading.Lock()

    async def handle_MAIL(self, _server, _session, envelope, address, _options) -> str:
        time.sleep(0.04)  # a kill here leaves a letter that nobody has yet
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        letter = email.message_from_bytes(envelope.content, policy=default)
        with self.lock:
            self.received.append(letter["Message-ID"])
        time.sleep(0.03)  # and here one that its sender does not know to have arrived
        return "250 OK"


@pytest.fixture
def post_office() -> Iterator[tuple[PostOffice, int]]:
    office = PostOffice()
    server = Controller(office, hostname="127.0.0.1", port=free_port())
    server.start()
    yield office, server.port
    server.stop()


def test_no_letter_is_lost_and_a_doubled_one_is_the_same(
    post_office: tuple[PostOffice, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office, port = post_office
    written, left = run_under_fire(CAREFUL, office, port, tmp_path, (LETTERS, KILLS))
    assert left == 0
    copies = Counter(office.received)
    doubles = sum(copies.values()) - len(written)
    with capsys.disabled():
        print(f" {len(written)} letters, {KILLS} kills: {len(copies)} arrived, {doubles} of them twice", end=" ")
    assert len(written) == LETTERS
    assert set(copies) == written
    assert doubles <= KILLS


def test_a_queue_that_strikes_off_what_it_takes_loses_letters(
    post_office: tuple[PostOffice, int], tmp_path: Path
) -> None:
    office, port = post_office
    written, _left = run_under_fire(CARELESS, office, port, tmp_path, FEWER)
    assert set(office.received) < written


def run_under_fire(
    command: list[str], office: PostOffice, port: int, var: Path, numbers: tuple[int, int]
) -> tuple[set[str], int]:
    """Write letters, kill workers at them, let the last one finish; (ids written, letters not marked sent)."""
    letters, kills = numbers
    chance = random.Random(2023)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SHOWCASE_")},
        "SHOWCASE_VAR": str(var),
        "SHOWCASE_SECRET_KEY": "a-key-for-chaos",
        "SHOWCASE_SMTP_URL": f"smtp://127.0.0.1:{port}",
    }
    app = create_app(from_environment(environment))
    with app.app_context():
        migrations.migrate()
        event = make_event(capacity=None)
        for number in range(letters):
            make_registration(event, 1, contact_email=f"khach{number}@example.org")
        written = set(db.session.scalars(db.select(Message.message_id)))
        db.session.remove()
        for _ in range(kills):
            worker = subprocess.Popen([sys.executable, *command], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
            wait_for_a_letter(office)
            time.sleep(chance.uniform(0, 0.15))
            worker.kill()
            worker.wait(20)
        end_leases()
        subprocess.run([sys.executable, *command], env=environment, cwd=ROOT, check=True, timeout=300)
        left = db.session.scalar(
            db.select(db.func.count()).select_from(Message).where(Message.state != MessageState.SENT)
        )
        db.session.remove()
        db.engine.dispose()
    return written, int(left or 0)


def wait_for_a_letter(office: PostOffice) -> None:
    """Until the worker is at work: a kill while it starts proves nothing."""
    before, deadline = len(office.received), time.monotonic() + 60
    while len(office.received) == before:
        assert time.monotonic() < deadline, "the worker sends nothing"
        time.sleep(0.005)


def end_leases() -> None:
    """The minute after which a dead worker's jobs are free again, without waiting for it."""
    write()
    for job in db.session.scalars(db.select(Job).where(Job.state == JobState.RUNNING)):
        job.leased_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    db.session.remove()
