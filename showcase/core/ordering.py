"""The order of like records, which people change one step at a time."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any


class Step(StrEnum):
    UP = "up"
    DOWN = "down"


def move(rows: Sequence[Any], row: Any, step: Step) -> tuple[int, int] | None:
    """Move a record of an ordered row one step and number all of them anew: its places before and after, from 1.

    None if it stands at that end already.
    """
    order = list(rows)
    here = order.index(row)
    there = here - 1 if step == Step.UP else here + 1
    if not 0 <= there < len(order):
        return None
    order.insert(there, order.pop(here))
    for position, one in enumerate(order):
        one.position = position
    return here + 1, there + 1
