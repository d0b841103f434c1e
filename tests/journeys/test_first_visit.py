"""What the first visit of a page costs on a phone: bytes, requests, and whether what one reads stays where it is."""

from typing import Any

import pytest
from playwright.sync_api import Playwright, Request

from tests.live import LiveSite, launch

pytestmark = pytest.mark.browser
WITH_FONTS = {"vi": 150_000, "en": 150_000, "fr": 150_000, "km": 185_000}  # bytes on the wire
WITHOUT_FONTS = 60_000
REQUESTS = 20
# From here on readers lose their place. A machine without Arial, Roboto or their like shows a stand-in that is wider.
SHIFT = 0.1
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


@pytest.mark.parametrize("code", WITH_FONTS)
def test_a_first_visit_is_light_and_stands_still(playwright: Playwright, site: LiveSite, code: str) -> None:
    browser = launch(playwright)
    costs: dict[str, Any] = {}
    for path in ("", "projects/"):
        page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()  # nothing is kept from before
        loaded: list[Request] = []
        page.on("requestfinished", lambda request, all_of_them=loaded: all_of_them.append(request))
        page.goto(f"{site.url}/{code}/{path}")
        page.wait_for_load_state("networkidle")
        shift = page.evaluate(SHIFTS)
        sizes = {request.url: request.sizes() for request in loaded}
        bytes_of = {url: size["responseBodySize"] + size["responseHeadersSize"] for url, size in sizes.items()}
        fonts = sum(size for url, size in bytes_of.items() if url.endswith(".woff2"))
        costs[path] = (sum(bytes_of.values()), sum(bytes_of.values()) - fonts, len(loaded), shift)
    browser.close()
    for path, (everything, without_fonts, requests, shift) in costs.items():
        assert everything <= WITH_FONTS[code], (path, costs)
        assert without_fonts <= WITHOUT_FONTS, (path, costs)
        assert requests <= REQUESTS, (path, costs)
        assert shift <= SHIFT, (path, costs)
