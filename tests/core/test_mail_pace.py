"""The hourly limit of a mail server: kept by all workers together, tickets before reminders, nothing lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from showcase.core import clock, mail, mail_pace, outbox, settings
from showcase.core.database import db, write
from showcase.core.mail import Composed, Message, MessageState
from showcase.core.outbox import Lane, Priority

NOW = datetime(2024, 1, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def kinds(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    letter = Composed("Chào", "text", "<p>html</p>", sender_name="Host", sender="post@example.org")
    for kind, priority in (("ticket", Priority.AWAITED), ("reminder", Priority.BULK)):
        monkeypatch.setitem(mail._composers, kind, lambda message: letter)
        monkeypatch.setitem(mail._priorities, kind, priority)
    with clock.frozen(NOW):
        yield


def limit(number: int) -> None:
    write()
    settings.change(settings.locked_row(), settings.now() | {"mails_an_hour": number})
    db.session.commit()


def post(kind: str, number: int) -> None:
    write()
    for one in range(number):
        mail.post(kind, one, "lan@example.org", "vi")
    db.session.commit()


def sent(kind: str = "") -> int:
    while outbox.run_next(Lane.MAIL):
        pass
    query = db.select(db.func.count()).select_from(Message).where(Message.state == MessageState.SENT)
    return db.session.scalar(query.where(Message.kind == kind) if kind else query) or 0


def test_without_a_limit_all_leave() -> None:
    post("reminder", 12)
    assert sent() == 12


def test_no_more_leave_in_any_hour_than_the_server_takes_and_all_in_the_end() -> None:
    limit(5)
    post("reminder", 9)
    left = {hour: _sent_at(NOW + hour * HOUR) for hour in range(4)}
    assert left == {0: 4, 1: 8, 2: 9, 3: 9}, "four fifths of five"


def test_a_ticket_passes_the_reminders_and_the_full_hour_of_reminders() -> None:
    limit(5)
    post("reminder", 9)
    assert sent("reminder") == 4
    post("ticket", 2)
    assert sent("ticket") == 1
    assert _sent_at(NOW + HOUR, "ticket") == 2


def test_the_page_says_when_the_last_leaves(app: Flask) -> None:
    limit(5)
    post("reminder", 9)
    said = mail_pace.outlook(NOW)
    assert (said.waiting, said.last_at, said.is_held_up) == (9, NOW + 2 * HOUR, True)
    for hour in range(3):
        _sent_at(NOW + hour * HOUR)
    last = db.session.scalars(db.select(db.func.max(Message.sent_at))).one()
    assert last == said.last_at
    assert mail_pace.outlook(NOW + 2 * HOUR).waiting == 0


def test_a_limit_that_was_lowered_holds_for_what_has_already_left() -> None:
    limit(20)
    post("ticket", 10)
    assert sent() == 10
    limit(5)
    post("ticket", 1)
    assert sent() == 10
    assert mail_pace.outlook(NOW).last_at == NOW + HOUR
    assert _sent_at(NOW + HOUR) == 11


def _sent_at(at: datetime, kind: str = "") -> int:
    with clock.frozen(at):
        return sent(kind)
