"""What tells of health or faith lies apart, sealed, and is looked up only where somebody needs it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, Column, MetaData, String

from showcase.app import create_app
from showcase.config import from_environment
from showcase.core import audit, clock, migrations
from showcase.core.audit import AuditEntry, AuditValue
from showcase.core.database import db, write
from showcase.registration import answers, questions
from showcase.registration import services as registration_services
from showcase.registration.models import Answer, Attendee, Event, Question, Registration, SensitiveAnswer
from showcase.registration.rules import Per, Person, QuestionKind
from tests.factories import make_event, make_party, texts

BEFORE = "11d67beda473"

WORDS = ("ăn chay trường", "xe lăn", "thuốc tim lúc mười giờ")


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event()


def make_question(event: Event, kept_days: int, **changes: object) -> Question:
    values = {"per": Per.PARTY, "kind": QuestionKind.TEXT, "slug": f"cau-{kept_days}", **changes}
    question = Question(kept_days=kept_days, **values)
    texts(question, label="Cần gì?", reason="Để chuẩn bị")
    write()
    event.questions.append(question)
    db.session.commit()
    return question


def register(event: Event, **answered: object) -> Registration:
    people = (Person("Đặng Thị Hường", diet=WORDS[0], access=WORDS[1]), Person("Nguyễn Bảo Trân"))
    registration = registration_services.register(
        replace(make_party(event), people=people, answers=answered), clock.now()
    )
    db.session.commit()
    return registration


def everything_stored() -> str:
    """All text of the database, the audit included."""
    columns = [c for table in db.metadata.sorted_tables for c in table.columns if isinstance(c.type, String)]
    return "\n".join(str(value) for column in columns for value in db.session.scalars(db.select(column)) if value)


def test_nothing_of_it_stands_open_anywhere(event: Event) -> None:
    make_question(event, 7)
    registration = register(event, **{"cau-7": WORDS[2]})
    assert [(one.diet, one.access) for one in registration.people] == [(WORDS[0], WORDS[1]), ("", "")]
    assert [entry.words for entry in answers.entries(registration, answers.of(registration))] == [[WORDS[2]]]
    stored = everything_stored()
    assert not [words for words in WORDS if words in stored or words.encode().hex() in stored]


def test_a_change_is_noted_but_not_what_it_said(event: Event) -> None:
    question = make_question(event, 7)
    registration = register(event, **{"cau-7": WORDS[2]})
    person = registration.people[0]
    write()
    audit.record("attendee.changed", person, diet=(person.diet, "ăn mặn"))
    person.diet = "ăn mặn"
    answers.change(registration, {(question.id, None): "không cần gì"})
    db.session.commit()
    assert person.diet == "ăn mặn"
    noted = db.session.scalars(db.select(AuditEntry).where(AuditEntry.verb.like("%.changed"))).all()
    assert [[(c.field, c.old, c.new, c.erased) for c in audit.readable(entry)] for entry in noted] == [
        [("diet", None, None, True)],
        [("value", None, None, True)],
    ]
    assert db.session.scalar(db.select(db.func.count()).select_from(AuditValue)) == 0
    assert "mặn" not in everything_stored()


def test_a_party_is_looked_up_at_once_and_only_if_somebody_asks(event: Event, query_recorder: list[str]) -> None:
    people = tuple(Person(f"Khách {number}", diet=f"món {number}") for number in range(6))
    registration_id = registration_services.register(replace(make_party(event), people=people), clock.now()).id
    db.session.commit()
    db.session.expunge_all()
    registration = db.session.get_one(Registration, registration_id)
    query_recorder.clear()
    assert registration.people[0].name == "Khách 0"
    assert not [query for query in query_recorder if "sensitive_answer" in query]
    assert [one.diet for one in registration.people] == [f"món {number}" for number in range(6)]
    assert len([query for query in query_recorder if "sensitive_answer" in query]) == 1


def test_an_answer_that_is_taken_back_leaves_nothing(event: Event) -> None:
    question = make_question(event, 7)
    registration = register(event, **{"cau-7": WORDS[2]})
    assert questions.is_answered(question)
    write()
    answers.change(registration, {(question.id, None): None})
    for person in registration.people:
        person.diet = person.access = ""
    db.session.commit()
    assert not questions.is_answered(question)
    assert db.session.scalar(db.select(db.func.count()).select_from(SensitiveAnswer)) == 0


def test_a_question_that_promises_less_later_seals_what_was_said(event: Event) -> None:
    question = make_question(event, 30)
    registration = register(event, **{"cau-30": "cũ"})
    write()
    answers.change(registration, {(question.id, None): WORDS[2]})
    values = {name: getattr(question, name) for name in ("per", "kind", "required", "asked", "options")}
    questions.change(question, {}, {**values, "kept_days": 7}, {})
    db.session.commit()
    db.session.expire_all()
    assert WORDS[2] not in everything_stored()
    assert answers.of(registration)[question.id, None].kept == f'"{WORDS[2]}"'


def test_deleting_a_guest_takes_it_along(event: Event) -> None:
    registration = register(event)
    write()
    db.session.delete(registration)
    db.session.commit()
    assert db.session.scalar(db.select(db.func.count()).select_from(SensitiveAnswer)) == 0


def test_what_stood_open_before_the_upgrade_is_sealed(tmp_path: Path) -> None:
    app = create_app(from_environment({"SHOWCASE_VAR": str(tmp_path)}))
    with app.app_context():
        migrations.migrate(to=BEFORE)
        old = MetaData()
        with db.engine.begin() as connection:
            old.reflect(connection)

            def insert(name: str, **values: object) -> None:
                table = old.tables[name]
                needed = {c.name: _some(c) for c in table.columns if not c.nullable and not c.primary_key}
                connection.execute(table.insert().values({**needed, **values}))

            for name in ("host", "edition", "event", "registration"):
                insert(name, id=1)
            insert("attendee", id=1, diet=WORDS[0], access=WORDS[1])
            insert("attendee", id=2, diet="", access="")
            for number, days, value in ((1, 7, f'"{WORDS[2]}"'), (2, 30, '"mở"')):
                insert("question", id=number, slug=f"cau-{number}", kept_days=days)
                insert("answer", id=number, question_id=number, value=value)
            insert("audit_entry", id=1)
            for subject, field in (("attendee:1", "diet"), ("attendee:1", "name"), ("answer:1", "value")):
                insert("audit_value", entry_id=1, subject=subject, field=field, side="new", value=WORDS[0])
        migrations.migrate()
        people = db.session.scalars(db.select(Attendee).order_by(Attendee.id)).all()
        assert [(one.diet, one.access) for one in people] == [(WORDS[0], WORDS[1]), ("", "")]
        kept = db.session.scalars(db.select(Answer).order_by(Answer.id)).all()
        assert [(one.kept, one.value) for one in kept] == [(f'"{WORDS[2]}"', ""), ('"mở"', '"mở"')]
        assert db.session.scalars(db.select(AuditValue.field)).all() == ["name"]
        db.session.remove()
        db.engine.dispose()


def _some(column: Column[Any]) -> Any:
    """A value that a column takes."""
    if column.foreign_keys:
        return 1
    if isinstance(column.type, JSON):
        return []
    if isinstance(column.type, String):
        return f"x{column.table.name}"[: column.type.length]
    return clock.now() if column.type.python_type is datetime else column.type.python_type()
