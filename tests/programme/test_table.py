"""The run of show in the console: typed like a spreadsheet, kept from two officers at once, taken back."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.committee.models import Member, Subcommittee
from showcase.core.database import db
from showcase.programme import plan as plans
from showcase.programme.models import Appearance, Duty, ProgrammeItem
from showcase.registration.models import Event
from tests.conftest import Queries
from tests.factories import at, make_edition, make_event, make_item, make_registration, save, texts
from tests.staff.cast import fields_of, fill, mark_of, opened

OUT_OF_HAND = ["1000", "-1", "mười", "9" * 5000, "\0", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")]


@pytest.fixture
def event(app: Any) -> Event:
    return make_event(starts_at=at("2030-02-01T08:00+07:00"), ends_at=at("2030-02-01T12:00+07:00"))


def page_of(event: Event) -> str:
    return f"/staff/programme/{event.slug}/"


def plan_of(event: Event) -> list[tuple[str, str]]:
    """What stands when, on the event's clock."""
    db.session.expire_all()
    found = plans.plan_of(db.session.get_one(Event, event.id))
    return [
        (f"{row.time.starts.hour + 7:02}:{row.time.starts.minute:02}", plans.title_of(row.item)) for row in found.rows
    ]


def undo(client: FlaskClient, page: TestResponse, event: Event) -> TestResponse:
    shown = client.get(page.location)
    entries = re.findall(r'name="entry" value="(\d+)"', shown.get_data(as_text=True))
    return client.post(f"{page_of(event)}undo", data={"entry": entries, "csrf_token": mark_of(shown)})


def test_lines_are_typed_saved_at_once_and_taken_back(staff: FlaskClient, event: Event) -> None:
    first, second = make_item(event, "Đón bà con"), make_item(event, "Lời chào")
    fields = {f"i{first.id}-minutes": "25", f"i{second.id}-title": "Lời chào mừng", f"i{second.id}-fixed": "8h40"}
    answer = fill(staff, page_of(event), **fields, new__title="Văn nghệ", new__minutes="5")
    assert answer.status_code == 303
    assert plan_of(event) == [("08:00", "Đón bà con"), ("08:40", "Lời chào mừng"), ("08:50", "Văn nghệ")]
    assert "15 minutes are free before it" in staff.get(page_of(event)).get_data(as_text=True)
    assert undo(staff, answer, event).status_code == 303
    assert plan_of(event)[:2] == [("08:00", "Đón bà con"), ("08:10", "Lời chào")]


def test_a_button_keeps_what_was_typed_and_pressed_twice_acts_once(staff: FlaskClient, event: Event) -> None:
    items = [make_item(event, title) for title in ("Một", "Hai", "Ba")]
    sent = opened(staff, page_of(event)) | {"deed": f"up-{items[2].id}", f"i{items[0].id}-title": "Mở đầu"}
    answers = [staff.post(page_of(event), data=sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert [title for _time, title in plan_of(event)] == ["Mở đầu", "Ba", "Hai"]
    undo(staff, answers[0], event)
    assert [title for _time, title in plan_of(event)] == ["Một", "Hai", "Ba"]


def test_what_two_officers_type_meets_and_nothing_is_lost(staff: FlaskClient, event: Event) -> None:
    item, other = make_item(event, "Lời chào"), make_item(event, "Phim")
    mine = opened(staff, page_of(event)) | {f"i{item.id}-minutes": "12", f"i{other.id}-minutes": "7"}
    fill(staff, page_of(event), **{f"i{item.id}-minutes": "20", f"i{item.id}-title": "Lời chào mừng"})
    make_item(event, "Mục mới của người khác")
    answer = staff.post(page_of(event), data=mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'value="7"' in page, "what was typed elsewhere stands there still"
    kept = staff.post(page_of(event), data=fields_of(answer) | {f"take-i{item.id}-minutes": "theirs"})
    assert kept.status_code == 303
    assert plan_of(event) == [("08:00", "Lời chào mừng"), ("08:20", "Phim"), ("08:27", "Mục mới của người khác")]


def test_an_item_is_dragged_and_all_after_it_are_moved_by_minutes(staff: FlaskClient, event: Event) -> None:
    items = [make_item(event, title) for title in ("Một", "Hai", "Ba")]
    fill(staff, page_of(event), deed=f"put-{items[0].id}-{items[2].id}")
    assert [title for _time, title in plan_of(event)] == ["Hai", "Ba", "Một"]
    answer = fill(staff, page_of(event), deed="shift", shift_from=str(items[2].id), shift_by="15")
    assert plan_of(event) == [("08:00", "Hai"), ("08:25", "Ba"), ("08:35", "Một")]
    undo(staff, answer, event)
    assert [time for time, _title in plan_of(event)] == ["08:00", "08:10", "08:20"]
    late = undo(staff, answer, event)
    assert "overtaken" in late.location, "once is enough"
    forged = fill(staff, page_of(event), deed="shift", shift_from="9" * 5000, shift_by="15")
    assert forged.status_code == 422


@pytest.mark.parametrize("typed", OUT_OF_HAND)
def test_minutes_out_of_hand_are_said_beside_the_field_and_nothing_typed_is_lost(
    staff: FlaskClient, event: Event, typed: str
) -> None:
    item = make_item(event, "Lời chào")
    answer = fill(staff, page_of(event), **{f"i{item.id}-minutes": typed, f"i{item.id}-title": "Lời chào 🎋"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="i{item.id}-minutes-error"' in page
    assert "Lời chào 🎋" in page
    assert plan_of(event) == [("08:00", "Lời chào")]


def test_a_text_too_long_for_its_item_and_a_person_in_two_places_are_pointed_out(
    staff: FlaskClient, event: Event
) -> None:
    part = save(Subcommittee(event_id=event.id, name="Lễ tân", members=[Member(name="Trần Thị An")]))
    first = make_item(event, "Đón đoàn", 30, in_charge="trần thị an, Lê Ba")
    second = make_item(event, "Lời chào", 2, fixed_at=at("2030-02-01T08:10+07:00"))
    answer = fill(
        staff,
        f"{page_of(event)}items/{second.id}/",
        charged=str(part.members[0].id),
        mc__vi="bà con " * 1400,
        mc__en="dear friends " * 3,
    )
    page = staff.get(answer.location).get_data(as_text=True)

    assert "takes 22 minutes to read" in page
    assert "Trần Thị An is in two places at once: here and in item 1, “Đón đoàn”." in page
    assert first.id != second.id


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title-vi", ""),
        ("title-vi", "L" * 301),
        ("mc-vi", "m" * 10_001),
        ("what", "\0"),
        ("slide", "phông \u202e"),
        ("fixed_at", "hôm nay"),
        ("minutes", "601"),
        ("session_id", "99999"),
    ],
)
def test_an_item_says_beside_the_field_what_cannot_be_and_keeps_the_rest(
    staff: FlaskClient, event: Event, field: str, typed: str
) -> None:
    item = make_item(event, "Lời chào")
    answer = fill(staff, f"{page_of(event)}items/{item.id}/", **{"prop": "Hoa 🌼", field: typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert "Hoa 🌼" in page


def test_a_change_of_an_item_is_taken_back_and_times_go_over_midnight(staff: FlaskClient, event: Event) -> None:
    item = make_item(event, "Đêm văn nghệ", 90, fixed_at=at("2030-02-01T23:30+07:00"))
    last = make_item(event, "Tiễn khách", 10)
    page = f"{page_of(event)}items/{item.id}/"
    answer = fill(staff, page, minutes="120", mc__vi="Kính thưa")
    shown = staff.get(answer.location)
    (undone,) = re.findall(r'name="undo" value="(\d+)"', shown.get_data(as_text=True))
    assert staff.post(page, data={"undo": undone, "csrf_token": mark_of(shown)}).status_code == 303
    db.session.expire_all()
    assert (db.session.get_one(ProgrammeItem, item.id).minutes, item.texts_of("mc")) == (90, {})
    assert "01:00, 02/02" in staff.get(page_of(event)).get_data(as_text=True)
    fill(staff, page_of(event), **{f"i{last.id}-fixed": "0:50"})
    assert db.session.get_one(ProgrammeItem, last.id).fixed_at == at("2030-02-02T00:50+07:00")


def test_an_item_with_duties_goes_and_comes_back_with_them(staff: FlaskClient, event: Event) -> None:
    item = make_item(event, "Trao quà")
    duty = save(Duty(event_id=event.id, item_id=item.id, what="Bưng khay hoa"))
    answer = fill(staff, f"{page_of(event)}items/{item.id}/", note__vi="Không đọc số tiền")
    gone = staff.post(
        f"{page_of(event)}items/{item.id}/removal", data={"csrf_token": mark_of(staff.get(answer.location))}
    )
    assert plan_of(event) == []
    assert db.session.get_one(Duty, duty.id).item_id == item.id
    assert staff.get(f"{page_of(event)}items/{item.id}/").status_code == 404
    undo(staff, gone, event)
    assert plan_of(event) == [("08:00", "Trao quà")]


def test_guests_and_offices_are_looked_for_by_name_and_taken_in_once(staff: FlaskClient, event: Event) -> None:
    item, guest = make_item(event, "Phát biểu"), make_registration(event).attendees[0]
    page = f"{page_of(event)}items/{item.id}/"
    mark = mark_of(staff.get(page))
    last_word = guest.name.split()[-1]
    found = staff.post(f"{page}people", data={"csrf_token": mark, "name": last_word.lower(), "deed": "find"})
    assert f'value="attendee-{guest.id}"' in found.get_data(as_text=True)
    for deed in (f"attendee-{guest.id}", f"attendee-{guest.id}", "name"):
        staff.post(f"{page}people", data={"csrf_token": mark, "name": "Cô Tư bán bánh", "deed": deed})
    assert len(db.session.scalars(db.select(Appearance)).all()) == 2
    for forged in ("attendee-999999", "official-7", "name"):
        answer = staff.post(f"{page}people", data={"csrf_token": mark, "name": "", "deed": forged})
        assert answer.status_code in (404, 422)


def test_last_years_run_of_show_is_taken_over_without_its_names(staff: FlaskClient, event: Event) -> None:
    last = make_event(make_edition(year=2028, slug="2028"), slug="last", starts_at=at("2029-02-10T08:00+07:00"))
    old = make_item(last, "Khai mạc", fixed_at=at("2029-02-10T08:15+07:00"), in_charge="Ông Ba", mc="Kính thưa")
    save(Duty(event_id=last.id, item_id=old.id, what="Thử micro", who="Anh Tư", phone="+84901"))
    page = staff.get(page_of(event))
    answers = [
        staff.post(f"{page_of(event)}copy", data={"csrf_token": mark_of(page), "event": str(last.id)}) for _ in range(2)
    ]
    assert plan_of(event) == [("08:15", "Khai mạc")]
    item = db.session.scalars(db.select(ProgrammeItem).filter_by(event_id=event.id)).one()
    duty = db.session.scalars(db.select(Duty).filter_by(event_id=event.id)).one()
    assert (item.in_charge, item.texts_of("mc"), duty.item_id) == ("", {"vi": "Kính thưa"}, item.id)
    assert (duty.what, duty.who, duty.phone) == ("Thử micro", "", "")
    undo(staff, answers[0], event)
    assert plan_of(event) == []


@pytest.mark.full
def test_a_hundred_items_are_pages_with_few_queries(staff: FlaskClient, event: Event, query_recorder: Queries) -> None:
    for number in range(100):
        save(texts(ProgrammeItem(event_id=event.id, position=number, minutes=2), title=f"Mục {number}"))
    make_event(make_edition(year=2028, slug="2028"), slug="last")
    item = db.session.scalars(db.select(ProgrammeItem.id)).first()
    page = page_of(event)
    for path in ("", f"items/{item}/", "duties/", "duties/new", "day/", "papers/"):
        query_recorder.clear()
        assert staff.get(page + path).status_code == 200
        assert len(query_recorder) <= 8, (path, query_recorder)
