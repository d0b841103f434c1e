"""Statements that are built once: the same rows as any other query gives, on whichever database."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from showcase.core import clock
from showcase.core.database import db, reading, writing
from showcase.core.statements import Statement, among
from showcase.registration.models import Attendee, Registration
from tests.checkin.door import make_guest
from tests.conftest import Queries
from tests.factories import make_event


class Person(NamedTuple):
    name: str
    dropped_at: object
    vip: bool


PEOPLE: Statement[Person] = Statement(
    db.select(Attendee.name, Attendee.dropped_at, Attendee.vip)
    .join(Registration)
    .where(among(Attendee.__table__.c.id, "ids"), Registration.state == bindparam("state"))
    .order_by(Attendee.id),
    Person,
)
RENAME: Statement[None] = Statement(
    db.update(Attendee.__table__)
    .where(Attendee.__table__.c.id == bindparam("number"))
    .values(name=bindparam("name"), dropped_at=bindparam("dropped_at"))
)


def test_one_several_and_none_are_asked_for_in_one_statement_each(query_recorder: Queries) -> None:
    event = make_event()
    numbers = [make_guest(event, name, vip=name == "B").id for name in "ABC"]
    query_recorder.clear()
    with reading() as connection:
        said = [PEOPLE.rows(connection, ids=ids, state="confirmed") for ids in (numbers[:1], numbers[1:], set())]
    assert said == [[("A", None, False)], [("B", None, True), ("C", None, False)], []]
    assert len(query_recorder) == 3


def test_times_and_marks_come_back_as_they_were_written() -> None:
    numbers, now = [make_guest(make_event()).id for _ in range(2)], clock.now()
    with writing() as connection:
        RENAME.run(connection, [{"number": number, "name": "đổi", "dropped_at": now} for number in numbers])
        RENAME.run(connection, [])
    with reading() as connection:
        assert PEOPLE.rows(connection, ids=numbers, state="confirmed") == [("đổi", now, False)] * 2


def test_an_error_says_no_value_and_keeps_nothing() -> None:
    number = make_guest(make_event(), "A").id
    names = ({"number": number, "name": name, "dropped_at": None} for name in ("Bí mật", None))
    with pytest.raises(DBAPIError) as raised, writing() as connection:
        RENAME.run(connection, list(names))
    assert "Bí mật" not in str(raised.value)
    assert db.session.get_one(Attendee, number).name == "A"


def _ask(connection: Connection, number: int) -> None:
    PEOPLE.rows(connection, ids=[number], state="confirmed")


def _change(connection: Connection, number: int) -> None:
    RENAME.run(connection, [{"number": number, "name": "đổi", "dropped_at": None}])


@pytest.mark.postgresql
@pytest.mark.parametrize("ask", [_ask, _change])
def test_a_database_that_went_away_is_told_as_such(ask: Callable[[Connection, int], None]) -> None:
    number = make_guest(make_event(), "A").id
    db.session.commit()
    with pytest.raises(OperationalError):
        _ask_after_its_end(ask, number)
    with reading() as connection:
        assert PEOPLE.rows(connection, ids=[number], state="confirmed") == [("A", None, False)]


def _ask_after_its_end(ask: Callable[[Connection, int], None], number: int) -> None:
    """The database's side of the connection goes away in the middle of a transaction."""
    with writing() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        db.session.execute(db.text("SELECT pg_terminate_backend(:process)"), {"process": driver.info.backend_pid})
        db.session.rollback()
        ask(connection, number)
