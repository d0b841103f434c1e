"""A bounded load on this machine's own servers: wrk for the requests, /proc for the processor time."""

import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
WORKERS, THREADS = 2, 2
SECONDS = 3


@dataclass(frozen=True)
class Rate:
    per_second: float
    cpu_ms: float  # processor time of the server and its database, a request
    p50_ms: float
    p99_ms: float
    errors: int


@contextmanager
def served(module: str, environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Run a WSGI application as production does; gives its address and process id."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-log", module),
    ]
    process = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


def measure(
    url: str, process: int, connections: int, script: str | None = None, *arguments: str, seconds: int = SECONDS
) -> Rate:
    """Load an address for a few seconds; `script` is a wrk script beside this file."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", url]
    if script:
        command[1:1] = ["-s", str(Path(__file__).parent / script)]
        command += ["--", *arguments]
    before = cpu_seconds(process)
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30).stdout
    used = cpu_seconds(process) - before
    requests = int(_find(r"(\d+) requests in", output))
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    return Rate(
        per_second=float(_find(r"Requests/sec:\s+([\d.]+)", output)),
        cpu_ms=used * 1000 / max(1, requests),
        p50_ms=_milliseconds(_find(r"50%\s+(\S+)", output)),
        p99_ms=_milliseconds(_find(r"99%\s+(\S+)", output)),
        errors=int(refused[1]) if refused else 0,
    )


def measure_one_by_one(url: str, process: int, pages: int) -> Rate:
    """Load pages that nobody has asked for yet, one after the other; `url` ends where its number is put."""
    milliseconds, errors = [], 0
    before = cpu_seconds(process)
    for number in range(pages):
        begin = time.perf_counter()
        with urllib.request.urlopen(f"{url}{time.time_ns()}{number}") as answer:
            errors += answer.status != 200
            answer.read()
        milliseconds.append((time.perf_counter() - begin) * 1000)
    used = cpu_seconds(process) - before
    ordered = sorted(milliseconds)
    middle = statistics.median(ordered)
    return Rate(1000 / middle, used * 1000 / pages, middle, ordered[int(pages * 0.99)], errors)


def cpu_seconds(process: int) -> float:
    """Processor time of a process, its children and every PostgreSQL backend."""
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)
        except OSError:
            continue
        values = fields[1].split()
        is_ours = int(folder.name) == process or int(values[1]) == process
        if is_ours or fields[0].endswith("(postgres"):
            total += (int(values[11]) + int(values[12])) / TICKS
    return total


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server ended")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"wrk said something unexpected: {text[:300]}")
    return found[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]
