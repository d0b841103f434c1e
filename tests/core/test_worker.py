"""The worker as a process: how it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_worker_ends_at_once_however_often_it_is_told(tmp_path: Path) -> None:
    """Ctrl+C reaches it twice: from the terminal, and from bin/run that ends what it has started."""
    environment = {**os.environ, "SHOWCASE_VAR": str(tmp_path)}
    subprocess.run([sys.executable, "-m", "showcase.cli", "migrate"], cwd=ROOT, env=environment, check=True)
    worker = subprocess.Popen([sys.executable, "-m", "showcase.cli", "worker"], cwd=ROOT, env=environment)
    try:
        wait_for_threads(worker.pid)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
            worker.send_signal(number)
        assert worker.wait(10) == 0
    finally:
        worker.kill()


def wait_for_threads(process: int) -> None:
    end = time.monotonic() + 30
    collectors = 1 if sys.version_info < (3, 12) else 0  # core/garbage.py
    while len(os.listdir(f"/proc/{process}/task")) < 4 + collectors:
        assert time.monotonic() < end, "the worker does not start"
        time.sleep(0.05)
    time.sleep(0.2)
