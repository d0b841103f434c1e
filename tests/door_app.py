"""A volunteer's phone at the door as its holder uses it: the app's page in a browser with a profile of its own."""

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from tests.live import CHROMIUM

SECONDS = 20_000
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "locale": "vi-VN"}

# A scanner's keys, as fast as one sends them: typed from here they would halt whenever the machine is busy.
KEYS = """(digits) => {
  const press = (key, code) =>
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
  for (const digit of digits) press(digit, `Digit${digit}`);
  press("Enter", "Enter");
}"""


class DoorPhone:
    """A phone on which the app is installed; it may be killed and switched on again."""

    def __init__(self, playwright: Playwright, profile: Path, url: str, flags: Sequence[str] = (), **more: Any) -> None:
        self.playwright, self.profile, self.url = playwright, profile, url
        self.flags, self.options = flags, {**PHONE, "permissions": ["camera"], **more}
        self.context, self.page = self._on()

    def _on(self) -> tuple[BrowserContext, Page]:
        context = self.playwright.chromium.launch_persistent_context(
            self.profile, executable_path="/usr/bin/chromium", args=[*CHROMIUM, *self.flags], **self.options
        )
        return context, context.pages[0]

    def enrol(self, code: str, name: str) -> None:
        """By the address in the code of the instruction sheet."""
        self.page.goto(f"{self.url}/staff/checkin/vi/#enrol={code}")
        self.page.locator("#enrol-name").fill(name)
        self.page.locator("#enrol-form [type=submit]").click()
        expect(self.page.locator("[data-screen=desk]")).to_be_visible(timeout=SECONDS)

    def open_desk(self, name: str, pin: str) -> None:
        """Choose the desk and type its PIN; the list is fetched if it is not there, then scanning may begin."""
        desk = self.page.locator("[data-screen=desk]")
        expect(desk).to_be_visible(timeout=SECONDS)
        desk.get_by_role("button", name=name).click()
        self.page.locator("#desk-pin-field").fill(pin)  # the sixth digit opens it
        scan = self.page.locator("[data-screen=scan]")
        fetched = self.page.locator("#download-check")
        expect(scan.or_(fetched).locator("visible=true")).to_have_count(1, timeout=SECONDS)
        if fetched.is_visible():
            self.page.locator("#download-go").click()
        expect(scan).to_be_visible(timeout=SECONDS)

    def keep(self) -> None:
        """Wait until the page is on the phone and opens without a network."""
        self.page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")

    def scan(self, code: str) -> str:
        """A plugged-in scanner types the code; gives the kind of the verdict that is shown."""
        self.page.evaluate("() => document.querySelector('#answer').replaceChildren()")
        self.page.evaluate(KEYS, code)
        sheet = self.page.locator("#answer [data-kind]").first
        expect(sheet).to_be_visible(timeout=SECONDS)
        return str(sheet.get_attribute("data-kind"))

    def offline(self, away: bool = True) -> None:
        self.context.set_offline(away)

    def kill(self) -> None:
        """The battery is taken out."""
        own = f"--user-data-dir={self.profile}".encode()
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                if process.name.isdigit() and own in (process / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)
        with suppress(Error):
            self.context.close()

    def again(self, offline: bool) -> None:
        """Switched on again, and the app opened."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                self.context, self.page = self._on()
                break
            except Error:  # the killed one still holds the profile
                (self.profile / "SingletonLock").unlink(missing_ok=True)
        self.offline(offline)
        self.page.goto(f"{self.url}/staff/checkin/")

    def waiting(self) -> int:
        """Scans that the server has not confirmed, as they lie on the disk."""
        return int(
            self.page.evaluate(
                """() => new Promise((resolve, reject) => {
                  const open = indexedDB.open("showcase-door");
                  open.onerror = () => reject(open.error);
                  open.onsuccess = () => {
                    const count = open.result.transaction("queue").objectStore("queue").count();
                    count.onsuccess = () => { resolve(count.result); open.result.close(); };
                  };
                })"""
            )
        )

    def close(self) -> None:
        self.context.close()
