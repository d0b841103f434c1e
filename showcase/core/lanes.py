"""As many requests at once as the machine works on well; streams that have begun wait beside them.

The server gives each open answer a thread. Were there only as many threads as lanes, a few people who watch a screen
would keep everybody else out; were there as many lanes as threads, too much would be worked on at once.
"""

import threading
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any

MOST_STREAMS = 20  # of a worker; who comes later asks again and again instead
wide: int | None = None  # lanes of each worker: set by the server before it makes them; None: no limit


class Lanes:
    """A WSGI application that works on so many requests at once; an answer that is only being sent needs no lane."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._lanes = threading.Semaphore(wide) if wide else nullcontext()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._lanes:
            answer: Iterable[bytes] = self._application(environ, start_response)
            return answer
