"""The duplicates desk as an officer uses it: look, choose, join, part, tell apart."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from showcase.core import clock
from showcase.core.database import db
from showcase.registration import merging, services
from showcase.registration.models import Event, Merge, Registration
from showcase.registration.rules import Person, State
from tests.factories import make_event, make_party
from tests.staff.cast import fields_of, mark_of, sign_in

PHONE = "+17145550123"


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client)
    return client


def noted(event: Event, *people: Person, **changes: str | None) -> Registration:
    party = replace(make_party(event), people=people, **{"contact_phone": PHONE, **changes})
    registration = services.register(party, clock.now())
    db.session.commit()
    return registration


def two(**changes: str | None) -> tuple[Registration, Registration]:
    event = make_event(capacity=10)
    one = noted(event, Person("Đặng Thị Hường"), Person("Trần Văn Bảy"))
    return one, noted(event, Person("Huong Dang", second_name="Helen"), Person("Nguyễn Bảo Trân"), **changes)


def test_an_officer_makes_one_answer_of_two_and_two_of_one(staff: FlaskClient, query_recorder: list[str]) -> None:
    kept, gone = two(contact_email="helen@example.org")
    listed = staff.get(f"/staff/guests/twice/?event={kept.event.slug}").text
    address = f"/staff/guests/twice/{kept.code}/{gone.code}/"
    assert address in listed
    query_recorder.clear()
    page = staff.get(address)
    assert len(query_recorder) <= 24, len(query_recorder)  # of two whole parties, however many people they name
    sent = fields_of(page)
    same, moved = gone.people
    assert sent[f"pair-{same.id}"] == str(kept.people[0].id)
    assert sent[f"pair-{moved.id}"] == ""
    assert sent["party-contact_email"] == "kept"
    sent |= {"party-contact_email": "gone", f"person-{same.id}-name": "gone"}
    for _pressed_twice in range(2):
        assert staff.post(address, data=sent).status_code == 303
    assert [one.name for one in kept.people] == ["Huong Dang", "Trần Văn Bảy", "Nguyễn Bảo Trân"]
    assert kept.contact_email == "helen@example.org"
    assert db.session.scalars(db.select(Merge)).one().kept_id == kept.id
    assert gone.code in staff.get(f"/staff/guests/{kept.code}/").text
    record = merging.of_kept(kept)[0]
    parting = f"/staff/guests/twice/joined/{record.id}/"
    answered = staff.post(parting, data={"csrf_token": mark_of(staff.get(parting))})
    assert (answered.status_code, gone.state, len(gone.people)) == (303, State.CONFIRMED, 2)
    assert "đúng như trước" in staff.get(answered.location).text


def test_what_has_changed_meanwhile_is_shown_before_anything_is_joined(staff: FlaskClient) -> None:
    kept, gone = two()
    address = f"/staff/guests/twice/{kept.code}/{gone.code}/"
    sent = fields_of(staff.get(address))
    services.cancel(gone, clock.now())
    db.session.commit()
    answered = staff.post(address, data=sent)
    assert answered.status_code == 409
    assert "vừa được sửa" in answered.text
    again = staff.get(address)
    assert "không giữ chỗ" in again.text
    assert db.session.scalar(db.select(db.func.count(Merge.id))) == 0
    for forged in ("pair-1", "person-x-name", f"pair-{gone.attendees[0].id}", "answer-9-٣"):
        assert staff.post(address, data={**sent, forged: "\0𝟙"}).status_code == 409
    for strange in ("no-such", "%00", "x" * 300):
        assert staff.get(f"/staff/guests/twice/{kept.code}/{strange}/").status_code == 404


def test_two_people_are_noted_and_that_is_taken_back(staff: FlaskClient) -> None:
    kept, gone = two()
    address = f"/staff/guests/twice/{kept.code}/{gone.code}/"
    mark = {"csrf_token": mark_of(staff.get(address))}
    assert staff.post(f"{address}two-people", data=mark).status_code == 303
    assert "cùng số điện thoại" not in staff.get("/staff/guests/twice/").text
    page = staff.get("/staff/guests/twice/settled").text
    assert "Đã xác định là hai người" in page
    assert f"{address}" in page
    assert staff.post(f"{address}doubt", data=mark).status_code == 303
    assert "cùng số điện thoại" in staff.get("/staff/guests/twice/").text


def test_the_old_link_leads_to_the_one_answer_only_where_it_is_the_same_family(
    client: FlaskClient, staff: FlaskClient
) -> None:
    kept, gone = two(contact_email="helen@example.org", contact_phone="+17145550999")
    token, mine = services.private_token(gone), services.private_token(kept)
    address = f"/staff/guests/twice/{kept.code}/{gone.code}/"
    staff.post(address, data=fields_of(staff.get(address)))
    page = client.get(f"/en/r/{token}/")
    assert (page.status_code, kept.code in page.text, "Trần Văn Bảy" in page.text, mine in page.text) == (
        200,
        True,
        False,
        False,
    )
    assert page.headers["Cache-Control"] == "no-store"
    gone.contact_phone = PHONE
    db.session.rollback()
    same, later = two()
    address = f"/staff/guests/twice/{same.code}/{later.code}/"
    staff.post(address, data=fields_of(staff.get(address)))
    led = client.get(f"/en/r/{services.private_token(later)}/")
    assert led.location.startswith(f"/en/r/{services.private_token(same)}/")
