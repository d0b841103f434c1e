"""The door's screens in a real browser: what the volunteer sees, what is turned to the guest, and what is kept."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Browser, expect

from showcase.checkin import devices, practice
from showcase.checkin.models import Device, Gate, Scan
from showcase.core.database import db, write
from showcase.registration import tickets
from tests.checkin.door import change, check_in, code_of, make_gate, make_guest, scan_of
from tests.checkin.door_page import DoorPage
from tests.checkin.phone import admissions
from tests.live import is_clean

pytestmark = pytest.mark.browser
FAMILY = ("Trần Thị Kim Liên", "Trần Quốc Việt", "Nguyễn Thị Ngọc Ánh", "Trần Bảo Châu", "Trần Gia Hân", "Lê Văn Út")
Opener = Callable[..., DoorPage]


@pytest.fixture
def door(browser: Browser, url: str) -> Iterator[Opener]:
    """Opens phones; they close after the test."""
    phones = []

    def opened(**options: Any) -> DoorPage:
        phones.append(DoorPage(browser, url, **options))
        return phones[-1]

    yield opened
    for phone in phones:
        phone.close()


def test_five_of_a_family_of_six_come_now_and_the_sixth_later(door: Opener, desk: Gate) -> None:
    mother = make_guest(desk.event, *FAMILY, called="Bà")
    uncle = mother.registration.attendees[5]
    phone = door()
    phone.set_up(desk)
    answer = phone.scan(code_of(mother))
    expect(answer.get_by_role("heading")).to_have_text("MỜI VÀO / WELCOME Trần Thị Kim Liên")
    expect(answer.get_by_role("heading")).to_be_focused()
    expect(answer).to_contain_text("“Dạ, con chào bà Liên, mời bà vào.”")
    expect(answer).to_contain_text("Đoàn 6 người, đã vào 1")
    answer.get_by_label("Lê Văn Út").uncheck()
    phone.press("Mời vào thêm 4 người")
    expect(answer).to_contain_text("Đoàn 6 người, đã vào 5")
    assert len(admissions()) == 5
    phone.press("Rút lại 4 người")
    expect(answer).to_contain_text("Đoàn 6 người, đã vào 1")
    answer.get_by_label("Lê Văn Út").uncheck()
    phone.press("Mời vào thêm 4 người")
    expect(answer).to_contain_text("Đoàn 6 người, đã vào 5")
    phone.press("Khách tiếp theo")
    phone.shows("scan")
    assert "Liên" not in phone.page.locator(".door-app__main [data-screen=verdict]").inner_text()
    answer = phone.scan(code_of(mother))
    expect(answer.get_by_role("heading")).to_contain_text("Đã vào rồi")
    expect(answer).to_contain_text("Điện thoại của Lan")  # who let her in
    answer.get_by_label("Lê Văn Út").check()
    phone.press("Mời vào thêm 1 người")
    expect(answer).to_contain_text("Đoàn 6 người, đã vào 6")
    assert admissions() == {person.id: 1 for person in mother.registration.attendees}
    assert uncle.id in admissions()


def test_what_is_turned_to_a_guest_is_kind_and_never_says_why(door: Opener, desk: Gate) -> None:
    guest = make_guest(desk.event, state="cancelled", called="Bà")
    khmer = make_guest(desk.event, "Thạch Thị Sa Ri", state="cancelled")
    change(khmer.registration, locale="km")
    phone = door()
    phone.set_up(desk)
    answer = phone.scan(code_of(guest))
    assert phone.kind == "stop"
    expect(answer).to_contain_text("Gia đình đã báo không về dự.")
    phone.press("Cho khách xem")
    said = "Kính mời Bà sang Bàn Hỗ trợ bên phải. Xin lỗi đã để Bà chờ."
    english = "Please come to the help desk on your right. Sorry to keep you waiting."
    assert phone.text() == f"{said} {english} Quay lại kết quả"
    assert is_red(phone) is False
    phone.press("Quay lại kết quả")
    expect(answer.get_by_role("heading")).to_contain_text("Đặng Thị Hường")
    phone.scan(code_of(khmer))
    expect(phone.page.locator("[lang=km]:visible")).to_have_count(1)
    expect(phone.page.locator(".judged [lang=en]:visible")).to_have_count(0)


def is_red(phone: DoorPage) -> bool:
    """Whether anything that is seen has red as its ground."""
    return bool(
        phone.page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()).some((one) => {
              const ground = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
              const [red, green, blue, alpha = 1] = ground;
              return alpha > 0 && red > 120 && red > 2 * green && red > 2 * blue;
            })"""
        )
    )


@pytest.mark.full
def test_the_red_that_is_looked_for_is_found(door: Opener, desk: Gate) -> None:
    phone = door()
    phone.set_up(desk)
    phone.scan("12345678")
    assert is_red(phone)


@pytest.mark.full
def test_a_bad_code_does_not_stop_the_next(door: Opener, desk: Gate) -> None:
    guest = make_guest(desk.event)
    phone = door()
    phone.set_up(desk)
    for bad, reason in (
        ("12345678", "không phải Thẻ tham dự"),
        (code_of(guest)[:-1] + str((int(code_of(guest)[-1]) + 1) % 10), "không phải do Ban Tổ chức làm"),
        ("7" * 600, "Chưa đọc được"),
    ):
        expect(phone.scan(bad)).to_contain_text(reason)
        assert phone.kind == "stop"
    expect(phone.scan(code_of(guest))).to_contain_text("MỜI VÀO")
    phone.press("Khách tiếp theo")
    code = code_of(guest)
    pasted = f"{code[:100]}\u200b {code[100:]}".translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    phone.page.locator("#scan-code-field").fill(pasted)  # full-width, and broken by a messenger
    phone.page.locator("#scan-code-field").press("Enter")
    expect(phone.answer).to_contain_text("Đã vào rồi")


@pytest.mark.full
def test_a_photographed_ticket(door: Opener, desk: Gate, tmp_path: Path) -> None:
    guest = make_guest(desk.event)
    ticket, wall = tmp_path / "ticket.png", tmp_path / "wall.png"
    qrcode.make(code_of(guest)).save(str(ticket))
    Image.new("L", (300, 300), 90).save(wall)
    phone = door()
    phone.set_up(desk)
    phone.page.locator("#scan-photo").set_input_files(wall)
    expect(phone.page.locator("#scan-code-fault")).to_contain_text("Không thấy mã trong ảnh.", timeout=20_000)
    phone.page.locator("#scan-photo").set_input_files(ticket)
    expect(phone.answer).to_contain_text("MỜI VÀO", timeout=20_000)


@pytest.mark.full
def test_letting_in_all_the_same_and_taking_it_back(door: Opener, desk: Gate) -> None:
    guest = make_guest(desk.event, state="waitlisted")
    phone = door()
    phone.set_up(desk)
    answer = phone.scan(code_of(guest))
    assert phone.kind == "look"
    phone.press("Vẫn mời vào")
    expect(answer).to_contain_text("Cho vào theo quyết định tại bàn.")
    assert admissions() == {guest.id: 1}
    phone.press("Rút lại")
    expect(answer.get_by_role("heading")).to_contain_text("Đã rút lại")
    assert admissions() == {}


@pytest.mark.full
def test_a_plain_welcome_goes_away_by_itself_and_nothing_else_does(door: Opener, desk: Gate) -> None:
    alone, family = make_guest(desk.event), make_guest(desk.event, "Trần Văn An", "Lê Thị Bé")
    phone = door(closes_after=1)
    phone.set_up(desk)
    phone.scan(code_of(family))
    phone.page.wait_for_timeout(1500)
    phone.shows("verdict")
    phone.scan(code_of(alone))
    phone.shows("scan")
    phone.page.locator("#scan-last").click()
    expect(phone.answer).to_contain_text("Đặng Thị Hường")
    phone.page.wait_for_timeout(1500)
    phone.shows("verdict")  # whoever calls it back wants to read it
    phone.press("Rút lại")
    expect(phone.answer).to_contain_text("Đã rút lại")
    assert alone.id not in admissions()


@pytest.mark.full
def test_a_guest_without_a_ticket_is_found_by_name(door: Opener, desk: Gate) -> None:
    alone = make_guest(desk.event, "Nguyễn Thị Hoa", age_band="60+")
    other = make_guest(desk.event, "Nguyễn Thị Hòa", "Trần Văn Đức")
    make_guest(desk.event, "Nguyễn Thị Hoài", "Trần Văn Tám")
    phone = door()
    phone.set_up(desk)
    phone.go("find")
    field = phone.page.get_by_role("searchbox")
    found = phone.page.locator("#find-list button")
    field.fill("ho")
    expect(phone.page.locator("#find-said")).to_have_text("Xin gõ ít nhất ba chữ cái của tên.")
    expect(found).to_have_count(0)
    field.fill("hoa nguyen")
    expect(found).to_have_count(3)
    expect(found.filter(has_text="Nguyễn Thị Hoài")).to_have_text("Nguyễn Thị Hoài đoàn 2 người")
    expect(found.filter(has_text="đi một mình")).to_contain_text("Hoa Kỳ · 60 tuổi trở lên")
    found.filter(has_text="Trần Văn Đức").click()
    phone.shows("people")
    phone.page.get_by_label("Trần Văn Đức").check()
    phone.press("Mời vào 2 người")
    expect(phone.answer).to_contain_text("Đoàn 2 người, đã vào 2")
    phone.press("Khách tiếp theo")
    phone.go("find")
    field.fill("hoa nguyen")
    expect(found.filter(has_text="Nguyễn Thị Hòa")).to_contain_text("Đã vào rồi")
    found.filter(has_text="đi một mình").click()
    expect(phone.answer).to_contain_text("MỜI VÀO")
    assert admissions().keys() == {alone.id, *(person.id for person in other.registration.attendees)}


@pytest.mark.full
def test_what_waits_is_listed_until_it_is_sent_and_what_the_office_sees_otherwise_is_said(
    door: Opener, desk: Gate
) -> None:
    guest, cancelled = make_guest(desk.event), make_guest(desk.event, "Lê Văn Bảy")
    phone = door()
    phone.set_up(desk)
    change(cancelled.registration, state="cancelled")
    phone.context.set_offline(True)
    expect(phone.scan(code_of(guest))).to_contain_text("Máy tự xét khi mất mạng.")
    assert phone.kind == "go"
    phone.scan(code_of(cancelled))
    phone.press("Khách tiếp theo")
    phone.go("waiting")
    waiting = phone.page.locator("#scans-waiting li")
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text("Đặng Thị Hường")
    phone.context.set_offline(False)
    expect(waiting).to_have_count(0)
    otherwise = phone.page.locator("#scans-words li")
    expect(otherwise).to_contain_text("Lê Văn Bảy")
    expect(otherwise).to_contain_text("Gia đình đã báo không về dự.")
    phone.go("scan")
    expect(phone.page.locator("#scan-word")).to_have_text("Có 1 lượt quét Ban Tổ chức ghi khác")
    phone.page.locator("#scan-word").click()
    phone.press("Đã xem")
    expect(otherwise).to_have_count(0)
    assert admissions() == {guest.id: 1, cancelled.id: 1}


@pytest.mark.full
def test_a_phone_that_is_locked_out_says_so_and_is_set_up_again_with_what_waits(door: Opener, desk: Gate) -> None:
    guest = make_guest(desk.event)
    phone = door()
    phone.set_up(desk)
    write()
    devices.revoke(db.session.scalars(db.select(Device)).one())
    new_code = devices.enrolment_code(desk.event)
    db.session.commit()
    phone.page.locator("#scan-code-field").fill(code_of(guest))
    phone.page.locator("#scan-code-field").press("Enter")
    phone.shows("enrol")
    expect(phone.page.locator("#enrol-revoked")).to_be_visible()
    expect(phone.page.locator("#enrol-waiting")).to_contain_text("1 lượt quét")
    phone.page.evaluate("(code) => (location.hash = `enrol=${code}`)", new_code)
    expect(phone.page.locator("#enrol-code")).to_have_value(new_code)
    expect(phone.page.locator("#enrol-code-in")).to_be_visible()
    assert phone.page.url.endswith("/staff/checkin/")
    phone.page.locator("#enrol-name").fill("Điện thoại của Lan")
    phone.page.locator("#enrol-form [type=submit]").click()
    phone.at(desk)


@pytest.mark.full
def test_what_the_server_does_not_take_stays_until_a_person_clears_it(door: Opener, desk: Gate) -> None:
    make_gate(desk.event)
    guest = make_guest(desk.event)
    phone = door()
    phone.set_up(desk)
    phone.context.set_offline(True)
    phone.scan(code_of(guest))
    phone.press("Khách tiếp theo")
    write()
    db.session.delete(db.session.get_one(Gate, desk.id))
    db.session.commit()
    phone.context.set_offline(False)
    phone.go("waiting")
    rejected = phone.page.locator("#scans-rejected li")
    expect(rejected).to_contain_text("Đặng Thị Hường", timeout=20_000)
    phone.go("scan")
    phone.go("waiting")
    expect(rejected).to_have_count(1)
    phone.press("Đã xem, bỏ đi")
    expect(rejected).to_have_count(0)


@pytest.mark.full
def test_guests_go_out_and_come_again(door: Opener, desk: Gate) -> None:
    guest = make_guest(desk.event, "Trần Văn An", "Lê Thị Bé")
    way_out = make_gate(desk.event, kind="way_out")
    check_in(*(scan_of(person, desk) for person in guest.registration.attendees))
    phone = door()
    phone.set_up(way_out)
    answer = phone.scan(code_of(guest))
    expect(answer.get_by_role("heading")).to_contain_text("hẹn gặp lại")
    phone.press("Ghi 1 người ra")
    expect(answer).to_contain_text("Đoàn 2 người, đã vào 0")
    phone.press("Khách tiếp theo")
    phone.page.get_by_label("Khách vào").check()
    expect(phone.scan(code_of(guest))).to_contain_text("MỜI VÀO")
    db.session.rollback()  # and see what was stored meanwhile
    ways = db.session.scalars(db.select(Scan.direction).where(Scan.gate_id == way_out.id).order_by(Scan.at)).all()
    assert ways == ["exit", "exit", "entry"]


@pytest.mark.full
def test_practice_brings_every_answer_and_leaves_the_phone_with_none(door: Opener, desk: Gate) -> None:
    guest = make_guest(desk.event)
    phone = door()
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    phone.open()  # neither set up nor at a desk
    phone.go("practice")
    phone.press("Bắt đầu tập dượt")
    phone.shows("scan")
    for ticket in practice.tickets():
        if ticket.coach:
            continue
        phone.scan(ticket.code)
        assert phone.kind == ticket.kind, ticket.title
        expect(phone.answer).to_contain_text("Tập dượt: không ghi gì")
    coach = next(ticket for ticket in practice.tickets() if ticket.coach)
    phone.type(coach.code)
    phone.shows("people")
    phone.press("Mời vào 7 người")
    expect(phone.answer.get_by_role("heading")).to_contain_text("Xe số 3 (mẫu)")
    expect(phone.answer).to_contain_text("vừa mời vào 7 người")
    assert phone.scan(code_of(guest)).get_by_text("Thẻ thật.").is_visible()
    phone.press("Khách tiếp theo")
    for screen in ("find", "waiting", "more", "practice"):
        phone.go(screen)
        assert phone.page.get_by_text("Tập dượt", exact=True).first.is_visible()
    phone.press("Thôi tập dượt")
    phone.shows("enrol")
    assert not [url for url in asked if "/scans" in url or "/list" in url]
    phone.set_up(desk)
    expect(phone.scan(practice.tickets()[0].code)).to_contain_text("Thẻ tập, chỉ để tập dượt.")
    assert phone.kind == "stop"
    db.session.rollback()
    assert db.session.query(Scan).count() == 0


@pytest.mark.full
@pytest.mark.parametrize(
    ("locale", "scheme", "size"),
    [
        ("vi", "light", (360, 640)),
        ("km", "dark", (360, 640)),
        ("fr", "dark", (390, 844)),
        ("km", "light", (844, 390)),
        ("en", "light", (1280, 800)),
    ],
)
def test_every_screen_is_sound(door: Opener, desk: Gate, locale: str, scheme: str, size: tuple[int, int]) -> None:
    family = make_guest(desk.event, *FAMILY, second_name="Alexandra-Wilhelmina Featherstonehaugh")
    old = make_guest(desk.event, "Nguyễn Phúc Hoàng Bảo Trân Thị Ngọc Minh Thư", ticket_version=2)
    phone = door(locale=locale, viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    phone.set_up(desk)
    assert is_clean(phone.page)
    for code in (code_of(family), code_of(family), tickets.ticket_code(desk.event.id, old.id, 1), code_of(old)):
        phone.scan(code)
        assert is_clean(phone.page)
    phone.page.locator("[data-deed=next]").click()
    for screen in ("waiting", "find"):
        phone.go(screen)
        if screen == "find":
            phone.page.locator("#find-name").fill("tran")
            expect(phone.page.locator("#find-list button").first).to_be_visible()
        assert is_clean(phone.page)
    phone.page.locator("#find-list button").first.click()
    phone.shows("people")
    assert is_clean(phone.page)
