"""What is forgotten when its time has come: the worker sweeps every hour, each feature its own corner."""

from collections.abc import Callable
from datetime import datetime

from . import clock
from .database import db, write

Sweep = Callable[[datetime], object]
_sweeps: list[Sweep] = []


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
