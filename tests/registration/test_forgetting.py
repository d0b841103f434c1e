"""Everything that is known of guests goes on the day that was promised, wherever it lies, and the counts stay."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Boolean, Column, Integer, LargeBinary, String
from werkzeug.datastructures import MultiDict

from showcase.calls.models import Call, Callee
from showcase.committee.models import Member, Subcommittee
from showcase.contributions import rules
from showcase.contributions.models import Cause, Contribution
from showcase.core import audit, clock, forgetting, mail, outbox, sweeps
from showcase.core.audit import AuditValue
from showcase.core.database import db, write
from showcase.core.forgetting import RetentionRun
from showcase.core.mail import Message
from showcase.core.outbox import Lane
from showcase.core.sheets import Row, Sheet
from showcase.delegations.models import Coach, Journey
from showcase.followup.models import Feedback
from showcase.guests.models import GuestDeed, GuestDeedRow, GuestNote
from showcase.invitations import kept_sheets
from showcase.invitations.models import Invitation, Proposal
from showcase.programme.models import Appearance, Duty, ProgrammeItem, RunCopy
from showcase.protocol.models import HandOver, Introduction, McCopy
from showcase.registration import answers, drafts, services, staying_in_touch, unit_tasks
from showcase.registration.models import (
    Attendee,
    CallTask,
    Consent,
    Decision,
    Event,
    Merge,
    Question,
    Registration,
    TicketRequest,
    UnitTask,
)
from showcase.registration.print_runs import PrintRun
from showcase.registration.rules import CallReason, Change, Per, Person, QuestionKind, TaskKind
from showcase.seating.models import Seat, SeatingPlan, SeatingTable
from tests.factories import make_account, make_event, make_party, texts

# Of those who work for the host: kept while they do.
OF_STAFF = {"account", "passkey", "sign_in", "known_device", "calendar_step"}
BY_WISH = {"photo"}  # whatever becomes of the gathering: tests/photos/test_consent.py
NAME, COMPANION, FRIEND = "Zyngva Thị Uất", "Wexlorn Bảo Khuếch", "Quyrpha Văn Nghiễn"
SOON_GONE = {
    "draft.sealed",
    "kept_sheet.sealed",
    "ticket_request.reach",
    "print_run.content",
}  # whatever becomes of the gathering
WORDS = ("chay-xqz", "xe-lan-xqz", "loi-nhan-xqz", "tra-loi-xqz", "khach.xqz@example.org", "+84901234599", "ban-xqz")


@pytest.fixture
def event(app: Flask) -> Event:
    """A gathering of which everything is known: an answer with all it may hold, an invitation, a call, a request."""
    event, officer = make_event(), make_account()
    write()
    for days in (7, 30, 90):
        question = Question(slug=f"cau-{days}", per=Per.PARTY, kind=QuestionKind.TEXT, kept_days=days)
        texts(question, label="Câu hỏi", reason="Lý do")
        event.questions.append(question)
    db.session.commit()
    people = (
        Person(NAME, diet=WORDS[0], access=WORDS[1], age_band="60+", no_photo=True, honorific="Bà", called="Bác"),
        Person(COMPANION, second_name="Wexlorn B.", diet=WORDS[0]),
    )
    said = {f"cau-{days}": WORDS[3] for days in (7, 30, 90)}
    _answer(event, people, NAME, email=WORDS[4], phone=WORDS[5], note=WORDS[2], answers=said)
    wish = {"processing": True, "contact_later": True}
    _answer(event, (Person(FRIEND), Person(COMPANION)), FRIEND, email="ban-xqz@example.org", consents=wish)
    registration = _registration(NAME)
    write()
    services.change(registration, [Change(registration.people[1].id, name=f"{COMPANION}h")], clock.now())
    answers.change(registration, {(event.questions[1].id, None): f"{WORDS[3]} khác"})
    audit.record("registration.changed", registration, contact_phone=("", WORDS[5]), note=("", WORDS[2]))
    call = CallTask(registration_id=registration.id, reason=CallReason.PHONE_ONLY, due_on=clock.now().date())
    db.session.add(call)
    db.session.add(TicketRequest(reach=WORDS[4]))
    db.session.add(Invitation(code="ABC", event_id=event.id, addressee="family", locale="vi", name=NAME))
    db.session.add(Proposal(event_id=event.id, unit_code="1", name=NAME))
    task = UnitTask(kind=TaskKind.VISIT, unit_code="1", locale="vi", name=NAME, due_on=event.ends_at.date())
    task.created_at = task.answered_at = event.ends_at
    db.session.add(task)
    db.session.flush()
    mail.post(unit_tasks.ANSWER, task.id, WORDS[4], "vi")
    callee = Callee(event_id=event.id, registration_id=registration.id)
    db.session.add(Call(callee=callee, outcome="later", note=NAME))
    members = [Member(name=NAME)]
    db.session.add(Subcommittee(event_id=event.id, name="Tiểu ban Lễ tân", members=members))
    db.session.add(Feedback(event_id=event.id, mark="x", registration_id=registration.id, locale="vi"))
    item = ProgrammeItem(event_id=event.id, in_charge=NAME, appearances=[Appearance(name=NAME)])
    copy = RunCopy(event_id=event.id, number=1, digest="1", content=NAME, edited_at=event.ends_at)
    db.session.add_all([item, copy, Duty(event_id=event.id, what="Đón khách", who=NAME, phone=WORDS[5])])
    db.session.add(Decision(registration_id=registration.id, approved=True, reason=WORDS[2]))
    db.session.add(Merge(kept_id=registration.id, gone_id=_registration(FRIEND).id, sealed="x", undone_at=clock.now()))
    db.session.add(Introduction(event_id=event.id, name=NAME))
    db.session.add(Journey(registration_id=registration.id, hotel=NAME))
    db.session.add(Coach(event_id=event.id, name="Xe 1", driver=NAME))
    db.session.add(HandOver(event_id=event.id, what="Hoa", receiver=NAME))
    db.session.add(McCopy(event_id=event.id, number=1, content=NAME))
    db.session.add(PrintRun(event_id=event.id, what="card", numbers=[1], content=NAME.encode()))
    db.session.add(GuestNote(registration_id=registration.id, text=NAME))
    deed = GuestDeed(event_id=event.id, deed="escort", choice="1", words=NAME, number=1)
    rows = {"attendee_id": registration.people[0].id, "before": "null", "after": "1"}
    db.session.add(GuestDeedRow(deed_id=_flushed(deed).id, **rows))
    table = SeatingTable(plan=SeatingPlan(event=event), number=1, capacity=10)
    db.session.add(Seat(attendee_id=registration.people[0].id, plan_id=_flushed(table).plan_id, table=table))
    cause = Cause(host_id=event.edition.host_id, slug="hoc-bong")
    gift = {"code": "DG1", "host_id": event.edition.host_id, "kind": "money", "name": NAME, "email": WORDS[4]}
    over = event.ends_at + timedelta(days=100) - rules.KEPT  # the work was done nearly a year before
    db.session.add(Contribution(cause=cause, state="done", closed_at=over, **gift))
    kept_sheets.keep(Sheet((Row(1, (NAME,)),), ()), event, officer)
    typed = MultiDict({"people-0-name": NAME, "email": WORDS[4]})
    drafts.mail_address(drafts.keep(event, (drafts.OPEN, event.slug), "key", typed, clock.now()), WORDS[4], "vi")
    db.session.commit()
    _fill_the_rest()
    event_id = event.id
    while outbox.run_next(Lane.MAIL):
        pass
    return db.session.get_one(Event, event_id)


def _flushed(record: Any) -> Any:
    db.session.add(record)
    db.session.flush()
    return record


def _answer(
    event: Event, people: tuple[Person, ...], name: str, email: str, phone: str | None = None, **more: Any
) -> None:
    party = replace(
        make_party(event, contact_name=name, contact_email=email, contact_phone=phone, **more), people=people
    )
    services.register_once("form", f"key-{name}", "digest", party, clock.now())
    db.session.commit()


def _registration(name: str) -> Registration:
    return db.session.scalars(db.select(Registration).filter_by(contact_name=name)).one()


def columns() -> list[Column[Any]]:
    """All that say they hold something about guests: a new one is among them by itself."""
    tables = [table for table in db.metadata.sorted_tables if table.name not in OF_STAFF | BY_WISH]
    return [column for table in tables for column in table.columns if "purpose" in column.info]


def known(retention: str = "") -> dict[str, set[Any]]:
    """What personal columns (kept for so long) hold, without what says nothing."""
    found = {
        str(column): set(db.session.scalars(db.select(column))) - {None, "", False, b""}
        for column in columns()
        if not retention or column.info["retention"] == retention
    }
    db.session.rollback()
    return {column: values for column, values in found.items() if values}


def _fill_the_rest() -> None:
    """So that nothing is found forgotten that was never there: each personal column has something."""
    write()
    for column in columns():
        held = db.session.scalar(db.select(db.func.count()).select_from(column.table))
        assert held, f"no {column.table.name} here: make one in this test"
        if str(column) not in known_now(column):
            values = {Boolean: True, Integer: 3, LargeBinary: b"xqz", String: "xqz"}
            value = next(value for kind, value in values.items() if isinstance(column.type, kind))
            if isinstance(column.type, String) and column.type.length:
                value = str(value)[: column.type.length]
            db.session.execute(column.table.update().values({column.name: value}))
    db.session.commit()
    assert len(known()) == len(columns())


def known_now(column: Column[Any]) -> set[str]:
    values = set(db.session.scalars(db.select(column))) - {None, "", False, b""}
    return {str(column)} if values else set()


def sweep(event_id: int, days: float) -> None:
    ended: datetime = db.session.scalars(db.select(Event.ends_at).filter_by(id=event_id)).one()
    db.session.rollback()
    with clock.frozen(ended + timedelta(days=days)):
        sweeps.sweep_all()
    db.session.expire_all()


def traces(app: Flask, words: tuple[str, ...]) -> set[str]:
    """Which of the words stand in the database, its file or any other file of the site."""
    texts = [c for table in db.metadata.sorted_tables for c in table.columns if isinstance(c.type, String)]
    stored = "\n".join(str(value) for column in texts for value in db.session.scalars(db.select(column)) if value)
    db.session.rollback()
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    files = [path.read_bytes() for path in Path(app.config["VAR"]).rglob("*") if path.is_file()]
    return {word for word in words if word in stored or any(word.encode() in content for content in files)}


def test_all_goes_when_it_was_promised_and_the_counts_stay(app: Flask, event: Event) -> None:
    event_id = event.id
    everything = (NAME, COMPANION, FRIEND, *WORDS)
    before = known()
    consents = db.select(db.func.count()).select_from(Consent)
    agreed = db.session.scalar(consents)
    assert agreed
    sweep(event_id, 6.9)
    assert known() == {column: values for column, values in before.items() if column not in SOON_GONE}
    assert traces(app, (NAME, COMPANION, FRIEND, WORDS[4])) == {NAME, COMPANION, FRIEND, WORDS[4]}

    sweep(event_id, 7.1)
    assert known("%(forget_care_days)d days after the event") == {}
    assert not traces(app, WORDS[:2])
    assert traces(app, WORDS[3:4]), "other answers are promised for longer"

    sweep(event_id, 30.1)
    assert known("%(forget_notes_days)d days after the event") == {}
    assert known()["attendee.name"] == {NAME, FRIEND}, "who came along is not needed any more"
    assert not traces(app, (COMPANION, WORDS[2], "loi-nhan"))

    sweep(event_id, 90.1)
    stay = {
        column: values for column, values in known().items() if not column.startswith(("unit_task.", "contribution."))
    }
    promised = {str(column) for column in columns() if "unless" in column.info["retention"]}
    assert set(stay) <= promised
    assert stay["attendee.name"] == {FRIEND}, "who wishes to hear from the host later"

    sweep(event_id, 181)
    write()
    staying_in_touch.take_back(_registration(FRIEND))
    db.session.commit()
    sweep(event_id, 182)
    assert known() == {}
    of_guests = db.select(AuditValue.field).where(AuditValue.subject.not_like("account:%"))
    assert db.session.scalars(of_guests).all() == []
    assert traces(app, everything) == set()

    assert [db.session.scalar(db.select(db.func.count()).select_from(model)) for model in (Registration, Attendee)] == [
        2,
        4,
    ]
    assert db.session.get_one(Event, event_id).taken == 4
    assert db.session.scalar(consents) == agreed + 1, "what was agreed to stays on record, without the person"


def test_the_report_says_what_went_and_what_comes(client: FlaskClient, event: Event) -> None:
    now = clock.now()
    title = str(event.text_in("title"))
    assert [(one.what, one.about, one.number) for one in forgetting.coming(now)] == [
        ("food_and_help", title, 2),
        ("companions", title, 2),
        ("contacts", title, 1),
        ("invitations", title, 1),
    ]
    sweep(event.id, 7.1)
    sweep(event.id, 7.1)
    run = db.session.scalars(db.select(RetentionRun)).one()
    assert run.forgotten["food_and_help"] == 2
    assert run.forgotten["answers"] == 1
    sweep(event.id, 8.1)
    runs = db.session.scalars(db.select(RetentionRun).order_by(RetentionRun.on)).all()
    assert [bool(run.forgotten) for run in runs] == [True, False]
    assert "food_and_help" not in [one.what for one in forgetting.coming(event.ends_at + timedelta(days=8))]


def test_a_letter_in_a_file_goes_with_its_address(app: Flask, event: Event) -> None:
    folder = Path(app.config["VAR"]) / "mail"
    assert any(WORDS[4].encode() in file.read_bytes() for file in folder.glob("*.eml"))
    event_id = event.id
    for hour in range(2):
        sweep(event_id, 91 + hour / 24)
    assert not [file for file in folder.glob("*.eml") if WORDS[4].encode() in file.read_bytes()]
    assert db.session.scalar(db.select(db.func.count()).where(Message.recipient == WORDS[4])) == 0
