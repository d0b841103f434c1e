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
        wait_until_it_listens(worker.pid)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
            worker.send_signal(number)
        assert worker.wait(10) == 0
    finally:
        worker.kill()


def wait_until_it_listens(process: int) -> None:
    """Until the worker keeps SIGTERM to itself; before that the signal ends any process at once."""
    end = time.monotonic() + 30
    while not blocked_signals(process) & 1 << (signal.SIGTERM - 1):
        assert time.monotonic() < end, "the worker does not start"
        time.sleep(0.05)


def blocked_signals(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith("SigBlk"))
