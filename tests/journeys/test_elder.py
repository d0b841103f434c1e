"""An elder reads the front page and the guide on a cheap phone, and answers the invitation; with script and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.live import LiveSite, is_clean, launch

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_elder_finds_out_what_it_costs_and_says_that_she_comes(
    browser: Browser, site: LiveSite, script: bool
) -> None:
    context = browser.new_context(
        locale="vi",
        timezone_id="America/Los_Angeles",
        viewport={"width": 360, "height": 740},
        java_script_enabled=script,
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(site.url)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Họp mặt")
    answer = page.get_by_role("link", name="Xác nhận về dự")
    box = answer.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 740, "what to do stands on the first screen"
    assert not script or is_clean(page)
    expect(page.locator("footer")).to_contain_text("thứ Hai đến thứ Sáu")
    expect(page.locator("footer")).to_contain_text("16:30" if script else "16 giờ 30")

    page.get_by_role("button", name="Mục lục").click()
    page.get_by_role("link", name="Cẩm nang").click()
    assert not script or is_clean(page)
    page.get_by_role("link", name="Về dự có mất tiền không?").click()
    expect(page.locator("main")).to_contain_text("không thu phí")
    page.locator("main").get_by_role("link", name="Buổi họp mặt và lời đáp").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Họp mặt")
    page.get_by_role("link", name="Xác nhận về dự").first.click()
    page.locator("[name=people-0-name]").fill("Trần Thị Bảy")
    page.locator("[name=country]").select_option("US")
    page.locator("[name=email]").fill(f"ba-bay-{'co' if script else 'khong'}-script@example.org")
    page.locator("[name=processing]").check()
    page.locator(".registration [type=submit].button--primary").click()
    expect(page.locator("h1")).to_contain_text("đã ghi nhận")
    expect(page.locator(".ticket")).to_have_count(1)
    context.close()
