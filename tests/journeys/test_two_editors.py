"""Two officers have the same page open; both save; nobody's words are lost."""

import pytest
from playwright.sync_api import Page, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, launch, sign_in

pytestmark = pytest.mark.browser


def test_the_later_one_sees_both_words_and_chooses(playwright: Playwright, site: LiveSite) -> None:
    browser = launch(playwright)
    first, second = (open_host_page(browser.new_page(locale="en-US"), site) for _ in range(2))
    before = first.get_by_label("Telephone").input_value()
    first.get_by_label("Telephone").fill("+84 294 385 1111")
    keep(first)
    expect(first.get_by_role("status")).to_contain_text("The change is stored.")

    second.get_by_label("Telephone").fill("+84 294 385 2222")
    second.get_by_role("group", name="Place").get_by_label("English").fill("Trà Vinh Town")
    keep(second)
    both = second.get_by_role("alert")
    expect(both).to_contain_text("Somebody else changed this while you were writing")
    expect(both.get_by_label("What you wrote")).to_be_checked()
    both.get_by_label("What is stored now").check()
    keep(second)
    expect(second.get_by_role("status")).to_contain_text("The change is stored.")
    expect(second.get_by_label("Telephone")).to_have_value("+84 294 385 1111")
    expect(second.get_by_role("group", name="Place").get_by_label("English")).to_have_value("Trà Vinh Town")

    second.get_by_role("button", name="Undo").click()
    expect(second.get_by_role("group", name="Place").get_by_label("English")).to_have_value("Trà Vinh")
    first.reload()
    first.get_by_label("Telephone").fill(before)
    keep(first)
    expect(first.get_by_label("Telephone")).to_have_value(before)
    browser.close()


def open_host_page(page: Page, site: LiveSite) -> Page:
    sign_in(page, site, Role.ORGANISER)
    page.goto(f"{site.url}/staff/host/")
    return page


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep the change").click()
