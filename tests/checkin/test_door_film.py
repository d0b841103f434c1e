"""Tickets held before the camera one after the other: every answer in turn, and a bad one never stops the next."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from showcase.checkin.models import Gate
from showcase.core import clock
from showcase.registration import tickets
from tests.checkin.door import check_in, code_of, make_guest, scan_of
from tests.checkin.door_page import DoorPage
from tests.factories import make_event
from tests.film import camera, film_of_codes
from tests.live import launch

pytestmark = [pytest.mark.browser, pytest.mark.full]
LISTEN = """() => {
  window.answers = [];
  addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
    const sheet = document.querySelector(".judged");
    if (sheet) answers.push([sheet.dataset.kind, sheet.querySelector(".judged__ground").innerText]);
  }).observe(document.getElementById("answer"), { childList: true }));
}"""


def test_every_answer_comes_by_the_camera_without_a_network(
    playwright: Playwright, url: str, desk: Gate, tmp_path: Path
) -> None:
    event = desk.event
    good, inside = make_guest(event, "Trần Văn An"), make_guest(event, "Lê Thị Bé")
    replaced = make_guest(event, "Thạch Sa Mết", ticket_version=2)
    cancelled = make_guest(event, "Sơn Thị Lan", state="cancelled")
    waiting = make_guest(event, "Kim Văn Đức", state="waitlisted")
    before = clock.now() - timedelta(days=365)
    last_year = make_guest(make_event(starts_at=before, ends_at=before + timedelta(hours=4)))
    check_in(scan_of(inside, desk))
    code = code_of(good)
    shown = [
        (code, "go", "Trần Văn An"),
        (code_of(inside), "look", "Lê Thị Bé"),
        (code_of(waiting), "look", "danh sách chờ"),
        (code_of(cancelled), "stop", "Sơn Thị Lan"),
        (tickets.ticket_code(event.id, replaced.id, 1), "stop", "Thạch Sa Mết"),
        (tickets.ticket_code(event.id, good.id + 1000, 1), "pass", "mới hơn danh sách"),
        (code_of(last_year), "stop", "sự kiện khác"),
        (code[:-1] + str((int(code[-1]) + 1) % 10), "stop", "không phải do Ban Tổ chức làm"),
        ("https://example.org/", "stop", "không phải Thẻ tham dự"),
    ]
    film = film_of_codes([one[0] for one in shown], tmp_path, before=0.5, shown=1.2, between=0.6, after=1.0)
    browser = launch(playwright, *camera(film))
    phone = DoorPage(browser, url, permissions=["camera"])
    phone.context.add_init_script(f"({LISTEN})()")
    phone.set_up(desk)
    phone.page.wait_for_function("() => answers.length")  # the decoder has been fetched
    phone.context.set_offline(True)
    missing = shown
    for _again in range(40):
        seen = phone.page.evaluate("() => answers")
        missing = [(kind, words) for _code, kind, words in shown if not any(kind == k and words in w for k, w in seen)]
        if not missing:
            break
        phone.page.wait_for_timeout(1000)
    assert not missing, phone.page.evaluate("() => answers")
    phone.close()
    browser.close()
