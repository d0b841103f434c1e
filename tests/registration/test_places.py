"""Places under pressure: real threads on the real database."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask

from showcase.core import clock, mail, versions
from showcase.core.database import db, write
from showcase.registration import holds, places, services
from showcase.registration.models import Event, Hold, IdempotencyKey, Registration, Session
from showcase.registration.rules import EVENT, MOST_PLACES, Change, Person, Refused
from tests.conftest import Queries
from tests.factories import make_event, make_hold, make_party, make_registration, make_session

GUESTS, PLACES = 50, 10


def together(app: Flask, verb: Callable[[int], object], times: int = GUESTS) -> list[object]:
    """Run a verb in as many threads at the same moment; each in its own context."""
    db.session.commit()
    gate = threading.Barrier(times)

    def run(number: int) -> object:
        with app.app_context():
            gate.wait()
            try:
                return verb(number)
            except Refused as refused:
                db.session.rollback()
                return refused.refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


def test_fifty_guests_for_ten_places_make_ten_tickets(app: Flask) -> None:
    event = make_event(capacity=PLACES)
    party = make_party(event)

    def verb(_number: int) -> object:
        services.register(party, clock.now())
        db.session.commit()
        return "confirmed"

    assert Counter(together(app, verb)) == {"confirmed": PLACES, "full": GUESTS - PLACES}
    db.session.expire_all()
    assert event.taken == PLACES
    assert db.session.scalar(db.select(db.func.count()).select_from(Registration)) == PLACES


def test_without_the_guard_the_same_guests_oversell(app: Flask) -> None:
    """The control: counting first and writing afterwards lets more in than there are places."""
    event = make_event(capacity=PLACES)
    event_id = event.id
    counted = threading.Barrier(GUESTS)

    def verb(number: int) -> object:
        taken = db.session.scalar(db.select(db.func.count(Registration.id)).filter_by(event_id=event_id)) or 0
        db.session.rollback()
        counted.wait()
        if taken >= PLACES:
            return "full"
        write()
        row = Registration(
            code=f"N{number:07}",
            event_id=event_id,
            state="confirmed",
            locale="vi",
            contact_name="A",
            contact_country="US",
        )
        db.session.add(row)
        db.session.commit()
        return "confirmed"

    assert Counter(together(app, verb))["confirmed"] > PLACES


def test_families_are_never_split_by_a_race(app: Flask) -> None:
    event = make_event(capacity=10)
    visit = make_session(event, capacity=7)
    family = replace(
        make_party(event), people=(Person("A", sessions=(visit.slug,)), Person("B", sessions=(visit.slug,)))
    )

    def verb(_number: int) -> object:
        services.register(family, clock.now())
        db.session.commit()
        return "confirmed"

    assert Counter(together(app, verb, 20)) == {"confirmed": 3, "full": 17}
    db.session.expire_all()
    assert (event.taken, db.session.get_one(Session, visit.id).taken) == (6, 6)


def test_one_key_makes_one_registration_however_often_it_is_sent(app: Flask) -> None:
    event = make_event()
    party = make_party(event)

    def verb(number: int) -> object:
        registration, _is_new = services.register_once("token:1", f"key-{number % 5}", "digest", party, clock.now())
        db.session.commit()
        return registration.id

    answers = together(app, verb, 40)
    assert len(set(answers)) == 5
    assert db.session.scalar(db.select(db.func.count(IdempotencyKey.id))) == 5
    db.session.expire_all()
    assert event.taken == 5


def test_cancelling_and_arriving_at_once_keep_the_books(app: Flask) -> None:
    event = make_event(capacity=8, waiting_list=True)
    coming = [make_registration(event, 2).id for _ in range(4)]
    party = make_party(event, 2)

    def verb(number: int) -> object:
        if number < 4:
            write()
            services.cancel(db.session.get_one(Registration, coming[number]), clock.now())
        else:
            services.register(party, clock.now())
        db.session.commit()
        return None

    together(app, verb, 16)
    db.session.expire_all()
    states = Counter(r.state for r in db.session.scalars(db.select(Registration)))
    assert states == {"cancelled": 4, "confirmed": 4, "waitlisted": 8}
    assert event.taken == 8


def test_dropping_somebody_frees_the_place_for_who_waits() -> None:
    event = make_event(capacity=3, waiting_list=True)
    party, waiting = make_registration(event, 3), make_registration(event, 1)
    last = party.people[-1].id
    write()
    services.change(party, [Change(last, drop=True)], clock.now())
    db.session.commit()
    assert (waiting.state, len(party.people), event.taken) == ("confirmed", 2, 3)


def test_dropping_everybody_cancels() -> None:
    event = make_event()
    party = make_registration(event, 2)
    write()
    services.change(party, [Change(a.id, drop=True) for a in party.people], clock.now())
    db.session.commit()
    assert (party.state, event.taken) == ("cancelled", 0)


def test_held_places_are_not_given_away() -> None:

    event = make_event(capacity=5)
    make_hold(event, places=4)
    make_registration(event, 1)
    assert services.is_full(db.session.get_one(Event, event.id))


def test_places_kept_back_and_guests_share_what_is_there(app: Flask) -> None:
    event = make_event(capacity=PLACES)
    party, slug = make_party(event), event.slug

    def verb(number: int) -> object:
        if number % 5:
            services.register(party, clock.now())
        else:
            holds.keep(services.locked_event(slug), {"name": f"Đoàn {number}", "places": 2}, {})
        db.session.commit()
        return "done"

    together(app, verb)
    db.session.expire_all()
    assert event.taken + event.held == PLACES
    assert event.taken == db.session.scalar(db.select(db.func.count(Registration.id)))
    assert event.held == db.session.scalar(db.select(db.func.coalesce(db.func.sum(Hold.places), 0)))


@pytest.mark.parametrize("looks_at_what_is_held", [True, False], ids=["as it is", "the control"])
def test_the_statement_itself_sees_what_is_kept_back_meanwhile(
    app: Flask, monkeypatch: pytest.MonkeyPatch, looks_at_what_is_held: bool
) -> None:
    """All decide on what they read before anything was written, and without the lock; the statement is what remains."""
    event = make_event(capacity=PLACES)
    event_id = event.id
    if not looks_at_what_is_held:
        monkeypatch.setattr(places, "add", take_without_a_look_at_holds)
    read, kept = threading.Barrier(GUESTS), threading.Event()

    def verb(number: int) -> object:
        found = db.session.get_one(Event, event_id)
        assert services.is_full(found) is False
        db.session.rollback()
        read.wait()
        keeps = number % 5 == 0
        if not keeps:
            kept.wait(10)  # so that the statement meets kept places each time, not now and then
        write()
        verb = places.keep_back(found, 2) if keeps else places.take(found, {EVENT: 1})
        db.session.commit()
        if keeps:
            kept.set()
        return verb

    together(app, verb)
    db.session.expire_all()
    assert (event.taken + event.held > PLACES) is not looks_at_what_is_held
    assert event.taken + event.held >= PLACES


def take_without_a_look_at_holds(event: Event, _where: int, places: int) -> bool:
    fits = Event.taken + places <= Event.capacity
    statement = db.update(Event).where(Event.id == event.id, fits).values(taken=Event.taken + places)
    return bool(db.session.execute(statement.execution_options(synchronize_session=False)).rowcount)


def test_more_than_is_free_cannot_be_kept_back() -> None:
    event = make_event(capacity=5)
    make_registration(event, 2)
    hold = make_hold(event, places=3)
    for verb in (
        lambda: holds.keep(event, {"name": "Đoàn", "places": 1}, {}),
        lambda: holds.change(event, hold, {"places": 4}, clock.now(), {}),
    ):
        write()
        with pytest.raises(Refused, match="full"):
            verb()
        db.session.rollback()
    assert (event.held, hold.places) == (3, 3)
    boundless = make_event()
    make_hold(boundless, places=MOST_PLACES)
    with pytest.raises(Refused):
        make_hold(boundless, places=1)
    db.session.rollback()


def test_places_given_free_go_to_those_who_wait_in_order_with_their_mail() -> None:
    event = make_event(capacity=5, waiting_list=True)
    hold = make_hold(event, places=5)
    first, second, third = (make_registration(event, people) for people in (3, 2, 1))
    before = db.session.scalar(db.select(db.func.count(mail.Message.id)))
    assert [number for number, _needs in services.moving_up(event, hold.places)] == [first.id, second.id]
    holds.change(services.locked_event(event.slug), hold, {"places": 2}, clock.now(), {})
    db.session.commit()
    assert [one.state for one in (first, second, third)] == ["confirmed", "waitlisted", "waitlisted"]
    moved = holds.release(services.locked_event(event.slug), hold, clock.now())
    db.session.commit()
    assert moved == [second]
    assert (event.taken, event.held, third.state) == (5, 0, "waitlisted")
    newest = db.session.scalars(db.select(mail.Message).order_by(mail.Message.id).offset(before)).all()
    assert [(one.kind, one.subject_id) for one in newest] == [("registration", one.id) for one in (first, second)]


def test_keeping_the_last_places_back_makes_public_pages_stale() -> None:
    event = make_event(capacity=4)
    stamps = [versions.stamp()]
    for _ in range(2):
        make_hold(event, places=2)
        stamps.append(versions.stamp())
    assert stamps[0] == stamps[1] != stamps[2]


def test_a_registration_asks_no_more_of_the_database_than_before(query_recorder: Queries) -> None:
    party = make_party(make_event(capacity=5))
    query_recorder.clear()
    services.register(party, clock.now())
    assert sum("UPDATE event" in one for one in query_recorder) == 1
    assert not any("hold" in one for one in query_recorder)


def test_only_the_turn_to_full_makes_public_pages_stale() -> None:

    event = make_event(capacity=2)
    stamps = [versions.stamp()]
    for _ in range(2):
        make_registration(event, 1)
        stamps.append(versions.stamp())
    assert stamps[0] == stamps[1] != stamps[2]


def test_a_repeat_is_told_when_the_first_is_still_at_work(app: Flask) -> None:
    """PostgreSQL lets the second wait a moment and then says so; SQLite serves them one after the other."""
    event = make_event()
    party = make_party(event)
    started, done = threading.Event(), threading.Event()

    def first() -> None:
        with app.app_context():
            services.register_once("token:1", "slow", "digest", party, clock.now())
            started.set()
            done.wait(20)
            db.session.commit()
            db.session.remove()

    slow = threading.Thread(target=first)
    on_postgresql = db.session.connection().dialect.name == "postgresql"
    db.session.rollback()
    slow.start()
    assert started.wait(20)
    if on_postgresql:
        with pytest.raises(Refused, match="in_progress"):
            services.register_once("token:1", "slow", "digest", party, clock.now())
        done.set()
    else:
        threading.Timer(0.3, done.set).start()
        _registration, is_new = services.register_once("token:1", "slow", "digest", party, clock.now())
        assert not is_new
    slow.join()
    db.session.rollback()
