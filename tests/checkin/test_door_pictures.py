"""Pictures of every answer of the door, to be looked at: SHOWCASE_PICTURES names the folder they are kept in."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from showcase.checkin.models import Gate
from showcase.core import clock
from showcase.registration import tickets
from showcase.registration.models import Attendee
from tests.checkin.door import change, check_in, code_of, make_gate, make_guest, scan_of
from tests.checkin.door_page import DoorPage
from tests.factories import make_event

pytestmark = [pytest.mark.browser, pytest.mark.full]
FAMILY = ("Trần Thị Kim Liên", "Trần Quốc Việt", "Nguyễn Thị Ngọc Ánh", "Trần Bảo Châu", "Trần Gia Hân", "Lê Văn Út")
LONG = "Nguyễn Phúc Hoàng Bảo Trân Thị Ngọc Minh Thư"
SECOND = "Alexandra-Wilhelmina Featherstonehaugh"


@pytest.mark.parametrize("locale", ["vi", "en", "km"])
def test_every_answer_fits_a_small_phone(browser: Browser, url: str, desk: Gate, locale: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("SHOWCASE_PICTURES", tmp_path)) / locale
    folder.mkdir(parents=True, exist_ok=True)
    phone = DoorPage(browser, url, locale)

    def picture(name: str) -> None:
        phone.page.screenshot(path=folder / f"{name}.png")
        assert not phone.page.evaluate(HIDDEN), f"{name}: what counts lies under the buttons or beyond the edge"

    guests = _guests(desk)
    codes = {name: code_of(guest) for name, guest in guests.items()}
    codes["replaced"] = tickets.ticket_code(desk.event.id, guests["replaced"].id, 1)
    codes["forged"] = codes["alone"][:-1] + str((int(codes["alone"][-1]) + 1) % 10)
    codes |= {"unknown": "12345678", "malformed": "7" * 600}
    phone.set_up(desk)
    picture("0-scan")
    for name in codes:
        phone.scan(codes[name])
        picture(f"1-{name}")
    for name in ("alone", "family"):
        phone.scan(codes[name])
        picture(f"2-{name}-again")
    phone.page.locator("[data-deed=turn]").click()
    picture("3-turned")
    phone.page.locator("[data-deed=back]").click()
    phone.page.locator("#party [name=attendee]").last.check()
    phone.page.locator(".judged__let-in").click()
    phone.page.wait_for_function("() => document.querySelector('[data-deed=undo]')")
    picture("4-party-let-in")
    phone.page.locator("[data-deed=undo]").click()
    phone.page.wait_for_function("() => !document.querySelector('[data-deed=undo]')")
    picture("5-taken-back")
    phone.scan(codes["waitlisted"])
    phone.page.locator("[data-deed=force]").click()
    phone.page.wait_for_function("() => document.querySelector('[data-deed=undo]')")
    picture("6-all-the-same")
    phone.context.set_offline(True)
    for name in ("offline", "alone"):
        phone.scan(codes[name])
        picture(f"7-without-network-{name}")
    phone.scan(tickets.ticket_code(desk.event.id, guests["alone"].id + 1000, 1))
    picture("8-newer-than-list")
    phone.page.locator("[data-deed=next]").click()
    phone.page.locator("[name=direction][value=exit]").check()
    phone.scan(codes["alone"])
    picture("9-going-out")
    phone.close()


# Whether a name, a reason or a fact lies under the buttons, or a box to tick cannot be seen.
HIDDEN = """() => {
  const bar = document.querySelector(".judged__actions")?.getBoundingClientRect();
  if (!bar || document.body.dataset.shows !== "verdict" || document.querySelector("[data-turned]")) return false;
  const told = [...document.querySelectorAll(".judged__title > *, .judged__about > *, .judged__fact, .judged__kind p")];
  const seen = told.filter((one) => one.checkVisibility());
  const first = document.querySelector("#party li");
  return [...seen, ...(first ? [first] : [])].some((one) => {
    const { right, bottom } = one.getBoundingClientRect();
    return right > innerWidth || (bottom > bar.top + 1 && bar.top > 0 && bar.left < right);
  });
}"""


def _guests(desk: Gate) -> dict[str, Attendee]:
    event = desk.event
    before = clock.now() - timedelta(days=365)
    inside = make_guest(event, "Phạm Văn Sáu", called="Bác")
    check_in(scan_of(inside, make_gate(event)))
    pending = make_guest(event, "Thạch Thị Sa Ri", state="pending")
    change(pending.registration, locale="km")
    return {
        "alone": make_guest(event, called="Bà"),
        "two-names": make_guest(event, LONG, second_name=SECOND, called="Cô", no_photo=True),
        "khmer": make_guest(event, "ថាច់ ធី សារី វឌ្ឍនា", second_name="Thạch Thị Sa Ri"),
        "family": make_guest(event, *FAMILY, called="Bà"),
        "inside": inside,
        "waitlisted": make_guest(event, "Kim Văn Đức", state="waitlisted", called="Ông"),
        "pending": pending,
        "cancelled": make_guest(event, "Sơn Thị Ngọc Lan", state="cancelled", called="Cô"),
        "replaced": make_guest(event, LONG, ticket_version=2, called="Hòa thượng"),
        "last-year": make_guest(make_event(starts_at=before, ends_at=before + timedelta(hours=4))),
        "offline": make_guest(event, "Huỳnh Văn Tám", called="Chú"),
    }
