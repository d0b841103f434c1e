"""What the guest list, a party's page, the door and the rehearsal know of tables."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.checkin import door_facts, greetings
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.i18n import use_locale
from showcase.guests import columns, doing
from showcase.guests.deeds import CannotDo
from showcase.guests.selection import Selection
from showcase.registration.models import Event, Registration
from showcase.seating import services
from showcase.seating.models import SeatingTable
from tests.factories import make_account, make_event, make_registration
from tests.seating.making import make_plan, seats
from tests.staff.cast import sign_in


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="hop-mat")


def seat(registration: Registration, event: Event) -> SeatingTable:
    """All of a party at table 2."""
    plan = make_plan(event)
    write()
    table = db.session.scalars(db.select(SeatingTable).filter_by(number=2)).one()
    services.move(services.locked_plan(plan), [one.id for one in registration.people], table, None)
    db.session.commit()
    return table


def test_the_volunteer_leads_to_the_table(event: Event) -> None:
    family = make_registration(event, 2)
    seat(family, event)
    guest = family.people[0]
    with use_locale("vi"):
        (fact,) = door_facts.facts_of([guest.id])[guest.id]
        assert fact.text == "Bàn 2"
        guest.honorific = "Bà"
        assert greetings.welcome(guest, fact.towards) == "“Dạ, con chào bà Hường, mời bà vào bàn 2.”"


def test_the_guest_list_shows_tables_and_who_has_none(client: FlaskClient, event: Event) -> None:
    family, other = make_registration(event, 2), make_registration(event, 1)
    table = seat(family, event)
    people = [one.id for one in family.people]
    (column,) = columns.named(["table"])
    assert {number: cell.text for number, cell in column.load(family.people).items()} == dict.fromkeys(people, "2")

    def found(value: str) -> set[int]:
        return {one.id for one in db.session.scalars(Selection.of({"event": event.slug, "table": value}).people())}

    assert found("none") == {other.people[0].id}
    assert found(str(table.id)) == set(people)
    assert found("x") == found("9" * 30) == set()
    sign_in(client)
    assert "#table-2" in client.get(f"/staff/guests/{family.code}/").get_data(as_text=True)


def test_many_are_seated_from_the_guest_list_and_it_is_undone(event: Event) -> None:
    plan, officer = make_plan(event, capacity=3), make_account()
    family, other = make_registration(event, 3), make_registration(event, 1)
    table = db.session.scalars(db.select(SeatingTable).filter_by(number=1)).one()
    wanted = f"table:{table.id}"

    def do(registration: Registration) -> object:
        write()
        chosen = doing.chosen(wanted, event)
        assert chosen is not None
        made = doing.do(*chosen, doing.those_of([one.id for one in registration.people], event), event, officer)
        db.session.commit()
        return made

    made = do(family)
    assert set(seats(plan).values()) == {1}
    with pytest.raises(CannotDo):
        do(other)
    db.session.rollback()
    write()
    doing.undo(made, officer, clock.now())  # type: ignore[arg-type]
    db.session.commit()
    assert seats(plan) == {}
