"""Starting the web server where it cannot listen."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.live import free_port

ROOT = Path(__file__).resolve().parent.parent


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "showcase.cli", "serve", "--port", str(port)]
        environment = {**os.environ, "SHOWCASE_VAR": str(tmp_path)}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    assert f"127.0.0.1:{port}" in done.stderr


def test_a_killed_worker_does_not_take_the_site_with_it(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "showcase.cli", "serve", "--port", str(port), "--workers", "1"]
    environment = {**os.environ, "SHOWCASE_VAR": str(tmp_path)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for_an_answer(port)
        for worker in children(server.pid):
            os.kill(worker, signal.SIGKILL)
        time.sleep(0.5)
        wait_for_an_answer(port)
        assert server.poll() is None
    finally:
        server.terminate()
        server.wait(30)


def test_a_server_told_to_stop_while_it_loads_stops(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "showcase.cli", "serve", "--port", str(free_port())]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SHOWCASE_VAR": str(tmp_path)})
    try:
        while len(children(server.pid)) < 2:
            assert server.poll() is None
            time.sleep(0.01)
        time.sleep(0.1)  # the workers are loading now
        server.terminate()
        server.wait(5)  # half of what a worker that hears nothing is given
    finally:
        server.kill()


def wait_for_an_answer(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the site does not answer")


def children(parent: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
