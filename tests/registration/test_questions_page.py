"""The questions of an event in the console."""

import json

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.registration import services
from showcase.registration.models import Event, Question
from tests.conftest import Queries
from tests.factories import make_event, make_registration
from tests.registration.asking import CAR, change_question, make_question
from tests.registration.test_events_page import reread
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in

WORDS = {"label__vi": "Có cần xe đón không?", "label__en": "Shall we fetch you?", "reason__vi": "Để xếp xe."}
OPTIONS = {
    "options__option_1__vi": "Sân bay",
    "options__option_1__en": "The airport",
    "options__option_3__vi": "Bến xe",
}


@pytest.fixture
def event() -> Event:
    return make_event()


def page_of(event: Event, question: Question | None = None) -> str:
    return f"/staff/events/{event.slug}/questions/{question.slug + '/' if question else ''}"


def labels(event: Event) -> list[str]:
    return [str(question.text_in("label", "vi")) for question in reread(event).questions]


def entries(verb: str) -> list[dict[str, list[object]]]:
    found = db.session.scalars(db.select(AuditEntry).filter_by(verb=verb).order_by(AuditEntry.id))
    return [json.loads(entry.changes) for entry in found]


def test_a_question_is_added_and_shown_as_the_family_sees_it(staff: FlaskClient, event: Event) -> None:
    answer = fill(staff, f"{page_of(event)}new", **WORDS, **OPTIONS, kind="one", per="person", required="y")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    (question,) = reread(event).questions
    assert (question.slug, question.per, question.kind) == ("co-can-xe-don-khong", "person", "one")
    assert (question.required, question.asked, question.kept_days) == (True, True, 30)
    assert question.options == CAR
    page = staff.get(answer.location).get_data(as_text=True)
    assert "Xóa sau buổi họp mặt 30 ngày." in page
    assert "Deleted 30 days after the gathering." in page
    assert '<span lang="vi">Bến xe</span>' in page, "what is not translated says its language"
    assert entries("question.created")[0]["options-option_1-en"] == ["", "The airport"]
    listed = staff.get(page_of(event)).get_data(as_text=True)
    assert "Shall we fetch you?" in listed
    assert "each person" in listed


def test_questions_are_put_in_order_one_step_at_a_time(staff: FlaskClient, event: Event) -> None:
    made = {name: make_question(event, label=name) for name in "ABC"}

    def move(name: str, step: str) -> int:
        return post(staff, f"{page_of(event, made[name])}move", data={"step": step}).status_code

    assert (move("C", "up"), labels(event)) == (303, ["A", "C", "B"])
    assert (move("A", "up"), labels(event)) == (303, ["A", "C", "B"])
    assert move("C", "sideways") == 400
    assert [change["place"] for change in entries("question.moved")] == [[3, 2]]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"label-vi": ""}, "label-vi"),
        ({"reason-vi": ""}, "reason-vi"),
        ({"help-en": "x" * 301}, "help-en"),
        ({"kind": "song"}, "kind"),
        ({"kept_days": "8"}, "kept_days"),
        ({"kind": "one"}, "options-option_1-vi"),
        ({"kind": "one", "options-option_1-vi": "Có"}, "options-option_2-vi"),
        ({"kind": "several", "options-option_1-vi": "Có", "options-option_2-vi": "có"}, "options-option_2-vi"),
        ({"kind": "one", "options-option_1-vi": "Có", "options-option_2-en": "No"}, "options-option_2-vi"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    staff: FlaskClient, event: Event, fields: dict[str, str], line: str
) -> None:
    sent = {**opened(staff, f"{page_of(event)}new"), "label-vi": "Xe?", "reason-vi": "Xếp xe.", "label-en": "A car?"}
    answer = staff.post(f"{page_of(event)}new", data={**sent, **fields})
    assert answer.status_code == 422
    assert f'id="{line}-error"' in answer.get_data(as_text=True)
    assert fields_of(answer)["label-en"] == "A car?"
    assert reread(event).questions == []


def test_an_eleventh_question_is_refused_and_many_are_warned_of(staff: FlaskClient, event: Event) -> None:
    for _ in range(3):
        make_question(event)
    assert "three minutes" not in staff.get(page_of(event)).get_data(as_text=True)
    for _ in range(7):
        make_question(event)
    page = staff.get(page_of(event)).get_data(as_text=True)
    assert "10 questions are more than a family answers in three minutes" in page
    assert "questions/new" not in page
    answer = fill(staff, f"{page_of(event)}new", **WORDS)
    assert answer.status_code == 409
    assert "as many questions as an event can have" in answer.get_data(as_text=True)
    assert fields_of(answer)["label-en"] == "Shall we fetch you?"


def test_a_change_can_be_taken_back(staff: FlaskClient, event: Event) -> None:
    question = make_question(event, kind="one", options=CAR)
    saved = fill(staff, page_of(event, question), options__option_2__vi="Tự đến", required=None).location
    db.session.expire_all()
    assert [option["key"] for option in question.options] == ["san-bay", "tu-den"], "other words are another answer"
    assert question.required is False
    undo = {"csrf_token": mark_of(staff.get(saved)), "undo": saved.split("saved=")[1]}
    assert staff.post(page_of(event, question), data=undo).status_code == 303
    db.session.expire_all()
    assert question.required is True
    assert question.options == CAR


def test_options_keep_their_keys_in_other_rows_and_with_other_translations(staff: FlaskClient, event: Event) -> None:
    question = make_question(event, kind="several", options=CAR)
    rows = {
        "options__option_1__vi": "Bến xe",
        "options__option_1__en": "Bus station",
        "options__option_2__vi": "Sân bay",
        "options__option_2__en": "Airport",
    }
    assert fill(staff, page_of(event, question), **rows).status_code == 303
    db.session.expire_all()
    assert question.options == [
        {"key": "ben-xe", "words": {"vi": "Bến xe", "en": "Bus station"}},
        {"key": "san-bay", "words": {"vi": "Sân bay", "en": "Airport"}},
    ]


def test_two_officers_see_both_words(staff: FlaskClient, event: Event) -> None:
    question = make_question(event, kind="one", options=CAR)
    mine = opened(staff, page_of(event, question))
    fill(staff, page_of(event, question), options__option_2__en="Coach stop")
    answer = staff.post(page_of(event, question), data={**mine, "options-option_2-en": "Bus stop"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Coach stop" in page
    assert "Option 2, English" in page
    assert staff.post(page_of(event, question), data=fields_of(answer)).status_code == 303
    db.session.expire_all()
    assert question.options[1]["words"]["en"] == "Bus stop"


def answer_it(event: Event, question: Question) -> None:
    make_registration(event, answers={question.slug: "Nhị Long"})


def test_an_answered_question_stays_and_can_be_switched_off(staff: FlaskClient, event: Event) -> None:
    question, unanswered = make_question(event), make_question(event)
    answer_it(event, question)
    page = staff.get(page_of(event, question)).get_data(as_text=True)
    assert "Somebody has answered it, so it stays." in page
    assert "deletion" not in page
    assert post(staff, f"{page_of(event, question)}deletion").status_code == 409
    assert post(staff, f"{page_of(event, unanswered)}deletion").status_code == 303
    assert [one.id for one in reread(event).questions] == [question.id]
    assert entries("question.deleted")[0]["label"] == [{"vi": "Quê ở xã nào?", "en": "Which commune?"}, None]
    assert fill(staff, page_of(event, question), asked=None).status_code == 303
    assert "not asked now" in staff.get(page_of(event)).get_data(as_text=True)
    assert "Which commune?" not in staff.get(f"/en/register/{event.slug}/").get_data(as_text=True)


def test_the_log_tells_in_words_what_was_asked_and_answered(client: FlaskClient, event: Event) -> None:
    sign_in(client, Role.ADMINISTRATOR)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    question = make_question(event, kind="one", options=CAR)
    fill(client, page_of(event, question), options__option_2__en="Coach station")
    registration = make_registration(event, answers={question.slug: "san-bay"})
    fields = {f"party-q{question.id}": "ben-xe"}
    client.post(f"/en/r/{services.private_token(registration)}/answers", data=fields)
    log = client.get("/staff/audit").get_data(as_text=True)
    for words in ("Question to the guests: changed", "Option 2, English", "Which commune?", "What a guest answered"):
        assert words in log
    assert all(words in log for words in ("Sân bay", "Bến xe", registration.code))


@pytest.mark.parametrize("fields", [{"kind": "yes_no"}, {"per": "person"}, {"kept_days": "90"}])
def test_answers_must_fit_and_promises_are_kept(staff: FlaskClient, event: Event, fields: dict[str, str]) -> None:
    question = make_question(event)
    assert fill(staff, page_of(event, question), **fields).status_code == 303
    change_question(question, kind="text", per="party", kept_days=30)
    answer_it(event, question)
    answer = fill(staff, page_of(event, question), **fields)
    assert answer.status_code == 422
    assert f'id="{next(iter(fields))}-error"' in answer.get_data(as_text=True)
    assert fill(staff, page_of(event, question), kept_days="7").status_code == 303, "sooner is always possible"


def test_the_list_takes_the_same_queries_however_long(
    staff: FlaskClient, event: Event, query_recorder: Queries
) -> None:
    make_question(event)
    address = page_of(event)
    staff.get(address)
    db.session.remove()
    query_recorder.clear()
    staff.get(address)
    few = len(query_recorder)
    db.session.remove()
    event = db.session.get_one(Event, event.id)
    for _ in range(6):
        make_question(event)
    db.session.remove()
    query_recorder.clear()
    staff.get(address)
    assert len(query_recorder) == few <= 14, query_recorder


def test_forged_addresses_lead_nowhere(staff: FlaskClient, event: Event) -> None:
    other = make_question(make_event())
    for address in (f"{page_of(event)}khong-co/", page_of(event, other)):
        assert staff.get(address).status_code == 404
        for deed in ("", "move", "deletion"):
            assert post(staff, f"{address}{deed}", data={"step": "up"}).status_code == 404


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_questions(role: Role, client: FlaskClient, event: Event) -> None:
    question = make_question(event)
    sign_in(client, role)
    for path in (page_of(event), f"{page_of(event)}new", page_of(event, question)):
        assert client.get(path).status_code == 403
    for path in ("new", f"{question.slug}/", f"{question.slug}/move", f"{question.slug}/deletion"):
        assert post(client, f"{page_of(event)}{path}", data={"label-vi": "X", "step": "up"}).status_code == 403
    assert labels(event) == ["Quê ở xã nào?"]
