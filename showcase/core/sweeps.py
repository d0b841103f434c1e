"""What the worker does by the clock: every hour it sweeps out what is to be forgotten, every minute it passes on what
somebody let lie. Each feature registers its own."""

from collections.abc import Callable
from datetime import datetime

from . import clock
from .database import db, write

Sweep = Callable[[datetime], object]
_sweeps: list[Sweep] = []
_ticks: list[Sweep] = []


def swept(sweep: Sweep) -> Sweep:
    """Register a sweep. It is given the time, may run at any moment and as often as anybody likes."""
    _sweeps.append(sweep)
    return sweep


def sweep_all() -> None:
    """Run every sweep in a transaction of its own."""
    for sweep in _sweeps:
        write()
        sweep(clock.now())
        db.session.commit()


def ticked(tick: Sweep) -> Sweep:
    """Register what is looked after every minute. It looks without writing first, writes and commits by itself."""
    _ticks.append(tick)
    return tick


def tick_all() -> None:
    for tick in _ticks:
        tick(clock.now())
        db.session.rollback()  # a look leaves no transaction open
