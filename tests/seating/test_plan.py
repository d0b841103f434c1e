"""Officers seat people: by hand and by proposal, exactly as many as there are seats, and take it back."""

import re
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import services as registration_services
from showcase.registration.models import Event, Registration
from showcase.registration.rules import Change, Person
from showcase.seating import services
from showcase.seating.models import SeatingDeed, SeatingPlan, SeatingTable
from showcase.seating.services import NoRoom
from tests.conftest import Queries
from tests.factories import make_event, make_party, make_registration, make_session
from tests.seating.making import make_plan, register, seats
from tests.staff.cast import fill, post, sign_in


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="hop-mat")


def address(plan: SeatingPlan, rest: str = "") -> str:
    return f"/staff/tables/hop-mat/{plan.id}/{rest}"


def people(registration: Registration) -> list[int]:
    return [one.id for one in registration.people]


def test_tables_are_made_by_the_dozen_and_only_once(client: FlaskClient, event: Event) -> None:
    sign_in(client)
    made = post(client, "/staff/tables/hop-mat/", data={"session": ""})
    form = made.headers["Location"]
    assert fill(client, form, how_many="30", capacity="10", first="1", per_row="6").status_code == 303
    assert db.session.scalar(db.select(db.func.count()).select_from(SeatingTable)) == 30
    again = fill(client, form, how_many="3", first="29")
    assert again.status_code == 422
    assert "29, 30" in again.get_data(as_text=True), "it says which numbers there are already"
    for number in ("", "99999999999999999999", "-1", "12\0", "mười"):
        assert fill(client, form, how_many=number).status_code == 422


def test_seating_by_hand_is_taken_back_with_one_press(client: FlaskClient, event: Event) -> None:
    plan, family = make_plan(event), make_registration(event, 3)
    sign_in(client)
    chosen = {"guest": people(family), "to": "2"}
    done = post(client, address(plan, "seats"), data=chosen)
    assert set(seats(plan).values()) == {2}
    page = client.get(done.headers["Location"].partition("#")[0])
    undo = re.search(r'action="([^"]+/undo/\d+)"', page.get_data(as_text=True))
    assert undo
    post(client, undo[1])
    assert seats(plan) == {}
    post(client, undo[1])
    assert seats(plan) == {}, "a second press changes nothing"
    assert post(client, address(plan, "seats"), data={"guest": people(family)}).status_code == 409
    assert post(client, address(plan, "seats"), data={"to": "1"}).status_code == 422
    forged = {"guest": ["999999", "x", "٣", str(people(family)[0])], "to": "1"}
    assert post(client, address(plan, "seats"), data=forged).status_code == 303
    assert seats(plan) == {people(family)[0]: 1}, "who is not a guest is left out"
    assert post(client, address(plan, "seats"), data={"guest": people(family), "to": "77"}).status_code == 404


def test_nobody_sits_where_no_seat_is_left(client: FlaskClient, event: Event) -> None:
    plan = make_plan(event)
    large, small = make_registration(event, 4), make_registration(event, 2)
    sign_in(client)
    post(client, address(plan, "seats"), data={"guest": people(large)[:3], "to": "1"})
    refused = post(client, address(plan, "seats"), data={"guest": people(small), "to": "1"})
    assert refused.status_code == 409
    text = refused.get_data(as_text=True)
    assert re.search(rf'value="{people(small)[0]}"[^>]*checked', text), "who was chosen is still chosen"
    assert len(seats(plan)) == 3
    table = address(plan, "1/")
    assert fill(client, table, capacity="2").status_code == 422
    assert fill(client, table, held="2").status_code == 422
    assert fill(client, table, held="1").status_code == 303
    assert post(client, address(plan, "seats"), data={"guest": people(large)[3:], "to": "1"}).status_code == 409


def test_two_officers_at_once_never_seat_more_than_fit(app: Flask, event: Event) -> None:
    """Each by a connection of its own. On PostgreSQL, without the lock on the plan, several were seated."""
    plan = make_plan(event, tables=1, capacity=4)
    families = [people(make_registration(event, 3)) for _ in range(4)]
    plan_id, table_id = plan.id, db.session.scalar(db.select(SeatingTable.id))
    db.session.rollback()
    start, outcomes = Barrier(len(families)), list[str]()

    def seat(guests: list[int]) -> None:
        with app.app_context():
            start.wait(5)
            write()
            found = services.locked_plan(db.session.get_one(SeatingPlan, plan_id))
            try:
                services.move(found, guests, db.session.get_one(SeatingTable, table_id), None)
                db.session.commit()
                outcomes.append("seated")
            except NoRoom:
                db.session.rollback()
                outcomes.append("full")
            db.session.remove()

    threads = [Thread(target=seat, args=(guests,)) for guests in families]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["full", "full", "full", "seated"]
    assert len(seats(plan)) == 3


def test_who_cancels_or_leaves_gives_the_seat_free(client: FlaskClient, event: Event) -> None:
    session = make_session(event)
    plan = make_plan(event, session)
    both = [Person(name, sessions=(session.slug,)) for name in ("Đặng Thị Hường", "Trần Văn Bảy")]
    one, other = (register(replace(make_party(event), people=tuple(both))) for _ in range(2))
    write()
    locked = services.locked_plan(plan)
    table = db.session.scalars(db.select(SeatingTable)).first()
    services.move(locked, [*people(one), *people(other)], table, None)
    db.session.commit()
    assert len(seats(plan)) == 4
    write()
    registration_services.cancel(one, clock.now())
    registration_services.change(other, [Change(people(other)[0], sessions=())], clock.now())
    db.session.commit()
    assert list(seats(plan)) == people(other)[1:]
    deed = db.session.scalars(db.select(SeatingDeed)).one()
    db.session.rollback()
    write()
    services.undo(deed, clock.now(), None)
    db.session.commit()
    assert seats(plan) == {}, "who still sits there is put back to none, and nobody else is seated"


def test_a_proposal_is_looked_at_before_it_is_taken_over(client: FlaskClient, event: Event) -> None:
    plan = make_plan(event, tables=3)
    families = [make_registration(event, size) for size in (3, 2, 2)]
    sign_in(client)
    page = client.get(address(plan, "proposal")).get_data(as_text=True)
    assert seats(plan) == {}, "to look changes nothing"
    digest = {"digest": re.search(r'name="digest" value="(\w+)"', page)[1]}  # type: ignore[index]
    post(client, address(plan, "seats"), data={"guest": people(families[0])[0], "to": "3"})
    stale = post(client, address(plan, "proposal"), data=digest)
    assert stale.status_code == 409, "somebody has seated others meanwhile"
    digest = {"digest": re.search(r'name="digest" value="(\w+)"', stale.get_data(as_text=True))[1]}  # type: ignore[index]
    assert post(client, address(plan, "proposal"), data=digest).status_code == 303
    found = seats(plan)
    assert len(found) == 7
    assert {found[one] for one in people(families[0])} == {3}, "around who was seated by hand"


def test_the_plan_is_found_by_the_event_and_searched_without_marks(client: FlaskClient, event: Event) -> None:
    make_plan(event)
    make_registration(event, 2)
    sign_in(client)
    page = client.get("/staff/tables/", follow_redirects=True)
    assert page.request.path.startswith("/staff/tables/hop-mat/")
    found = post(client, f"{page.request.path}search", data={"q": "huong dang"}).get_data(as_text=True)
    assert "Đặng Thị Hường" in found
    none = post(client, f"{page.request.path}search", data={"q": "xyz \0\u202e" + "ư" * 9999})
    assert "Đặng Thị Hường" not in none.get_data(as_text=True)
    assert none.status_code == 200


def test_the_plan_asks_the_database_as_often_for_many_as_for_few(
    client: FlaskClient, event: Event, query_recorder: Queries
) -> None:
    plan = make_plan(event, tables=2)
    make_registration(event, 2)
    sign_in(client)
    counts = []
    for _ in range(2):
        client.get(address(plan))
        query_recorder.clear()
        client.get(address(plan))
        counts.append(len(query_recorder))
        for _family in range(3):
            make_registration(event, 3)
    assert counts[0] == counts[1]
    assert counts[0] <= 11, list(query_recorder)
