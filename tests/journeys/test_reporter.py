"""A commune's reporter sees the own commune, and tries the one next to it."""

import re

import pytest
from playwright.sync_api import Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, launch, sign_in

pytestmark = pytest.mark.browser


def test_a_reporter_tries_a_sister_unit(playwright: Playwright, site: LiveSite) -> None:
    browser = launch(playwright)
    page = browser.new_page(locale="vi-VN")
    sign_in(page, site, Role.REPORTER)
    page.get_by_role("navigation", name="Bàn làm việc").get_by_role("link", name="Đơn vị", exact=True).click()
    expect(page).to_have_url(re.compile(r"/staff/units/\d{5}/$"))
    own = page.get_by_role("heading", level=1).inner_text()

    code = int(page.url.split("/")[-2])
    office = browser.new_page(locale="vi-VN")
    sign_in(office, site, Role.ORGANISER)
    office.goto(page.url)
    expect(office.get_by_role("heading", level=1)).to_have_text(own)
    office.locator("main nav").get_by_role("link").last.click()
    links = office.locator(".units a").evaluate_all("links => links.map(link => link.href)")
    sister = next(link for link in links if not link.endswith(f"/{code}/"))
    answer = page.goto(sister)
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("Trang này dành cho người khác")

    admin = browser.new_page(locale="vi-VN")
    sign_in(admin, site, Role.ADMINISTRATOR)
    admin.goto(f"{site.url}/staff/audit")
    expect(admin.locator("main")).to_contain_text(sister.split("/")[-2])
    browser.close()
