"""An officer telephones on a phone without scripts: two touches an answer, the next guest at once, the last undone."""

import pytest
from playwright.sync_api import Page, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, is_clean, launch, sign_in

pytestmark = pytest.mark.full


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_answer_takes_two_touches_at_most_and_brings_the_next_guest(
    playwright: Playwright, site: LiveSite, scheme: str
) -> None:
    browser = launch(playwright)
    page = browser.new_page(
        locale="vi-VN", viewport={"width": 360, "height": 740}, java_script_enabled=False, color_scheme=scheme
    )
    sign_in(page, site, Role.ORGANISER)
    page.goto(f"{site.url}/staff/calls/hop-mat/")
    page.get_by_role("button", name="Bắt đầu gọi").click()
    first = title_of(page)
    page.locator("button[value=not_reached]").click()
    second = title_of(page)
    assert second != first
    page.locator("details:has(button[value^='later:']) > summary").first.click()
    page.locator("button[value^='later:']").first.click()
    assert title_of(page) not in (first, second)
    page.get_by_role("button", name="Hoàn tác").first.click()
    assert title_of(page) == second
    page.locator("button[value=not_reached]").click()
    expect(page.get_by_role("status")).to_contain_text(second)
    page.close()
    looked = browser.new_page(locale="vi-VN", viewport={"width": 360, "height": 740}, color_scheme=scheme)
    sign_in(looked, site, Role.ORGANISER)
    looked.goto(f"{site.url}/staff/calls/hop-mat/")
    assert is_clean(looked)
    looked.goto(f"{site.url}/staff/calls/hop-mat/1/")
    assert is_clean(looked)
    browser.close()


def title_of(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()
