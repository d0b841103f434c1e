"""Whatever guests and organisers do, in whatever order: the books of places are right."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import codes, events, holds, places, services, sessions
from showcase.registration.models import Event, Hold, Registration, Session
from showcase.registration.rules import Change, EventInput, Person, Refused
from tests.factories import make_code, make_event, make_hold, make_party, make_session
from tests.registration.books import faults_of

PICK = st.integers(0, 50)


class Gathering(RuleBasedStateMachine):
    """A small gathering with a bus and a boat that have queues, a meal that has none, and places kept back."""

    def __init__(self) -> None:
        super().__init__()
        self.event = make_event(capacity=10, waiting_list=True, access="open")
        self.sessions = [
            make_session(self.event, capacity=3, queue=True),
            make_session(self.event, capacity=2, queue=True),
            make_session(self.event, capacity=5),
        ]
        hold = make_hold(self.event, places=3)
        self.code = codes.text_of(make_code(self.event, hold_id=hold.id, uses=None))
        self.now = clock.now()
        self.parties: list[int] = []

    def party(self, pick: int) -> Registration:
        return db.session.get_one(Registration, self.parties[pick % len(self.parties)])

    @rule(
        wishes=st.lists(st.sets(st.integers(0, 2)), min_size=1, max_size=4),
        how=st.sampled_from(["", "code", "invited"]),
    )
    def answer(self, wishes: list[set[int]], how: str) -> None:
        people = tuple(Person("Trân", sessions=tuple(self.sessions[n].slug for n in sorted(one))) for one in wishes)
        code = self.code if how == "code" else ""
        party = replace(make_party(self.event), people=people, code=code, invited=how == "invited")
        with deed():
            self.parties.append(services.register(party, self.now).id)

    @precondition(lambda self: self.parties)
    @rule(pick=PICK, person=PICK, wish=st.sets(st.integers(0, 2)), drop=st.booleans())
    def change(self, pick: int, person: int, wish: set[int], drop: bool) -> None:
        with deed():
            found = self.party(pick)
            if found.people:
                one = found.people[person % len(found.people)]
                chosen = tuple(self.sessions[n].slug for n in sorted(wish))
                services.change(found, [Change(one.id, sessions=chosen, drop=drop)], self.now)

    @precondition(lambda self: self.parties)
    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        with deed():
            services.cancel(self.party(pick), self.now)

    @precondition(lambda self: self.parties)
    @rule(pick=PICK, session=st.integers(0, 1), takes=st.booleans())
    def answer_offer(self, pick: int, session: int, takes: bool) -> None:
        with deed():
            found = db.session.get_one(Session, self.sessions[session].id)
            services.answer_offer(self.party(pick), found, takes, self.now)

    @rule(hours=st.sampled_from([1, 25, 200]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        with deed():
            services.promote_waiting(services.locked_event(self.event.slug), self.now)

    @rule(number=st.integers(0, 6))
    def keep_back(self, number: int) -> None:
        with deed():
            event = services.locked_event(self.event.slug)
            hold = db.session.scalars(db.select(Hold).filter_by(event_id=event.id)).first()
            if hold is None:
                holds.keep(event, {"name": "Đoàn", "places": number}, {})
            elif number:
                holds.change(event, hold, {"places": number}, self.now, {})
            else:
                holds.release(event, hold, self.now)

    @rule(capacity=st.integers(0, 14), session=st.integers(-1, 2))
    def make_room(self, capacity: int, session: int) -> None:
        with deed():
            event = services.locked_event(self.event.slug)
            if session < 0:
                events.change_event(event, EventInput(event.slug, {"capacity": capacity}), self.now, {})
            else:
                sessions.change(
                    db.session.get_one(Session, self.sessions[session].id), {}, {"capacity": capacity}, self.now, {}
                )

    @invariant()
    def the_books_are_right(self) -> None:
        assert faults_of(db.session.get_one(Event, self.event.id)) == []
        db.session.rollback()


@contextmanager
def deed() -> Iterator[None]:
    write()
    try:
        yield
        db.session.commit()
    except Refused:
        db.session.rollback()


def play(examples: int, steps: int) -> None:
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],  # to make a failure small takes minutes; its steps are printed
    )
    run_state_machine_as_test(Gathering, settings=chosen)


def test_the_books_are_right_whatever_happens(app: Flask) -> None:
    play(examples=4, steps=12)


@pytest.mark.full
def test_the_books_are_right_whatever_happens_for_long(app: Flask) -> None:
    play(examples=80, steps=40)


@pytest.mark.full
def test_without_the_guard_the_books_are_found_wrong(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a release that is forgotten is seen."""
    real: Any = places.release
    monkeypatch.setattr(places, "release", lambda event, needs: None if len(needs) == 1 else real(event, needs))
    with pytest.raises(AssertionError):
        play(examples=40, steps=20)
