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
    """Until threads of the worker keep SIGTERM from themselves: then the first of them waits for it.

    The one that collects garbage does so from its start (core/garbage.py).
    """
    end = time.monotonic() + 30
    while sum(keeps_out(signal.SIGTERM, thread) for thread in Path(f"/proc/{process}/task").iterdir()) < 2:
        assert time.monotonic() < end, "the worker does not start"
        time.sleep(0.05)


def keeps_out(number: int, thread: Path) -> bool:
    lines = (thread / "status").read_text(encoding="ascii").splitlines()
    blocked = next(int(line.split()[1], 16) for line in lines if line.startswith("SigBlk"))
    return bool(blocked & 1 << (number - 1))
