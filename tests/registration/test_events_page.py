"""Events in the console: made, changed, taken back and deleted, by the same rules as over the API."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role, Scope
from showcase.checkin.models import Gate
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.core.localised import LocalisedText
from showcase.core.slugs import TakenSlug
from showcase.registration.models import Event, Hold, Registration, Session
from tests.conftest import Queries
from tests.factories import at, make_edition, make_event, make_hold, make_registration, make_session
from tests.registration.test_api import Api
from tests.staff.cast import fields_of, fill, mark_of, opened, sign_in

LIST, NEW = "/staff/events/", "/staff/events/new"


def page_of(event: Event) -> str:
    return f"{LIST}{event.slug}/"


def reread(event: Event) -> Event:
    db.session.expire_all()
    return db.session.get_one(Event, event.id)


def last_entry() -> AuditEntry:
    return db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def new_fields(**changes: str) -> dict[str, str]:
    return {
        "title__vi": "Họp mặt kiều bào Huế",
        "starts_at": "2030-02-01T08:00",
        "ends_at": "2030-02-01T12:00",
        **changes,
    }


def test_title_and_time_are_enough_for_a_new_event(staff: FlaskClient) -> None:
    edition = make_edition()
    answer = fill(staff, NEW, **new_fields())
    assert answer.status_code == 303
    event = db.session.scalars(db.select(Event)).one()
    assert (event.slug, event.edition_id) == ("hop-mat-kieu-bao-hue", edition.id)
    assert event.starts_at == at("2030-02-01T08:00+07:00")
    assert (event.capacity, event.waiting_list, event.registration_opens_at) == (None, False, None)
    assert len(db.session.scalars(db.select(Gate)).all()) == 1, "as over the API, one reception table is made"
    assert staff.get(answer.location).status_code == 200
    assert staff.get(f"/en/gathering/{event.slug}/").status_code == 200
    assert json.loads(last_entry().changes)["starts_at"] == ["", "2030-02-01T08:00"]


def test_the_same_title_gets_another_address_and_a_taken_one_is_refused(staff: FlaskClient) -> None:
    make_edition()
    for _ in range(2):
        fill(staff, NEW, **new_fields())
    slugs = set(db.session.scalars(db.select(Event.slug)))
    assert slugs == {"hop-mat-kieu-bao-hue", "hop-mat-kieu-bao-hue-2"}
    answer = fill(staff, NEW, **new_fields(slug="hop-mat-kieu-bao-hue"))
    assert answer.status_code == 422
    assert 'id="slug-error"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("slug", ["Họp mặt", "a--b", "-a", "a/b", "a\n", "../host", "x" * 81])
def test_an_address_is_small_letters_and_digits(staff: FlaskClient, slug: str) -> None:
    make_edition()
    assert fill(staff, NEW, **new_fields(slug=slug)).status_code in (303, 422)
    assert all(event.slug == "a" for event in db.session.scalars(db.select(Event)))


def test_times_are_those_of_the_event_s_place(staff: FlaskClient) -> None:
    event = make_event(
        timezone="America/Los_Angeles", starts_at=at("2030-02-01T16:00Z"), ends_at=at("2030-02-01T20:00Z")
    )
    assert opened(staff, page_of(event))["starts_at"] == "2030-02-01T08:00"
    assert fill(staff, page_of(event), starts_at="2030-02-01T09:30").status_code == 303
    assert reread(event).starts_at == at("2030-02-01T17:30Z")
    assert fill(staff, page_of(event), timezone="Asia/Ho_Chi_Minh").status_code == 303
    assert reread(event).starts_at == at("2030-02-01T09:30+07:00"), "half past nine stays half past nine"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_at", "2030-02-01T07:59"),
        ("ends_at", ""),
        ("starts_at", "9999-12-31T23:59"),
        ("starts_at", "0001-01-01T00:00"),
        ("starts_at", "2030-02-30T08:00"),
        ("starts_at", "2030-02-01T08:00+07:00"),
        ("starts_at", "tomorrow"),
        ("registration_closes_at", "2029-12-31T00:00"),
        ("doors_close_at", "2029-12-31T00:00"),
        ("timezone", "Mars/Olympus"),
        ("capacity", "-1"),
        ("capacity", "many"),
        ("capacity", "9" * 5000),
        ("title-vi", ""),
        ("title-en", "T" * 301),
        ("programme-vi", "P" * 10_001),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(
    staff: FlaskClient, field: str, value: str
) -> None:
    event = make_event(
        starts_at=at("2030-02-01T08:00+07:00"),
        ends_at=at("2030-02-01T12:00+07:00"),
        registration_opens_at=at("2030-01-01T00:00+07:00"),
        doors_open_at=at("2030-02-01T07:00+07:00"),
    )
    sent = {**opened(staff, page_of(event)), "venue-en": "The hall", field: value}
    answer = staff.post(page_of(event), data=sent)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert fields_of(answer)[field] == value
    assert fields_of(answer)["venue-en"] == "The hall"
    assert reread(event).starts_at == at("2030-02-01T08:00+07:00")


def test_a_time_that_the_clocks_skip_is_refused(staff: FlaskClient) -> None:
    event = make_event(timezone="America/Los_Angeles")
    answer = fill(staff, page_of(event), starts_at="2030-03-10T02:30", ends_at="2030-03-10T05:00")
    assert answer.status_code == 422
    assert 'id="starts_at-error"' in answer.get_data(as_text=True)


def test_fewer_places_than_are_taken_are_refused_as_over_the_api(staff: FlaskClient) -> None:
    event = make_event(capacity=5)
    make_registration(event, 3)
    answer = fill(staff, page_of(event), capacity="2", venue__vi="Nhà văn hóa")
    assert answer.status_code == 422
    assert "3 places are already taken" in answer.get_data(as_text=True)
    assert fields_of(answer)["venue-vi"] == "Nhà văn hóa"
    assert (reread(event).capacity, str(event.text_in("venue", "vi"))) == (5, "Hội trường tỉnh (mẫu)")
    assert fill(staff, page_of(event), capacity="3").status_code == 303


def test_fewer_places_than_are_taken_and_kept_back_are_refused(staff: FlaskClient) -> None:
    event = make_event(capacity=10)
    make_registration(event, 3)
    make_hold(event, places=4)
    answer = fill(staff, page_of(event), capacity="6")
    assert answer.status_code == 422
    assert "3 places are taken and 4 kept back. Fewer than 7 are not" in answer.get_data(as_text=True)
    api = Api(staff, Scope.EVENTS_WRITE)
    refused = api("PATCH", f"/api/v1/events/{event.slug}", {"capacity": 6})
    assert (refused.status_code, refused.json["code"]) == (409, "capacity_below_taken")
    assert fill(staff, page_of(event), capacity="7").status_code == 303
    assert (reread(event).capacity, event.taken, event.held) == (7, 3, 4)


def test_more_places_go_to_those_who_wait(staff: FlaskClient) -> None:
    event = make_event(capacity=1, waiting_list=True)
    make_registration(event)
    waiting = make_registration(event, 2)
    assert fill(staff, page_of(event), capacity="3").status_code == 303
    assert reread(event).taken == 3
    assert db.session.get_one(Registration, waiting.id).state == "confirmed"


def test_a_change_is_noted_and_can_be_taken_back(staff: FlaskClient) -> None:
    event = make_event(capacity=100)
    saved = fill(staff, page_of(event), capacity="", venue__en="The hall", doors_open_at="2030-01-01T07:00").location
    assert reread(event).capacity is None
    changes = json.loads(last_entry().changes)
    assert changes == {
        "capacity": ["100", ""],
        "venue-en": ["", "The hall"],
        "doors_open_at": ["", "2030-01-01T07:00"],
    }
    page = staff.get(saved)
    undo = {"csrf_token": mark_of(page), "undo": saved.split("saved=")[1]}
    assert staff.post(page_of(event), data=undo).status_code == 303
    assert (reread(event).capacity, event.doors_open_at, event.texts_of("venue").get("en")) == (100, None, None)


def test_two_officers_who_change_the_same_time_see_both(staff: FlaskClient) -> None:
    event = make_event(timezone="Asia/Ho_Chi_Minh", doors_open_at=at("2030-02-01T07:00+07:00"))
    mine = opened(staff, page_of(event))
    fill(staff, page_of(event), doors_open_at="2030-02-01T06:00", capacity="70")
    answer = staff.post(page_of(event), data={**mine, "doors_open_at": "2030-02-01T06:30"})
    assert answer.status_code == 409
    again = fields_of(answer)
    assert staff.post(page_of(event), data=again).status_code == 303
    assert (reread(event).doors_open_at, event.capacity) == (at("2030-02-01T06:30+07:00"), 70)


def test_an_event_that_nobody_answered_is_deleted_with_all_that_is_its_own(staff: FlaskClient) -> None:
    make_edition()
    fill(staff, NEW, **new_fields())
    event = db.session.scalars(db.select(Event)).one()
    make_session(event)
    make_hold(event, places=3)
    question = f"{page_of(event)}deletion"
    mark = mark_of(staff.get(question))
    assert staff.post(question, data={"csrf_token": mark}).status_code == 303
    for model in (Event, Session, Hold, Gate):
        assert db.session.scalars(db.select(model)).all() == []
    kinds = db.session.scalars(db.select(LocalisedText.owner_kind)).all()
    assert not {"event", "session", "gate"} & set(kinds)
    assert db.session.scalar(db.select(TakenSlug).filter_by(kind="event", slug="hop-mat-kieu-bao-hue"))
    assert json.loads(last_entry().changes)["slug"] == ["hop-mat-kieu-bao-hue", None]


def test_an_event_that_somebody_answered_stays(staff: FlaskClient) -> None:
    event = make_event()
    make_registration(event)
    question = f"{page_of(event)}deletion"
    assert "cannot be deleted" in staff.get(question).get_data(as_text=True)
    mark = mark_of(staff.get("/staff/"))
    assert staff.post(question, data={"csrf_token": mark}).status_code == 409
    assert reread(event)


def test_the_list_tells_dates_in_both_calendars_places_and_what_is_open(staff: FlaskClient) -> None:
    event = make_event(capacity=50, starts_at=at("2030-01-28T08:00+07:00"), ends_at=at("2030-01-28T12:00+07:00"))
    make_registration(event, 3)
    make_hold(event, places=7)
    page = staff.get(LIST).get_data(as_text=True)
    for words in ("28\u00a0January\u00a02030", "lunar month", "/ 50", ">7<", "being taken"):
        assert words in page, words


def test_an_event_of_the_year_9999_does_not_stop_the_pages(staff: FlaskClient) -> None:
    make_edition()
    api = Api(staff, Scope.EVENTS_WRITE)
    body = {"slug": "xa", "title": {"vi": "Xa"}, "starts_at": "9999-12-31T20:00:00Z", "ends_at": "9999-12-31T23:00:00Z"}
    assert api("POST", "/api/v1/events", body).status_code == 201
    for path in (LIST, f"{LIST}xa/", "/en/gathering/xa/", "/en/"):
        assert staff.get(path).status_code == 200, path


def test_the_list_takes_the_same_queries_however_long(staff: FlaskClient, query_recorder: Queries) -> None:
    edition = make_edition()
    make_event(edition)
    staff.get(LIST)
    query_recorder.clear()
    staff.get(LIST)
    few = len(query_recorder)
    for _ in range(8):
        make_session(make_event(edition))
    db.session.remove()
    query_recorder.clear()
    staff.get(LIST)
    assert len(query_recorder) == few <= 12, query_recorder


def test_without_events_the_page_says_what_to_do(staff: FlaskClient) -> None:
    assert "No edition yet" in staff.get(LIST).get_data(as_text=True)
    assert staff.get(NEW).status_code == 404
    make_edition()
    assert "No event yet" in staff.get(LIST).get_data(as_text=True)


def test_forged_addresses_lead_nowhere(staff: FlaskClient) -> None:
    make_event()
    mark = mark_of(staff.get("/staff/"))
    for slug in ("khong-co", "A", "%00", "a" * 200, "..%2fhost"):
        assert staff.get(f"{LIST}{slug}/").status_code == 404
        assert staff.post(f"{LIST}{slug}/", data={"csrf_token": mark}).status_code == 404
        assert staff.post(f"{LIST}{slug}/deletion", data={"csrf_token": mark}).status_code == 404


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_events(role: Role, client: FlaskClient) -> None:
    event = make_event(capacity=5)
    sign_in(client, role)
    data: dict[str, Any] = {"csrf_token": mark_of(client.get("/staff/")), "capacity": "9"}
    for path in (LIST, NEW, page_of(event), f"{page_of(event)}deletion"):
        assert client.get(path).status_code == 403
    for path in (NEW, page_of(event), f"{page_of(event)}deletion"):
        assert client.post(path, data=data).status_code == 403
    assert reread(event).capacity == 5
