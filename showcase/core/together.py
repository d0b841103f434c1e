"""Requests that wait for the same turn are done in one transaction: it costs hardly more for eight than for one."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741 - an item, as O is what comes of it
O = TypeVar("O")  # noqa: E741

MOST = 32  # in one transaction


@dataclass(eq=False)
class _Waiting(Generic[I, O]):
    item: I
    done: bool = False
    outcome: O | None = None
    error: BaseException | None = None


class Together(Generic[I, O]):
    """Does the items of all threads that wait, in one call of `work`, which answers one outcome for each.

    Whoever gets the turn works for those who came while the last one worked. Where that fails each item is done by
    itself, so that a bad one harms no other; `work` must have left nothing behind then.
    """

    def __init__(self, work: Callable[[Sequence[I]], Sequence[O]]) -> None:
        self._work = work
        self._turn = threading.Lock()
        self._queue_lock = threading.Lock()
        self._queue: list[_Waiting[I, O]] = []

    def do(self, item: I) -> O:
        mine: _Waiting[I, O] = _Waiting(item)
        with self._queue_lock:
            self._queue.append(mine)
        with self._turn:
            while not mine.done:  # more may have come before than are done at once
                with self._queue_lock:
                    some, self._queue = self._queue[:MOST], self._queue[MOST:]
                self._do_all(some)
        if mine.error is not None:
            raise mine.error
        return mine.outcome  # type: ignore[return-value]

    def _do_all(self, some: Sequence[_Waiting[I, O]]) -> None:
        try:
            for one, outcome in zip(some, self._work([one.item for one in some]), strict=True):
                one.outcome, one.done = outcome, True
        except Exception as error:
            if len(some) == 1:
                some[0].error, some[0].done = error, True
                return
            for one in some:
                self._do_all([one])
        except BaseException as error:
            for one in some:
                one.error, one.done = error, True
            raise
