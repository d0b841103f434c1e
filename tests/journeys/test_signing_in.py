"""Invited by mail, proved twice, known on a new device; and a passkey in a real browser, with and without scripts."""

import email
import re
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pyotp
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, launch, live_site, sign_in

pytestmark = pytest.mark.browser
PASSWORD = "thuyền trăng gạo chiếu 7"
SIZES = ((360, 740), (1280, 900))


@pytest.fixture(scope="module")
def named_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site that is reached by a name: browsers make no passkeys for a bare number."""
    with live_site(tmp_path_factory.mktemp("named"), host="localhost") as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Browser:
    return launch(playwright)


def test_from_the_invitation_to_a_second_device_and_back(browser: Browser, named_site: LiveSite) -> None:
    office = browser.new_page(locale="en-US")
    sign_in(office, named_site, Role.ADMINISTRATOR)
    office.goto(f"{named_site.url}/staff/accounts/")
    office.get_by_role("link", name="Invite somebody").click()
    office.get_by_label("Full name").fill("Nguyễn Thị Ngọc Lan")
    office.get_by_label("E-mail address").fill("ngoc.lan@example.org")
    office.get_by_label("Language of the mail").select_option("vi")
    expect(office.get_by_label("Unit", exact=True)).to_be_visible()
    office.get_by_role("radio", name="Editor").check()
    expect(office.get_by_label("Unit", exact=True)).to_be_hidden()
    office.get_by_role("button", name="Send the invitation").click()
    expect(office.get_by_role("status")).to_contain_text("The link is on its way")

    letter = letters_to(named_site, "ngoc.lan@example.org", 1)[-1]
    assert "Kính gửi Nguyễn Thị Ngọc Lan" in text_of(letter)
    desk = browser.new_context(locale="vi-VN")
    page = desk.new_page()
    page.goto(link_in(letter))
    look_at(page)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Mật khẩu mới").fill(PASSWORD)
    page.get_by_label("Nhập lại lần nữa").fill(PASSWORD)
    look_at(page)
    page.get_by_role("button", name="Giữ mật khẩu này").click()
    expect(page.get_by_role("status")).to_contain_text("Đã đổi mật khẩu")
    look_at(page)

    page.get_by_role("button", name="Cài đặt ứng dụng").click()
    look_at(page)
    app = pyotp.TOTP(page.locator(".key").inner_text().replace(" ", ""))
    page.get_by_label("Mã", exact=True).fill(app.now())
    page.get_by_role("button", name="Cài đặt").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(set(codes)) == 10
    look_at(page)
    page.get_by_role("link", name="Tôi đã cất giữ").click()

    phone = browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 740})
    other = phone.new_page()
    type_password(other, named_site)
    expect(other.get_by_role("heading", level=1)).to_have_text("Còn một bước nữa")
    look_at(other)
    other.get_by_label("Mã", exact=True).fill(codes[0])
    other.get_by_role("button", name="Đăng nhập").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Tổng quan")
    letter = letters_to(named_site, "ngoc.lan@example.org", 4)[-1]
    assert letter["Subject"] == "Tài khoản của anh chị được mở trên thiết bị mới"

    page.goto(re.search(r"http://\S+/my-account/", text_of(letter))[0])  # type: ignore[index]
    page.get_by_role("button", name="Đăng xuất: Chrome, Linux").click()
    expect(page.get_by_role("status")).to_contain_text("đã được đăng xuất")
    other.goto(f"{named_site.url}/staff/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Đăng nhập trang làm việc")
    type_password(other, named_site)
    other.get_by_label("Mã", exact=True).fill(codes[0])
    other.get_by_role("button", name="Đăng nhập").click()
    expect(other.locator(".field__errors")).to_contain_text("đã dùng rồi")
    for context in (desk, phone, office.context):
        context.close()


def test_a_passkey_signs_in_and_one_of_another_host_does_not(browser: Browser, named_site: LiveSite) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    keys, held = put_authenticator(context, page)
    sign_in(page, named_site, Role.EDITOR)
    page.goto(f"{named_site.url}/staff/my-account/")
    page.get_by_role("link", name="Add a passkey").click()
    look_at(page)
    page.get_by_label("Name of the device").fill("Office computer")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    (credential,) = keys.send("WebAuthn.getCredentials", {"authenticatorId": held})["credentials"]
    assert credential["rpId"] == "localhost"
    page.get_by_role("button", name="Sign out").click()

    look_at(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.get_by_role("button", name="Sign out").click()

    # The same key, but made for another host: the browser does not even show it to this one.
    keys.send("WebAuthn.clearCredentials", {"authenticatorId": held})
    keys.send("WebAuthn.addCredential", {"authenticatorId": held, "credential": {**credential, "rpId": "example.org"}})
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("The passkey did not answer.")).to_be_visible()
    # And the right key on this site under another name.
    hold(keys, held, credential)
    page.goto(named_site.url.replace("localhost", "127.0.0.1") + "/staff/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("The passkey did not answer.")).to_be_visible()
    # On its own site, a copy that counts its uses anew is not the key that has been used since.
    page.goto(f"{named_site.url}/staff/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("This passkey does not open this site's console.")
    hold(keys, held, {**credential, "signCount": 10})
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")

    page.goto(f"{named_site.url}/staff/my-account/")
    page.get_by_text("Take away: Office computer").click()
    page.get_by_role("button", name="Yes, take it away").click()
    expect(page.get_by_role("status")).to_contain_text("taken away")
    context.close()


def test_without_scripts_the_page_says_what_else_to_do(browser: Browser, named_site: LiveSite) -> None:
    context = browser.new_context(locale="en-US", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{named_site.url}/staff/sign-in")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    expect(page.get_by_text("A passkey needs JavaScript and a browser that knows")).to_be_visible()
    sign_in(page, named_site, Role.TRANSLATOR)
    page.goto(f"{named_site.url}/staff/my-account/passkeys")
    expect(page.get_by_text("Set up an authenticator app instead")).to_be_visible()
    expect(page.get_by_role("button", name="Add the passkey")).to_be_hidden()
    page.get_by_role("link", name="Back to my account").click()
    page.get_by_role("button", name="Set up an app").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up the authenticator app")
    context.close()


def put_authenticator(context: BrowserContext, page: Page) -> tuple[CDPSession, str]:
    """A device that makes passkeys and is always unlocked."""
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    unlocked = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    held = keys.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, **unlocked}})
    return keys, held["authenticatorId"]


def hold(keys: CDPSession, held: str, credential: dict[str, Any]) -> None:
    keys.send("WebAuthn.clearCredentials", {"authenticatorId": held})
    keys.send("WebAuthn.addCredential", {"authenticatorId": held, "credential": credential})


def type_password(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/staff/sign-in")
    page.get_by_label("Địa chỉ thư điện tử").fill("ngoc.lan@example.org")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def look_at(page: Page) -> None:
    """Nothing wider than the screen, and nothing that axe would complain of."""
    page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, (page.url, width)
        result = page.evaluate("() => axe.run({resultTypes: ['violations']})")
        assert not [(one["id"], one["nodes"][0]["target"]) for one in result["violations"]], (page.url, width)


def letters_to(site: LiveSite, address: str, number: int) -> list[EmailMessage]:
    """What the worker has written to an address, once there are so many, the oldest first."""
    deadline = time.monotonic() + 20
    while True:
        files = sorted((site.var / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        letters = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
        found = [one for one in letters if one["To"] == address and isinstance(one, EmailMessage)]
        if len(found) >= number:
            return found
        assert time.monotonic() < deadline, [one["Subject"] for one in found]
        time.sleep(0.2)


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage) -> str:
    found = re.search(r"http://\S+/staff/links/\S+", text_of(letter))
    assert found is not None
    return found[0]
