"""A phone at the door: the device's own script in a real browser, which talks to the site of the tests."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from showcase.checkin import devices
from showcase.checkin.models import Annulment, Gate, Scan
from showcase.core.database import db, write
from showcase.registration.models import Event

MODULES = "/assets/000000000000/checkin/device"


class Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_told: Any) -> None:
        pass


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app of the tests and its database, on a port of its own."""
    server: BaseWSGIServer = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


class Phone:
    """`device` of the page, asked from Python; its own browser profile, so its own memory."""

    def __init__(self, browser: Browser, url: str, context: BrowserContext | None = None) -> None:
        self.url = url
        self.context = context or browser.new_context()
        self.page = self.tab()

    def tab(self, online: bool = True) -> Page:
        """Another tab of this phone; offline its page and scripts come as from the service worker."""
        page = self.context.new_page()
        if not online:
            self.context.set_offline(False)
        page.goto(f"{self.url}{MODULES}/errors.js")  # any page of the site will do
        page.evaluate("(modules) => import(`${modules}/device.js`)", MODULES)
        if not online:
            self.context.set_offline(True)
        return page

    def open(self, page: Page | None = None, **options: Any) -> dict[str, Any]:
        """Open the device in a tab; gives its state."""
        return (page or self.page).evaluate(
            """async ([modules, options]) => {
              const { openDevice } = await import(`${modules}/device.js`);
              window.device = await openDevice(options);
              window.words = [];
              device.addEventListener("word", ({ detail }) => words.push(detail));
              return device.state;
            }""",
            [MODULES, options],
        )

    def enrol(self, event: Event, name: str = "Bàn 1, chị Lan") -> None:
        write()
        code = devices.enrolment_code(event)
        db.session.commit()
        self.ask("enrol", code, name)

    def ready(self, gate: Gate) -> None:
        """Enrolled, with the list, at a desk."""
        self.open()
        self.enrol(gate.event)
        self.at(gate)
        self.ask("download")

    def at(self, gate: Gate, page: Page | None = None) -> None:
        """Open a desk by its PIN."""
        assert self.ask("openGate", gate.slug, gate.pin, page=page) is None

    def ask(self, method: str, *arguments: Any, page: Page | None = None) -> Any:
        """Call a method of the device; a DoorError comes back as {"error": code}."""
        return (page or self.page).evaluate(
            """async ([method, given]) => {
              try {
                return await device[method](...given);
              } catch (error) {
                if (!error.code) throw error;
                return { error: error.code };
              }
            }""",
            [method, list(arguments)],
        )

    def read(self, code: str, page: Page | None = None, **options: Any) -> str:
        """A verdict in short: kind, and the reason if there is one."""
        verdict = self.ask("read", code, options, page=page)
        if "error" in verdict:
            return str(verdict["error"])
        return " ".join(part for part in (verdict["kind"], verdict["reason"]) if part)

    @property
    def state(self) -> dict[str, Any]:
        return self.page.evaluate("() => device.state")

    def offline(self, away: bool = True) -> None:
        self.context.set_offline(away)

    def close(self) -> None:
        self.context.close()


def admissions() -> dict[int, int]:
    """Attendee → how many entries and exits the server has stored that were not taken back."""
    db.session.rollback()  # and see what was stored meanwhile
    taken_back = db.select(Annulment.scan_id)
    query = db.select(Scan.attendee_id).where(Scan.verdict == "admitted", Scan.id.not_in(taken_back))
    return dict(Counter(number for number in db.session.scalars(query) if number))
