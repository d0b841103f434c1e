"""The browser's policy has nothing against the data that search engines read."""

import pytest
from playwright.sync_api import Playwright

from tests.live import LiveSite, launch

pytestmark = pytest.mark.browser


def test_the_policy_lets_data_stand_and_runs_none_of_it(playwright: Playwright, site: LiveSite) -> None:
    browser = launch(playwright)
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in ("/vi/", "/en/gathering/hop-mat/", "/vi/indicators/"):
        page.goto(site.url + path)
        assert page.locator('script[type="application/ld+json"]').count() >= 1
    browser.close()
    assert not said
