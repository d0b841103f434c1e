"""How the cost of a piece of work grows with its size: what a bound in seconds cannot tell on a busy machine."""

import time
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")
ROUNDS = 3  # other work on the machine only slows a round down, so the best of some is taken


def growth(work: Callable[[Given], object], little: Given, much: Given) -> float:
    """How many times the processor time of `much` is that of `little`."""
    work(little)  # what is made once and kept is no cost of either
    return _seconds(lambda: work(much)) / max(_seconds(lambda: work(little)), 0.001)


def _seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)
