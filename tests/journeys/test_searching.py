"""Finding a guest from any page of the console: by the key, and without JavaScript."""

import pytest
from playwright.sync_api import Playwright

from showcase.accounts.rules import Role
from tests.live import LiveSite, launch, sign_in

pytestmark = pytest.mark.full


def test_the_slash_leads_to_the_field_and_the_words_stay_out_of_the_address(
    playwright: Playwright, site: LiveSite
) -> None:
    browser = launch(playwright)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    sign_in(page, site, Role.ORGANISER)
    page.wait_for_url(f"{site.url}/staff/")
    page.keyboard.press("/")
    page.keyboard.type("an ngo")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/staff/search")
    page.get_by_role("link", name="Ngô Gia An").click()
    page.wait_for_url(f"{site.url}/staff/guests/**")
    page.go_back()  # no question whether to send the form again
    assert page.get_by_role("link", name="Ngô Gia An").is_visible()
    page.locator("#sought").press("/")
    assert page.locator("#sought").input_value().count("/") == 1  # whoever types keeps the sign
    browser.close()


def test_a_phone_without_javascript_opens_the_menu_and_searches(playwright: Playwright, site: LiveSite) -> None:
    browser = launch(playwright)
    page = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    sign_in(page, site, Role.ORGANISER)
    page.wait_for_url(f"{site.url}/staff/")
    link = page.locator(".console__nav a[href='/staff/guests/']")
    assert not link.is_visible()
    page.locator(".console__menu summary").click()
    assert link.is_visible()
    assert page.locator(".console__account").is_visible()
    page.locator(".console__find").click()
    page.locator("#sought").fill("an ngo")
    page.locator("#sought").press("Enter")
    page.wait_for_url(f"{site.url}/staff/search")
    assert page.get_by_role("link", name="Ngô Gia An").is_visible()
    browser.close()
