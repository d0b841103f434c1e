"""A family answers the invitation in a real browser: with script, without it, on a small dark screen."""

import email
import io
import re
import subprocess
import sys
import time
from email.policy import default
from typing import Any

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.live import ROOT, LiveSite, is_clean, launch

pytestmark = pytest.mark.browser
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Any:
    browser = launch(playwright)
    yield browser
    browser.close()


def open_form(browser: Browser, site: LiveSite, locale: str = "vi", **options: Any) -> tuple[Page, list[str]]:
    """The form and what the browser complains about."""
    page = browser.new_context(locale=locale, **{**PHONE, **options}).new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{site.url}/{locale}/register/hop-mat/")
    return page, complaints


def fill_family(page: Page, *names: str) -> None:
    page.locator("[name=people-0-name]").fill(names[0])
    for number, name in enumerate(names[1:], 1):
        page.locator("[name=add]").click()
        page.locator(f"[name=people-{number}-name]").fill(name)
    page.locator("[name=country]").select_option("US")


class Thumb:
    """What one thumb does on a phone, counted: a tap, a field filled in, a choice from a list are one each."""

    def __init__(self, page: Page) -> None:
        self.page, self.touches = page, 0

    def tap(self, selector: str) -> None:
        self.page.locator(selector).last.click()
        self.touches += 1

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f"[name={name}]").fill(text)
        self.touches += 1

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}]").select_option(value)
        self.touches += 1


INVITE = """
import sys
from showcase.app import create_app
from showcase.core.database import db, write
from showcase.invitations import links
from showcase.invitations.models import Invitation
from showcase.registration.models import Event
app = create_app()
with app.app_context():
    write()
    event = db.session.scalars(db.select(Event).filter_by(slug="hop-mat")).one()
    invitation = Invitation(
        code="MOI" + sys.argv[1], event_id=event.id, addressee="family", locale=sys.argv[1], name=sys.argv[2],
        honorific="Bà", called="Cô", country="US", phone="+17145550123",
    )
    db.session.add(invitation)
    db.session.commit()
    print("/i/" + links.token_of(invitation) + "/")
"""


def invited(site: LiveSite, locale: str, name: str) -> str:
    """The address on the card of a family that the host invites in this language."""
    made = subprocess.run(
        [sys.executable, "-c", INVITE, locale, name],
        env=site.environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return site.url + made.stdout.split()[-1]


@pytest.mark.parametrize(("locale", "script"), [("vi", True), ("en", False), ("km", True)])
def test_a_family_of_four_answers_its_invitation_in_fewer_than_twenty_touches(
    browser: Browser, site: LiveSite, locale: str, script: bool
) -> None:
    """A grandmother who eats no meat, her daughter, the daughter's husband, and a child."""
    page = browser.new_context(**PHONE, java_script_enabled=script, bypass_csp=True).new_page()
    page.goto(invited(site, locale, f"Đặng Thị Hường {locale.upper()}"))
    assert f"/{locale}/i/" in page.url
    thumb = Thumb(page)
    buttons = page.locator("[name=reply]")
    expect(buttons).to_have_count(2)
    box = buttons.last.bounding_box()
    assert locale == "km" or (box is not None and box["y"] + box["height"] < PHONE["viewport"]["height"])
    assert not script or is_clean(page)
    thumb.tap("[name=reply][value=coming]")
    for number, name in enumerate(["Nguyễn Bảo Trân", "Minh Nguyen", "Lily Nguyen"], 1):
        thumb.tap("[name=add]")
        thumb.fill(f"people-{number}-name", f"{name} {locale.upper()}")
    thumb.choose("people-3-age_band", "7-15")
    thumb.tap(".wishes > summary")
    thumb.fill("people-0-diet", "Ăn chay")
    thumb.tap("[name=sensitive]")
    thumb.tap("[name=processing]")
    thumb.tap("[name=guardian]")
    assert not script or is_clean(page)
    thumb.tap(".registration .button--primary")
    expect(page.locator(".ticket")).to_have_count(4)
    assert thumb.touches < 20
    assert no_sideways_scroll(page)


def test_who_cannot_come_says_so_in_two_touches_and_may_change_it(browser: Browser, site: LiveSite) -> None:
    page = browser.new_context(**PHONE, bypass_csp=True).new_page()
    address = invited(site, "fr", "Đặng Thị Hường")
    page.goto(address.replace("/i/", "/vi/i/"))
    page.locator("[name=reply][value=not_this_year]").click()
    expect(page.locator("h1")).to_have_text("Quê nhà luôn mong Bà.")
    assert is_clean(page)
    page.locator("[name=news][value=yes]").click()
    expect(page.locator("main")).to_contain_text("Ban Tổ chức sẽ gửi ấn phẩm")
    page.locator("[name=reply][value=coming]").click()
    expect(page.locator("[name=people-0-name]")).to_have_value("Đặng Thị Hường")


def send(page: Page) -> None:
    page.locator(".registration [type=submit].button--primary").click()


def no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


def test_a_form_sent_without_a_network_stays_with_what_was_typed(browser: Browser, site: LiveSite) -> None:
    page, complaints = open_form(browser, site)
    fill_family(page, "Lê Thị Mất Mạng")
    page.locator("[name=email]").fill("mat-mang@example.org")
    page.locator("[name=processing]").check()
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Hiện không có mạng")
    expect(page.locator("[name=email]")).to_have_value("mat-mang@example.org")
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_contain_text("Đã có mạng trở lại")
    send(page)
    expect(page.locator("h1")).to_contain_text("đã ghi nhận")
    assert not complaints


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_family_of_three_gets_tickets_and_mail(browser: Browser, site: LiveSite, script: bool) -> None:
    page, complaints = open_form(browser, site, java_script_enabled=script)
    address = f"gia-dinh-{'co' if script else 'khong'}-script@example.org"
    fill_family(page, f"Đặng Thị Hường {script}", f"Nguyễn Bảo Trân {script}", "ថាច់ សុភា")
    expect(page.locator("[name=people-0-name]")).to_have_value(f"Đặng Thị Hường {script}")
    expect(page.locator("[name=people-0-sessions][value=com-than-mat]")).to_be_checked()
    page.locator("[name=email]").fill(address)
    page.locator("[name=processing]").check()
    send(page)
    expect(page.locator("h1")).to_contain_text("đã ghi nhận 3 người")
    expect(page.locator(".ticket")).to_have_count(3)
    assert complaints == []
    private = page.url
    letter = arrived(site, address)
    text = letter.get_body(("plain",)).get_content()
    assert private.split("?")[0] in text
    assert len(re.findall(r"tickets/\d+\.pdf", text)) == 3


def arrived(site: LiveSite, address: str) -> Any:
    for _ in range(120):
        for file in (site.var / "mail").glob("*.eml"):
            letter = email.message_from_bytes(file.read_bytes(), policy=default)
            if letter["To"] == address:
                return letter
        time.sleep(0.25)
    raise AssertionError("no letter within 30 seconds")


def test_faults_lead_to_their_fields(browser: Browser, site: LiveSite) -> None:
    page, _complaints = open_form(browser, site, "en")
    fill_family(page, "Hoa Tran", "Kim Tran")
    page.locator("[name=phone]").fill("12")
    send(page)
    page.get_by_role("link", name=re.compile("Telephone:")).click()
    assert page.evaluate("() => location.hash") == "#phone"
    expect(page.locator("[name=people-1-name]")).to_have_value("Kim Tran")
    assert no_sideways_scroll(page)


def test_a_person_can_be_taken_off_again(browser: Browser, site: LiveSite) -> None:
    page, _complaints = open_form(browser, site, "en")
    fill_family(page, "One", "Two", "Three")
    page.locator("[name=remove][value='1']").click()
    expect(page.locator("[name$=-name][name^=people]")).to_have_count(2)
    expect(page.locator("[name=people-1-name]")).to_have_value("Three")


def test_the_code_is_dark_on_light_on_a_dark_screen_and_the_party_can_change(browser: Browser, site: LiveSite) -> None:
    page, complaints = open_form(browser, site, "en", color_scheme="dark", device_scale_factor=2)
    fill_family(page, "Hạnh Lý", "Minh Lý")
    page.locator("[name=phone]").fill("714 555 0188")
    page.locator("[name=processing]").check()
    send(page)
    expect(page.locator(".ticket")).to_have_count(2)
    assert no_sideways_scroll(page)
    picture = Image.open(io.BytesIO(page.locator(".ticket__qr").first.screenshot())).convert("L")
    assert len(zxingcpp.read_barcodes(picture)[0].text) == 191
    page.locator(".ways a", has_text="Minh Lý").click()
    page.get_by_role("link", name="This person does not come").click()
    page.get_by_role("button", name="Take this person off").click()
    expect(page.locator(".ticket")).to_have_count(1)
    page.get_by_role("link", name="We cannot come after all").click()
    page.get_by_role("button", name="Take our answer back").click()
    expect(page.locator("h1")).to_contain_text("taken back")
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_open_to_everybody(browser: Browser, site: LiveSite, scheme: str) -> None:
    page, _complaints = open_form(browser, site, "vi", color_scheme=scheme)
    # axe brings itself into the page as text, which our policy rightly forbids: it gets pages that allow it.
    page.context.route("**/*", lambda route: route.fulfill(response=(got := route.fetch()), headers=_open(got.headers)))
    addresses = [f"{site.url}/vi/{path}/" for path in ("register/hop-mat", "gathering/hop-mat", "privacy")]
    for address in addresses:
        page.goto(address)
        assert faults_of(page) == []
    page.goto(addresses[0])
    send(page)
    expect(page.locator("[name=people-0-name][aria-invalid=true]")).to_be_visible()  # the answer, not the page before
    assert faults_of(page) == []
    fill_family(page, f"Đặng Thị {scheme}", f"Nguyễn Bảo {scheme}")
    page.locator("[name=phone]").fill("714 555 0123")
    page.locator("[name=processing]").check()
    send(page)
    expect(page.locator(".ticket")).to_have_count(2)
    assert faults_of(page) == []


def _open(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "content-security-policy"}


def faults_of(page: Page) -> list[str]:
    page.wait_for_load_state()  # with its colours
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found]
