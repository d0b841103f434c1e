"""The granddaughter finds her grandmother's village: search, commune, a wish to visit, and the receipt; on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, is_clean, launch, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_granddaughter_finds_home_and_asks_to_visit(browser: Browser, site: LiveSite, script: bool) -> None:
    context = browser.new_context(
        locale="en", viewport={"width": 360, "height": 740}, java_script_enabled=script, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{site.url}/en/communes/")
    assert not script or is_clean(page)
    page.get_by_role("searchbox").fill("nhi long")
    page.get_by_role("button", name="Search").click()
    assert not script or is_clean(page)
    page.get_by_role("link", name="Nhị Long commune", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhị Long commune")
    expect(page.locator(".commune__facts")).to_contain_text("Càng Long district")
    assert not script or is_clean(page)
    page.get_by_role("link", name="I would like to visit").click()
    page.get_by_role("button", name="Send my wish").click()
    expect(page.locator(".form-errors")).to_be_visible()
    assert not script or is_clean(page)
    page.get_by_label("Your name").fill("Mai Nguyen")
    page.get_by_label("E-mail address").fill("mai@example.org")
    page.get_by_label("When would you like to come?").fill("The week before Tết")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send my wish").click()
    expect(page.locator(".notice--done")).to_contain_text("Your wish to visit Nhị Long commune has been noted.")
    expect(page.locator("main")).to_contain_text("answers by")
    assert not script or is_clean(page)
    context.close()


def test_the_organiser_sees_the_wish_and_answers_it(browser: Browser, site: LiveSite) -> None:
    context = browser.new_context(locale="vi", viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site.url}/vi/communes/29302/word/")
    page.locator("[name=words]").fill("Chào bà con ở quê.")
    page.locator("[name=name]").fill("Trần Văn Bảy")
    page.locator("[name=processing]").check()
    page.get_by_role("button", name="Gửi về quê").click()
    receipt = page.url
    sign_in(page, site, Role.ORGANISER)
    page.goto(f"{site.url}/staff/")
    page.get_by_role("link", name="đang chờ trả lời").click()
    assert is_clean(page)
    page.get_by_role("link", name="Trần Văn Bảy").first.click()
    page.locator("[name=answer]").fill("Quê nhà cảm ơn anh Bảy.")
    assert is_clean(page)
    page.get_by_role("button", name="Lưu câu trả lời").click()
    expect(page.locator("#answered")).to_be_visible()
    assert is_clean(page)
    page.goto(receipt)
    expect(page.locator(".unit-answer")).to_contain_text("Quê nhà cảm ơn anh Bảy.")
    assert is_clean(page)
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_guide_can_be_read_and_its_links_are_found(browser: Browser, site: LiveSite, width: int) -> None:
    context = browser.new_context(locale="en", viewport={"width": width, "height": 740}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site.url}/en/guide/")
    assert is_clean(page)
    page.locator(".contents-list").get_by_role("link", name="Passport, visa and visa exemption").click()
    expect(page.locator("#giay-to")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Electronic visa")).to_be_visible()
    context.close()
