"""From reading to the printed book: one family, one volunteer, one organiser, one editor, on one running site."""

import email
import re
import subprocess
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, expect

from showcase.accounts.rules import Role
from tests.film import camera, film_of
from tests.live import LiveSite, launch, open_door, sign_in

pytestmark = pytest.mark.browser
MOTHER, FATHER, CHILD = "Đặng Thị Diễm Hường", "Trần Văn Nam", "Trần Mỹ Linh"
ADDRESS = "huong.dang@example.org"
PATIENCE = 30_000  # milliseconds


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture(scope="module")
def party_address(browser: Browser, site: LiveSite) -> str:
    """A family reads and answers on a phone; the address of its private page."""
    page = phone(browser)
    page.goto(f"{site.url}/")
    expect(page).to_have_url(f"{site.url}/vi/")
    page.goto(f"{site.url}/vi/projects/")
    page.locator("main tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{site.url}/vi/gathering/")
    page.locator("main a[href*='/register/']").first.click()
    page.locator("[name=people-0-name]").fill(MOTHER)
    page.locator("[name=people-0-age_band]").select_option("60+")
    for number, name in ((1, FATHER), (2, CHILD)):
        page.locator("button[name=add]").click()
        page.locator(f"[name=people-{number}-name]").fill(name)
    assert page.locator("[name=people-0-name]").input_value() == MOTHER, "what was typed stays"
    page.locator("[name=country]").select_option("US")
    page.locator("[name=email]").fill(ADDRESS)
    page.locator("[name=processing]").check()
    page.locator("main form button.button--primary").last.click()
    expect(page).to_have_url(re.compile(r"/vi/r/[\w-]+/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 người")
    return page.url


@pytest.fixture(scope="module")
def ticket(browser: Browser, party_address: str, tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    """The first page of the mother's ticket PDF, as a printer would put it on paper."""
    page = phone(browser)
    page.goto(party_address)
    address = page.locator("a[href$='.pdf']").first.get_attribute("href")
    answer = page.request.get(party_address.split("/vi/")[0] + str(address))
    assert answer.headers["content-type"] == "application/pdf"
    folder = tmp_path_factory.mktemp("ticket")
    (folder / "ticket.pdf").write_bytes(answer.body())
    subprocess.run(["pdftoppm", "-r", "150", "-png", folder / "ticket.pdf", folder / "page"], check=True)
    return Image.open(next(folder.glob("page*.png")))


def test_the_mail_leads_to_the_party(site: LiveSite, party_address: str) -> None:
    message = mail_to(site, ADDRESS)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert party_address in text
    assert MOTHER in text
    assert party_address in message.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_the_printed_code_is_read_by_a_real_decoder(ticket: Image.Image) -> None:
    (code,) = zxingcpp.read_barcodes(ticket)
    assert re.fullmatch(r"\d{191}", code.text)


def test_the_ticket_is_received_once_and_the_list_shows_it(
    playwright: Playwright, browser: Browser, site: LiveSite, ticket: Image.Image, tmp_path: Path
) -> None:
    (code,) = zxingcpp.read_barcodes(ticket)
    corners = [getattr(code.position, name) for name in ("top_left", "top_right", "bottom_left", "bottom_right")]
    xs, ys = [c.x for c in corners], [c.y for c in corners]
    margin = (max(xs) - min(xs)) // 8
    square = ticket.crop((min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin))
    volunteer = launch(playwright, *camera(film_of(square, tmp_path)))
    page = phone(volunteer, permissions=["camera"])
    sign_in(page, site, Role.GATE)
    open_door(page, site, "Bàn đón tiếp số 1")
    verdict = page.locator("[data-screen=verdict]")
    expect(verdict).to_contain_text("MỜI VÀO", timeout=PATIENCE)
    expect(verdict).to_contain_text(MOTHER)
    expect(verdict).to_contain_text("Đã vào rồi", timeout=PATIENCE)
    volunteer.close()

    organiser = browser.new_page(locale="vi-VN")
    sign_in(organiser, site, Role.ORGANISER)
    organiser.goto(f"{site.url}/staff/guests/?q=huong+diem+dang")
    row = organiser.locator("main tbody tr", has_text=MOTHER).first
    expect(row).to_be_visible()
    expect(row).to_contain_text(re.compile(r"\d\d:\d\d"))


def test_the_book_is_built_and_reads_as_it_should(browser: Browser, site: LiveSite, tmp_path: Path) -> None:
    page = browser.new_page(locale="vi-VN")
    sign_in(page, site, Role.EDITOR)
    page.goto(f"{site.url}/staff/publications/")
    page.locator("main tbody a[href$='/doi-ngoai-nhan-dan-2023/']").click()  # not the full book
    file = page.locator("section.build", has_text="Tiếng Việt").first
    file.get_by_role("button", name="Tạo").click()
    link = file.get_by_role("link", name="Tải")
    expect(link).to_be_visible(timeout=3 * PATIENCE)  # the page follows the build by itself
    answer = page.request.get(site.url + str(link.get_attribute("href")))
    book = tmp_path / "book.pdf"
    book.write_bytes(answer.body())
    pages = [text_of(book, number) for number in range(1, 13)]
    assert "Kính thưa quý bà con kiều bào" in pages[2]
    contents = dict(re.findall(r"^\s*(\d+)\s+(\S.*\S)\s*$", pages[1], re.MULTILINE))
    assert len(contents) >= 5
    for number, title in contents.items():
        assert title.split()[0] in pages[int(number) - 1], f"{title} is not on page {number}"


def phone(browser: Browser, **more: object) -> Page:
    context = browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 740}, has_touch=True, **more)  # type: ignore[arg-type]
    return context.new_page()


def mail_to(site: LiveSite, address: str) -> EmailMessage:
    """The message that the worker has written for an address."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for file in (site.var / "mail").glob("*.eml"):
            message = email.message_from_bytes(file.read_bytes(), policy=default)
            if address in message["To"]:
                assert isinstance(message, EmailMessage)
                return message
        time.sleep(0.5)
    raise AssertionError(f"no message to {address}")


def text_of(book: Path, number: int) -> str:
    command = ["pdftotext", "-layout", "-f", str(number), "-l", str(number), str(book), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
