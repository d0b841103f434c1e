"""`showcase migrate` and `worker`: the shape of the database, and the process that does the written-down work."""

import signal
import threading
from typing import Any

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext

from . import migrations, outbox, sweeps
from .outbox import Lane

log = structlog.get_logger()
IDLE = 0.5  # seconds between looks at an empty lane
HOUR = 3600
ENDINGS = {signal.SIGINT, signal.SIGTERM}


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the present shape."""
    migrations.migrate()


@click.command("worker")
@click.option("--lane", "lanes", multiple=True, type=click.Choice([lane.value for lane in Lane]))
@click.option("--once", is_flag=True, help="Do what is due, then stop.")
@with_appcontext
def worker(lanes: tuple[str, ...], once: bool) -> None:
    """Do the work that pages have written down: a thread for each lane."""
    chosen = [Lane(lane) for lane in lanes] or list(Lane)
    if once:
        while sum(outbox.run_next(lane) for lane in chosen):
            pass
        return
    stop = threading.Event()
    # Waited for, not handled: Ctrl+C brings two signals at once, and a handler that interrupts itself in
    # Event.set() waits for ever.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    application = current_app._get_current_object()  # type: ignore[attr-defined]
    threads = [threading.Thread(target=_work, args=(application, lane, stop), name=lane) for lane in chosen]
    threads.append(threading.Thread(target=_sweep, args=(application, stop), name="sweep"))
    for thread in threads:
        thread.start()
    signal.sigwait(ENDINGS)
    stop.set()
    for thread in threads:
        thread.join()


def _work(application: Any, lane: Lane, stop: threading.Event) -> None:
    while not stop.is_set():
        with application.app_context():
            try:
                busy = outbox.run_next(lane)
            except Exception:
                # A database that is away for a moment must not end the worker.
                log.exception("worker", lane=lane)
                busy = False
        if not busy:
            stop.wait(IDLE)


def _sweep(application: Any, stop: threading.Event) -> None:
    while not stop.is_set():
        with application.app_context():
            try:
                sweeps.sweep_all()
            except Exception:
                log.exception("sweep")
        stop.wait(HOUR)
