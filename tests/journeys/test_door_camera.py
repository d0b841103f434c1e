"""The door's page in a real browser, with a camera that shows a ticket, then nothing, then the ticket again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import qrcode
from playwright.sync_api import Page, Playwright, expect

from showcase.accounts.rules import Role
from showcase.app import create_app
from showcase.checkin.models import Scan
from showcase.config import from_environment
from showcase.core import clock
from showcase.core.database import db
from showcase.editions.models import Edition
from tests.checkin.door import code_of, make_gate, make_guest
from tests.factories import make_event
from tests.film import camera, film_of
from tests.live import LiveSite, launch, open_door, sign_in

pytestmark = pytest.mark.browser
SECONDS = 20_000


@pytest.fixture(scope="module")
def door(site: LiveSite) -> Iterator[tuple[str, str, str]]:
    """An event of the live site, its desk, and the code of a guest's ticket."""
    application = create_app(from_environment(site.environment))
    with application.app_context():
        after_the_gathering = clock.now() + timedelta(days=500)  # which stays the next event of the site
        event = make_event(
            db.session.scalars(db.select(Edition)).one(),
            starts_at=after_the_gathering,
            ends_at=after_the_gathering + timedelta(hours=4),
        )
        gate, guest = make_gate(event), make_guest(event, called="Bà")
        yield event.slug, gate.slug, code_of(guest)
        db.session.remove()


@pytest.fixture(scope="module")
def film(door: tuple[str, str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    code = qrcode.make(door[2], box_size=5, border=4).get_image()
    return film_of(code, tmp_path_factory.mktemp("film"))


@pytest.fixture
def page(site: LiveSite, playwright: Playwright, film: Path) -> Iterator[Page]:
    """A volunteer's phone, signed in."""
    browser = launch(playwright, *camera(film))
    context = browser.new_context(
        locale="vi-VN", viewport={"width": 360, "height": 640}, has_touch=True, permissions=["camera"]
    )
    page = context.new_page()
    sign_in(page, site, Role.GATE)
    yield page
    browser.close()


def test_a_ticket_is_seen_admitted_and_the_second_time_refused(
    page: Page, site: LiveSite, door: tuple[str, str, str]
) -> None:
    complaints: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    open_door(page, site, "Bàn đón tiếp số 1", door[0])
    verdict = page.locator("[data-screen=verdict]")
    expect(verdict).to_contain_text("MỜI VÀO", timeout=SECONDS)
    expect(verdict).to_contain_text("Đặng Thị Hường")
    expect(verdict).to_contain_text("Dạ, con chào bà Hường, mời bà vào.")
    expect(verdict).to_contain_text("Đã vào rồi", timeout=SECONDS)
    expect(verdict).to_contain_text("Bàn đón tiếp số 1")
    expect(verdict).to_contain_text("Kính mời Bà sang Bàn Hỗ trợ bên phải.")
    assert not complaints
    assert hosts == {site.url.removeprefix("http://")}
    with create_app(from_environment(site.environment)).app_context():
        here = Scan.gate.has(slug=door[1])
        kept = db.session.scalars(db.select(Scan.verdict).where(here).order_by(Scan.received_at)).all()
    assert list(kept[:2]) == ["admitted", "refused"]


def test_a_plugged_in_scanner_is_heard_wherever_the_focus_is(
    page: Page, site: LiveSite, door: tuple[str, str, str]
) -> None:
    open_door(page, site, "Bàn đón tiếp số 1", door[0])
    page.evaluate("() => document.activeElement?.blur()")
    page.keyboard.type("1234567890")
    page.keyboard.press("Enter")
    expect(page.locator("[data-screen=verdict]")).to_contain_text("Mã này không phải Thẻ tham dự.")
