"""A slower processor for a running page, its main thread, its workers and all.

The browser's own throttle (Emulation.setCPUThrottlingRate) reaches the page's main thread alone: to a worker it
answers "Operation is only supported for pages, not workers", and a fixed loop there takes as long as before; on a busy
machine it also multiplies what the neighbours take. So the kernel limits: each thread of the browser's processes is
put into a control group of its own (version 1, needs root) that may run one of `times` milliseconds. In each stretch
of work a thread may thus be ahead by less than `times` milliseconds. `slowness` proves it by a fixed loop.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Worker

GROUPS = Path("/sys/fs/cgroup/cpu")
QUOTA = 1000  # microseconds, the least that the kernel takes
FIRST = "200000"  # what it may run it gets before all neighbours: a phone has nothing else to do
DISPLAY = "GPU"  # without a graphics card this process draws in software; a phone has a card
LOOP = """() => {
  const start = performance.now();
  let x = 0;
  for (let i = 0; i < 1e7; i += 1) x = (x + i * 7) % 1000003;
  return performance.now() - start;
}"""


def can_slow() -> bool:
    return os.access(GROUPS, os.W_OK) and (GROUPS / "cpu.cfs_quota_us").exists()


def processes_of(context: BrowserContext) -> dict[int, str]:
    """The browser's processes and what each is for: browser, renderer, GPU and services."""
    if context.browser is None:
        raise ValueError("a context without a browser")
    session = context.browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return {one["id"]: one["type"] for one in found}


@contextmanager
def slowed(page: Page, times: int = 6) -> Iterator[None]:
    """All of the browser but its display runs `times` slower; workers must have begun already."""
    processes = [number for number, kind in processes_of(page.context).items() if kind != DISPLAY]
    with ExitStack() as undo:
        for process in processes:
            for thread in threads_of(process):
                undo.enter_context(_held_back(thread, times))
        yield


@contextmanager
def _held_back(thread: int, times: int) -> Iterator[None]:
    group = GROUPS / f"slow-{os.getpid()}-{thread}"
    group.mkdir()
    try:
        (group / "cpu.shares").write_text(FIRST)
        (group / "cpu.cfs_period_us").write_text(str(QUOTA * times))
        (group / "cpu.cfs_quota_us").write_text(str(QUOTA))
        _move(thread, group)
        yield
    finally:
        for one in (group / "tasks").read_text().split():
            _move(int(one), GROUPS)
        group.rmdir()


def _move(thread: int, group: Path) -> None:
    try:
        (group / "tasks").write_text(str(thread))
    except OSError as error:
        # It has ended meanwhile; or it runs in real time (sound), which such a group cannot take.
        if error.errno not in (errno.ESRCH, errno.EINVAL):
            raise


def threads_of(process: int) -> list[int]:
    return [int(entry.name) for entry in Path(f"/proc/{process}/task").iterdir()]


def slowness(page: Page, place: Page | Worker) -> float:
    """How many times as long as its own processor time a fixed loop takes there; the machine may be busy meanwhile."""
    base = min(_processor_milliseconds(page, place) for _ in range(3))
    with slowed(page):
        return min(float(place.evaluate(LOOP)) for _ in range(3)) / base


def _processor_milliseconds(page: Page, place: Page | Worker) -> float:
    renderers = [number for number, kind in processes_of(page.context).items() if kind == "renderer"]
    before = {thread: _spent(process, thread) for process in renderers for thread in threads_of(process)}
    place.evaluate(LOOP)
    after = {thread: _spent(process, thread) for process in renderers for thread in threads_of(process)}
    return max(spent - before.get(thread, spent) for thread, spent in after.items()) / 1e6


def _spent(process: int, thread: int) -> int:
    """Nanoseconds."""
    try:
        return int(Path(f"/proc/{process}/task/{thread}/schedstat").read_text().split()[0])
    except (FileNotFoundError, ProcessLookupError):
        return 0
