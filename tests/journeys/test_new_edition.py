"""An officer with a phone makes next year's edition from this year's, and takes it away again."""

import re
import time

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, launch, sign_in

pytestmark = pytest.mark.browser


def test_next_years_edition_in_a_few_minutes(playwright: Playwright, site: LiveSite) -> None:
    browser = launch(playwright)
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    sign_in(page, site, Role.ORGANISER)
    began = time.monotonic()

    page.locator(".console__menu summary").click()
    page.get_by_role("link", name="Các kỳ họp mặt").first.click()
    page.get_by_role("link", name="Tạo kỳ họp mặt mới từ năm trước").click()
    check(page, "Tên gọi và năm")
    year = int(page.get_by_label("Năm", exact=True).input_value())
    page.get_by_role("group", name="Tên", exact=True).get_by_label("Tiếng Việt").fill(f"Về quê đón Tết {year}")
    page.get_by_role("button", name="Tiếp: chọn ngày").click()

    check(page, "Ngày họp mặt")
    expect(page.get_by_text(re.compile("26 tháng Chạp")).first).to_be_visible()
    page.get_by_role("link", name=re.compile("Chủ nhật")).click()
    page.get_by_role("button", name="Tiếp: những gì lấy lại").click()

    check(page, "Những gì lấy lại từ năm trước")
    page.get_by_role("button", name="Quay lại").click()
    page.get_by_role("button", name="Quay lại").click()
    expect(page.get_by_role("group", name="Tên", exact=True).get_by_label("Tiếng Việt")).to_have_value(
        f"Về quê đón Tết {year}"
    )
    for step in ("Tiếp: chọn ngày", "Tiếp: những gì lấy lại", "Tiếp: xem lại"):
        page.get_by_role("button", name=step).click()

    check(page, "Xem lại và tạo")
    expect(page.get_by_text("Chủ nhật").first).to_be_visible()
    page.get_by_role("button", name="Tạo kỳ mới").click()

    check(page, "Trên trang công khai")
    expect(page.get_by_role("status")).to_contain_text("Đã tạo kỳ mới")
    expect(page.get_by_role("row", name=re.compile("Họp mặt kiều bào.*Chủ nhật"))).to_be_visible()
    page.get_by_label("Số liệu 1").select_option(index=1)
    page.get_by_role("button", name="Lưu thay đổi").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu")
    minutes = (time.monotonic() - began) / 60
    assert minutes < 2, "an officer reads slower than a test, but the way must be short"

    guest = context.new_page()
    guest.goto(f"{site.url}/vi/")
    expect(guest.locator("body")).not_to_contain_text("Về quê đón Tết")
    page.get_by_role("link", name="Bỏ kỳ này").click()
    check(page, "Bỏ kỳ họp mặt này?")
    page.get_by_role("button", name="Vâng, bỏ kỳ này").click()
    expect(page.get_by_role("status")).to_contain_text("Đã bỏ")
    browser.close()


def check(page: Page, heading: str) -> None:
    """On the page of this heading nothing is wider than the phone, and axe finds nothing."""
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.wait_for_load_state("load")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    violations = page.evaluate("() => axe.run()")["violations"]
    assert not violations, [(one["id"], one["nodes"][0]["target"]) for one in violations]
