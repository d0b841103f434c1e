"""The door in a browser without JavaScript: every way in leads to the same verdict."""

import io
import re
from uuid import uuid4

import pytest
import qrcode
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.rules import Role
from showcase.checkin.models import Annulment, Gate, Scan
from showcase.core.database import db
from showcase.registration import tickets
from showcase.registration.models import Attendee, Event
from tests.checkin.door import check_in, code_of, make_gate, make_guest, scan_of
from tests.staff.cast import post, sign_in


@pytest.fixture
def door(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.GATE)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "vi"
    return client


def scan(door: FlaskClient, gate: Gate, follow: bool = True, **data: object) -> TestResponse:
    return post(
        door,
        f"/staff/checkin/gates/{gate.slug}/scans",
        page=f"/staff/checkin/gates/{gate.slug}/",
        data=data,
        follow_redirects=follow,
        content_type="multipart/form-data",
    )


def text_of(page: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)))


def test_with_one_desk_the_door_opens_there(door: FlaskClient, gate: Gate) -> None:
    assert door.get("/staff/checkin/gates/").location == f"/staff/checkin/gates/{gate.slug}/"
    make_gate(gate.event)
    assert "Bàn đón tiếp số 1" in text_of(door.get("/staff/checkin/gates/"))


def test_a_guest_is_welcomed_by_name(door: FlaskClient, gate: Gate, event: Event) -> None:
    guest = make_guest(event, called="Bà", no_photo=True)
    page = text_of(scan(door, gate, code=code_of(guest)))
    assert "MỜI VÀO / WELCOME" in page
    assert "Đặng Thị Hường" in page
    assert "“Dạ, con chào bà Hường, mời bà vào.”" in page
    assert "không chụp riêng" in page


def test_the_second_scan_says_when_and_where(door: FlaskClient, gate: Gate, guest: Attendee) -> None:
    scan(door, gate, code=code_of(guest))
    page = text_of(scan(door, gate, code=code_of(guest)))
    assert re.search(r"Đã vào lúc \d\d:\d\d:\d\d, Bàn đón tiếp số 1", page)
    assert "MỜI VÀO" not in page


def test_a_refusal_is_kind_to_the_guest_and_plain_to_the_volunteer(door: FlaskClient, gate: Gate) -> None:
    page = text_of(scan(door, gate, code="12345678"))
    assert "Kính mời Ông/Bà sang Bàn Hỗ trợ bên phải. Xin lỗi đã để Ông/Bà chờ." in page
    assert "Mã này không phải Thẻ tham dự" in page
    assert "từ chối" not in page.lower()


def test_nothing_readable_gets_an_answer_too(door: FlaskClient, gate: Gate) -> None:
    response = scan(door, gate, code=" ")
    assert response.status_code == 422
    assert "sang Bàn Hỗ trợ" in text_of(response)


def test_a_typed_short_code(door: FlaskClient, gate: Gate, guest: Attendee) -> None:
    assert "MỜI VÀO" in text_of(scan(door, gate, code=tickets.short_code(guest.id, 1).lower()))


def test_a_photographed_ticket(door: FlaskClient, gate: Gate, guest: Attendee) -> None:
    picture = io.BytesIO()
    qrcode.make(code_of(guest)).save(picture, format="PNG")
    picture.seek(0)
    assert "MỜI VÀO" in text_of(scan(door, gate, photo=(picture, "the.png")))


@pytest.mark.parametrize("content", [b"no picture", b"\x89PNG\r\n\x1a\n" + b"0" * 100, b""])
def test_a_photo_that_cannot_be_read(content: bytes, door: FlaskClient, gate: Gate) -> None:
    assert scan(door, gate, photo=(io.BytesIO(content), "x.png")).status_code == 422


def test_names_are_looked_up_from_three_letters(door: FlaskClient, gate: Gate, guest: Attendee) -> None:
    address = f"/staff/checkin/gates/{gate.slug}/"
    assert "Đặng" not in text_of(door.get(address))
    assert "Đặng" not in text_of(door.get(f"{address}?q=da"))
    for words in ("dang huong", "huong dang", "Hường"):
        page = door.get(f"{address}?q={words}")
        assert "Đặng Thị Hường" in text_of(page)
    assert "MỜI VÀO" in text_of(scan(door, gate, attendee=guest.id, via="search"))


def test_the_rest_of_a_party_is_let_in_together(door: FlaskClient, gate: Gate, event: Event) -> None:
    mother = make_guest(event, "Thạch Thị Sa Ri", "Thạch Minh", "Thạch An")
    page = scan(door, gate, code=code_of(mother))
    assert "Thạch Minh" in text_of(page)
    first = str(page.request.path).rsplit("/", 1)[1]
    others = [one.id for one in mother.registration.attendees[1:]]
    again = text_of(scan(door, gate, attendee=others, via=first))
    assert "Đoàn 3 người, đã vào 3" in again


def test_a_form_sent_twice_counts_once(door: FlaskClient, gate: Gate, guest: Attendee) -> None:
    form_id = str(uuid4())
    pages = [text_of(scan(door, gate, code=code_of(guest), id=form_id)) for _ in range(2)]
    assert all("MỜI VÀO" in page for page in pages)
    assert db.session.query(Scan).count() == 1


def test_letting_in_all_the_same(door: FlaskClient, gate: Gate, guest: Attendee) -> None:
    scan(door, gate, code=code_of(guest))
    refused = scan(door, gate, code=code_of(guest))
    page = scan(door, gate, attendee=guest.id, via=str(refused.request.path).rsplit("/", 1)[1], forced="1")
    assert "MỜI VÀO" in text_of(page)


def test_a_mistake_is_taken_back(door: FlaskClient, gate: Gate, guest: Attendee) -> None:
    page = scan(door, gate, code=code_of(guest))
    path = page.request.path
    post(door, f"{path}/annulment", page=path)
    assert db.session.query(Annulment).count() == 1
    assert "MỜI VÀO" in text_of(scan(door, gate, code=code_of(guest)))


def test_another_volunteers_scan_cannot_be_taken_back(door: FlaskClient, gate: Gate, guest: Attendee) -> None:
    (result,) = check_in(scan_of(guest, gate))
    path = f"/staff/checkin/gates/{gate.slug}/scans/{result.id}"
    assert post(door, f"{path}/annulment", page=path).status_code == 404


def test_only_the_page_of_the_door_may_use_the_camera(door: FlaskClient) -> None:
    headers = door.get("/staff/checkin/").headers
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "wasm" not in headers["Content-Security-Policy"]
    assert "camera=()" in door.get("/staff/").headers["Permissions-Policy"]
