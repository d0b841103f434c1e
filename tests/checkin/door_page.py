"""The door's page on a volunteer's phone, worked as the volunteer does: by what stands on the screen."""

import json
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from showcase.checkin import devices, gates
from showcase.checkin.models import Gate
from showcase.core.database import db, write

PHONE = {"width": 360, "height": 640}


class DoorPage:
    """One phone with a memory of its own; `closes_after`: seconds until a plain welcome goes away by itself."""

    def __init__(self, browser: Browser, url: str, locale: str = "vi", closes_after: int = 0, **options: Any) -> None:
        self.url, self.locale = url, locale
        self.context = browser.new_context(
            **{"viewport": PHONE, "has_touch": True, "reduced_motion": "reduce", "service_workers": "block", **options}
        )
        kept = json.dumps({"closesAfter": closes_after, "sound": True})
        self.context.add_init_script(f"localStorage.setItem('showcase-door-preferences', '{kept}')")
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if "Content Security" in said.text else None)

    def open(self, code: str = "") -> None:
        self.page.goto(f"{self.url}/staff/checkin/{self.locale}/" + (f"#enrol={code}" if code else ""))

    def set_up(self, desk: Gate) -> None:
        """Enrolled for the desk's event, the desk opened by its PIN, the list fetched: ready to receive."""
        write()
        code = devices.enrolment_code(desk.event)
        db.session.commit()
        self.open(code)
        self.shows("enrol")
        self.page.locator("#enrol-name").fill("Điện thoại của Lan")
        self.page.locator("#enrol-form [type=submit]").click()
        self.at(desk)

    def at(self, desk: Gate) -> None:
        self.shows("desk")
        place = [gate.slug for gate in gates.of_event(desk.event)].index(desk.slug)
        self.page.locator("#desk-list button").nth(place).click()
        self.page.locator("#desk-pin-field").fill(desk.pin)
        self.shows("download")
        self.page.wait_for_function("() => document.getElementById('download-bar').hidden")
        self.page.locator("#download-go").click()
        self.shows("scan")

    def shows(self, screen: str) -> None:
        self.page.wait_for_function("(screen) => document.body.dataset.shows === screen", arg=screen)

    def go(self, screen: str) -> None:
        self.page.locator(f"[data-go={screen}]:visible").first.click()
        self.shows(screen)

    def scan(self, code: str) -> Locator:
        """A code as if a plugged-in scanner had read it; gives the answer."""
        self.type(code)
        self.page.wait_for_function("() => document.querySelector('.judged:not([data-seen])')")
        return self.answer

    def type(self, code: str) -> None:
        """A code as fast as a plugged-in scanner types it."""
        self.page.evaluate(
            """(code) => {
              document.querySelector(".judged")?.toggleAttribute("data-seen", true);
              document.activeElement?.blur();
              for (const key of [...code, "Enter"]) {
                const place = /[0-9]/.test(key) ? `Digit${key}` : key;
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code: place, bubbles: true }));
              }
            }""",
            code,
        )

    @property
    def answer(self) -> Locator:
        return self.page.locator(".judged")

    @property
    def kind(self) -> str:
        return str(self.answer.get_attribute("data-kind"))

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def text(self) -> str:
        """What stands on the screen, in one line."""
        return " ".join(self.page.locator("body").inner_text().split())

    def close(self) -> None:
        self.context.close()
        assert not self.faults
