"""22:00, the last correction: a figure is changed once, and every page that refers to it shows the new one."""

import re

import pytest
from playwright.sync_api import Page, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, launch, sign_in

pytestmark = pytest.mark.browser
FIGURE = "/staff/content/figures/grdp-growth/"


def test_one_correction_reaches_every_place(playwright: Playwright, site: LiveSite) -> None:
    browser = launch(playwright)
    page = browser.new_context(locale="vi-VN", java_script_enabled=False).new_page()
    sign_in(page, site, Role.EDITOR)
    page.goto(f"{site.url}{FIGURE}")
    page.get_by_role("link", name="2023", exact=True).click()
    value = page.get_by_label("Giá trị")
    expect(value).to_have_value("8,25")
    value.fill("8,31")
    value.press("Enter")
    places = page.get_by_role("heading", level=1)
    expect(places).to_have_text(re.compile(r"Số liệu này có ở \d\d chỗ"))
    main = page.get_by_role("main")
    for place in ("Trang đầu", "Biểu đồ", "Một năm qua những con số, Tiếng Việt", "Ấn phẩm", "Dữ liệu mở"):
        expect(main).to_contain_text(place)
    expect(main).to_contain_text("GRDP năm 2023 tăng 8,25%")  # it has the number written out
    page.get_by_role("button", name=re.compile(r"Sửa cả \d\d chỗ")).click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu thay đổi")
    for path, what in (
        ("/vi/", "8,31"),
        ("/vi/indicators/grdp-growth/", "8,31"),
        ("/vi/articles/nam-2023-qua-nhung-con-so/", "8,31 %"),
        ("/en/articles/nam-2023-qua-nhung-con-so/", "8.31%"),
    ):
        page.goto(site.url + path)
        expect(page.get_by_role("main")).to_contain_text(what)
    page.goto(f"{site.url}/vi/indicators/grdp-growth/")
    expect(page.locator("figure.chart svg").first).to_contain_text("8,31")
    take_back(page, site)
    browser.close()


def take_back(page: Page, site: LiveSite) -> None:
    """The site serves other tests too."""
    page.goto(f"{site.url}{FIGURE}")
    page.get_by_role("link", name="2023", exact=True).click()
    page.get_by_label("Giá trị").fill("8,25")
    page.get_by_role("button", name="Lưu thay đổi").click()
    page.get_by_role("button", name=re.compile(r"Sửa cả \d\d chỗ")).click()
    expect(page.get_by_label("Giá trị")).to_have_value("8,25")
