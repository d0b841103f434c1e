"""An investor's way: narrow the list, put projects side by side, keep them, take one home on paper; and the map."""

import re

import pytest
from playwright.sync_api import Page, Playwright

from tests.live import LiveSite, launch

pytestmark = pytest.mark.browser

WIDTHS = (1280, 360)


def narrowed(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/en/projects/")
    page.get_by_label("Sector").select_option("tourism")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**sector=tourism**")


def marked_and_compared(page: Page) -> None:
    boxes = page.locator("input[name=ids]")
    for number in (0, 1, 2):
        boxes.nth(number).check()
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/**")


def wider_than_the_screen(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_list_over_the_comparison_to_a_sheet_of_paper(
    playwright: Playwright, site: LiveSite, width: int, scripts: bool
) -> None:
    browser = launch(playwright)
    page = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts).new_page()
    narrowed(page, site)
    marked_and_compared(page)
    assert page.locator(".compare thead th").count() == 3
    assert wider_than_the_screen(page) <= 0
    page.locator(".compare thead a").first.click()
    page.wait_for_url("**/en/projects/*/")
    sheet = page.get_by_role("link", name="On one sheet (PDF)")
    answer = page.request.get(f"{site.url}{sheet.get_attribute('href')}")
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")
    browser.close()


def test_kept_projects_stay_on_the_device_and_go_out_as_a_link(playwright: Playwright, site: LiveSite) -> None:
    browser = launch(playwright)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    narrowed(page, site)
    kept = page.get_by_role("link", name="Kept projects")
    assert not kept.is_visible()
    page.get_by_role("button", name="Keep").first.click()
    page.get_by_role("button", name="Keep", exact=True).first.click()
    assert page.locator("[aria-pressed=true]").count() == 2
    page.goto(f"{site.url}/en/projects/shortlist/")
    page.wait_for_url("**/shortlist/?ids=*,*")
    assert page.locator("input[name=ids]:checked").count() == 2
    shared = page.url
    elsewhere = browser.new_context(java_script_enabled=False).new_page()
    elsewhere.goto(shared)
    assert elsewhere.locator("input[name=ids]").count() == 2
    page.get_by_role("button", name="Kept").first.click()
    page.goto(f"{site.url}/en/projects/")
    assert page.locator("[data-kept-number]").inner_text() == "1"
    browser.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_map_is_zoomed_only_when_asked_and_leads_on_by_keyboard(
    playwright: Playwright, site: LiveSite, width: int
) -> None:
    browser = launch(playwright)
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{site.url}/en/projects/map/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "leaflet" in url]
    page.get_by_role("button", name="Zoom the map").click()
    places = page.locator(".closer-map [role=link]")
    places.first.wait_for()
    assert page.evaluate("document.activeElement.className").startswith("closer-map")
    assert wider_than_the_screen(page) <= 0
    assert all(url.startswith(site.url) for url in asked)
    assert not faults
    label = places.first.get_attribute("aria-label")
    assert label is not None
    assert re.search(r": \d+ project", label)
    places.first.press("Enter")
    page.wait_for_url("**/en/projects/?unit=*")
    browser.close()
