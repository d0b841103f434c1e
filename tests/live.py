"""A site as an operator runs it: its own state folder, web server, worker; and a real browser."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page, Playwright

from showcase.accounts import sample
from showcase.accounts.rules import Role

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "editions/tra-vinh-2023"
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class LiveSite:
    url: str
    var: Path
    environment: dict[str, str]

    def command(self, *arguments: str) -> str:
        """Run `showcase …` against this site and give its output."""
        return subprocess.run(
            [sys.executable, "-m", "showcase.cli", *arguments],
            env=self.environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        ).stdout


@contextmanager
def live_site(var: Path, edition: Path | None = SAMPLE, host: str = "127.0.0.1") -> Iterator[LiveSite]:
    """Load an edition into an empty folder and serve it, worker included; None: a site that nobody has set up.

    `host` is how the browser names the site: passkeys want a name, not a number.
    """
    port = free_port()
    url = f"http://{host}:{port}"
    site = LiveSite(url, var, {**_environment(url, var), "PORT": str(port)})
    if edition:
        shutil.copytree(_prepared(edition), var, dirs_exist_ok=True)
    else:
        site.command("migrate")
    with _running(site, "serve", "--workers", "1"), _running(site, "worker"):
        wait_for(port)
        yield site


@cache
def _prepared(edition: Path) -> Path:
    """The state folder of a site with this edition, to be copied: loading it takes longer than most tests."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    LiveSite("", folder, _environment("http://127.0.0.1", folder)).command("prepare", str(edition))
    return folder


def _environment(url: str, var: Path) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("SHOWCASE_")}
    return {**others, "SHOWCASE_VAR": str(var), "SHOWCASE_BASE_URL": url}


@contextmanager
def _running(site: LiveSite, *arguments: str) -> Iterator[None]:
    with (site.var / f"{arguments[0]}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "showcase.cli", *arguments], env=site.environment, cwd=ROOT, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def launch(playwright: Playwright, *flags: str) -> Browser:
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*CHROMIUM, *flags])


def sign_in(page: Page, site: LiveSite, role: Role) -> None:
    """Sign in with the sample's login of a role."""
    page.goto(f"{site.url}/staff/sign-in")
    page.locator("[name=email]").fill(sample.email_of(role))
    page.locator("[name=password]").fill(sample.PASSWORDS[role])
    page.locator("main form:has([name=password]) [type=submit]").click()  # another form offers a passkey


def open_door(page: Page, site: LiveSite, desk: str, event: str = "") -> None:
    """Make the browser of somebody who is signed in a phone of the door, with the list, at a desk.

    `event`: the slug of another one than the next.
    """
    page.goto(f"{site.url}/staff/checkin/")
    press = page.locator("#enrol-own [type=submit]")
    press.wait_for()
    if event:
        page.locator("#enrol-own-event").select_option(event)
    press.click()
    page.locator(".desks__choice", has_text=desk).click()
    page.locator("#desk-told-on").click()
    page.locator("#download-go", has_text="Đón khách").click()
    page.locator("#scan").wait_for()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")


def is_clean(page: Page) -> bool:
    """No fault by axe, and nothing wider than the screen."""
    page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run({resultTypes: ['violations']})")["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
