"""Reference cycles are freed, and never in the middle of an allocation."""

import gc
import sys
import time
import weakref

from flask import Flask

from showcase.core import garbage


class Knot:
    """An object that only a collection of cycles can free."""

    def __init__(self) -> None:
        self.itself = self


def test_the_site_leaves_no_collection_to_chance(app: Flask) -> None:
    assert gc.isenabled() == (sys.version_info >= (3, 12))


def test_cycles_are_freed_all_the_same(app: Flask) -> None:
    gone = weakref.ref(Knot())
    kept = []
    until = time.monotonic() + 20
    while gone() is not None and time.monotonic() < until:
        kept = [Knot() for _ in range(2 * garbage.YOUNG)]
        time.sleep(garbage.PAUSE)
    assert gone() is None
    assert kept
