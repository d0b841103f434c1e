"""Shows many screens the same numbers by one reader a process: once a second, and only while somebody looks.

Each stream holds a thread of the server, so there are at most MOST_STREAMS; who comes later asks again and again, and
is answered from what was read for the others. Neither holds a connection to the database while it waits.
"""

import json
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import structlog
from flask import Flask

from ..core import ending
from ..core.database import db
from ..core.lanes import MOST_STREAMS
from .screen import Picture, View, draw

PAUSE = 1.0  # seconds between two looks …
FRESH = 2.0  # seconds for which a picture will do for those who ask again and again
SHARE = 4  # … or so many times what the last look took: the doors go first
BEAT = 4.0  # seconds after which a stream says that nothing has changed
LIFE = 180.0  # seconds of a stream: the browser comes again at once, and its rights are looked at anew
FORSAKEN = 60.0  # seconds after which a stream that nobody reads gives its place away
log = structlog.get_logger()


class Broadcast:
    """Pictures by view, the streams that wait for them, and the thread that draws."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._pictures: dict[View, tuple[float, Picture | None]] = {}
        self._streams: dict[Stream, float] = {}
        self._reader: threading.Thread | None = None
        self._drawing = threading.Lock()

    def stream(self, app: Flask, view: View, account_id: int | None) -> "Stream | None":
        """A place among those who are told at once; None where all are taken."""
        with self._change:
            now = time.monotonic()
            self._streams = {one: seen for one, seen in self._streams.items() if now - seen < FORSAKEN}
            if len(self._streams) >= MOST_STREAMS or ending.has_begun():
                return None
            stream = Stream(self, view, account_id)
            self._streams[stream] = now
            if self._reader is None:
                self._reader = _unhurt_by_signals(self._read, app)
            return stream

    def latest(self, view: View) -> Picture | None:
        """The picture for who asks in a request: one that was drawn for others a moment ago will do."""
        picture = self._fresh(view)
        if picture is None:
            with self._drawing:  # of all who ask in this second one draws
                picture = self._fresh(view)
                if picture is None:
                    picture = draw(view)
                    self._pictures[view] = time.monotonic(), picture
        return picture

    def wait(self, stream: "Stream", after: float) -> tuple[float, Picture | None]:
        """The next picture of a stream's view that was drawn after a moment, or the last one after a while."""
        with self._change:
            self._streams[stream] = time.monotonic()
            self._change.wait_for(lambda: self._drawn_at(stream.view) > after or ending.has_begun(), PAUSE)
            return self._pictures.get(stream.view, (after, None))

    def leave(self, stream: "Stream") -> None:
        with self._change:
            self._streams.pop(stream, None)

    def forget(self) -> None:
        """Draw anew for whoever asks next: something was changed by hand."""
        with self._change:
            self._pictures.clear()

    @property
    def watching(self) -> int:
        return len(self._streams)

    @property
    def is_reading(self) -> bool:
        return self._reader is not None

    def _read(self, app: Flask) -> None:
        while True:
            with self._change:
                views = {stream.view for stream in self._streams}
                if not views or ending.has_begun():
                    self._pictures.clear()
                    self._reader = None
                    self._change.notify_all()
                    return
                for view in self._pictures.keys() - views:
                    del self._pictures[view]
            began = time.monotonic()
            drawn = _drawn(app, views)
            with self._change:
                self._pictures |= {view: (began, picture) for view, picture in drawn.items()}
                self._change.notify_all()
            _rest(max(PAUSE, SHARE * (time.monotonic() - began)))

    def _drawn_at(self, view: View) -> float:
        return self._pictures.get(view, (0.0, None))[0]

    def _fresh(self, view: View) -> Picture | None:
        at, picture = self._pictures.get(view, (0.0, None))
        return picture if time.monotonic() - at < FRESH else None


class Stream:
    """One screen's events, as a WSGI server takes them; closed by the server when the screen has gone."""

    def __init__(self, broadcast: Broadcast, view: View, account_id: int | None) -> None:
        self.view = view
        self._broadcast, self._account_id = broadcast, account_id
        self._ends = time.monotonic() + LIFE
        self._after, self._said_at = 0.0, time.monotonic()
        self._sent: dict[str, str] = {}
        self._is_new = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._is_new:
            self._is_new = False
            return b"retry: 1500\n\n"
        while time.monotonic() < self._ends and not ending.has_begun():
            drawn, picture = self._broadcast.wait(self, self._after)
            is_news, self._after = drawn > self._after, max(drawn, self._after)
            if picture is not None and is_news:
                parts = picture.parts_for(self._account_id)
                changed = {name: html for name, html in parts.items() if self._sent.get(name) != html}
                if changed or time.monotonic() - self._said_at >= BEAT:
                    self._sent, self._said_at = parts, time.monotonic()
                    return _event({"at": picture.at, "parts": changed})
            if time.monotonic() - self._said_at >= 2 * BEAT:
                self._said_at = time.monotonic()
                return b": still here\n\n"  # nothing could be read: the screen says since when; a dead line is noticed
        self.close()
        raise StopIteration

    def close(self) -> None:
        self._broadcast.leave(self)


def _drawn(app: Flask, views: set[View]) -> dict[View, Picture | None]:
    """The views as one reading of the database shows them; nothing where it could not be read."""
    with app.test_request_context("/staff/"):
        try:
            if db.engine.dialect.name == "postgresql":  # SQLite's readers see one moment anyway
                db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return {view: draw(view) for view in sorted(views, key=str)}
        except Exception:  # whatever it is, the reader goes on: the screens say since when they know nothing new
            log.warning("the screens could not be read", exc_info=True)
            return {}
        finally:
            db.session.remove()


def _rest(seconds: float) -> None:
    """Wait, but not when the worker is told to end."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not ending.has_begun():
        time.sleep(min(left, PAUSE / 2))


def _event(said: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(said, ensure_ascii=False).encode() + b"\n\n"


def _unhurt_by_signals(work: Any, *given: Any) -> threading.Thread:
    """A thread that takes no signals: they are for the one that waits to end the worker."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    thread = threading.Thread(target=work, args=given, name="screens", daemon=True)
    thread.start()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return thread


broadcast = Broadcast()
