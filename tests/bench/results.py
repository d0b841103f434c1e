"""What was measured, beside its reference, and whether the goal is met."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.bench.load import Rate
from tests.bench.stage import Stage

GROWTH = 0.67  # with five thousand projects a list may take half as long again


@dataclass(frozen=True)
class Scenario:
    """One measured thing: how often a second, against its reference on the same database."""

    name: str
    goal: float  # least ratio to the reference
    reference: str  # page or commit
    load: Callable[[Stage], Rate]


def in_turn(wall: float, processor: float) -> Rate:
    """What was done one after the other, in seconds, as a rate."""
    return Rate(1 / wall, processor * 1000, wall * 1000, wall * 1000, 0)


def by_processor_time(name: str, pairs: list[tuple[Rate, Rate]], goal: float = GROWTH) -> dict[str, Any]:
    """Pages asked for one by one have no queue: their processor time compares better than a busy machine's clock."""
    found = result(name, goal, pairs)
    ratio = round(statistics.median(few.cpu_ms / many.cpu_ms for few, many in pairs), 3)
    return {**found, "ratio": ratio, "met": ratio >= goal and not found["errors"]}


def evenness(name: str, goal: float, pairs: list[tuple[Rate, Rate]]) -> dict[str, Any]:
    """How far the slow ones lie from the middle, beside the reference: its p99/p50 over ours."""
    found = result(name, goal, pairs)
    ratio = round(statistics.median(_spread(bare) / _spread(site) for bare, site in pairs), 3)
    return {**found, "ratio": ratio, "met": ratio >= goal and not found["errors"]}


def _spread(rate: Rate) -> float:
    return rate.p99_ms / rate.p50_ms


def result(name: str, goal: float, pairs: list[tuple[Rate, Rate]]) -> dict[str, Any]:
    """`goal`: the least ratio to the reference, which comes first in each pair."""
    rates = [site.per_second for _, site in pairs]
    bare = statistics.median(reference.per_second for reference, _ in pairs)
    errors = sum(rate.errors for pair in pairs for rate in pair)
    ratio = round(statistics.median(site.per_second / reference.per_second for reference, site in pairs), 3)
    return {
        "name": name,
        "unit": "requests/s",
        "median": statistics.median(rates),
        "min": min(rates),
        "max": max(rates),
        "runs": len(rates),
        "reference": bare,
        "ratio": ratio,
        "goal": goal,
        "met": ratio >= goal and errors == 0,
        "cpu_ms": round(statistics.median(site.cpu_ms for _, site in pairs), 2),
        "reference_cpu_ms": round(statistics.median(reference.cpu_ms for reference, _ in pairs), 2),
        "p50_ms": statistics.median(site.p50_ms for _, site in pairs),
        "p99_ms": statistics.median(site.p99_ms for _, site in pairs),
        "errors": errors,
    }
