"""The network goes while somebody writes: nothing is lost, and what was written is sent when it is back."""

import pytest
from playwright.sync_api import Page, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, launch, sign_in

pytestmark = pytest.mark.browser
ARTICLE = "/staff/content/articles/ba-mua-le-hoi/"


def opened(page: Page, site: LiveSite) -> None:
    page.goto(site.url + ARTICLE)
    expect(page.get_by_role("toolbar")).to_be_visible()


def test_a_text_outlives_the_network_and_the_closed_page(playwright: Playwright, site: LiveSite) -> None:
    browser = launch(playwright)
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    sign_in(page, site, Role.EDITOR)
    opened(page, site)
    body = page.get_by_label("Text", exact=True)
    before = body.input_value()
    said = page.locator("[data-draft-said]")

    body.press("Control+End")
    body.press_sequentially("\n\nViết lúc có mạng.")
    expect(said).to_contain_text("Draft kept at", timeout=15_000)
    expect(page.locator("[data-web]")).to_contain_text("Viết lúc có mạng.")

    context.set_offline(True)
    body.press_sequentially("\n\nViết lúc mất mạng.")
    expect(said).to_contain_text("No connection", timeout=15_000)
    context.set_offline(False)
    expect(said).to_contain_text("Draft kept at", timeout=15_000)

    context.set_offline(True)
    body.press_sequentially("\n\nRồi đóng trang.")
    expect(said).to_contain_text("No connection", timeout=15_000)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    opened(page, site)
    body = page.get_by_label("Text", exact=True)
    expect(body).to_have_value(before)
    page.get_by_role("button", name="Put it back in").click()
    expect(body).to_have_value(f"{before}\n\nViết lúc có mạng.\n\nViết lúc mất mạng.\n\nRồi đóng trang.")
    page.get_by_role("button", name="Keep the change").click()
    expect(page.get_by_role("status").filter(has_text="The change is stored.")).to_be_visible()
    opened(page, site)
    expect(page.get_by_role("button", name="Put it back in")).to_be_hidden()
    expect(page.get_by_text("You were writing here")).to_have_count(0)
    browser.close()


def test_marks_and_names_are_put_in_by_the_keyboard_alone(playwright: Playwright, site: LiveSite) -> None:
    browser = launch(playwright)
    page = browser.new_page(locale="en-US")
    sign_in(page, site, Role.EDITOR)
    opened(page, site)
    body = page.get_by_label("Text", exact=True)
    body.fill("quê")
    body.press("Control+a")
    body.press("Control+b")
    expect(body).to_have_value("**quê**")
    body.press("Control+End")
    page.get_by_role("button", name="Bold").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Put in a figure or picture …")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("grdp")
    offer = dialog.get_by_role("button", name="Put in:").first
    offer.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert body.input_value().startswith("**quê**{{ ")
    body.press("Control+z")
    expect(body).to_have_value("**quê**")
    browser.close()
