"""What guests answer to an event's questions: on the form, on their page, over the API, and until it is forgotten."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Scope
from showcase.core import audit, clock, sweeps
from showcase.core.audit import AuditEntry, AuditValue
from showcase.core.database import db, write
from showcase.registration import services
from showcase.registration.models import Answer, Event, Question, Registration
from showcase.registration.rules import Person
from showcase.staff import demo
from tests.conftest import Queries
from tests.factories import make_event, make_party, make_registration, make_token
from tests.registration.asking import CAR, change_question, make_question
from tests.registration.test_pages import answer, private_address


@pytest.fixture
def event() -> Event:
    return make_event()


def register(client: FlaskClient, event: Event, people: int = 1, locale: str = "en", **fields: Any) -> Any:
    return client.post(f"/{locale}/register/{event.slug}/", data=answer(people, **fields))


def of_party(question: Question) -> str:
    return f"answers-q{question.id}"


def of_person(question: Question, number: int) -> str:
    return f"people-{number}-answers-q{question.id}"


def kept() -> list[Any]:
    """What is stored, by question and person."""
    db.session.expire_all()
    found = db.session.scalars(db.select(Answer).order_by(Answer.question_id, Answer.attendee_id, Answer.id))
    return [json.loads(one.kept) if one.kept else None for one in found]


def the_party() -> Registration:
    return db.session.scalars(db.select(Registration)).one()


def change(client: FlaskClient, registration: Registration, **fields: Any) -> Any:
    return client.post(f"{private_address(registration)}answers".replace("/vi/", "/en/"), data=fields)


def test_each_kind_is_answered_on_the_form_and_shown_to_guest_and_desk(staff: FlaskClient, event: Event) -> None:
    words, text = make_question(event), make_question(event, kind="long_text", required=False)
    car = make_question(event, kind="one", options=CAR, per="person")
    both, agreed = make_question(event, kind="several", options=CAR), make_question(event, kind="yes_no", per="person")
    done = register(
        staff,
        event,
        2,
        **{
            of_party(words): " Nhị Long ",
            of_party(text): "Một\r\nHai",
            of_party(both): ["san-bay", "ben-xe"],
            of_person(car, 0): "ben-xe",
            of_person(car, 1): "san-bay",
            of_person(agreed, 0): "yes",
            of_person(agreed, 1): "no",
        },
    )
    assert done.status_code == 303, done.get_data(as_text=True)
    airport, station = CAR
    assert kept() == ["Nhị Long", "Một\r\nHai", [station], [airport], [airport, station], True, False]
    registration = the_party()
    for path in (done.location, f"/staff/guests/{registration.code}/"):
        page = staff.get(path).get_data(as_text=True)
        for shown in ("Nhị Long", "The airport", '<span lang="vi">Bến xe</span>', "Yes"):
            assert shown in page, (path, shown)


@pytest.mark.parametrize("button", ["add", "remove"])
def test_what_was_answered_stays_while_people_come_and_go(client: FlaskClient, event: Event, button: str) -> None:
    mine, ours = make_question(event, per="person"), make_question(event)
    sent = {of_party(ours): "Càng Long", of_person(mine, 0): "Một", of_person(mine, 1): "Hai", button: "0"}
    page = register(client, event, 2, **sent)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert 'value="Càng Long"' in text
    assert 'value="Hai"' in text
    assert ('value="Một"' in text) == (button == "add")
    assert f'name="{of_person(mine, 2 if button == "add" else 0)}"' in text


def test_an_open_required_question_is_said_beside_it_and_nothing_is_lost(client: FlaskClient, event: Event) -> None:
    required = [
        make_question(event),
        make_question(event, kind="one", options=CAR),
        make_question(event, kind="several", options=CAR),
        make_question(event, kind="yes_no"),
    ]
    theirs = make_question(event, per="person", kind="yes_no")
    page = register(client, event, 2, note="Xin chào", **{of_person(theirs, 0): "yes"})
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    for name in [*map(of_party, required), of_person(theirs, 1)]:
        assert f'<ul class="field__errors" id="{name}-error">' in text, name
    assert f'id="{of_person(theirs, 0)}-error"' not in text
    assert text.count("Please answer this question.") == 10  # beside each, and in the list above
    assert "Xin chào" in text
    assert db.session.scalars(db.select(Registration)).all() == []


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"kind": "text"}, "x" * 201),
        ({"kind": "text"}, "A\x00B"),
        ({"kind": "long_text"}, "x" * 1001),
        ({"kind": "one", "options": CAR}, "no-such"),
        ({"kind": "several", "options": CAR}, ["san-bay", "no-such"]),
        ({"kind": "yes_no"}, "perhaps"),
    ],
)
def test_forged_answers_are_refused(client: FlaskClient, event: Event, changes: Any, value: Any) -> None:
    question = make_question(event, required=False, **changes)
    page = register(client, event, **{of_party(question): value})
    assert page.status_code == 422
    assert f'id="{of_party(question)}-error"' in page.get_data(as_text=True)
    assert kept() == []


def test_the_guest_reads_why_and_for_how_long_in_their_language(client: FlaskClient, event: Event) -> None:
    make_question(event, help={"vi": "Tên xưa cũng được."}, kept_days=7)
    text = client.get(f"/en/register/{event.slug}/").get_data(as_text=True)
    assert "Which commune?" in text
    assert '<span lang="vi">Để người của xã ra đón.</span> Deleted 7 days after the gathering.' in text
    assert '<span lang="vi">Tên xưa cũng được.</span>' in text
    assert "Xóa sau buổi họp mặt 7 ngày." in client.get(f"/vi/register/{event.slug}/").get_data(as_text=True)


def test_optional_questions_may_stay_unsaid(client: FlaskClient, event: Event) -> None:
    for kind in ("text", "one", "several", "yes_no"):
        make_question(event, kind=kind, options=CAR, required=False)
    assert register(client, event).status_code == 303
    assert kept() == []


def test_a_party_changes_its_answers_and_the_log_keeps_them_apart(client: FlaskClient, event: Event) -> None:
    ours, mine = make_question(event), make_question(event, kind="yes_no", per="person", required=False)
    registration = make_registration(event, 2, answers={ours.slug: "Nhị Long"})
    _first, second = registration.people
    done = change(client, registration, **{f"party-q{ours.id}": "Càng Long", f"person_{second.id}-q{mine.id}": "yes"})
    assert done.status_code == 303
    assert "What you answered is noted." in client.get(done.location).get_data(as_text=True)
    assert kept() == ["Càng Long", True]
    logged = db.session.scalars(db.select(AuditEntry).filter_by(verb="answer.changed").order_by(AuditEntry.id)).all()
    assert [audit.changes_of(entry)["value"] for entry in logged] == [("Nhị Long", "Càng Long"), (None, True)]
    assert all("Long" not in entry.changes for entry in logged)
    taken_back = {f"party-q{ours.id}": "Càng Long", f"person_{second.id}-q{mine.id}": ""}
    assert change(client, registration, **taken_back).status_code == 303
    assert kept() == ["Càng Long", None]


def test_a_change_without_an_answer_is_refused_beside_it(client: FlaskClient, event: Event) -> None:
    question = make_question(event)
    registration = make_registration(event, answers={question.slug: "Nhị Long"})
    page = change(client, registration, **{f"party-q{question.id}": ""})
    assert page.status_code == 422
    assert f'id="party-q{question.id}-error"' in page.get_data(as_text=True)
    assert kept() == ["Nhị Long"]


def test_a_choice_says_the_same_whatever_becomes_of_its_option(client: FlaskClient, event: Event) -> None:
    question = make_question(event, kind="one", options=CAR)
    registration = make_registration(event, answers={question.slug: "ben-xe"})
    change_question(question, options=[CAR[0], {"key": "tau", "words": {"vi": "Ga tàu", "en": "The station"}}])
    page = client.get(private_address(registration)).get_data(as_text=True)
    assert "Bến xe" in page
    assert 'checked id="party-q' in client.get(f"{private_address(registration)}answers").get_data(as_text=True)
    assert change(client, registration, **{f"party-q{question.id}": "ben-xe"}).status_code == 303
    assert kept() == [[CAR[1]]]
    assert change(client, registration, **{f"party-q{question.id}": "tau"}).status_code == 303
    assert change(client, registration, **{f"party-q{question.id}": "ben-xe"}).status_code == 422


def test_a_question_that_is_no_longer_asked_is_read_and_not_changed(client: FlaskClient, event: Event) -> None:
    question = make_question(event, per="person")
    people = (Person("Đặng Thị Hường", answers={question.slug: "Nhị Long"}),)
    registration = services.register(replace(make_party(event), people=people), clock.now())
    db.session.commit()
    change_question(question, asked=False)
    page = client.get(private_address(registration)).get_data(as_text=True)
    assert "Nhị Long" in page
    assert f"q{question.id}" not in page
    assert (
        change(client, registration, **{f"person_{registration.people[0].id}-q{question.id}": "X"}).status_code == 303
    )
    assert kept() == ["Nhị Long"]


def test_after_the_cut_off_answers_are_read_only(client: FlaskClient, event: Event) -> None:
    question = make_question(event)
    registration = make_registration(event, answers={question.slug: "Nhị Long"})
    write()
    event.registration_closes_at = clock.now() + timedelta(days=1)
    db.session.commit()
    with clock.frozen(clock.now() + timedelta(days=2)):
        page = client.get(private_address(registration).replace("/vi/", "/en/")).get_data(as_text=True)
        assert "The organisers have counted" in page
        assert "Nhị Long" in page
        assert f"q{question.id}" not in page
        refused = change(client, registration, **{f"party-q{question.id}": "Khác"})
    assert refused.status_code == 409
    assert kept() == ["Nhị Long"]


def test_an_answer_taken_back_asks_nothing_more(client: FlaskClient, event: Event) -> None:
    question = make_question(event)
    registration = make_registration(event)
    write()
    services.cancel(registration, clock.now())
    db.session.commit()
    assert "The organisers&#39; questions" not in client.get(private_address(registration)).get_data(as_text=True)
    assert change(client, registration, **{f"party-q{question.id}": "X"}).status_code == 409


def test_the_page_of_the_answers_leads_back_once_nothing_can_be_answered(client: FlaskClient, event: Event) -> None:
    registration = make_registration(event)
    address = private_address(registration)
    with clock.frozen(event.starts_at + timedelta(minutes=1)):
        assert client.get(f"{address}answers").location == f"{address}#answers"
    assert client.get("/vi/r/nonsense/answers").status_code == 404
    assert client.post("/vi/r/nonsense/answers").status_code == 404


def body(event: Event, **changes: Any) -> dict[str, Any]:
    return {
        "event": event.slug,
        "locale": "vi",
        "contact": {"name": "Đặng Thị Hường", "email": "huong@example.org", "country": "US"},
        "attendees": [{"name": "Đặng Thị Hường"}],
        "consents": {"processing": True},
        **changes,
    }


@pytest.fixture
def send(client: FlaskClient) -> Any:
    headers = {"Authorization": f"Bearer {make_token(Scope.REGISTRATIONS_WRITE)}"}
    return lambda given: client.post("/api/v1/registrations", json=given, headers=headers)


def test_a_program_need_not_answer_and_what_is_open_is_said(client: FlaskClient, event: Event, send: Any) -> None:
    question = make_question(event)
    assert send(body(event)).status_code == 201
    address = private_address(the_party()).replace("/vi/", "/en/")
    assert "The organisers still need an answer from you." in client.get(address).get_data(as_text=True)
    assert change(client, the_party(), **{f"party-q{question.id}": "Nhị Long"}).status_code == 303
    assert "still need an answer" not in client.get(address).get_data(as_text=True)


def test_a_program_may_answer(event: Event, send: Any) -> None:
    ours = [
        make_question(event),
        make_question(event, kind="long_text"),
        make_question(event, kind="one", options=CAR),
        make_question(event, kind="several", options=CAR),
    ]
    mine = make_question(event, kind="yes_no", per="person")
    said = dict(zip([one.slug for one in ours], ["Nhị Long", "Một\nHai", "ben-xe", ["san-bay"]], strict=True))
    attendees = [{"name": "Hường", "answers": {mine.slug: False}}, {"name": "Minh", "answers": None}]
    done = send(body(event, answers=said, attendees=attendees))
    assert done.status_code == 201, done.json
    assert kept() == ["Nhị Long", "Một\nHai", [CAR[1]], [CAR[0]], False]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ("text", "answers"),
        ({"no-such": "X"}, "answers.no-such"),
        ({"cau-1": 7}, "answers.cau-1"),
        ({"cau-1": "A\x00"}, "answers.cau-1"),
        ({"cau-1": "x" * 201}, "answers.cau-1"),
        ({"cau-2": "no-such"}, "answers.cau-2"),
        ({"cau-3": "san-bay"}, "answers.cau-3"),
        ({"cau-3": ["no-such"]}, "answers.cau-3[0]"),
        ({"cau-4": "yes"}, "answers.cau-4"),
        ({"cau-5": "X"}, "answers.cau-5"),  # asked of each person
    ],
)
def test_faulty_answers_of_a_program_are_named(event: Event, send: Any, answers: Any, field: str) -> None:
    make_question(event)
    make_question(event, kind="one", options=CAR)
    make_question(event, kind="several", options=CAR)
    make_question(event, kind="yes_no")
    make_question(event, per="person")
    refused = send(body(event, answers=answers))
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json["errors"]] == [field]
    assert kept() == []


def test_programs_can_read_what_is_asked(client: FlaskClient, event: Event) -> None:
    make_question(event, kind="one", options=CAR, kept_days=7)
    make_question(event, asked=False)
    found = client.get(f"/api/v1/events/{event.slug}/questions").json
    assert found["total"] == 1
    assert found["items"][0] == {
        "slug": "cau-1",
        "per": "party",
        "kind": "one",
        "required": True,
        "label": {"en": "Which commune?", "vi": "Quê ở xã nào?"},
        "help": {},
        "reason": {"vi": "Để người của xã ra đón."},
        "kept_days": 7,
        "options": [{"key": option["key"], "label": option["words"]} for option in CAR],
    }
    assert client.get("/api/v1/events/no-such/questions").status_code == 404


@pytest.mark.parametrize("days", [7, 30, 90])
def test_answers_are_forgotten_when_the_form_said_with_the_log(client: FlaskClient, event: Event, days: int) -> None:
    question = make_question(event, kept_days=days)
    registration = make_registration(event, answers={question.slug: "Nhị Long"})
    change(client, registration, **{f"party-q{question.id}": "Càng Long"})
    ends_at = event.ends_at
    for after, left in ((days - 0.1, "Càng Long"), (days + 0.1, None)):
        db.session.rollback()
        with clock.frozen(ends_at + timedelta(days=after)):
            sweeps.sweep_all()
        assert kept() == [left]
        values = db.session.scalars(db.select(AuditValue).where(AuditValue.subject.like("answer:%"))).all()
        assert bool(values) is (bool(left) and days > 7), "what is kept for days alone is in no log"


def test_answers_go_with_the_rehearsal(event: Event) -> None:
    question = make_question(event)
    make_registration(event, answers={question.slug: "Nhị Long"}, demo=True)
    demo.purge()
    db.session.commit()
    assert kept() == []


def test_an_event_without_questions_costs_one_query_and_one_with_them_no_more_for_many(
    staff: FlaskClient, event: Event, query_recorder: Queries
) -> None:
    registration = make_registration(event, 3)
    pages = [f"/en/register/{event.slug}/", private_address(registration), f"/staff/guests/{registration.code}/"]

    def asked(path: str) -> list[str]:
        db.session.remove()
        query_recorder.clear()
        assert staff.get(path).status_code == 200
        return [one for one in query_recorder if "FROM question" in one or "FROM answer" in one]

    assert [len(asked(path)) for path in pages] == [1, 1, 1]
    event = db.session.scalars(db.select(Event)).one()
    for number in range(4):
        make_question(event, per="person" if number % 2 else "party")
    assert [len(asked(path)) for path in pages] == [
        2,
        3,
        4,
    ]  # their texts, and what was answered; for officers, by whom
