"""Public pages: kept whole in memory while nothing they show has changed, and answered 304 to who has them."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Generic, TypeVar

from flask import Response, current_app, g, make_response, request

from . import clock, versions
from .compression import encoded

PAGES = 600  # kept a process; at 20 kB a page about 12 MB
LONGEST = 300  # seconds a browser may go without asking again
_kept: OrderedDict[tuple[Any, ...], tuple[bytes, str, str]] = OrderedDict()
_values: dict[str, tuple[tuple[Any, ...], Any]] = {}
_lock = threading.Lock()
T = TypeVar("T")


def public_page(view: Callable[..., Any]) -> Callable[..., Response]:
    """Keep a page until the content's version changes; give it an ETag and answer 304 to it."""

    @wraps(view)
    def cached(*args: Any, **values: Any) -> Response:
        current = g.currency = versions.currency()
        key = (current_app.config["INSTANCE"], request.host, request.full_path, current.stamp)
        with _lock:
            found = _kept.get(key)
        if found is None:
            response = make_response(view(*args, **values))
            if response.status_code != 200:
                return response
            body = response.get_data()
            found = (
                body,
                response.content_type or "text/html; charset=utf-8",
                hashlib.sha256(body).hexdigest()[:20],
            )
            with _lock:
                _kept[key] = found
                while len(_kept) > PAGES:
                    _kept.popitem(last=False)
        body, content_type, etag = found
        answer = encoded(body, content_type, request, etag)
        answer.headers["Cache-Control"] = f"public, max-age={_seconds_to_keep(current.until)}"
        answer.make_conditional(request)
        return answer

    return cached


def while_unchanged(make: Callable[[], T]) -> Callable[[], T]:
    """Keep what a function reads from the content until the content's version changes. No database rows: values."""

    @wraps(make)
    def kept() -> T:
        current: versions.Currency = g.get("currency") or versions.currency()
        name, key = f"{make.__module__}.{make.__name__}", (current_app.config["INSTANCE"], current.stamp)
        found = _values.get(name)
        if found is None or found[0] != key:
            found = _values[name] = (key, make())
        value: T = found[1]
        return value

    return kept


class Kept(Generic[T]):
    """The last few things made from the content, each until the content's version changes; no database rows."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._found: OrderedDict[tuple[Any, ...], T] = OrderedDict()
        _keepers.append(self)

    def get(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        whole = (current_app.config["INSTANCE"], versions.stamp(), *key)
        with _lock:
            found = self._found.get(whole)
            if found is not None:
                self._found.move_to_end(whole)
                return found
        found = make()
        with _lock:
            self._found[whole] = found
            while len(self._found) > self._size:
                self._found.popitem(last=False)
        return found

    def forget(self) -> None:
        self._found.clear()


_keepers: list[Kept[Any]] = []


def forget() -> None:
    """Drop all that is kept: for tests, where an emptied database counts its versions anew."""
    with _lock:
        _kept.clear()
        _values.clear()
        for keeper in _keepers:
            keeper.forget()


def _seconds_to_keep(change: datetime | None) -> int:
    """No longer than until the next opening, closing or stale figure."""
    if change is None:
        return LONGEST
    return max(0, min(LONGEST, int((change - clock.now()).total_seconds())))
