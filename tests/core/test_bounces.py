"""Notices of other mail servers: they tell which letter came back, and can do no harm."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from showcase.config import ROOT
from showcase.core import bounces, clock, mail, outbox, sweeps
from showcase.core.bounces import Outcome
from showcase.core.database import db, write
from showcase.core.mail import Message, MessageState
from showcase.core.outbox import Lane
from showcase.registration.models import CallTask
from tests.factories import make_event, make_registration

NOTICE = """\
From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

huong@example.org: user unknown
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; huong@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <huong@example.org>: user unknown
--b
Content-Type: {kind}

{original}
--b--
"""


@pytest.fixture
def message(app: Flask) -> Message:
    make_registration(make_event(), contact_phone="+17145550123")
    outbox.run_next(Lane.MAIL)
    return db.session.scalars(db.select(Message)).one()


def notice(message_id: str = "", action: str = "failed", kind: str = "message/rfc822", to: str = "post@x") -> bytes:
    original = f"Message-ID: {message_id}\nTo: huong@example.org\nSubject: Thẻ\n"
    return NOTICE.format(action=action, kind=kind, to=to, original=original).encode()


def settle(raw: bytes) -> Outcome:
    write()
    outcome = bounces.settle(raw)
    db.session.commit()
    db.session.expire_all()
    return outcome


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_letter_that_comes_back_is_noted_and_somebody_telephones(message: Message, kind: str) -> None:
    raw = notice(message.message_id, kind=kind)
    assert settle(raw) == Outcome.BOUNCED
    assert (message.state, message.answer) == (MessageState.BOUNCED, "550 5.1.1")
    assert message.failed_at is not None
    assert db.session.scalar(db.select(db.func.count()).select_from(CallTask)) == 1
    assert settle(raw) == Outcome.KNOWN
    assert db.session.scalar(db.select(db.func.count()).select_from(CallTask)) == 1


def test_a_letter_is_known_by_the_address_it_comes_back_to(message: Message) -> None:
    name = mail.name_of(message.message_id)
    assert settle(notice(to=f"bounce+{name}@example.org")) == Outcome.BOUNCED


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "", "faile\0d"])
def test_news_that_is_no_failure_changes_nothing(message: Message, action: str) -> None:
    assert settle(notice(message.message_id, action=action)) == Outcome.NO_BOUNCE
    assert message.state == MessageState.SENT


def strange() -> Iterator[bytes]:
    good = notice(f"<{'0' * 32}@localhost>")
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number) for number in range(5000)
    )
    yield from (b"", b"\0" * 1000, b"\xff\xfe" * 5000, random.Random(7).randbytes(5000), nested, good[:300], good * 3)
    yield good.replace(b"Status: 5.1.1", b"Status: " + b"9" * 100_000)
    yield good.replace(b"Message-ID", b"Message-ID: =?utf-8?b?" + b"\xf0\x9f" * 50 + b"?=\nMessage-ID")
    yield good.replace(b"message/delivery-status", b'message/delivery-status; charset="no-such"')
    yield good.replace(b"multipart/report", b"message/rfc822")
    yield good.replace(b"0" * 32, b"' OR 1=1 --%_")
    yield b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n////"
    yield b"Content-Type: multipart/report; report-type*0*=x''%00; boundary=\"\"\n\n--\n"


@pytest.mark.parametrize("raw", list(strange()), ids=lambda raw: f"{len(raw)} bytes")
def test_what_is_broken_or_forged_changes_nothing(message: Message, raw: bytes) -> None:
    assert settle(raw) in (Outcome.NO_BOUNCE, Outcome.NOT_OURS)
    assert message.state == MessageState.SENT


def test_the_worker_reads_a_folder_and_keeps_what_it_does_not_understand(
    app: Flask, message: Message, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BOUNCES", tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new/1.mx").write_bytes(notice(message.message_id))
    (tmp_path / "new/2.mx").write_bytes(b"Subject: Chao\n\nToi di vang.")
    (tmp_path / "new/3.mx").symlink_to(ROOT / "README.md")
    sweeps.sweep_all()
    db.session.expire_all()
    assert message.state == MessageState.BOUNCED
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["3.mx"]
    assert [file.name for file in (tmp_path / "cur").iterdir()] == ["2.mx:2,S"]
    with clock.frozen(clock.now() + timedelta(days=31)):
        sweeps.sweep_all()
    assert list((tmp_path / "cur").iterdir()) == []


def test_a_folder_that_is_not_there_stops_no_other_sweep(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "BOUNCES", Path("/no/such/folder"))
    sweeps.sweep_all()


def test_a_mail_server_hands_a_notice_to_the_command(app: Flask, message: Message) -> None:
    environment = {
        **os.environ,
        "SHOWCASE_VAR": str(app.config["VAR"]),
        "SHOWCASE_SECRET_KEY": app.config["SECRET_KEY"],
        "SHOWCASE_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    raw, command = notice(message.message_id), [sys.executable, "-m", "showcase.cli", "mail", "bounce"]
    db.session.rollback()
    done = subprocess.run(command, input=raw, env=environment, cwd=ROOT, capture_output=True, timeout=60, check=True)
    assert done.stdout.decode().strip() == Outcome.BOUNCED
    db.session.expire_all()
    assert message.state == MessageState.BOUNCED
