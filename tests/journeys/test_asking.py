"""An organiser asks what an event needs to know, and a family answers on a small phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, is_clean, launch, live_site, sign_in

pytestmark = pytest.mark.browser
EVENT = "/staff/events/hop-mat/questions"


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


def ask(browser: Browser, site: LiveSite) -> None:
    """The organiser adds a choice that each person must answer, moves it up with the keyboard, and looks at it."""
    context = browser.new_context(locale="vi", viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    sign_in(page, site, Role.ORGANISER)
    page.goto(f"{site.url}{EVENT}/")
    page.get_by_role("link", name="Thêm câu hỏi").click()
    expect(page.locator("#options")).to_be_hidden()
    page.locator("[name=kind]").select_option("one")
    expect(page.locator("#options")).to_be_visible()
    page.locator("[name=per]").select_option("person")
    page.locator("[name=label-vi]").fill("Bữa cơm dùng món nào?")
    page.locator("[name=label-en]").fill("Which dish?")
    page.locator("[name=reason-vi]").fill("Để nhà bếp nấu đủ.")
    page.locator("[name=options-option_1-vi]").fill("Bún nước lèo")
    page.get_by_label("Phải trả lời mới gửi được phiếu").check()
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.locator(".form-errors")).to_contain_text("ít nhất hai ý")
    page.locator("[name=options-option_2-vi]").fill("Cơm chay")
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.locator(".preview[lang=vi]")).to_contain_text("Bún nước lèo")
    expect(page.locator(".preview[lang=en]")).to_contain_text("Which dish?")
    assert is_clean(page)
    page.goto(f"{site.url}{EVENT}/")
    page.locator("#bua-com-dung-mon-nao button[value=up]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Bữa cơm dùng món nào?")
    assert is_clean(page)
    context.close()


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[LiveSite]:
    """A site of its own: a required question would stand in the way of the other journeys."""
    with live_site(tmp_path_factory.mktemp("asking")) as running:
        ask(browser, running)
        yield running


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_what_an_organiser_asks_a_family_answers_on_a_phone(browser: Browser, asking: LiveSite, script: bool) -> None:
    context = browser.new_context(
        locale="vi", viewport={"width": 360, "height": 740}, java_script_enabled=script, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{asking.url}/vi/register/hop-mat/")
    page.locator("[name=people-0-name]").fill(f"Đặng Thị Hường {script}")
    page.get_by_label("Cơm chay").check()
    page.locator("[name=add]").click()
    page.locator("[name=people-1-name]").fill(f"Nguyễn Bảo Trân {script}")
    first, second = page.locator(".person").nth(0), page.locator(".person").nth(1)
    expect(first.get_by_label("Cơm chay")).to_be_checked()
    page.locator("[name=country]").select_option("US")
    page.locator("[name=phone]").fill("714 555 0123")
    page.locator("[name=processing]").check()
    page.locator(".registration [type=submit].button--primary").click()
    expect(second.locator(".field__errors")).to_contain_text("Xin trả lời câu này.")
    expect(first.get_by_label("Cơm chay")).to_be_checked()
    assert not script or is_clean(page)
    second.get_by_label("Bún nước lèo").check()
    page.locator(".registration [type=submit].button--primary").click()
    expect(page.locator(".ticket")).to_have_count(2)
    expect(page.locator(".answers-given")).to_contain_text("Bún nước lèo")
    page.locator("section:has(> #answers)").get_by_role("link", name="Trả lời hoặc sửa").click()
    expect(page.get_by_label("Bún nước lèo").nth(1)).to_be_checked()
    page.get_by_label("Sân bay").check()
    page.get_by_role("button", name="Lưu câu trả lời").click()
    expect(page.locator(".notice--done")).to_contain_text("đã ghi nhận câu trả lời")
    expect(page.locator(".answers-given")).to_contain_text("Sân bay")
    assert not script or is_clean(page)
    context.close()
