"""An officer's work from the first list to the thank-you letter, on one running site and without a spreadsheet."""

import json
import re
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, is_clean, launch, live_site, sign_in

pytestmark = pytest.mark.browser
EVENT = "hop-mat"
PATIENCE = 40_000  # milliseconds
NEW_TOKEN = ("token", "create", "--name", "day", "--scope", "registrations:read", "registrations:write", "checkin")
TOKENS: dict[str, str] = {}
LIST = """Họ và tên,Mời ai,Điện thoại,Quốc gia,Ngôn ngữ
Tiêu Thị Mười Ba,gia đình,+1 714 555 0188,US,vi
Lê Quang Diễn Tập,gia đình,+33 6 12 34 56 78,FR,vi
"""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own: what the officer does here would be in the way of other journeys."""
    with live_site(tmp_path_factory.mktemp("day")) as running:
        yield running


def test_from_the_first_list_to_the_letter_of_thanks(playwright: Playwright, day: LiveSite, tmp_path: Path) -> None:
    browser = launch(playwright)
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN").new_page()
    sign_in(page, day, Role.ORGANISER)
    import_a_list(page, day, tmp_path)
    call_the_first(page, day)
    join_what_is_double(page, day)
    seat_everybody(page, day)
    print_badges(page, day)
    change_the_run_of_show(page, day)
    copy_for_the_mc = send_to_the_mc(page, day)

    phone = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN").new_page()
    sign_in(phone, day, Role.ORGANISER)
    watch_them_come(phone, day)

    mc = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN").new_page()
    mc.goto(copy_for_the_mc)
    expect(mc.get_by_role("heading", level=1)).to_be_visible()
    assert is_clean(mc)
    thank_them(page, day)
    browser.close()


def import_a_list(page: Page, site: LiveSite, folder: Path) -> None:
    file = folder / "danh-sach.csv"
    file.write_text(LIST, encoding="utf-8")
    page.goto(f"{site.url}/staff/invitations/{EVENT}/import/")
    page.locator("main input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Xem lại trước").click()
    page.get_by_role("button", name=re.compile("2 dòng")).click()
    expect(page.get_by_role("status")).to_contain_text("2")


def call_the_first(page: Page, site: LiveSite) -> None:
    """Four answers; this one comes with three people, in four touches from the list."""
    page.goto(f"{site.url}/staff/calls/{EVENT}/")
    page.get_by_role("listitem").filter(has_text="Tiêu Thị Mười Ba").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mười Ba")
    assert is_clean(page)
    page.locator("summary", has_text="Nhận lời").click()
    page.get_by_role("button", name="3 người").click()
    expect(page.get_by_role("status")).to_contain_text("Mười Ba")
    page.goto(f"{site.url}/staff/guests/?q=ba+muoi")
    expect(page.get_by_role("link", name=re.compile("Tiêu Thị Mười Ba")).first).to_be_visible()


def join_what_is_double(page: Page, site: LiveSite) -> None:
    """The same family has answered twice: from the phone, and again from a daughter's."""
    for phone in ("+33612345699", "+33612345699"):
        api(site, "registrations", registration("Lê Quang Diễn Tập", phone))
    page.goto(f"{site.url}/staff/guests/twice/?event={EVENT}")
    page.get_by_role("row", name=re.compile("Lê Quang Diễn Tập")).get_by_role("link", name="So sánh").click()
    assert is_clean(page)
    page.get_by_role("button", name="Cùng một người: gộp làm một").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(f"{site.url}/staff/guests/twice/?event={EVENT}")
    expect(page.locator("main")).not_to_contain_text("Lê Quang Diễn Tập")


def seat_everybody(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/staff/tables/{EVENT}/")
    page.get_by_role("link", name="Xếp giúp").click()
    assert is_clean(page)
    page.get_by_role("button", name="Dùng phương án này").click()
    expect(page.locator("main")).to_contain_text("Tiêu Thị Mười Ba")


def print_badges(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/staff/badges/{EVENT}/")
    page.get_by_role("button", name="In thẻ đeo").click()
    link = page.locator("a[href*='/files/']").first
    expect(link).to_be_visible(timeout=PATIENCE)
    answer = page.request.get(site.url + str(link.get_attribute("href")))
    assert answer.body().startswith(b"%PDF-")


def change_the_run_of_show(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/staff/programme/{EVENT}/")
    minutes = page.locator("[name=i1-minutes]")
    minutes.fill("80")
    page.get_by_role("button", name="Lưu tất cả").first.click()
    expect(page.locator("[name=i1-minutes]")).to_have_value("80")
    expect(page.locator("main")).to_contain_text("07:50")


def send_to_the_mc(page: Page, site: LiveSite) -> str:
    page.goto(f"{site.url}/staff/protocol/{EVENT}/")
    page.get_by_role("button", name="Gửi MC").click()
    address = page.get_by_role("link", name="Mở tại đây").get_attribute("href")
    return str(address)


def watch_them_come(phone: Page, site: LiveSite) -> None:
    """The numbers change by themselves while tickets are read at the door."""
    phone.goto(f"{site.url}/staff/now/{EVENT}/")
    arrived = phone.locator("[data-part=counts] .now__number").first
    before = int(str(arrived.locator("strong").text_content()))
    family = api(site, "registrations", registration("Vân Phi Yến", "+33698765432"))
    at = datetime.now(UTC).isoformat()
    code = family["attendees"][0]["ticket"]["code"]
    scan = {"id": str(uuid.uuid4()), "code": code, "gate": "ban-don-tiep-1", "at": at}
    (result,) = api(site, "checkin/scans", {"scans": [scan]})["results"]
    assert result["verdict"] == "admitted"
    expect(arrived.locator("strong")).to_have_text(str(before + 1), timeout=PATIENCE)
    assert is_clean(phone)


def registration(name: str, phone: str) -> dict[str, Any]:
    contact = {"name": name, "phone": phone, "country": "FR"}
    return {
        "event": EVENT,
        "locale": "vi",
        "contact": contact,
        "attendees": [{"name": name}],
        "consents": {"processing": True},
    }


def api(site: LiveSite, path: str, body: dict[str, Any]) -> Any:
    """POST to the API as another program of the host does."""
    token = TOKENS.setdefault(site.url, site.command(*NEW_TOKEN).split()[-1])
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
    }
    request = urllib.request.Request(f"{site.url}/api/v1/{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def thank_them(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/staff/afterwards/{EVENT}/")
    page.get_by_label("Đã mở trang cho bà con xem").check()
    page.locator("form[action$='/page'] button").click()
    page.get_by_role("link", name="Cảm ơn người đã về dự").click()
    page.get_by_role("button", name=re.compile("gia đình")).click()
    expect(page.get_by_role("status")).to_contain_text("lá thư")
