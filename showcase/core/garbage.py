"""Collects reference cycles between two steps of the program, as Python does by itself from 3.12 on.

Python 3.11 begins a collection in the middle of whatever allocates. Loading many rows while callbacks of weak
references run there corrupts its memory: workers ended with a segmentation fault within a few pages. A thread that
asks for the collection gets its turn at a safe point only, so it stands in for the automatic collector.
"""

import gc
import os
import signal
import sys
import threading
import time

PAUSE = 0.05  # seconds between two looks
YOUNG = 5_000  # new objects that are worth a look; at fewer there is next to nothing to free
OLD_EVERY = 20  # of so many collections one looks at all that lives
_collecting: set[int] = set()  # processes, because a fork takes this set along but not the thread


def collect_at_safe_points() -> None:
    """Put a thread in the place of the automatic collector, once a process; needless from Python 3.12 on."""
    if sys.version_info >= (3, 12) or os.getpid() in _collecting:
        return
    _collecting.add(os.getpid())
    gc.disable()
    # A signal goes to any thread that lets it in: this one lets none in, or it would end a worker that waits for it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    threading.Thread(target=_collect, name="garbage", daemon=True).start()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _collect() -> None:
    collections = 0
    while True:
        time.sleep(PAUSE)
        if gc.get_count()[0] > YOUNG:
            collections += 1
            gc.collect(1 if collections % OLD_EVERY else 2)
