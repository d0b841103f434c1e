"""Volunteers' phones in the console: codes for several of them, how each fares, and what looks wrong."""

import re
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.checkin import devices
from showcase.checkin.models import Device, EnrolmentCode, Gate
from showcase.checkin.phone_views import enrolment_address
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.local_time import wall_clock
from showcase.registration.models import Event
from tests.checkin.door import change, code_of, make_gate, make_guest, minutes, scan_of
from tests.factories import make_event
from tests.staff.cast import code_for_phones, mark_of, opened, post, sign_in

PHONES = "/staff/checkin/phones"


def text_of(client: FlaskClient, address: str = PHONES) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(address).get_data(as_text=True)))


def code_on(page: Any) -> str:
    found = re.search(r'class="code-word">([^<]+)<', page.get_data(as_text=True))
    assert found is not None
    return found[1]


def enrol(client: FlaskClient, code: str, name: str = "Máy 1") -> Any:
    return client.post("/api/v1/checkin/devices", json={"code": code, "name": name})


def asks(client: FlaskClient, key: str, **headers: str) -> Any:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/api/v1/checkin/list", headers={"Authorization": f"Bearer {key}", **told})


def test_one_code_sets_up_as_many_phones_as_were_said(staff: FlaskClient, event: Event, gate: Gate) -> None:
    page = code_for_phones(staff, event, phones="2")
    assert "<svg" in page.get_data(as_text=True)
    code = code_on(page)
    first = enrol(staff, code)
    assert first.json["event"].keys() >= {"slug", "title", "ends_at", "timezone"}
    assert [(one["slug"], one["pin_version"], "pin" in one) for one in first.json["gates"]] == [(gate.slug, 1, False)]
    assert "1 of 2 left" in text_of(staff)
    assert code_on(staff.get(page.request.path)) == code, "it can be shown again while it is good"
    assert [enrol(staff, code).status_code for _ in range(2)] == [201, 403]
    assert "code-word" not in staff.get(page.request.path).get_data(as_text=True)


@pytest.mark.full
def test_the_square_leads_to_the_door_and_no_log_sees_the_code(staff: FlaskClient, event: Event) -> None:
    code_for_phones(staff, event)
    write()
    row = db.session.scalars(db.select(EnrolmentCode)).one()
    with staff.application.test_request_context():
        address = enrolment_address(row)
    assert address == f"http://localhost/staff/checkin/#enrol={devices.code_of(row)}"


@pytest.mark.full
def test_a_code_is_good_until_its_time_and_no_longer_than_names_are_given_out(staff: FlaskClient, event: Event) -> None:
    def until(at: Any) -> Any:
        return code_for_phones(staff, event, until=wall_clock(at, event.timezone).isoformat())  # type: ignore[union-attr]

    for faulty in (minutes(-5), event.ends_at + timedelta(hours=3)):
        refused = until(faulty)
        assert refused.status_code == 422
        assert 'id="until-error"' in refused.get_data(as_text=True)
    code = code_on(until(event.ends_at))
    with clock.frozen(event.ends_at + timedelta(minutes=1)):
        assert enrol(staff, code).status_code == 403


@pytest.mark.full
@pytest.mark.parametrize("phones", ["", "0", "101", "9" * 400, "x", "\0", "２"])
def test_what_cannot_be_is_said_beside_the_field(staff: FlaskClient, event: Event, phones: str) -> None:
    answer = code_for_phones(staff, event, phones=phones)
    if phones != "２":
        assert answer.status_code == 422
        assert 'id="phones-error"' in answer.get_data(as_text=True)
    other = staff.post(f"{PHONES}/codes", data=opened(staff, PHONES) | {"event": "x\0"})
    assert other.status_code == 422


@pytest.mark.full
def test_pressed_twice_it_is_one_code(staff: FlaskClient, event: Event) -> None:
    sent = opened(staff, PHONES) | {"event": str(event.id)}
    first, second = (staff.post(f"{PHONES}/codes", data=sent).location for _ in range(2))
    assert first == second
    assert db.session.query(EnrolmentCode).count() == 1


@pytest.mark.full
def test_a_withdrawn_code_sets_up_no_further_phone(staff: FlaskClient, event: Event) -> None:
    page = code_for_phones(staff, event)
    code = code_on(page)
    key = enrol(staff, code).json["key"]
    assert post(staff, f"{page.request.path}/revocation", page=PHONES).status_code == 303
    assert enrol(staff, code).json["code"] == "code_not_valid"
    assert asks(staff, key).status_code == 200, "the one that is set up goes on"


def test_staff_see_how_a_phone_fares(staff: FlaskClient, event: Event, gate: Gate) -> None:
    key = enrol(staff, code_on(code_for_phones(staff, event)), "Máy của Lan").json["key"]
    asks(staff, key, X_Door_Waiting="7", X_Door_List_Age="3600", X_Door_Version="2026.11", X_Door_Instance="odd")
    page = text_of(staff)
    assert "older than half an hour" in page
    assert re.search(r"Máy của Lan .* 7 waiting on it", page)
    assert "not heard of" not in page
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        assert "not heard of, scans waiting" in text_of(staff)
    for odd in ("-1", "x" * 5000, "٣", "99999999999999999999"):
        assert asks(staff, key, X_Door_Waiting=odd).status_code == 200, "what cannot be read is not said"


def test_one_key_on_two_phones_is_noticed_and_nothing_is_lost(staff: FlaskClient, event: Event, gate: Gate) -> None:
    first, second = (enrol(staff, code_on(code_for_phones(staff, event)), name).json for name in ("Một", "Hai"))
    guests = [make_guest(event, name) for name in ("Lý A", "Lý B", "Lý C")]
    bearer = {"Authorization": f"Bearer {first['key']}"}
    for guest in guests[:2]:
        body = {"scans": [scan_of(guest, gate, device_seq=1)]}
        (result,) = staff.post("/api/v1/checkin/scans", json=body, headers=bearer).json["results"]
        assert result["verdict"] == "admitted"
    assert text_of(staff).count("key on two phones") == 1
    for instance in ("6f9619ff-8b86-d011-b42d-00cf4fc964ff", "7f9619ff-8b86-d011-b42d-00cf4fc964ff"):
        assert asks(staff, second["key"], X_Door_Instance=instance).status_code == 200
    assert text_of(staff).count("key on two phones") == 2
    assert db.session.get_one(Device, second["device"]["id"]).instance.startswith("6f")


@pytest.mark.full
def test_walk_ins_above_the_places_are_allowed_phone_by_phone(staff: FlaskClient, event: Event, gate: Gate) -> None:
    told = enrol(staff, code_on(code_for_phones(staff, event))).json
    for allowed in ("1", "1", "0"):
        address = f"{PHONES}/{told['device']['id']}/exceeding"
        assert post(staff, address, page=PHONES, data={"allowed": allowed}).status_code == 303
        db.session.expire_all()
        assert db.session.get_one(Device, told["device"]["id"]).may_exceed is (allowed == "1")


def test_staff_make_their_own_browser_a_phone_in_one_press(client: FlaskClient, event: Event, gate: Gate) -> None:
    sign_in(client, Role.GATE)
    mark = {"csrf_token": mark_of(client.get("/staff/"))}
    told = client.post(f"{PHONES}/own", data={**mark, "event": event.slug, "name": "Bàn trưởng"})
    assert told.status_code == 201
    assert told.headers["Cache-Control"] == "no-store"
    assert [one["pin"] for one in told.json["gates"]] == [gate.pin]
    assert asks(client, told.json["key"]).status_code == 200
    led = client.post(f"{PHONES}/own", data=mark, headers={"Accept": "text/html,*/*"})
    assert led.status_code == 303
    assert enrol(client, led.location.split("#enrol=")[1]).status_code == 201
    assert client.post(f"{PHONES}/own", data={"event": event.slug}).status_code == 403
    assert client.post(f"{PHONES}/own", data={**mark, "event": "khong-co"}).status_code == 404
    assert client.get(PHONES).status_code == 403, "who receives guests arranges nothing"


def test_a_desk_is_opened_by_its_pin_and_guessing_is_slowed_down(staff: FlaskClient, event: Event, gate: Gate) -> None:
    change(gate, pin="012345")
    key = enrol(staff, code_on(code_for_phones(staff, event))).json["key"]

    def opening(pin: Any, slug: str = gate.slug, bearer: str = key) -> Any:
        address = f"/api/v1/checkin/gates/{slug}/opening"
        return staff.post(address, json={"pin": pin}, headers={"Authorization": f"Bearer {bearer}"})

    assert opening(" 012 345 ").json == {"gate": gate.slug, "pin_version": 1}
    assert opening("000000").json["code"] == "pin_wrong"
    assert opening(12345).status_code == 422
    assert opening("012345", make_gate(make_event()).slug).status_code == 404
    assert opening("012345", "x%00").status_code == 404
    assert opening("\0").json["code"] == "pin_wrong"
    assert opening("012345").status_code == 200, "a right one begins anew"
    answers = [opening("111111").status_code for _ in range(11)]
    assert answers[-1] == 429
    page = f"/staff/events/{event.slug}/gates/{gate.slug}/"
    assert "012 345" in text_of(staff, page)
    assert post(staff, f"{page}pin", page).status_code == 303
    db.session.expire_all()
    renewed = db.session.get_one(Gate, gate.id)
    assert renewed.pin != "012345"
    assert renewed.pin_version == 2


def test_names_end_two_hours_after_the_event_and_scans_never(staff: FlaskClient, event: Event, gate: Gate) -> None:
    key, guest = enrol(staff, code_on(code_for_phones(staff, event))).json["key"], make_guest(event)
    with clock.frozen(event.ends_at + timedelta(hours=2, minutes=1)):
        over = asks(staff, key)
        assert (over.status_code, over.json["code"]) == (403, "event_over")
        bearer = {"Authorization": f"Bearer {key}"}
        party = staff.get(f"/api/v1/checkin/parties?attendee={guest.id}", headers=bearer)
        assert (party.status_code, party.json["code"]) == (403, "event_over")
        body = {"scans": [scan_of(code_of(guest), gate)]}
        (result,) = staff.post("/api/v1/checkin/scans", json=body, headers=bearer).json["results"]
        assert result["verdict"] == "admitted"


def test_a_phone_without_a_network_takes_a_scan_back_by_its_own_clock(
    staff: FlaskClient, event: Event, gate: Gate
) -> None:
    key, guest = enrol(staff, code_on(code_for_phones(staff, event))).json["key"], make_guest(event)
    bearer = {"Authorization": f"Bearer {key}"}
    wrong = clock.now() - timedelta(hours=2)  # its clock
    scan = scan_of(guest, gate, at=wrong.isoformat(), offline=True, forced=True)
    staff.post("/api/v1/checkin/scans", json={"scans": [scan]}, headers=bearer)

    def take_back(at: Any) -> Any:
        return staff.post(f"/api/v1/checkin/scans/{scan['id']}/annulment", json={"at": at}, headers=bearer)

    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert take_back((wrong + timedelta(minutes=16)).isoformat()).json["code"] == "too_late"
        assert take_back("yesterday").status_code == 422
        assert take_back((wrong + timedelta(minutes=3)).isoformat()).status_code == 201


@pytest.mark.full
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_instruction_is_one_page_with_the_code_and_never_a_pin(
    staff: FlaskClient, event: Event, gate: Gate, language: str
) -> None:
    change(gate, pin="830271")
    write()
    event.set_text("title", language, "Họp mặt kiều bào " * 12)
    db.session.commit()
    page = code_for_phones(staff, event)
    sheet = staff.get(f"{page.request.path}/instruction-{language}.pdf")
    assert sheet.headers["Cache-Control"] == "no-store"
    document = pypdfium2.PdfDocument(sheet.data)
    assert len(document) == 1
    said = document[0].get_textpage().get_text_range()
    assert code_on(page) in said
    assert ("Năm bước" if language == "vi" else "Five steps") in said
    assert "830271" not in said.replace(" ", "")
    picture = document[0].render(scale=3).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == f"http://localhost/staff/checkin/#enrol={code_on(page).replace(' ', '')}"
    post(staff, f"{page.request.path}/revocation", page=PHONES)
    assert staff.get(f"{page.request.path}/instruction-{language}.pdf").status_code == 404
