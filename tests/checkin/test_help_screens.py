"""The help desk on a volunteer's phone: nobody is noted twice, and a name is right from then on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from showcase.checkin.models import Gate, Scan
from showcase.core.database import db
from showcase.registration.models import Attendee, Registration
from tests.checkin.door import change, make_guest
from tests.checkin.door_page import DoorPage
from tests.live import is_clean

pytestmark = [pytest.mark.browser, pytest.mark.full]
SECONDS = 10_000


@pytest.fixture
def page(browser: Browser, url: str, desk: Gate) -> Iterator[Page]:
    """A phone at an open desk whose event has room for three, with a list of one."""
    change(desk.event, capacity=3)
    make_guest(desk.event, "Đặng Thị Hường")
    phone = DoorPage(browser, url)
    phone.set_up(desk)
    yield phone.page
    phone.close()


def note(page: Page, names: str) -> None:
    page.locator("#walk-in-names").fill(names)
    page.locator("#walk-in-country").select_option("US")
    page.locator("#walk-in-processing").check()
    page.locator("#walk-in-form [type=submit]").click()


def to_walk_in(page: Page, name: str) -> None:
    page.locator("#door-tabs [data-go=find]").click()
    page.locator("#find-name").fill(name)
    page.locator("#find-walk-in").click()
    expect(page.locator("#walk-in-names")).to_have_value(name)


def test_an_answer_that_is_lost_notes_nobody_twice(page: Page) -> None:
    to_walk_in(page, "Lý Tư")
    expect(page.locator("#walk-in-places")).to_have_text("Còn 3 chỗ")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/walk-ins", lose)
    note(page, "(Bà) Lý Tư\nLý Út")
    expect(page.locator("#walk-in-form-fault")).to_contain_text("không ai bị ghi hai lần")
    page.unroute("**/walk-ins", lose)
    page.locator("#walk-in-form [type=submit]").click()
    expect(page.locator(".judged__name")).to_have_text("Lý Tư")
    db.session.rollback()  # to see what the site has written
    assert db.session.query(Scan).count() == 2
    assert [party.contact_name for party in db.session.query(Registration).order_by(Registration.id)][1:] == ["Lý Tư"]
    page.locator("[data-deed=next]").click()
    to_walk_in(page, "Lý Năm")
    note(page, "Lý Năm\nLý Sáu")
    expect(page.locator("#walk-in-question")).to_contain_text("Điện thoại này không được mời vào quá số chỗ")
    assert page.locator("[data-deed=above]").count() == 0
    page.locator("[data-deed=not]").click()
    note(page, "dang thi huong")
    expect(page.locator("#walk-in-question")).to_contain_text("Đặng Thị Hường")
    assert is_clean(page)


def test_a_name_is_mended_where_it_was_shown(page: Page) -> None:
    page.locator("#door-tabs [data-go=find]").click()
    page.locator("#find-name").fill("dang huong")
    page.locator(".find__one").click()
    page.locator("[data-deed=help]").click()
    for wrong, words in (("", "Xin ghi"), ("🙂", "bằng chữ"), ("ă" * 201, "200")):
        page.locator("#mend-name").fill(wrong)
        page.locator("#mend-form [type=submit]").first.click()
        expect(page.locator("#mend-name-fault")).to_contain_text(words)
        expect(page.locator("#mend-name")).to_have_value(wrong)
    page.locator("#mend-name").fill("Đặng Thị Hương")
    page.locator("#mend-form [type=submit]").first.click()
    expect(page.locator("#mend-saved")).to_have_text("Đã lưu tên.")
    page.locator("#mend-back").click()
    expect(page.locator(".judged__name")).to_have_text("Đặng Thị Hương")
    db.session.rollback()  # to see what the site has written
    assert db.session.query(Attendee).one().name == "Đặng Thị Hương"
