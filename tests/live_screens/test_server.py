"""Screens on the real server: they keep nobody out, and let the worker end."""

import json
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from showcase.accounts import sample
from showcase.accounts.rules import Role
from showcase.core.lanes import MOST_STREAMS
from tests.live import ROOT, SAMPLE, LiveSite, free_port, wait_for

pytestmark = pytest.mark.full


def test_many_screens_keep_nobody_out_and_do_not_hold_up_the_end(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    site = LiveSite(url, tmp_path, {"SHOWCASE_VAR": str(tmp_path), "SHOWCASE_BASE_URL": url, "PORT": str(port)})
    site.command("prepare", str(SAMPLE))
    command = [sys.executable, "-m", "showcase.cli", "serve", "--workers", "1", "--threads", "2"]
    server = subprocess.Popen(command, env=site.environment, cwd=ROOT)
    try:
        wait_for(port)
        with httpx.Client(base_url=url, timeout=20) as officer, ExitStack() as screens:
            sign_in(officer)
            now = str(officer.get("/staff/now/", follow_redirects=True).url)
            answers = [
                screens.enter_context(officer.stream("GET", f"{now}stream", headers={"Accept": "text/event-stream"}))
                for _ in range(MOST_STREAMS)
            ]
            lines = [answer.iter_lines() for answer in answers]
            for line in lines:
                first = json.loads(next(one for one in line if one.startswith("data: "))[6:])
                assert "counts" in first["parts"]
            assert officer.get(f"{now}stream", headers={"Accept": "text/event-stream"}).status_code == 204
            assert officer.get(f"{now}parts").status_code == 200
            began = time.monotonic()
            server.send_signal(signal.SIGTERM)
            server.wait(8)  # a worker that does not end is killed after ten seconds
            assert time.monotonic() - began < 5
    finally:
        server.kill()


def sign_in(officer: httpx.Client) -> None:
    login = {"email": sample.email_of(Role.ORGANISER), "password": sample.PASSWORDS[Role.ORGANISER]}
    answer = officer.post("/staff/sign-in", data=login)
    assert answer.status_code == 303
