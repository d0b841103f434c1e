"""Tells long answers that their worker has been told to end, so that they end with it.

A worker waits for the answers it has begun before it goes, and a stream would never end by itself. Python's own way
to learn of a signal outside the main thread is a descriptor that gets a byte for each, whoever has set the handler.
"""

import os
import select
import signal

_heard: int | None = None


def listen() -> None:
    """Called once in a worker's main thread, before it loads the site."""
    global _heard
    _heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)


def has_begun() -> bool:
    """Whether the worker is to end. The byte stays in the pipe: whoever asks next learns the same."""
    return _heard is not None and bool(select.select([_heard], [], [], 0)[0])
