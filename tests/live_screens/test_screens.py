"""What the officer, a volunteer, an escort and the room see, and how it is kept as it is at the door."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.checkin import services
from showcase.checkin.models import Gate, Scan
from showcase.core import lanes
from showcase.core.database import db, write
from showcase.live import broadcast as broadcasting
from showcase.live.broadcast import Broadcast, broadcast
from showcase.live.models import Arrival
from showcase.live.screen import Audience, View
from showcase.protocol.models import Introduction
from showcase.registration.models import Attendee
from tests.checkin.door import TOKEN, check_in, make_gate, make_guest, minutes, scan_of
from tests.checkin.test_door_page import text_of
from tests.factories import make_event
from tests.live_screens.day import make_escort
from tests.staff.cast import post, sign_in


@pytest.fixture
def gate() -> Gate:
    return make_gate(make_event())


@pytest.fixture
def lady(gate: Gate) -> Attendee:
    return make_guest(gate.event, vip=True, honorific="Bà", office="Chủ tịch Hội người Việt Nam tại Houston")


def screen(client: FlaskClient, gate: Gate, page: str = "") -> str:
    broadcast.forget()
    return text_of(client.get(f"/staff/now/{gate.event.slug}/{page}", headers={"Accept-Language": "vi"}))


def test_the_officer_sees_who_is_here_and_calls_the_escort_of_who_is_not(
    client: FlaskClient, gate: Gate, lady: Attendee
) -> None:
    sign_in(client, Role.ORGANISER)
    make_escort(lady)
    page = client.get("/staff/now/", follow_redirects=True).get_data(as_text=True)
    assert 'href="tel:+84912000111"' in page
    assert "introduction__line--absent" in page
    check_in(scan_of(lady, gate))
    told = screen(client, gate)
    assert "Bà Đặng Thị Hường vừa đến Bàn đón tiếp số 1" in told
    assert "Danh sách giới thiệu đại biểu 1 / 1" in told
    assert "1 / 1 đã đến" in told


def test_a_volunteer_sees_numbers_and_the_room_sees_no_more(client: FlaskClient, gate: Gate, lady: Attendee) -> None:
    check_in(scan_of(lady, gate), scan_of(make_guest(gate.event, "Sơn Thị Sa Vương", state="pending"), gate))
    sign_in(client, Role.GATE)
    for page in ("", "board"):
        told = screen(client, gate, page)
        assert "1 / 1" in told
        assert "Hường" not in told
        assert "Sa Vương" not in told
    sent = client.get(f"/staff/now/{gate.event.slug}/parts").get_data(as_text=True)
    assert "Hường" not in sent


def test_an_editor_sees_the_day_only_as_an_escort(client: FlaskClient, gate: Gate, lady: Attendee) -> None:
    editor = sign_in(client, Role.EDITOR)
    assert client.get(f"/staff/now/{gate.event.slug}/").status_code == 403
    make_escort(lady, editor)
    check_in(scan_of(lady, gate))
    assert "Bà Đặng Thị Hường vừa đến" in screen(client, gate)


def test_the_escort_is_told_until_the_guest_has_been_met(client: FlaskClient, gate: Gate, lady: Attendee) -> None:
    make_escort(lady, sign_in(client, Role.GATE))
    assert "vừa đến" not in screen(client, gate)
    check_in(scan_of(lady, gate))
    assert "Bà Đặng Thị Hường vừa đến" in screen(client, gate)
    home = f"/staff/now/{gate.event.slug}/"
    done = post(client, home + "met", page=home, data={"attendee": lady.id}, follow_redirects=True)
    assert "vừa đến" not in text_of(done)
    assert "Đặng Thị Hường" in text_of(done), "whoever pressed the wrong button can take it back"
    check_in(scan_of(lady, gate, direction="exit"))
    check_in(scan_of(lady, gate))
    assert "vừa đến" not in screen(client, gate), "who has been met is no news on coming back"
    post(client, home + "unmet", page=home, data={"attendee": lady.id})
    assert "vừa đến" in screen(client, gate)


def test_only_officers_and_the_own_escort_say_that_a_guest_was_met(
    client: FlaskClient, gate: Gate, lady: Attendee
) -> None:
    check_in(scan_of(lady, gate))
    sign_in(client, Role.GATE)
    home = f"/staff/now/{gate.event.slug}/"
    assert post(client, home + "met", page=home, data={"attendee": lady.id}).status_code == 403
    sign_in(client, Role.ORGANISER)
    for forged in ("", "x", "٣", "9" * 30, "0", f"{lady.id}\0"):
        assert post(client, home + "met", page=home, data={"attendee": forged}).status_code == 404
    other = make_event()
    assert post(client, f"/staff/now/{other.slug}/met", page=home, data={"attendee": lady.id}).status_code == 404


def test_a_scan_taken_back_and_one_of_an_hour_ago_are_no_news(gate: Gate, lady: Attendee) -> None:
    (result,) = check_in(scan_of(lady, gate))
    assert db.session.query(Arrival).count() == 1
    write()
    services.annul(db.session.get_one(Scan, result.id), TOKEN)
    db.session.commit()
    assert db.session.query(Arrival).count() == 0
    check_in(scan_of(lady, gate, offline=True, at=minutes(-60).isoformat()))
    assert db.session.query(Arrival).count() == 0


def test_who_asks_again_is_told_only_what_is_new(client: FlaskClient, gate: Gate, lady: Attendee) -> None:
    sign_in(client, Role.ORGANISER)
    address = f"/staff/now/{gate.event.slug}/parts"
    first = client.get(address)
    same = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert same.headers["X-Moment"]
    check_in(scan_of(lady, gate))
    broadcast.forget()
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert first.json["parts"]["counts"] != changed.json["parts"]["counts"]


def test_without_scripts_the_page_is_asked_again_by_hand_or_by_itself(client: FlaskClient, gate: Gate) -> None:
    sign_in(client, Role.ORGANISER)
    address = f"/staff/now/{gate.event.slug}/"
    page = client.get(address)
    assert "Refresh" not in page.headers
    assert f'href="{address}?by-itself=1"' in page.get_data(as_text=True)
    assert client.get(f"{address}?by-itself=1").headers["Refresh"] == "15"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broadcast]:
    """A broadcast whose reader does not wait for whole seconds."""
    monkeypatch.setattr(broadcasting, "PAUSE", 0.02)
    monkeypatch.setattr(broadcasting, "BEAT", 0.2)
    yield (made := Broadcast())
    made.forget()


def test_a_stream_tells_a_scan_and_its_reader_rests_when_nobody_looks(
    app: Flask, quick: Broadcast, gate: Gate, lady: Attendee
) -> None:
    stream = quick.stream(app, View(gate.event.slug, "vi", Audience.OFFICER), None)
    assert stream is not None
    told = (json.loads(frame[6:]) for frame in stream if frame.startswith(b"data: "))
    assert "<strong>0</strong>" in next(told)["parts"]["counts"]
    assert next(told)["parts"] == {}, "a beat says that nothing has changed"
    check_in(scan_of(lady, gate))
    news = next(one for one in told if one["parts"])
    assert "<strong>1</strong>" in news["parts"]["counts"]
    assert "shares" in news["parts"]
    assert "settle" not in news["parts"], "what has not changed is not sent"
    stream.close()
    for _ in range(100):
        if not quick.is_reading:
            break
        quick._change.acquire()
        quick._change.wait(0.02)
        quick._change.release()
    assert not quick.is_reading


def test_there_are_only_so_many_streams(app: Flask, quick: Broadcast, gate: Gate) -> None:
    view = View(gate.event.slug, "vi", Audience.BOARD)
    streams = [quick.stream(app, view, None) for _ in range(lanes.MOST_STREAMS)]
    assert quick.stream(app, view, None) is None
    one = streams[0]
    assert one is not None
    one.close()
    again = quick.stream(app, view, None)
    assert again is not None
    for stream in (*streams, again):
        if stream:
            stream.close()


def test_a_stream_is_for_those_who_can_read_it(client: FlaskClient, gate: Gate) -> None:
    sign_in(client, Role.GATE)
    assert client.get(f"/staff/now/{gate.event.slug}/stream").status_code == 406
    answer = client.get(f"/staff/now/{gate.event.slug}/stream", headers={"Accept": "text/event-stream"})
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()
    assert broadcast.watching == 0


@pytest.mark.full
def test_the_list_of_introduction_is_protocols_with_substitutes_and_what_the_mc_has(
    client: FlaskClient, gate: Gate, lady: Attendee
) -> None:
    sign_in(client, Role.ORGANISER)
    write()
    db.session.add(Introduction(event_id=gate.event_id, attendee_id=lady.id))
    seat = {"name": "Lê Một", "title": "Chủ tịch", "substitute_name": "Phan Ba", "substitute_title": "Phó Chủ tịch"}
    db.session.add(Introduction(event_id=gate.event_id, **seat))
    db.session.commit()
    check_in(scan_of(lady, gate))
    told = screen(client, gate)
    assert "Danh sách giới thiệu đại biểu 1 / 2" in told
    assert "Phan Ba Phó Chủ tịch thay cho: Chủ tịch" in told
    assert "Chưa gửi gì cho MC." in told
    post(client, f"/staff/protocol/{gate.event.slug}/copies/", data={"after": "0"})
    assert "Từ đó chưa có gì thay đổi." in screen(client, gate)
