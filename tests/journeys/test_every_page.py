"""Every address of the sample edition, in every language, read as a careful reader and by axe."""

import re
from xml.etree import ElementTree

import httpx
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Playwright

from showcase.core.i18n import LOCALES
from tests.live import LiveSite, launch
from tests.pages import faults_of

pytestmark = pytest.mark.full
KINDS = (
    *("", "achievements/", "indicators/", "projects/", "projects/?kind=done", "projects/map/", "articles/"),
    *("gathering/hop-mat/", "register/hop-mat/", "privacy/", "nowhere/"),
)
SIZES = ((360, 740), (1280, 900))


def addresses(site: LiveSite) -> list[str]:
    """What the sitemap lists, the alternates included."""
    tree = ElementTree.fromstring(httpx.get(f"{site.url}/sitemap.xml").content)
    found = {str(element.text) for element in tree.iter() if element.tag.endswith("}loc")}
    found |= {str(element.get("href")) for element in tree.iter() if element.tag.endswith("}link")}
    return sorted(address for address in found if address.startswith(site.url))


def test_every_listed_page_is_sound(site: LiveSite) -> None:
    listed = addresses(site)
    assert len(listed) > 300
    faults = []
    with httpx.Client(timeout=20) as browser:
        for address in listed:
            answer = browser.get(address, follow_redirects=True)
            found = faults_of(answer.text)
            if answer.status_code != 200 or found or answer.headers.get("Set-Cookie"):
                faults.append((address, answer.status_code, found))
    assert not faults


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(playwright: Playwright, site: LiveSite, scheme: str) -> None:
    axe = AXE_FILE_PATH.read_text(encoding="utf-8")
    first = {kind: next(a for a in addresses(site) if f"/vi/{kind}/" in a and not a.endswith(f"/{kind}/"))
             for kind in ("achievements", "indicators", "projects", "articles")}  # fmt: skip
    paths = [*KINDS, *(re.sub(r"^.*/vi/", "", address) for address in first.values())]
    browser = launch(playwright)
    violations = []
    for locale in LOCALES:
        for width, height in SIZES:
            page = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
            for path in paths:
                page.goto(f"{site.url}/{locale}/{path}")
                page.evaluate(axe)
                result = page.evaluate("() => axe.run()")
                violations += [(locale, width, path, v["id"], v["nodes"][0]["target"]) for v in result["violations"]]
                wide = page.evaluate("() => document.documentElement.scrollWidth")
                assert wide <= width, f"{locale}/{path} is {wide} px wide on a screen of {width}"
    browser.close()
    assert not violations
