"""Who may answer: everybody, the invited, guests of a kind, or those with a code, which the database counts."""

import re
import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import codes, holds, services
from showcase.registration.access_rules import CodeFault, CodeRefused
from showcase.registration.models import AccessCode, CodeUse, Event, Hold, Registration
from showcase.registration.rules import Change, Person, Refusal, Refused
from tests.factories import make_code, make_event, make_hold, make_party, make_registration, make_session
from tests.registration.test_pages import answer
from tests.registration.test_places import together


def refusal_of(event: Event, **changes: Any) -> object:
    """What a party is told that answers so; None: it is noted."""
    party = replace(make_party(event), **changes)
    try:
        services.register(party, clock.now())
    except CodeRefused as refused:
        return refused.fault
    except Refused as refused:
        return refused.refusal
    finally:
        db.session.rollback()
    return None


@pytest.mark.parametrize(
    ("access", "changes", "told"),
    [
        ("open", {}, None),
        ("invited", {}, Refusal.NOT_INVITED),
        ("invited", {"invited": True}, None),
        ("kind", {"guest_kind": "overseas"}, Refusal.NOT_INVITED),
        ("kind", {"guest_kind": "press"}, None),
        ("kind", {"invited": True}, None),
        ("code", {}, CodeFault.MISSING),
        ("code", {"invited": True}, None),
    ],
)
def test_who_may_answer(access: str, changes: dict[str, Any], told: object) -> None:
    assert refusal_of(make_event(access=access, guest_kinds=["press"]), **changes) == told


def test_a_good_code_opens_whatever_the_way_is_and_says_who_came() -> None:
    for access in ("invited", "kind", "code", "open"):
        event = make_event(access=access, guest_kinds=["official"])
        code = make_code(event, guest_kind="press")
        registration = make_registration(event, code=codes.text_of(code).lower().replace("-", " "))
        assert (registration.guest_kind, code.used) == ("press", 1)


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ({"withdrawn_at": clock.now()}, CodeFault.UNKNOWN),
        ({"valid_until": clock.now() - timedelta(hours=1)}, CodeFault.OVER),
        ({"uses": 2, "used": 2}, CodeFault.USED),
        ({"version": 2}, CodeFault.UNKNOWN),
    ],
)
def test_what_is_wrong_with_a_code_is_told(state: dict[str, Any], fault: CodeFault) -> None:
    event = make_event(access="code")
    code = make_code(event)
    typed = codes.text_of(code)
    write()
    for name, value in state.items():
        setattr(code, name, value)
    db.session.commit()
    assert refusal_of(event, code=typed) == fault


def test_a_code_of_another_event_or_no_code_at_all_is_unknown() -> None:
    event = make_event(access="code")
    elsewhere = codes.text_of(make_code(make_event()))
    for typed in (elsewhere, "K7QM-2R9X", "ỨỨỨỨ-ỨỨỨỨ", "😀" * 8, "x" * 10_000, "\u202e1234567", "ABCD-EFG"):
        assert refusal_of(event, code=typed) == CodeFault.UNKNOWN


class TestSessions:
    def test_a_session_may_be_for_some_of_those_who_come(self) -> None:
        event = make_event()
        dinner = make_session(event, access="invited")
        visit = make_session(event, access="code")
        for session, told in ((dinner, Refusal.NOT_INVITED), (visit, CodeFault.MISSING)):
            assert refusal_of(event, people=(Person("Trân", sessions=(session.slug,)),)) == told
        everybody = (Person("Trân", sessions=(dinner.slug,)),)
        assert refusal_of(event, people=everybody, invited=True) is None

    def test_a_code_for_one_session_opens_the_event_and_no_other_session(self) -> None:
        event = make_event(access="code")
        bus, boat = (make_session(event, access="code") for _ in range(2))
        typed = codes.text_of(make_code(event, session_id=bus.id))
        assert refusal_of(event, code=typed, people=(Person("Trân", sessions=(bus.slug,)),)) is None
        assert refusal_of(event, code=typed, people=(Person("Trân", sessions=(boat.slug,)),)) == CodeFault.ELSEWHERE

    @pytest.mark.parametrize("times", [{"opens_at": 1}, {"closes_at": -1}])
    def test_a_session_has_a_time_in_which_it_is_chosen(self, times: dict[str, int]) -> None:
        event = make_event()
        at = {name: clock.now() + timedelta(days=days) for name, days in times.items()}
        session = make_session(event, **at)
        assert refusal_of(event, people=(Person("Trân", sessions=(session.slug,)),)) == Refusal.REGISTRATION_CLOSED
        party = make_registration(event)
        write()
        with pytest.raises(Refused, match="registration_closed"):
            services.change(party, [Change(party.people[0].id, sessions=(session.slug,))], clock.now())
        db.session.rollback()
        services.change(party, [Change(party.people[0].id, sessions=(session.slug,))], clock.now(), at_any_time=True)
        assert session.taken == 1

    def test_who_is_counted_leaves_by_the_organisers_only(self) -> None:
        event = make_event()
        bus = make_session(event, settled_at=clock.now() - timedelta(hours=1))
        party = make_registration(event, people=2)
        write()
        services.change(party, [Change(party.people[0].id, sessions=(bus.slug,))], clock.now())
        db.session.commit()
        write()
        with pytest.raises(Refused, match="registration_closed"):
            services.change(party, [Change(party.people[0].id, sessions=())], clock.now())
        db.session.rollback()
        services.change(party, [Change(party.people[0].id, name="Bảo Trân")], clock.now())
        services.change(party, [Change(party.people[0].id, drop=True)], clock.now())  # who cannot come says so
        assert bus.taken == 0


def test_one_hundred_letters_with_one_code_are_one_answer(app: Flask) -> None:
    event = make_event(access="code")
    code = make_code(event, uses=3)
    party = replace(make_party(event), code=codes.text_of(code))

    def verb(_number: int) -> object:
        services.register(party, clock.now())
        db.session.commit()
        return "noted"

    assert Counter(together(app, verb)) == {"noted": 3, Refusal.CODE_INVALID: 47}
    db.session.expire_all()
    assert (code.used, event.taken, db.session.scalar(db.select(db.func.count(CodeUse.registration_id)))) == (3, 3, 3)


def test_the_statement_itself_counts_what_was_read_too_early(app: Flask) -> None:
    """All have read that one answer is left, without the event's lock; the statement is what remains."""
    event = make_event(access="code")
    number = make_code(event, uses=1).id

    read = threading.Barrier(20)

    def verb(_number: int) -> object:
        code = db.session.get_one(AccessCode, number)
        assert code.used == 0
        db.session.rollback()
        read.wait()
        write()
        try:
            codes.use(code, clock.now())
        except CodeRefused as refused:
            db.session.rollback()
            return refused.fault
        db.session.commit()
        return "counted"

    assert Counter(together(app, verb, 20)) == {"counted": 1, CodeFault.USED: 19}


def test_who_takes_the_answer_back_may_use_the_code_again() -> None:
    event = make_event(access="code")
    code = make_code(event)
    typed = codes.text_of(code)
    party = make_registration(event, code=typed)
    write()
    services.cancel(party, clock.now())
    services.cancel(party, clock.now())
    db.session.commit()
    assert code.used == 0
    make_registration(event, code=typed)
    assert code.used == 1


class TestPlacesKeptBack:
    """Ten places, six of them kept for a delegation."""

    @pytest.fixture
    def event(self) -> Event:
        return make_event(capacity=10)

    @pytest.fixture
    def hold(self, event: Event) -> Hold:
        return make_hold(event, places=6)

    @pytest.fixture
    def typed(self, event: Event, hold: Hold) -> str:
        return codes.text_of(make_code(event, hold_id=hold.id, uses=None))

    def test_its_code_seats_a_party_on_them_though_all_others_are_gone(
        self, event: Event, hold: Hold, typed: str
    ) -> None:
        make_registration(event, 4)
        assert refusal_of(event) == Refusal.FULL
        make_registration(event, 4, code=typed)
        assert (event.taken, event.held, hold.places) == (8, 2, 2)
        assert refusal_of(event, people=3 * (Person("Trân"),), code=typed) == Refusal.FULL
        assert (event.taken, event.held, hold.places) == (8, 2, 2)

    def test_what_a_party_needs_more_comes_from_the_free_ones(self, event: Event, hold: Hold, typed: str) -> None:
        make_registration(event, 8, code=typed)
        assert (event.taken, event.held, hold.places) == (8, 0, 0)

    def test_who_leaves_gives_them_back_to_the_delegation(self, event: Event, hold: Hold, typed: str) -> None:
        party = make_registration(event, 4, code=typed)
        write()
        services.change(party, [Change(party.people[0].id, drop=True)], clock.now())
        db.session.commit()
        assert (event.taken, event.held, hold.places) == (3, 3, 3)
        write()
        services.cancel(party, clock.now())
        db.session.commit()
        assert (event.taken, event.held, hold.places) == (0, 6, 6)

    def test_a_full_session_leaves_them_where_they_were(self, event: Event, hold: Hold, typed: str) -> None:
        bus = make_session(event, capacity=1)
        people = tuple(Person("Trân", sessions=(bus.slug,)) for _ in range(2))
        assert refusal_of(event, code=typed, people=people) == Refusal.FULL
        assert (event.taken, event.held, hold.places) == (0, 6, 6)

    def test_places_given_free_leave_the_code_good(self, event: Event, hold: Hold, typed: str) -> None:
        holds.release(services.locked_event(event.slug), hold, clock.now())
        db.session.commit()
        party = make_registration(event, 2, code=typed)
        assert (party.state, event.held) == ("confirmed", 0)
        write()
        services.cancel(db.session.get_one(Registration, party.id), clock.now())
        db.session.commit()
        assert (event.taken, event.held) == (0, 0)


class TestOnTheForm:
    """The public form, without script, in English."""

    def form(self, client: FlaskClient, event: Event) -> str:
        return client.get(f"/en/register/{event.slug}/").get_data(as_text=True)

    def send(self, client: FlaskClient, event: Event, **typed: Any) -> TestResponse:
        return client.post(f"/en/register/{event.slug}/", data={**answer(), **typed})

    def test_a_field_for_a_code_stands_only_where_somebody_may_have_one(self, client: FlaskClient) -> None:
        event = make_event()
        assert "Code from your letter" not in self.form(client, event)
        make_code(event)
        assert "Code from your letter" in self.form(client, event)

    def test_by_invitation_the_form_gives_way_to_the_invitation_or_a_code(self, client: FlaskClient) -> None:
        event = make_event(access="invited")
        assert "by personal invitation" in self.form(client, event)
        assert "people-0-name" not in self.form(client, event)
        assert "By personal invitation" in client.get(f"/en/gathering/{event.slug}/").get_data(as_text=True)
        code = codes.text_of(make_code(event))
        assert self.send(client, event, access_code=code).status_code == 303

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("", "Please type the code that stands in your letter."),
            ("K7QM-2R9X", "This code is not known here."),
            ("ỗ" * 10_000, "At most 40 characters fit here."),
            ("😀" * 8, "This code is not known here."),
            ("\u202eABCD", "cannot be stored"),
            ("a\0b", "cannot be stored"),
            ("Đ\u0323", "This code is not known here."),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_code_and_nothing_typed_is_lost(
        self, client: FlaskClient, typed: str, told: str
    ) -> None:
        event = make_event(access="code")
        told_so = self.send(client, event, access_code=typed)
        page = told_so.get_data(as_text=True)
        assert told_so.status_code == 422
        assert re.search(rf'id="access_code-error">\s*<li>[^<]*{re.escape(told)}', page), page[:5000]
        assert 'value="Đặng Thị Hường' in page

    def test_a_code_that_somebody_used_meanwhile_is_told_beside_it(self, client: FlaskClient) -> None:
        event = make_event(access="code")
        typed = codes.text_of(make_code(event))
        assert self.send(client, event, access_code=typed).status_code == 303
        assert "This code has been used already" in self.send(client, event, access_code=typed).get_data(as_text=True)

    def test_sessions_say_why_they_cannot_be_chosen_and_forged_ones_are_refused(self, client: FlaskClient) -> None:
        event = make_event()
        over = make_session(event, closes_at=clock.now() - timedelta(days=1))
        full, queued = make_session(event, capacity=0), make_session(event, capacity=0, queue=True)
        hidden = make_session(event, access="invited")
        page = self.form(client, event)
        for words in ("can no longer be chosen", "(no places left)", "no places left; you may wait for one"):
            assert words in page
        assert hidden.slug not in page
        for session in (over, full, hidden):
            told = self.send(client, event, **{"people-0-sessions": session.slug})
            assert told.status_code == 422, session.slug
        assert self.send(client, event, **{"people-0-sessions": queued.slug}).status_code == 303
