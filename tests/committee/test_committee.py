"""The committee of an event: members in order, taken in from a list, printed, and escorting guests."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.checkin import door_facts
from showcase.committee import pasted, services
from showcase.committee.models import Escort, Member, Subcommittee
from showcase.core.database import db, write
from showcase.guests import deeds
from showcase.registration.models import Event
from tests.conftest import Queries
from tests.factories import make_event, make_registration
from tests.staff.cast import fields_of, fill, post

LIST = """\
1. Ông Ngoài Tiểu ban; Chuyên viên; 0912 345 678

I. Tiểu ban Lễ tân:
Họ và tên; Chức danh; Điện thoại
1) Trần Thị Mẫu; Phó Chánh Văn phòng, Trưởng tiểu ban; 0912.345.679
Lê Văn Mẫu\tChuyên viên\t+84 912 345 680\tđón khách tại cổng
Thạch Sô Mẫu, Phó trưởng tiểu ban, (0294) 3855 123
Nguyễn Mẫu; 84912345682
"""


@pytest.fixture
def event() -> Event:
    return make_event()


def make_part(event: Event, name: str = "Tiểu ban Lễ tân", *members: str) -> Subcommittee:
    write()
    part = Subcommittee(event_id=event.id, name=name, position=len(services.of_event(event)))
    part.members = [Member(name=one, position=place) for place, one in enumerate(members)]
    db.session.add(part)
    db.session.commit()
    return part


def here(event: Event, more: str = "") -> str:
    return f"/staff/committee/{event.slug}/{more}"


def names(event: Event) -> dict[str, list[str]]:
    db.session.expire_all()
    return {part.name: [member.name for member in part.members] for part in services.of_event(event)}


def test_a_list_is_read_in_five_notations_of_telephones_and_under_its_headings() -> None:
    lines = pasted.read(LIST)
    assert [(line.heading, line.name, line.office, line.phone) for line in lines] == [
        ("", "Ông Ngoài Tiểu ban", "Chuyên viên", "+84912345678"),
        ("Tiểu ban Lễ tân", "Trần Thị Mẫu", "Phó Chánh Văn phòng, Trưởng tiểu ban", "+84912345679"),
        ("Tiểu ban Lễ tân", "Lê Văn Mẫu", "Chuyên viên", "+84912345680"),
        ("Tiểu ban Lễ tân", "Thạch Sô Mẫu", "Phó trưởng tiểu ban", "+842943855123"),
        ("Tiểu ban Lễ tân", "Nguyễn Mẫu", "", "+84912345682"),
    ]
    assert [line.is_head for line in lines] == [False, True, False, False, False]
    assert lines[2].duty == "đón khách tại cổng"
    assert not any(line.faults for line in lines)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("; Chuyên viên; 0912 345 678", "Please write this person's name."),
        ("Trần Mẫu; Chuyên viên; 0912 34", "This does not look like a telephone number: 0912 34"),
        ("x" * 201, "The name is too long. At most 200 characters fit."),
        ("Trần Mẫu; " + "y" * 10_000, "The office or the duty is too long. At most 200 characters fit."),
        ("Trần\0 Mẫu; Chuyên viên", "This line contains characters that cannot be stored. Please type it again."),
        ("\u202eTrần Mẫu", "This line contains characters that cannot be stored. Please type it again."),
    ],
)
def test_a_line_that_cannot_be_read_says_why(app: Any, raw: str, fault: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        (line,) = pasted.read(raw)
    assert fault in line.faults


@pytest.mark.full
def test_a_broken_list_keeps_what_cannot_be_read_in_the_box_and_adds_nobody_twice(
    staff: FlaskClient, event: Event
) -> None:
    part = make_part(event, "Tiểu ban Nội dung")
    text = "\n".join(f"Người {number}; Chuyên viên; 09{number:08}" for number in range(280)) + "\nA; B; 12 34 56\n😀;;"
    answer = fill(staff, here(event, "list"), text=text, into=str(part.id))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "2 lines could not be read" in page
    assert "Line 281" in page
    assert fields_of(answer)["text"].strip() == "A; B; 12 34 56\n😀;;"
    assert len(names(event)["Tiểu ban Nội dung"]) == 280
    sent = {**fields_of(answer), "text": text.replace("12 34 56", "0912 345 678").replace("😀", "Mẫu")}
    answer = staff.post(here(event, "list"), data=sent)
    assert answer.location.endswith("?added=2&there=280")
    assert names(event)["Tiểu ban Nội dung"][-2:] == ["A", "Mẫu"]


@pytest.mark.full
def test_a_list_makes_the_sub_committees_it_names(staff: FlaskClient, event: Event) -> None:
    answer = fill(staff, here(event, "list"), text=LIST)
    assert "Please choose where those belong" in answer.get_data(as_text=True)
    assert names(event) == {}
    assert fill(staff, here(event, "list"), text=LIST.partition("\n\n")[2]).status_code == 303
    assert names(event) == {"Tiểu ban Lễ tân": ["Trần Thị Mẫu", "Lê Văn Mẫu", "Thạch Sô Mẫu", "Nguyễn Mẫu"]}
    page = staff.get(here(event)).get_data(as_text=True)
    assert 'href="tel:+84912345679">0912 345 679' in page


@pytest.mark.full
def test_order_goes_by_buttons_and_one_is_head(staff: FlaskClient, event: Event) -> None:
    first, second = make_part(event, "Một", "An", "Bình"), make_part(event, "Hai")
    post(staff, here(event, f"{second.id}/move"), data={"step": "up"})
    assert list(names(event)) == ["Hai", "Một"]
    post(staff, here(event, f"members/{first.members[1].id}/move"), data={"step": "up"})
    assert names(event)["Một"] == ["Bình", "An"]
    for member in first.members:
        assert fill(staff, here(event, f"members/{member.id}/"), is_head="y").status_code == 303
    db.session.expire_all()
    assert sorted((member.name, member.is_head) for member in first.members) == [("An", True), ("Bình", False)]


@pytest.mark.full
def test_a_name_is_there_once_and_forged_choices_are_refused(staff: FlaskClient, event: Event) -> None:
    part = make_part(event)
    answer = fill(staff, here(event, "new"), name="TIỂU BAN LỄ TÂN")
    assert (answer.status_code, "is there already" in answer.get_data(as_text=True)) == (422, True)
    other = make_part(make_event(), "Khác", "Ai")
    for fields in (
        {"subcommittee": str(other.id)},
        {"account": "999"},
        {"account": "x"},
        {"phone": "12"},
        {"name": "\0"},
    ):
        answer = fill(staff, here(event, f"{part.id}/new"), **{"name": "Trần Mẫu", **fields})
        assert answer.status_code == 422, fields
    assert staff.get(here(event, f"members/{other.members[0].id}/")).status_code == 404


@pytest.mark.full
def test_two_who_change_a_member_at_once_are_told(staff: FlaskClient, event: Event) -> None:
    part = make_part(event, "Một", "An")
    page = here(event, f"members/{part.members[0].id}/")
    seen = fields_of(staff.get(page))
    fill(staff, page, phone="0912345678")
    assert staff.post(page, data={**seen, "office": "Thư ký"}).status_code == 303, "another field is no quarrel"
    answer = staff.post(page, data={**seen, "phone": "0912345679"})
    assert answer.status_code == 409
    db.session.expire_all()
    assert (part.members[0].phone, part.members[0].office) == ("+84912345678", "Thư ký")


def test_a_guest_is_given_an_escort_who_goes_with_the_sub_committee(staff: FlaskClient, event: Event) -> None:
    part = make_part(event, "Một", "An", "Bình")
    guest = make_registration(event).attendees[0]
    page = here(event, f"escorts/{guest.id}/")
    assert fill(staff, page, member=str(part.members[1].id)).status_code == 303
    assert services.escorts_of([guest.id])[guest.id].name == "Bình"
    assert f"Escorts: {guest.name}" in staff.get(here(event)).get_data(as_text=True)
    post(staff, here(event, f"{part.id}/removal"))
    assert db.session.scalar(db.select(db.func.count()).select_from(Escort)) == 0
    assert staff.get(here(make_event(), f"escorts/{guest.id}/")).status_code == 404


@pytest.mark.full
def test_the_page_asks_the_database_the_same_for_few_and_many(
    staff: FlaskClient, event: Event, query_recorder: Queries
) -> None:
    make_part(event, "Một", "An")
    staff.get(here(event))
    query_recorder.clear()
    staff.get(here(event))
    few = len(query_recorder)
    for number in range(6):
        make_part(event, f"Tiểu ban {number}", *(f"Người {one}" for one in range(10)))
    staff.get(here(event))
    query_recorder.clear()
    staff.get(here(event))
    assert len(query_recorder) == few <= 8, query_recorder


@pytest.mark.full
def test_the_list_of_assignments_is_a_file_with_every_name_whole(staff: FlaskClient, event: Event) -> None:
    make_part(event, "Một", "Nguyễn Phúc Lâm Hoàng Thiên Bảo Đăng Khoa", "ថាច់ សុខសាន")
    answer = staff.get(here(event, "assignments.pdf"))
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF")


@pytest.mark.full
def test_many_guests_get_an_escort_at_once_and_the_door_reads_who_it_is(staff: FlaskClient, event: Event) -> None:
    part = make_part(event, "Một", "An")
    write()
    part.members[0].phone = "+84912345678"
    db.session.commit()
    people = make_registration(event, 3).attendees
    deed = deeds.of_key("escort")
    assert deed is not None
    numbers, choice = [one.id for one in people], str(part.members[0].id)
    before = deed.now(numbers, choice)
    assert set(before.values()) == {"0"}
    write()
    deed.put(dict.fromkeys(numbers, deed.wanted(choice)), choice)
    db.session.commit()
    assert set(deed.now(numbers, choice).values()) == {choice}
    (fact,) = door_facts.facts_of(numbers[:1])[numbers[0]]
    assert fact.text == "Người đi cùng: An, 0912 345 678"
    page = staff.get(f"/staff/guests/?event={event.slug}&columns=escort").get_data(as_text=True)
    assert people[0].name in page
    write()
    with pytest.raises(deeds.CannotDo):
        deed.put({numbers[0]: "999"}, "999")
    deed.put(before, choice)
    db.session.commit()
    assert services.escorts_of(numbers) == {}
