"""A commune's reporter sees the own commune, and tries the one next to it."""

import re

import pytest
from playwright.sync_api import Page, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, launch, sign_in

pytestmark = pytest.mark.browser


def test_a_reporter_keeps_the_own_unit_and_tries_a_sister_unit(playwright: Playwright, site: LiveSite) -> None:
    browser = launch(playwright)
    page = browser.new_page(locale="vi-VN")
    sign_in(page, site, Role.REPORTER)
    page.get_by_role("navigation", name="Bàn làm việc").get_by_role("link", name="Đơn vị", exact=True).click()
    expect(page).to_have_url(re.compile(r"/staff/units/\d{5}/$"))
    own, address = page.get_by_role("heading", level=1).inner_text(), page.url
    page.get_by_role("link", name="Sửa thông tin liên hệ").click()
    page.get_by_label("Điện thoại cơ quan").fill("+84 294 385 1111")
    keep(page)
    expect(page.get_by_role("status")).to_contain_text("Đã lưu")

    code = int(address.split("/")[-2])
    office = browser.new_page(locale="vi-VN")
    sign_in(office, site, Role.ORGANISER)
    office.goto(address)
    expect(office.get_by_role("heading", level=1)).to_have_text(own)
    office.locator("main nav").get_by_role("link").last.click()
    links = office.locator(".units a").evaluate_all("links => links.map(link => link.href)")
    sister = next(link for link in links if not link.endswith(f"/{code}/"))
    answer = page.goto(sister)
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("Trang này dành cho người khác")

    page.goto(f"{address}contact")
    page.get_by_label("Điện thoại cơ quan").fill("+84 999 999 999")
    page.evaluate("url => document.querySelector('main form.form').setAttribute('action', url)", f"{sister}contact")
    with page.expect_response(lambda response: response.request.method == "POST") as posted:
        keep(page)
    assert posted.value.status == 403, "the own form, sent to the sister unit"
    office.goto(f"{site.url}/vi/projects/map/")
    expect(office.locator("main")).to_contain_text("+84 294 385 1111")
    expect(office.locator("main")).not_to_contain_text("+84 999 999 999")

    admin = browser.new_page(locale="vi-VN")
    sign_in(admin, site, Role.ADMINISTRATOR)
    admin.goto(f"{site.url}/staff/audit")
    expect(admin.locator("main")).to_contain_text(sister.split("/")[-2])
    browser.close()


def keep(page: Page) -> None:
    page.get_by_role("button", name="Lưu thay đổi").click()
