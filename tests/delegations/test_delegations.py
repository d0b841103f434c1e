"""Delegations and their coaches: who rides where, lists that lose nothing, and a coach let in at once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import zxingcpp
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.checkin.models import Gate, Presence, Scan
from showcase.core import clock
from showcase.core.database import db, write
from showcase.delegations import services
from showcase.delegations.models import Coach, Ride
from showcase.registration import own_data
from showcase.registration.models import Attendee, Event, Registration
from showcase.registration.tickets import ticket_code
from tests.factories import make_event, make_registration, save, texts
from tests.registration.test_ticket_files import pages_of
from tests.staff.cast import opened, post, sign_in


@pytest.fixture
def event() -> Event:
    """Whose doors are open."""
    now = clock.now()
    return make_event(starts_at=now, ends_at=now + timedelta(hours=4))


@pytest.fixture
def gate(event: Event) -> Gate:
    return save(texts(Gate(event_id=event.id, slug=f"ban-{event.slug}", any_time=True), name={"vi": "Bàn 1"}))


def delegation(event: Event, people: int, name: str = "Đoàn Phnom Penh") -> Registration:
    registration = make_registration(event, people, delegation=name)
    assert registration.is_confirmed
    return registration


def coach(event: Event, *parties: Registration, **changes: object) -> Coach:
    made = save(Coach(**{"event_id": event.id, "name": "Xe 1", "seats": 40, **changes}))
    for party in parties:
        for person in party.people:
            save(Ride(attendee_id=person.id, coach_id=made.id))
    return made


def desk(event: Event) -> str:
    return f"/staff/delegations/{event.slug}/"


def inside() -> set[int]:
    db.session.rollback()
    return set(db.session.scalars(db.select(Presence.attendee_id).filter_by(inside=True)))


def ticked(page: str) -> list[str]:
    return re.findall(r'name="attendee" value="(\d+)" id="rider-\d+" checked', page)


def test_one_scan_leads_to_the_coach_and_lets_in_all_who_are_there(
    staff: FlaskClient, event: Event, gate: Gate
) -> None:
    first, second = delegation(event, 4), delegation(event, 3, "Đoàn Kampot")
    found = coach(event, first, second)
    numbers, slug, number = [person.id for party in (first, second) for person in party.people], gate.slug, found.id
    code = ticket_code(event.id, numbers[0], 1)
    scans = f"/staff/checkin/gates/{slug}/scans"
    verdict = post(staff, scans, f"/staff/checkin/gates/{slug}/", data={"code": code, "id": str(uuid4())})
    page = staff.get(verdict.location).get_data(as_text=True)
    assert "Xe 1: 1 of 7 are in" in page
    address = f"{desk(event).replace(event.slug + '/', '')}door/{slug}/coaches/{number}"
    assert address in page
    offered = ticked(staff.get(address).get_data(as_text=True))
    assert sorted(map(int, offered)) == sorted(numbers[1:])
    sent = {"id": str(uuid4()), "attendee": offered[:-1]}
    for _ in range(2):  # pressed twice
        assert post(staff, address, address, data=sent).status_code == 303
    assert len(inside()) == 6
    assert db.session.scalar(db.select(db.func.count()).select_from(Scan)) == 6
    assert "Untick whoever is missing" in staff.get(address).get_data(as_text=True)
    groups = services.groups_of(db.session.get_one(Event, event.id))
    assert [(one.name, one.arrived, one.people) for one in groups] == [("Đoàn Kampot", 3, 3), ("Đoàn Phnom Penh", 3, 4)]


def test_the_printed_sheet_of_a_coach_opens_its_list_and_nobody_elses(
    staff: FlaskClient, event: Event, gate: Gate, tmp_path: Path
) -> None:
    found = coach(event, delegation(event, 3))
    number, slug, code = found.id, gate.slug, services.code_of(found)
    listed = staff.get(f"{desk(event)}coaches/{number}/list.pdf")
    (page,) = pages_of(listed.data, tmp_path, "list")
    (shown,) = zxingcpp.read_barcodes(page.resize((page.width * 2, page.height * 2)))
    assert shown.text == code
    scans = f"/staff/checkin/gates/{slug}/scans"
    answer = post(staff, scans, f"/staff/checkin/gates/{slug}/", data={"code": f" {code.lower()} ", "id": str(uuid4())})
    assert len(ticked(answer.get_data(as_text=True))) == 3
    assert db.session.scalar(db.select(db.func.count()).select_from(Scan)) == 0, "the sheet itself is no ticket"
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answer = post(staff, scans, f"/staff/checkin/gates/{slug}/", data={"code": wrong, "id": str(uuid4())})
    assert not ticked(staff.get(answer.location or scans).get_data(as_text=True))
    other = save(texts(Gate(event_id=make_event().id, slug="ban-khac", any_time=True), name={"vi": "Bàn"}))
    assert staff.get(f"/staff/delegations/door/{other.slug}/coaches/{number}").status_code == 404


def test_who_has_taken_off_is_told_and_does_not_stop_the_others(staff: FlaskClient, event: Event, gate: Gate) -> None:
    party = delegation(event, 3)
    stranger = make_registration(event, 1)
    found = coach(event, party)
    numbers, foreign = [person.id for person in party.people], stranger.people[0].id
    address = f"/staff/delegations/door/{gate.slug}/coaches/{found.id}"
    page = staff.get(address)
    assert page.status_code == 200
    save_dropped(numbers[2])
    sent = {"id": "\0", "attendee": [*map(str, numbers), str(foreign), "99999999999", "x"]}
    assert post(staff, address, address, data=sent).status_code == 303
    assert inside() == set(numbers[:2])


def save_dropped(number: int) -> None:
    """Taken off meanwhile, by somebody else."""
    db.session.rollback()
    write()
    db.session.get_one(Attendee, number).dropped_at = clock.now()
    db.session.commit()


def test_people_of_one_delegation_ride_on_several_coaches_and_seats_are_counted(
    staff: FlaskClient, event: Event
) -> None:
    party = delegation(event, 4)
    small, large = coach(event, seats=2), coach(event, name="Xe 2", seats=30)
    people, code = [person.id for person in party.people], party.code
    ids = small.id, large.id
    address, page = f"{desk(event)}parties/{code}/riders", f"{desk(event)}parties/{code}/"
    assert post(staff, address, page, data={"together": str(ids[0])}).status_code == 303
    shown = services.coaches_of(db.session.get_one(Event, event.id))
    assert {one.coach.name: (one.riders, one.too_many) for one in shown} == {"Xe 1": (4, 2), "Xe 2": (0, 0)}
    assert "2 people have no seat" in staff.get(desk(event)).get_data(as_text=True)
    sent = {f"coach-{number}": str(ids[n % 2]) for n, number in enumerate(people)}
    sent |= {f"coach-{people[3]}": "", "coach-999999": str(ids[0]), f"coach-{people[2]}": "77777"}
    assert post(staff, address, page, data=sent).status_code == 303
    (group,) = services.groups_of(db.session.get_one(Event, event.id))
    assert (dict(group.coaches), group.without_coach) == ({ids[0]: 2, ids[1]: 1}, 1)


def test_a_long_paste_with_broken_lines_loses_nothing(staff: FlaskClient, event: Event) -> None:
    party = delegation(event, 1)
    code, address = party.code, f"{desk(event)}parties/{party.code}/people"
    lines = [f"{n}. Thạch Sô {chr(65 + n % 26)}{n}" for n in range(1, 301)]
    lines[9], lines[19] = "10. 12345", "20. Trần Văn Bảy; không rõ"
    lines[29] = "30. Đặng Thị Hường"  # who leads
    answer = post(staff, address, address, data={"text": "\r\n".join(lines)})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    registration = db.session.scalars(db.select(Registration).filter_by(code=code)).one()
    assert len(registration.people) == 60
    for said in ("Line 10", "Line 20", "239", "1 person was on the list already", "12345", "không rõ"):
        assert said in page, said
    kept = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.DOTALL)
    assert kept is not None
    left = kept[1].strip().splitlines()
    assert len(left) == 300 - 59 - 1
    db.session.rollback()
    again = post(staff, address, address, data={"text": "Đặng Thị Hường\n"})
    assert again.status_code == 303
    for wrong in ("", "\0", "x" * 90_000):
        assert post(staff, address, address, data={"text": wrong}).status_code == 422


def test_an_escort_says_by_one_touch_where_the_coach_is(client: FlaskClient, event: Event) -> None:
    party = delegation(event, 2)
    found = coach(event, party)
    number, party_id = found.id, party.id
    sign_in(client, Role.GATE)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    address = f"{desk(event)}coaches/{number}/state"
    for state in ("under_way", "under_way"):
        assert post(client, address, desk(event), data={"state": state}).status_code == 303
    assert "coach under way" in client.get(desk(event)).get_data(as_text=True)
    assert post(client, address, desk(event), data={"state": "flying"}).status_code == 400
    assert services.coaches_under_way([party_id]) == {party_id: ["under_way"]}
    assert client.get(f"{desk(event)}coaches/{number}/").status_code == 403


@pytest.mark.full
def test_how_a_delegation_comes_is_noted_told_and_forgotten(staff: FlaskClient, event: Event) -> None:
    party = delegation(event, 2)
    code, address = party.code, f"{desk(event)}parties/{party.code}/"
    sent = {**opened(staff, address), "hotel": "Khách sạn Cửu Long", "second_phone": "+855 12 345 678"}
    saved = staff.post(address, data=sent)
    assert saved.status_code == 303
    assert staff.post(address, data={**opened(staff, address), "second_phone": "12"}).status_code == 422
    assert staff.get(f"{address}list.pdf").mimetype == "application/pdf"
    registration = db.session.scalars(db.select(Registration).filter_by(code=code)).one()
    told = next(part for part in own_data.parts(registration) if part.key == "journey")
    assert told.rows[0]["hotel"] == "Khách sạn Cửu Long"
    db.session.rollback()


def rows_of(event: Event) -> Iterator[dict[str, str]]:
    yield {"name": "Xe 3", "departs_at": "2027-02-02T06:00", "arrives_at": "2027-02-02T05:00"}
    yield {"name": ""}
    yield {"name": "Xe 3", "seats": "0"}
    yield {"name": "Xe 3", "phone": "12"}
    yield {"name": "x" * 81}


@pytest.mark.full
def test_a_coach_is_entered_corrected_and_taken_away(staff: FlaskClient, event: Event) -> None:
    new = f"{desk(event)}coaches/new"
    for wrong in rows_of(event):
        assert staff.post(new, data={**opened(staff, new), **wrong}).status_code == 422, wrong
    sent = {**opened(staff, new), "name": "Xe 3", "seats": "16", "phone": "0912 345 678"}
    for _ in range(2):
        assert staff.post(new, data=sent).status_code == 303
    (made,) = db.session.scalars(db.select(Coach).filter_by(event_id=event.id))
    assert (made.phone, made.seats) == ("+84912345678", 16)
    address = f"{desk(event)}coaches/{made.id}/"
    db.session.rollback()
    saved = staff.post(address, data={**opened(staff, address), "plate": "84B-123.45"})
    assert "Undo" in staff.get(saved.location).get_data(as_text=True)
    assert post(staff, f"{address}removal", address).status_code == 303
    assert db.session.scalar(db.select(db.func.count()).select_from(Coach)) == 0


def test_the_page_asks_no_more_with_more_delegations(
    staff: FlaskClient, event: Event, query_recorder: list[str]
) -> None:
    for number in range(4):
        coach(event, delegation(event, 2, f"Đoàn {number}"), name=f"Xe {number}")
    staff.get(desk(event))
    query_recorder.clear()
    assert staff.get(desk(event)).status_code == 200
    assert len(query_recorder) <= 8, "\n".join(query_recorder)
