"""More families than places, all at once, over HTTP; and a web server that is killed among them."""

import os
import signal
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from showcase.core import clock
from tests.live import ROOT, LiveSite, free_port, live_site, wait_for

pytestmark = pytest.mark.full
PLACES, FAMILIES, AT_ONCE = 50, 200, 40


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    with live_site(tmp_path_factory.mktemp("live"), ROOT / "tests/packs/another-province") as running:
        yield running


@pytest.fixture(scope="module")
def token(site: LiveSite) -> str:
    scopes = ["--scope", "registrations:write", "--scope", "registrations:read", "--scope", "events:write"]
    return site.command("token", "create", "--name", "chaos", *scopes).split()[-1]


def test_exactly_the_places_are_given(site: LiveSite, token: str) -> None:
    make_event(site.url, token, "dong-khach", sessions=[{"slug": "xe", "title": {"vi": "Xe"}, "capacity": PLACES - 8}])
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(
            crowd.map(lambda n: register(site.url, token, "dong-khach", ["xe"] if n % 2 else []), range(FAMILIES))
        )
    told = Counter(answer.json().get("state") or answer.json()["code"] for answer in answers)
    event = httpx.get(f"{site.url}/api/v1/events/dong-khach").json()
    assert told == {"confirmed": PLACES, "full": FAMILIES - PLACES}
    assert event["taken"] == PLACES
    assert event["sessions"][0]["taken"] <= PLACES - 8


def test_what_was_acknowledged_survives_a_killed_server(site: LiveSite, token: str) -> None:
    """A second web server on the same state is killed in the middle; every 201 it gave is there."""
    make_event(site.url, token, "mat-dien", capacity=None)
    port = free_port()
    command = [sys.executable, "-m", "showcase.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env=site.environment, start_new_session=True, stderr=subprocess.DEVNULL
    )
    wait_for(port)
    kept: list[str] = []

    def family(number: int) -> None:
        if number == FAMILIES // 3:
            os.killpg(server.pid, signal.SIGKILL)
        try:
            answer = register(f"http://127.0.0.1:{port}", token, "mat-dien", [])
        except httpx.TransportError:
            return
        if answer.status_code == 201:
            kept.append(answer.json()["code"])

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        list(crowd.map(family, range(FAMILIES)))
    server.wait(20)
    assert 0 < len(kept) < FAMILIES
    found = confirmed(site.url, token, "mat-dien")
    assert set(kept) <= found
    assert httpx.get(f"{site.url}/api/v1/events/mat-dien").json()["taken"] == len(found)


def make_event(url: str, token: str, slug: str, **more: Any) -> None:
    start = clock.now() + timedelta(days=40)
    body = {
        "slug": slug,
        "title": {"vi": "Họp mặt"},
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=3)).isoformat(),
        "capacity": PLACES,
        **more,
    }
    httpx.post(f"{url}/api/v1/events", json=body, headers=bearer(token)).raise_for_status()


def register(url: str, token: str, event: str, sessions: list[str]) -> httpx.Response:
    body = {
        "event": event,
        "locale": "vi",
        "contact": {"name": "Đặng Thị Hường", "email": "huong@example.org", "country": "US"},
        "attendees": [{"name": "Đặng Thị Hường", "sessions": sessions}],
        "consents": {"processing": True},
    }
    headers = {**bearer(token), "Idempotency-Key": str(uuid.uuid4())}
    return httpx.post(f"{url}/api/v1/registrations", json=body, headers=headers, timeout=60)


def confirmed(url: str, token: str, event: str) -> set[str]:
    """Codes of the event's confirmed registrations, from all pages of the list."""
    codes: set[str] = set()
    address: str | None = f"{url}/api/v1/registrations?event={event}&limit=500"
    while address:
        page = httpx.get(address, headers=bearer(token)).json()
        codes |= {r["code"] for r in page["items"] if r["state"] == "confirmed" and r["event"] == event}
        address = page["next"]
    return codes


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
