"""The door's page on a phone: it opens with no network and no server, and a newer release loses nothing."""

import threading
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from showcase.checkin import devices
from showcase.checkin.models import Gate, Scan
from showcase.core.database import db, write
from showcase.registration import tickets
from showcase.registration.models import Attendee
from tests.checkin.phone import Silent
from tests.live import is_clean

pytestmark = pytest.mark.browser
SECONDS = 10_000
KEPT = "async () => (await navigator.serviceWorker.ready).active.state === 'activated'"
# The site answers, but nothing that the phone says to it gets through.
MUTE = """() => {
  const ask = window.fetch;
  window.fetch = (address, init) =>
    String(address.url ?? address).includes("/api/") ? Promise.reject(new TypeError("away")) : ask(address, init);
}"""


class Site:
    """The app of the tests on a port, which can go away and come back."""

    def __init__(self, app: Flask) -> None:
        self.app, self.port = app, 0

    def start(self) -> None:
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True, request_handler=Silent)
        self.server.daemon_threads = True  # type: ignore[attr-defined]
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join(10)
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/staff/checkin/"


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    site = Site(app)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def page(browser: Browser, site: Site, gate: Gate, guest: Attendee) -> Iterator[Page]:
    """A volunteer's phone at an open desk, with the list."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 640}, has_touch=True)
    page = context.new_page()
    page.goto(f"{site.url}#enrol={code_for(gate)}")
    assert "enrol" not in page.url
    page.locator("#enrol-name").fill("Chị Lan")
    page.locator("#enrol-form [type=submit]").click()
    page.locator(".desks__choice").click()
    open_desk(page, gate)
    expect(page.locator("#download-said")).to_contain_text("Đã có đủ 1 khách", timeout=SECONDS)
    page.locator("#download-go").click()
    page.wait_for_function(KEPT)
    yield page
    context.close()


def test_it_opens_with_the_server_gone_and_sends_later(page: Page, site: Site, gate: Gate, guest: Attendee) -> None:
    site.stop()
    page.close()
    again = page.context.new_page()
    again.goto(site.url)
    expect(again.locator("html")).to_have_attribute("lang", "vi")
    again.locator(".desks__choice").click()
    open_desk(again, gate)
    scan(again, guest)
    expect(again.locator("[data-screen=verdict]")).to_contain_text(guest.name)
    expect(again.locator("[data-bar=network]")).to_have_text("Mất mạng: sẽ xác nhận sau")
    expect(again.locator("[data-bar=queue]")).to_have_text("1 lượt chờ gửi")
    site.start()
    again.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(again.locator("[data-bar=queue]")).to_have_text("", timeout=SECONDS)
    expect(again.locator("[data-bar=network]")).to_have_text("Có mạng")
    assert [(one.attendee_id, one.offline) for one in scans()] == [(guest.id, True)]


def test_a_newer_release_waits_until_nobody_scans(page: Page, gate: Gate, guest: Attendee) -> None:
    page.evaluate(MUTE)
    scan(page, guest)
    expect(page.locator("[data-bar=queue]")).to_have_text("1 lượt chờ gửi")
    host = gate.event.edition.host
    write()
    host.set_text("short_name", "vi", "Mặt trận bên sông")
    db.session.commit()
    page.evaluate("async () => { await (await navigator.serviceWorker.ready).update(); }")
    page.evaluate("() => document.querySelector('[data-go=more]').click()")
    expect(page.locator("#more-newer")).to_be_visible(timeout=SECONDS)
    assert "bên sông" not in page.title(), "whoever is scanning goes on with the release they have"
    page.locator("#more-lock").click()
    expect(page).to_have_title("Anh chị đang ở bàn nào? – Đón tiếp – Mặt trận bên sông", timeout=SECONDS)
    expect(page.locator("[data-bar=queue]")).to_have_text("", timeout=SECONDS)
    assert [one.attendee_id for one in scans()] == [guest.id]
    assert len(page.evaluate("() => caches.keys()")) == 2, "the old release is gone; the choices stay"


@pytest.mark.full
@pytest.mark.parametrize(("language", "scheme"), [("vi-VN", "light"), ("km-KH", "dark")])
def test_every_screen_is_clean_and_asks_no_other_host(
    language: str, scheme: Literal["light", "dark"], browser: Browser, site: Site, gate: Gate, guest: Attendee
) -> None:
    context = browser.new_context(locale=language, viewport={"width": 360, "height": 640}, color_scheme=scheme)
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page = context.new_page()
    page.goto(site.url)
    assert shown(page) == "enrol"
    page.locator("#enrol-form [type=submit]").click()
    assert is_clean(page)
    page.locator("#enrol-code").fill(code_for(gate))
    page.locator("#enrol-name").fill("Chị Lan")
    page.locator("#enrol-form [type=submit]").click()
    page.locator(".desks__choice").wait_for()
    assert is_clean(page)
    page.locator(".desks__choice").click()
    for _ in range(6):
        page.locator(f".pin__pad [data-digit='{(int(gate.pin[0]) + 1) % 10}']").click()
    expect(page.locator("#desk-pin-fault")).not_to_be_empty(timeout=SECONDS)
    assert is_clean(page)
    open_desk(page, gate)
    page.locator("#download-check").click(timeout=SECONDS)
    expect(page.locator("#preflight-sum")).to_have_attribute("data-state", "look", timeout=2 * SECONDS)
    assert is_clean(page)
    for name in ("scan", "find", "waiting", "practice", "more", "desk"):
        page.locator(f"[data-go={name}]").first.dispatch_event("click")
        assert shown(page) == name
        assert is_clean(page)
    page.evaluate("() => document.querySelector('[data-go=more]').click()")
    page.locator("#more-leave-ask").click()
    assert is_clean(page)
    page.locator("#more-leave-yes").click()
    expect(page.locator("[data-screen=enrol]")).to_be_visible()
    assert asked == {urlsplit(site.url).netloc}
    assert guest.name not in page.content()
    context.close()


def shown(page: Page) -> str:
    page.wait_for_function("() => document.body.dataset.shows")
    return str(page.evaluate("() => document.body.dataset.shows"))


def code_for(gate: Gate) -> str:
    write()
    code = devices.enrolment_code(gate.event)
    db.session.commit()
    return code


def open_desk(page: Page, gate: Gate) -> None:
    for digit in gate.pin:
        page.locator(f".pin__pad [data-digit='{digit}']").click()


def scan(page: Page, guest: Attendee) -> None:
    page.locator("#scan-code-field").fill(tickets.short_code(guest.id, 1))
    page.locator("#scan-code [type=submit]").click()


def scans() -> list[Scan]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Scan).order_by(Scan.received_at)))
