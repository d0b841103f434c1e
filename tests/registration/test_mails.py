"""Messages to guests: what they say, and that they arrive, whatever happens to the worker."""

import email
import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
import zxingcpp
from aiosmtpd.controller import Controller
from flask import Flask
from PIL import Image

from showcase.config import ROOT
from showcase.core import clock, mail, outbox
from showcase.core.database import db, write
from showcase.core.mail import Message, MessageState
from showcase.core.outbox import Job, JobState, Lane
from showcase.registration import links, services
from showcase.registration.models import Attendee, CallTask, Registration
from showcase.registration.rules import CallReason, Change
from tests.factories import make_event, make_registration, make_session
from tests.live import free_port


class PostOffice:
    """A mail server that keeps what it is given; `hold` makes it slow, `refuse` strict."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.senders: list[str] = []
        self.reached = threading.Event()
        self.hold = 0.0
        self.refuse = ""

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        self.reached.set()
        self.senders.append(envelope.mail_from)
        if self.hold:
            time.sleep(self.hold)
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def post_office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    office = PostOffice()
    server = Controller(office, hostname="127.0.0.1", port=free_port())
    server.start()
    monkeypatch.setitem(app.config, "SMTP_URL", f"smtp://127.0.0.1:{server.port}")
    yield office
    server.stop()


def deliver() -> None:
    while outbox.run_next(Lane.MAIL):
        pass


def parts(letter: EmailMessage) -> tuple[str, str]:
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_the_answer_arrives_with_the_private_address_and_the_codes(post_office: PostOffice) -> None:
    event = make_event(demo=True)
    registration = make_registration(event, 2)
    address, codes = links.manage_url(registration), [links.code_of(a) for a in registration.people]
    deliver()
    (letter,) = post_office.letters
    text, html = parts(letter)
    assert letter["To"] == "huong@example.org"
    assert letter["Subject"] == "Thẻ tham dự: Họp mặt kiều bào"
    assert letter["Content-Language"] == "vi"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Ủy ban Mặt trận" in letter["From"]
    assert address in text
    assert f'href="{address}"' in html
    assert "Quên mang thẻ cũng không sao" in text
    assert "mẫu / sample" in text
    pictures = [part for part in letter.walk() if part.get_content_type() == "image/png"]
    assert [_decoded(part.get_content()) for part in pictures] == codes
    assert db.session.scalars(db.select(Message)).one().state == MessageState.SENT


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("kind", ["confirmed", "waitlisted", "changed", "cancelled"])
def test_every_kind_is_said_in_every_language(post_office: PostOffice, kind: str, locale: str) -> None:
    event = make_event(capacity=0 if kind == "waitlisted" else 9, waiting_list=True)
    meal = make_session(event).slug
    registration = make_registration(event, 2, locale=locale)
    address = links.manage_url(registration)
    if kind in ("changed", "cancelled"):
        deliver()
        post_office.letters.clear()
        registration = db.session.scalars(db.select(Registration)).one()
        write()
        if kind == "changed":
            one = registration.people[0]
            services.change(registration, [Change(one.id, name="Đặng Hường", sessions=(meal,))], clock.now())
        else:
            services.cancel(registration, clock.now())
        db.session.commit()
    deliver()
    (letter,) = post_office.letters
    text, html = parts(letter)
    said = {
        ("confirmed", "vi"): "đã ghi nhận 2 người",
        ("confirmed", "en"): "have noted 2 people",
        ("waitlisted", "vi"): "đứng thứ 1 trong danh sách",
        ("waitlisted", "en"): "number 1 on the list",
        ("changed", "vi"): "Đặng Hường",
        ("changed", "en"): "Đặng Hường",
        ("cancelled", "vi"): "Quê nhà luôn mong",
        ("cancelled", "en"): "looks forward to seeing you",
    }[kind, locale]
    for version in (text, html):
        assert said in version
        assert address in version
        assert "{" not in version.replace("{}", "")
    assert "&#39;" not in text
    assert "&amp;" not in text
    assert bool(list(letter.iter_attachments())) is False


def test_a_promoted_party_is_told(post_office: PostOffice) -> None:
    event = make_event(capacity=2, waiting_list=True)
    first_id = make_registration(event, 2).id
    make_registration(event, 1, contact_email="sau@example.org")
    deliver()
    post_office.letters.clear()
    write()
    services.cancel(db.session.get_one(Registration, first_id), clock.now())
    db.session.commit()
    deliver()
    assert {letter["To"]: letter["Subject"].split(":")[0] for letter in post_office.letters} == {
        "huong@example.org": "Đã rút lại xác nhận về dự",
        "sau@example.org": "Thẻ tham dự",
    }


def test_what_has_been_overtaken_is_not_said(post_office: PostOffice) -> None:
    registration = make_registration(make_event())
    write()
    services.cancel(registration, clock.now())
    db.session.commit()
    deliver()
    assert [letter["Subject"].split(":")[0] for letter in post_office.letters] == ["Đã rút lại xác nhận về dự"]


def test_a_name_corrected_before_the_message_leaves_is_right_in_it(post_office: PostOffice) -> None:
    registration = make_registration(make_event())
    write()
    services.set_name(db.session.scalars(db.select(Attendee)).one(), "Đặng Thị Hương")
    db.session.commit()
    deliver()
    assert "Đặng Thị Hương" in parts(post_office.letters[0])[0]
    assert registration is not None


def test_sending_again_is_the_same_message(post_office: PostOffice) -> None:
    make_registration(make_event())
    deliver()
    write()
    mail.resend(db.session.scalars(db.select(Message)).one())
    db.session.commit()
    deliver()
    first, second = post_office.letters
    assert first["Message-ID"] == second["Message-ID"]


def message() -> Message:
    db.session.expire_all()
    return db.session.scalars(db.select(Message)).one()


def test_an_address_that_is_refused_for_good_is_noted_at_once(post_office: PostOffice) -> None:
    told: list[int] = []
    post_office.refuse = "550 5.1.1 <huong@example.org>: no such mailbox"
    make_registration(make_event(), contact_phone="+17145550123")
    with mail.unreached.connected_to(lambda found: told.append(found.id)):
        deliver()
    found = message()
    assert db.session.scalars(db.select(CallTask.reason)).all() == [CallReason.EMAIL_REFUSED], "somebody calls"
    assert (found.state, found.answer, found.sent_at) == (MessageState.REFUSED, "550 5.1.1", None)
    assert found.failed_at is not None
    assert told == [found.id]
    assert db.session.scalars(db.select(Job)).one().state == JobState.DONE


def test_a_busy_server_is_tried_again(post_office: PostOffice) -> None:
    post_office.refuse = "451 4.7.1 huong@example.org: greylisted, come later"
    make_registration(make_event())
    deliver()
    job = db.session.scalars(db.select(Job)).one()
    assert (job.state, job.attempts) == (JobState.WAITING, 1)
    assert "huong" not in job.error
    assert (message().state, message().answer) == (MessageState.DEFERRED, "451 4.7.1")
    post_office.refuse = ""
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        deliver()
    assert len(post_office.letters) == 1
    assert (message().state, message().answer) == (MessageState.SENT, "")


def test_what_is_tried_for_hours_in_vain_is_shown_and_can_be_sent_again(post_office: PostOffice) -> None:
    told: list[int] = []
    post_office.refuse = "452 4.2.2 mailbox full"
    make_registration(make_event())
    now = clock.now()
    with mail.unreached.connected_to(lambda found: told.append(found.id)):
        for seconds in (*outbox.BACK_OFF, 0):
            with clock.frozen(now):
                deliver()
            now += timedelta(seconds=seconds + 1)
    assert (message().state, message().answer) == (MessageState.GIVEN_UP, "452 4.2.2")
    assert told == [message().id]
    post_office.refuse = ""
    write()
    mail.resend(message())
    db.session.commit()
    deliver()
    assert message().state == MessageState.SENT
    assert len(db.session.scalars(db.select(Job)).all()) == 1, "the same work, not a second letter beside it"
    assert len(post_office.letters) == 1


def test_a_server_that_is_away_is_no_dead_address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    make_registration(make_event())
    deliver()
    assert (message().state, message().answer) == (MessageState.DEFERRED, "")


def test_a_letter_comes_back_to_an_address_that_names_it(
    app: Flask, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BOUNCE_ADDRESS", "bounce@example.org")
    make_registration(make_event())
    deliver()
    assert post_office.senders == [f"bounce+{message().message_id.strip('<>').split('@')[0]}@example.org"]
    assert "bounce" not in post_office.letters[0]["From"]


@pytest.mark.full
def test_a_worker_killed_while_sending_loses_nothing(app: Flask, post_office: PostOffice) -> None:
    make_registration(make_event())
    message_id = db.session.scalars(db.select(Message)).one().message_id
    db.session.rollback()
    post_office.hold = 3
    environment = {
        **os.environ,
        "SHOWCASE_VAR": str(app.config["VAR"]),
        "SHOWCASE_SECRET_KEY": app.config["SECRET_KEY"],
        "SHOWCASE_BASE_URL": app.config["BASE_URL"],
        "SHOWCASE_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SHOWCASE_SMTP_URL": app.config["SMTP_URL"],
    }
    command = [sys.executable, "-m", "showcase.cli", "worker", "--once", "--lane", "mail"]
    worker = subprocess.Popen(command, env=environment, cwd=ROOT)
    assert post_office.reached.wait(60)
    worker.kill()
    worker.wait(10)
    job = db.session.scalars(db.select(Job)).one()
    assert job.state == JobState.RUNNING
    write()
    db.session.scalars(db.select(Job)).one().leased_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    post_office.hold = 0
    subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=60)
    time.sleep(3)  # the first letter, whose sender is dead, is still on the counter
    assert {letter["Message-ID"] for letter in post_office.letters} == {message_id}
    db.session.expire_all()
    assert db.session.scalars(db.select(Job)).one().state == JobState.DONE
    assert db.session.scalars(db.select(Message)).one().state == MessageState.SENT


def test_the_sample_writes_files(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "VAR", tmp_path)
    make_registration(make_event())
    deliver()
    (file,) = (tmp_path / "mail").glob("*.eml")
    assert email.message_from_bytes(file.read_bytes(), policy=default)["To"] == "huong@example.org"


def _decoded(picture: bytes) -> str:
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    return found[0].text
