"""Waiting for places in a session, offers of them, and what becomes of each."""

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.core import clock, mail, sweeps
from showcase.core.database import db, write
from showcase.registration import offers, services, sessions
from showcase.registration.models import Event, Registration, Session, SessionWait
from showcase.registration.rules import Change, Person, Refused, State
from tests.factories import make_event, make_party, make_registration, make_session
from tests.registration.books import faults_of
from tests.registration.test_places import together


@pytest.fixture
def event() -> Event:
    return make_event(capacity=20, waiting_list=True)


@pytest.fixture
def bus(event: Event) -> Session:
    return make_session(event, capacity=4, queue=True)


def family(event: Event, bus: Session, people: int) -> Registration:
    """All of them would like to take the bus."""
    names = ("Hường", "Trân", "Sô Phia", "Bảy")
    who = tuple(Person(names[n % 4], sessions=(bus.slug,)) for n in range(people))
    registration = services.register(replace(make_party(event), people=who), clock.now())
    db.session.commit()
    return registration


def wait_of(registration: Registration) -> SessionWait:
    (found,) = offers.of_party(registration)
    return found


def leave(registration: Registration) -> None:
    write()
    services.cancel(registration, clock.now())
    db.session.commit()


def later(event: Event, at: datetime) -> None:
    services.promote_waiting(services.locked_event(event.slug), at)
    db.session.commit()


def answer(registration: Registration, bus: Session, takes: bool, at: datetime | None = None) -> None:
    write()
    services.answer_offer(registration, bus, takes, at or clock.now())
    db.session.commit()


def test_a_family_comes_and_waits_for_the_bus_together(event: Event, bus: Session) -> None:
    first, second = family(event, bus, 3), family(event, bus, 3)
    assert (second.state, [one.sessions for one in second.people]) == (State.CONFIRMED, [[], [], []])
    assert (wait_of(second).state, len(wait_of(second).people)) == ("waiting", 3)
    leave(first)
    wait = wait_of(second)
    assert (wait.state, wait.places, bus.taken) == ("offered", 3, 3)
    assert db.session.scalar(db.select(mail.Message).filter_by(kind=offers.LETTER)).subject_id == second.id
    answer(second, bus, takes=True)
    answer(second, bus, takes=True)
    assert all(one.sessions == [bus] for one in second.people)
    assert (wait_of(second).state, bus.taken) == ("accepted", 3)
    assert not faults_of(event)


def test_nobody_overtakes_who_waits_for_the_same_places(event: Event, bus: Session) -> None:
    family(event, bus, 2)
    family(event, bus, 3)
    newcomer = family(event, bus, 1)
    assert wait_of(newcomer).state == "waiting"
    later(event, clock.now())  # two seats are free and do for one, not for three
    assert wait_of(newcomer).state == "offered"


def test_what_nobody_takes_in_time_goes_to_the_next(event: Event, bus: Session) -> None:
    first, second, third = (family(event, bus, 4) for _ in range(3))
    leave(first)
    late = clock.now() + timedelta(hours=25)
    write()
    with pytest.raises(Refused, match="offer_over"):
        services.answer_offer(second, bus, True, late)
    db.session.rollback()
    later(event, late)
    assert (wait_of(second).state, wait_of(third).state, bus.taken) == ("expired", "offered", 4)
    answer(second, bus, takes=False, at=late)
    assert wait_of(second).state == "expired"
    assert not faults_of(event)


def test_the_worker_passes_on_by_the_minute_and_looks_before_it_locks(
    event: Event, bus: Session, query_recorder: list[str]
) -> None:
    first, second = (family(event, bus, 4) for _ in range(2))
    query_recorder.clear()
    sweeps.tick_all()
    assert not any(one.startswith(("UPDATE", "INSERT")) for one in query_recorder)
    leave(first)
    write()
    wait_of(second).offered_until = clock.now() - timedelta(minutes=1)
    db.session.commit()
    sweeps.tick_all()
    assert (wait_of(second).state, bus.taken) == ("expired", 0)


def test_no_thanks_passes_the_places_on(event: Event, bus: Session) -> None:
    first, second, third = (family(event, bus, 4) for _ in range(3))
    leave(first)
    answer(second, bus, takes=False)
    assert (wait_of(second).state, wait_of(third).state) == ("declined", "offered")


@pytest.mark.parametrize("end", ["starts_at", "closes_at", "settled_at"])
def test_an_offer_ends_with_its_session_and_none_is_made_afterwards(event: Event, bus: Session, end: str) -> None:
    first, second = (family(event, bus, 4) for _ in range(2))
    soon = clock.now() + timedelta(hours=2)
    write()
    setattr(bus, end, soon)
    db.session.commit()
    leave(first)
    assert wait_of(second).offered_until == soon
    later(event, soon)
    assert (wait_of(second).state, bus.taken) == ("expired", 0)


def test_who_left_is_forgotten_and_what_was_held_goes_on(event: Event, bus: Session) -> None:
    first, second, third = family(event, bus, 4), family(event, bus, 3), family(event, bus, 1)
    leave(first)
    assert (wait_of(second).places, wait_of(third).places) == (3, 1)
    write()
    services.change(second, [Change(second.people[0].id, drop=True)], clock.now())
    db.session.commit()
    assert (wait_of(second).places, bus.taken) == (2, 3)
    leave(second)
    assert (wait_of(second).state, bus.taken) == ("ended", 1)
    assert not faults_of(event)


def test_a_party_waits_in_two_queues_without_one_holding_up_the_other(event: Event, bus: Session) -> None:
    boat = make_session(event, capacity=2, queue=True)
    others = family(event, bus, 4), family(event, boat, 2)
    party = make_registration(event, people=2)
    write()
    both = (bus.slug, boat.slug)
    services.change(party, [Change(one.id, sessions=both) for one in party.people], clock.now())
    db.session.commit()
    for other in reversed(others):
        leave(other)
    assert [one.state for one in offers.of_party(party)] == ["offered", "offered"]
    answer(party, boat, takes=True)
    answer(party, bus, takes=False)
    assert (bus.taken, boat.taken) == (0, 2)


def test_choosing_the_session_again_takes_the_offer_up(event: Event, bus: Session) -> None:
    first, second = (family(event, bus, 4) for _ in range(2))
    leave(first)
    write()
    chosen = [Change(one.id, sessions=(bus.slug,)) for one in second.people[:2]]
    services.change(second, chosen, clock.now())
    db.session.commit()
    assert ([len(one.sessions) for one in second.people], bus.taken) == ([1, 1, 0, 0], 2)
    assert not faults_of(event)


def test_who_waits_for_the_gathering_is_offered_the_bus_once_it_comes(bus: Session) -> None:
    full = make_event(capacity=2, waiting_list=True)
    van = make_session(full, capacity=1, queue=True)
    first, second = make_registration(full, people=2), family(full, van, 1)
    assert (second.state, wait_of(second).state) == (State.WAITLISTED, "waiting")
    leave(first)
    assert (second.state, wait_of(second).state, van.taken) == (State.CONFIRMED, "offered", 1)
    assert not faults_of(full)


def test_a_session_for_which_somebody_waits_is_not_taken_away(event: Event, bus: Session) -> None:
    first, second = (family(event, bus, 4) for _ in range(2))
    leave(first)
    write()
    with pytest.raises(Refused):
        sessions.remove(bus)
    with pytest.raises(Refused):
        sessions.change(bus, {}, {"capacity": 3}, clock.now(), {})
    db.session.rollback()
    assert wait_of(second).state == "offered"


def test_where_the_organisers_call_nobody_moves_up_by_itself(event: Event) -> None:
    small = make_event(capacity=2, waiting_list=True, call_by=clock.now().date())
    first, second = (make_registration(small, people=2) for _ in range(2))
    leave(first)
    assert second.state == State.WAITLISTED
    write()
    services.seat(second, clock.now())
    services.seat(second, clock.now())
    db.session.commit()
    assert (second.state, small.taken) == (State.CONFIRMED, 2)


def test_take_it_lose_it_and_leave_all_at_once(app: Flask, event: Event, bus: Session) -> None:
    """Whatever comes first, the books are right and nobody is in twice."""
    first = family(event, bus, 4)
    waiting = [family(event, bus, 2).id for _ in range(4)]
    leave(first)
    slug, number = event.slug, bus.id

    def verb(turn: int) -> object:
        write()
        party = db.session.get_one(Registration, waiting[turn % 4])
        match turn % 3:
            case 0:
                services.answer_offer(party, db.session.get_one(Session, number), True, clock.now())
            case 1:
                services.promote_waiting(services.locked_event(slug), clock.now() + timedelta(hours=25))
            case _:
                services.cancel(party, clock.now())
        db.session.commit()
        return "done"

    told = Counter(together(app, verb, 24))
    assert set(told) <= {"done", "offer_over"}
    db.session.expire_all()
    assert not faults_of(event)


@pytest.mark.full
def test_two_hundred_for_a_gathering_and_its_bus_fill_both_exactly(app: Flask) -> None:
    event = make_event(capacity=50)
    bus = make_session(event, capacity=12, queue=True)
    party, slug = make_party(event), bus.slug
    with_bus = replace(party, people=(Person("Trân", sessions=(slug,)),))

    def verb(number: int) -> object:
        services.register(with_bus if number % 2 else party, clock.now())
        db.session.commit()
        return "in"

    told: Counter[object] = Counter()
    for _ in range(4):  # fifty at a time: more threads than connections tell nothing new
        told += Counter(together(app, verb, 50))
    assert told == {"in": 50, "full": 150}
    db.session.expire_all()
    assert (event.taken, bus.taken) == (50, min(12, event.taken))
    assert not faults_of(event)


class TestOnThePrivatePage:
    def page(self, client: FlaskClient, registration: Registration) -> str:
        return client.get(self.address(registration)).get_data(as_text=True)

    def address(self, registration: Registration, more: str = "") -> str:
        return f"/en/r/{services.private_token(registration)}/{more}"

    def test_an_offer_is_taken_there_and_twice_is_once(self, client: FlaskClient, event: Event, bus: Session) -> None:
        first, second = (family(event, bus, 4) for _ in range(2))
        assert "You wait for 4 places together; you are number 1" in self.page(client, second)
        leave(first)
        assert "4 places are held for you until" in self.page(client, second)
        for _ in range(2):
            told = client.post(self.address(second, f"sessions/{bus.slug}/acceptance"))
            assert (told.status_code, "done=offer-taken" in told.location) == (303, True)
        assert "are held for you" not in self.page(client, second)
        db.session.expire_all()
        assert bus.taken == 4

    def test_too_late_is_told_and_nothing_changes(self, client: FlaskClient, event: Event, bus: Session) -> None:
        party = family(event, bus, 1)
        told = client.post(self.address(party, f"sessions/{bus.slug}/acceptance"))
        assert "This offer is over" in client.get(told.location).get_data(as_text=True)
        assert client.post(self.address(party, "sessions/no-such/acceptance")).status_code == 404
        assert client.post(self.address(party, "sessions/x%00y/refusal")).status_code in (400, 404)
        assert client.post("/en/r/forged/sessions/bus/acceptance").status_code == 404

    def test_the_letter_says_what_is_held_and_nothing_once_it_is_over(self, event: Event, bus: Session) -> None:
        first, second = family(event, bus, 2), family(event, bus, 4)
        leave(first)
        letter = db.session.scalars(db.select(mail.Message).filter_by(kind=offers.LETTER)).one()
        composed = mail._composers[letter.kind](letter)
        assert composed is not None
        assert "Cơm thân mật" in composed.subject
        assert all(one.name in composed.text and one.name in composed.html for one in second.people)
        assert re.search(r"/vi/r/[\w-]{20,}/", composed.text)
        answer(second, bus, takes=False)
        assert mail._composers[letter.kind](letter) is None
