"""The reverse calendar: what is late stands on the first page, ticks carry name and day, numbers can be changed."""

import re

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import clock
from showcase.core.audit import AuditEntry, readable
from showcase.core.database import db
from showcase.editions.models import CalendarStep
from showcase.editions.reverse_calendar import STEPS
from tests.factories import at, make_edition, make_event
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in

PAGE = "/staff/editions/nam-nay/calendar/"
DAYS = "/staff/editions/nam-nay/calendar/days"
NOW = at("2024-01-30T09:00+07:00")


@pytest.fixture
def staff(client: FlaskClient):
    starts = at("2024-02-05T08:00+07:00")
    make_event(make_edition(slug="nam-nay"), starts_at=starts, ends_at=at("2024-02-05T17:00+07:00"))
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with clock.frozen(NOW):
        yield client


def words_of(client: FlaskClient, path: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", client.get(path).get_data(as_text=True))).replace("\xa0", " ")


def step(key: str) -> CalendarStep | None:
    db.session.expire_all()
    return db.session.scalar(db.select(CalendarStep).filter_by(key=key))


def test_every_step_stands_with_its_day_and_its_reason(staff: FlaskClient) -> None:
    page = words_of(staff, PAGE)
    assert "Counted back from the gathering: Monday, 5 February 2024." in page
    assert (
        "Friday, 26 January 2024 Legal deposit of the publication 10 days before: the gathering. The law says so."
        in page
    )
    assert "Thursday, 1 February 2024 List of guests to protocol 2 working days before" in page
    assert "Custom, to be confirmed with the host." in page
    assert "4 days late" in page
    assert "in 2 days" in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ORGANISER, Role.EDITOR])
def test_what_is_late_stands_on_the_first_page(role: Role, client: FlaskClient) -> None:
    edition = make_edition(slug="nam-nay")
    make_event(edition, starts_at=at("2024-02-05T08:00+07:00"), ends_at=at("2024-02-05T17:00+07:00"))
    sign_in(client, role)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with clock.frozen(NOW):
        assert "days late, it was due on" in words_of(client, "/staff/")
    with clock.frozen(at("2023-11-01T09:00+07:00")):
        assert "Nothing is late. Next: All texts and translations are finished" in words_of(client, "/staff/")
    with clock.frozen(at("2024-03-01T09:00+07:00")):
        assert 'id="deadlines"' not in client.get("/staff/").get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.GATE, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_tick_it(role: Role, client: FlaskClient) -> None:
    make_event(make_edition(slug="nam-nay"))
    sign_in(client, role)
    home = client.get("/staff/")
    assert "/calendar/" not in home.get_data(as_text=True)
    assert client.get(PAGE).status_code == 403
    assert client.get("/staff/calendar/").status_code == 403
    data = {"csrf_token": mark_of(home), "done_on": "2024-01-30", "done_by": "Tôi"}
    assert client.post(f"{PAGE}deposit/completion", data=data).status_code == 403
    assert client.post(f"{PAGE}deposit/reopening", data=data).status_code == 403
    assert step("deposit") is None


def test_an_editor_ticks_but_does_not_change_the_numbers(client: FlaskClient) -> None:
    make_event(make_edition(slug="nam-nay"))
    sign_in(client, Role.EDITOR)
    assert client.get(PAGE).status_code == 200
    assert client.get(DAYS).status_code == 403
    assert client.post(DAYS, data={"csrf_token": mark_of(client.get("/staff/")), "deposit": "1"}).status_code == 403
    assert step("deposit") is None


def test_a_tick_carries_a_name_and_a_day_and_is_taken_back(staff: FlaskClient) -> None:
    data = {"done_on": "2024-01-25", "done_by": "  Lê Thị Hoa "}
    answer = post(staff, f"{PAGE}deposit/completion", page=PAGE, data=data)
    assert answer.location.endswith("#deposit")
    found = step("deposit")
    assert found is not None
    assert (str(found.done_on), found.done_by) == ("2024-01-25", "Lê Thị Hoa")
    assert "done Thursday, 25 January 2024, by Lê Thị Hoa" in words_of(staff, PAGE)
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="calendar_step.done")).one()
    assert "Hoa" not in entry.changes
    assert {change.field: change.new for change in readable(entry)} == {
        "done_on": "2024-01-25",
        "done_by": "Lê Thị Hoa",
    }
    post(staff, f"{PAGE}deposit/reopening", page=PAGE)
    reopened = step("deposit")
    assert reopened is not None
    assert (reopened.done_on, reopened.done_by) == (None, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [("done_on", ""), ("done_on", "2024-01-31"), ("done_on", "hôm nay"), ("done_on", "0000-01-01"), ("done_by", ""),
     ("done_by", "x" * 121), ("done_by", "a\x00b")],
)  # fmt: skip
def test_a_bad_tick_is_refused_with_what_was_typed(field: str, value: str, staff: FlaskClient) -> None:
    data = {"done_on": "2024-01-25", "done_by": "Hoa", field: value}
    answer = post(staff, f"{PAGE}deposit/completion", page=PAGE, data=data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    found = step("deposit")
    assert found is None or found.done_on is None


def test_an_unknown_step_is_not_found(staff: FlaskClient) -> None:
    data = {"done_on": "2024-01-25", "done_by": "Hoa"}
    assert post(staff, f"{PAGE}khong-co/completion", page=PAGE, data=data).status_code == 404
    assert post(staff, f"{PAGE}khong-co/reopening", page=PAGE).status_code == 404


def test_the_numbers_are_changed_taken_back_and_united(staff: FlaskClient) -> None:
    mine = opened(staff, DAYS)
    answer = fill(staff, DAYS, printer="20")
    found = step("printer")
    assert found is not None
    assert found.days == 20
    assert step("deposit") is None, "what was not changed is not stored"
    conflict = staff.post(DAYS, data={**mine, "printer": "30", "badges": "2"})
    assert conflict.status_code == 409
    assert fields_of(conflict)["badges"] == "2"
    number = answer.location.split("saved=")[1]
    page = staff.get(answer.location)
    assert staff.post(DAYS, data={"csrf_token": mark_of(page), "undo": number}).status_code == 303
    undone = step("printer")
    assert undone is not None
    assert undone.days is None, "the usual number again"


@pytest.mark.parametrize("value", ["", "-1", "401", "hai", "1.5", "9" * 400])
def test_a_number_of_days_is_a_small_whole_one(value: str, staff: FlaskClient) -> None:
    assert fill(staff, DAYS, deposit=value).status_code == 422
    assert step("deposit") is None


def test_the_last_day_to_answer_is_the_events_own(client: FlaskClient) -> None:
    edition = make_edition(slug="nam-nay")
    make_event(
        edition,
        starts_at=at("2024-02-05T08:00+07:00"),
        ends_at=at("2024-02-05T17:00+07:00"),
        registration_closes_at=at("2024-01-28T17:00+07:00"),
    )
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with clock.frozen(NOW):
        assert "Sunday, 28 January 2024 Last day to answer As the event's page says." in words_of(client, PAGE)


def test_without_an_event_there_is_nothing_to_count_from(client: FlaskClient) -> None:
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "no edition yet" in words_of(client, "/staff/calendar/")
    make_edition(slug="nam-nay")
    for path in ("/staff/calendar/", PAGE):
        assert "There is no day to count from" in words_of(client, path)


def test_the_first_page_asks_two_questions_more(client: FlaskClient, query_recorder: list[str]) -> None:
    edition = make_edition(slug="nam-nay")
    for _number in range(2):
        make_event(edition)
    sign_in(client, Role.EDITOR)
    client.get("/staff/")
    query_recorder.clear()
    client.get("/staff/")
    assert sum("calendar_step" in query or "holiday" in query for query in query_recorder) == 2
    assert len(STEPS) == 12
