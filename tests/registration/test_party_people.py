"""A party changes who comes alone, on its private pages."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import consents, links, offers, services
from showcase.registration.models import Attendee, Consent, Event, Registration
from showcase.registration.rules import Change
from tests.factories import make_event, make_invitation, make_party, make_registration, make_session
from tests.registration.asking import make_question
from tests.registration.private import address, page_of, send
from tests.staff.cast import opened

STRANGE = ["", " ", "1234", "x" * 10_000, "a\0b", "\u202eabc", "🌾"]


def change_event(event: Event, **changes: Any) -> None:
    write()
    for name, value in changes.items():
        setattr(event, name, value)
    db.session.commit()


def names(registration: Registration) -> list[str]:
    return [attendee.name for attendee in registration.people]


def tomorrow() -> datetime:
    return clock.now() + timedelta(days=1)


def test_everything_about_a_person_is_corrected_and_the_ticket_stays(client: FlaskClient) -> None:
    event = make_event()
    meal = make_session(event)
    registration = make_registration(event)
    person = registration.people[0]
    ticket = links.code_of(person)
    given = {
        "name": "Đặng Hường",
        "honorific": "Bà",
        "called": "Cô",
        "second_name": "Hannah",
        "age_band": "60+",
        "diet": "chay",
        "access": "",
        "no_photo": "y",
        "sessions": meal.slug,
    }
    missing = send(client, page_of(person), **given)
    assert missing.status_code == 422
    assert "You wrote about food or help" in missing.text
    assert 'value="Hannah"' in missing.text
    assert send(client, page_of(person), **given, sensitive="y").status_code == 303
    stored = {name: getattr(person, name) for name in given if name != "sessions"}
    assert stored == {name: value for name, value in {**given, "no_photo": True}.items() if name != "sessions"}
    assert [session.slug for session in person.sessions] == [meal.slug]
    assert links.code_of(person) == ticket
    latest = db.session.scalars(db.select(Consent).filter_by(purpose="sensitive").order_by(Consent.id)).all()
    assert [consent.given for consent in latest] == [False, True]
    assert 'name="sensitive"' not in client.get(page_of(person)).text


def test_somebody_more_gets_a_place_and_a_ticket_once_however_often_it_is_pressed(client: FlaskClient) -> None:
    event = make_event(capacity=3)
    question = make_question(event, per="person")
    registration = make_registration(event)
    path = address(registration, "people/new")
    sent = {**opened(client, path), "name": "Nguyễn Bảo Trân", f"answers-q{question.id}": "Nhị Long"}
    done = [client.post(path, data=sent) for _twice in range(2)]
    assert [response.status_code for response in done] == [303, 303]
    db.session.expire_all()
    assert names(registration) == ["Đặng Thị Hường", "Nguyễn Bảo Trân"]
    assert event.taken == 2
    page = client.get(done[0].location).text
    assert "One more person is noted, with a ticket." in page
    assert page.count('class="ticket"') == 2
    assert "Nhị Long" in page


@pytest.mark.parametrize("waiting_list", [False, True])
def test_where_there_is_no_room_the_others_keep_their_places(client: FlaskClient, waiting_list: bool) -> None:
    event = make_event(capacity=1, waiting_list=waiting_list)
    registration = make_registration(event)
    refused = send(client, address(registration, "people/new"), name="Nguyễn Bảo Trân")
    assert refused.status_code == 409
    assert "All places you have stay yours" in refused.text
    assert 'value="Nguyễn Bảo Trân"' in refused.text
    assert (registration.state, names(registration), event.taken) == ("confirmed", ["Đặng Thị Hường"], 1)


def test_who_waits_and_becomes_more_waits_together(client: FlaskClient) -> None:
    event = make_event(capacity=1, waiting_list=True)
    first, registration = make_registration(event), make_registration(event)
    assert "A party is never split" in client.get(address(registration, "people/new")).text
    assert send(client, address(registration, "people/new"), name="Nguyễn Bảo Trân").status_code == 303
    write()
    services.cancel(first, clock.now())
    db.session.commit()
    assert (registration.state, event.taken) == ("waitlisted", 0)


def test_a_party_names_as_many_as_its_invitation_and_no_more(client: FlaskClient) -> None:
    registration = make_registration(make_event(), 1)
    make_invitation(registration.event, registration_id=registration.id, most_people=2)
    path = address(registration, "people/new")
    early, late = ({**opened(client, path), "name": name} for name in ("Thạch Sô Phia", "Trần Văn Bảy"))
    assert client.post(path, data=early).status_code == 303
    assert client.post(path, data=late).status_code == 409
    assert client.get(path).status_code == 303
    db.session.expire_all()
    assert len(registration.people) == 2


def test_a_place_given_to_somebody_else_has_a_new_ticket_even_where_all_is_full(client: FlaskClient) -> None:
    event = make_event(capacity=2)
    meal = make_session(event, capacity=1)
    party = make_party(event, 2)
    registration = make_registration(event, 2)
    leaver = registration.people[0]
    write()
    services.change(registration, [Change(leaver.id, sessions=(meal.slug,))], clock.now())
    db.session.commit()
    ticket, version = links.code_of(leaver), leaver.ticket_version
    path = page_of(leaver, "transfer")
    page = client.get(path).text
    assert "is void then, also a printed one" in page
    assert "Then correct it: the ticket stays good." in page
    sent = {**opened(client, path), "name": "Thạch Sô Phia"}
    assert [client.post(path, data=sent).status_code for _twice in range(2)] == [303, 303]
    db.session.expire_all()
    assert names(registration) == ["Thạch Sô Phia", party.people[1].name]
    newcomer = registration.people[0]
    assert [session.slug for session in newcomer.sessions] == [meal.slug]
    assert (event.taken, meal.taken) == (2, 1)
    assert (leaver.dropped_at is not None, leaver.ticket_version) == (True, version)
    assert links.code_of(newcomer) != ticket
    assert client.get(address(registration, f"tickets/{leaver.id}/")).status_code == 404


def test_the_only_person_of_a_party_may_give_the_place_away(client: FlaskClient) -> None:
    registration = make_registration(make_event(capacity=1))
    assert send(client, page_of(registration.people[0], "transfer"), name="Thạch Sô Phia").status_code == 303
    assert (registration.state, names(registration)) == ("confirmed", ["Thạch Sô Phia"])


def test_who_does_not_come_is_taken_off_after_a_question(client: FlaskClient) -> None:
    event = make_event()
    registration = make_registration(event, 2)
    path = page_of(registration.people[1], "removal")
    assert client.get(path).status_code == 200
    assert [client.post(path).status_code for _twice in range(2)] == [303, 303]
    db.session.expire_all()
    assert (names(registration), event.taken) == (["Đặng Thị Hường"], 1)


@pytest.mark.parametrize("path", ["", "transfer", "removal"])
def test_strangers_are_not_found(client: FlaskClient, path: str) -> None:
    event = make_event()
    one, other = make_registration(event), make_registration(event)
    stranger = address(one, f"people/{other.people[0].id}/{path}")
    assert client.get(stranger).status_code == 404
    assert client.post(stranger, data={"name": "Người khác"}).status_code == 404
    assert client.get(f"/en/r/nonsense/people/{one.people[0].id}/{path}").status_code == 404


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("path", ["", "transfer", "new"])
def test_a_bad_name_is_said_beside_it_and_nothing_typed_is_lost(client: FlaskClient, path: str, name: str) -> None:
    registration = make_registration(make_event())
    where = address(registration, "people/new") if path == "new" else page_of(registration.people[0], path)
    answer = send(client, where, name=name, second_name="Hannah")
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert 'value="Hannah"' in answer.text
    assert names(registration) == ["Đặng Thị Hường"]


def test_after_the_cut_off_a_party_only_says_who_does_not_come(client: FlaskClient) -> None:
    event = make_event()
    registration = make_registration(event, 3)
    first, second, _third = registration.people
    change_event(event, changes_close_at=tomorrow())
    assert "You may change everything here until" in client.get(address(registration)).text
    with clock.frozen(clock.now() + timedelta(days=2)):
        page = client.get(address(registration)).text
        assert "only this is still possible here" in page
        assert event.edition.host.phone in page
        assert client.get(page_of(first)).status_code == 303
        for path in (page_of(first), page_of(first, "transfer"), address(registration, "people/new")):
            assert client.post(path, data={"name": "Người khác"}).status_code == 409
        assert client.post(page_of(second, "removal")).status_code == 303
        assert client.post(address(registration, "cancellation")).status_code == 303
    db.session.expire_all()
    assert (registration.state, event.taken) == ("cancelled", 0)


def test_once_the_gathering_has_begun_nothing_changes_any_more(client: FlaskClient) -> None:
    event = make_event()
    registration = make_registration(event, 2)
    with clock.frozen(event.starts_at + timedelta(minutes=1)):
        page = client.get(address(registration)).text
        assert "The gathering has begun" in page
        assert page.count('class="ticket"') == 2
        for path in ("cancellation", f"people/{registration.people[0].id}/removal"):
            assert client.get(address(registration, path)).status_code == 303
            assert client.post(address(registration, path)).status_code == 409
    db.session.expire_all()
    assert len(registration.people) == 2


def test_a_large_party_asks_few_queries(client: FlaskClient, query_recorder: list[str]) -> None:
    event = make_event()
    make_session(event)
    path = address(make_registration(event, 15))
    db.session.remove()
    query_recorder.clear()
    assert client.get(path).text.count('class="ticket"') == 15
    assert len(query_recorder) <= 14, "\n".join(query_recorder)
    assert db.session.scalar(db.select(db.func.count(Attendee.id))) == 15


def test_who_joins_and_wishes_for_a_full_small_session_comes_and_waits_for_it(client: FlaskClient) -> None:
    event = make_event()
    bus = make_session(event, capacity=1, queue=True)
    make_registration(event, people=1)
    registration = make_registration(event)
    write()
    services.change(registration, [Change(registration.people[0].id, sessions=(bus.slug,))], clock.now())
    db.session.commit()
    path = address(registration, "people/new")
    assert send(client, path, name="Nguyễn Bảo Trân", sessions=bus.slug).status_code == 303
    newcomer = registration.people[1]
    assert (event.taken, newcomer.sessions) == (3, [])
    assert [(wait.session_id, wait.people) for wait in offers.of_party(registration)] == [(bus.id, [newcomer])]


@pytest.mark.parametrize("path", ["", "transfer", "new"])
def test_for_a_child_a_parent_speaks(client: FlaskClient, path: str) -> None:
    registration = make_registration(make_event())
    where = address(registration, "people/new") if path == "new" else page_of(registration.people[0], path)
    fields = {"name": "Nguyễn Bảo Trân", "age_band": "7-15"}
    asked = send(client, where, **fields)
    assert asked.status_code == 422
    assert 'id="guardian-error"' in asked.text
    assert send(client, where, **fields, guardian="y").status_code == 303
    assert consents.standing(registration)["guardian"]
