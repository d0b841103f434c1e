"""An empty site is set up on a phone, in Vietnamese, by somebody who has nothing but the server's output."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.live import LiveSite, launch, live_site

pytestmark = pytest.mark.browser
PASSWORD = "bốn chữ lạ hoàng hôn"


def test_from_an_empty_database_to_an_administrator_with_mail_and_key(playwright: Playwright, tmp_path: Path) -> None:
    with live_site(tmp_path / "var", edition=None) as site:
        browser = launch(playwright)
        page = browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 740}, has_touch=True).new_page()
        begin(page, site)
        name_the_host(page)
        become_administrator(page)
        see_a_mail_leave(page, site)
        keep_the_key(page, site)
        page.goto(f"{site.url}/vi/")
        expect(page.get_by_text("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Mẫu").first).to_be_visible()
        browser.close()


def begin(page: Page, site: LiveSite) -> None:
    said = site.command("set-up-code")
    page.goto(str(re.search(r"http\S+", said)[0]))  # type: ignore[index]
    page.get_by_label("Mã").fill(said.split()[-1].lower())
    press(page, "Bắt đầu")


def name_the_host(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Cơ quan nào mời?")
    for group, words in (
        ("Tên đầy đủ", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Mẫu"),
        ("Tên ngắn", "MTTQ tỉnh Mẫu"),
        ("Địa danh", "Mẫu"),
        ("Tên kỳ họp mặt đầu tiên", "Xuân quê hương 2027"),
    ):
        page.get_by_role("group", name=group).get_by_label("Tiếng Việt").fill(words)
    press(page, "Lưu và tiếp tục")
    expect(page.get_by_role("alert")).to_contain_text("Năm")
    page.get_by_label("Năm", exact=True).fill("2027")
    press(page, "Lưu và tiếp tục")


def become_administrator(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Ai trông coi trang này?")
    page.get_by_label("Họ và tên").fill("Lê Thị Mai")
    page.locator("[name=email]").fill("mai@mau.example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=repeated]").fill(PASSWORD)
    press(page, "Tạo tài khoản và đăng nhập")


def see_a_mail_leave(page: Page, site: LiveSite) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Thư có gửi đi được không?")
    press(page, "Gửi thư thử")
    for _ in range(20):
        if page.get_by_text("Thư đã gửi đi").is_visible():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text("Thư gửi tới mai@mau.example.org")).to_be_visible()
    assert list((site.var / "mail").glob("*.eml"))


def keep_the_key(page: Page, site: LiveSite) -> None:
    page.get_by_role("link", name="Sang bước khóa của bản sao lưu").click()
    press(page, "Tạo khóa")
    key = page.locator(".set-up__key").inner_text().strip()
    assert key.startswith("AGE-SECRET-KEY-1")
    page.get_by_label("Sáu chữ cuối của khóa bí mật").fill(key[-6:])
    press(page, "Đã ghi lại: dùng khóa này")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trang đã sẵn sàng")
    assert (site.var / "backup-recipient").read_text(encoding="ascii").startswith("age1")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
