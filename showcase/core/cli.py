"""`showcase migrate`, `worker`, `audit`, `mail` and `retention`: what an operator asks of the site itself."""

import signal
import sys
import threading
from pathlib import Path
from typing import Any

import click
import structlog
from flask import current_app, g
from flask.cli import AppGroup, with_appcontext

from . import audit_chain, bounces, clock, forgetting, health, migrations, outbox, sweeps
from .audit_chain import Head
from .database import db, write
from .forgetting import RetentionRun
from .outbox import Lane

log = structlog.get_logger()
IDLE = 0.5  # seconds between looks at an empty lane
SEAL_EVERY = 3
MINUTE, MINUTES_OF_SWEEP = 60, 60
WORKER = "worker"  # as the audit names it
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
    """Do the work that pages have written down, a thread for each lane; seal the audit; forget what is to be."""
    chosen = [Lane(lane) for lane in lanes] or list(Lane)
    if once:
        g.actor = WORKER
        while sum(outbox.run_next(lane) for lane in chosen):
            pass
        audit_chain.seal_all()
        return
    stop = threading.Event()
    # Waited for, not handled: Ctrl+C brings two signals at once, and a handler that interrupts itself in
    # Event.set() waits for ever.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    application = current_app._get_current_object()  # type: ignore[attr-defined]
    threads = [threading.Thread(target=_work, args=(application, lane, stop), name=lane) for lane in chosen]
    threads += [threading.Thread(target=act, args=(application, stop), name=act.__name__) for act in (_seal, _sweep)]
    for thread in threads:
        thread.start()
    signal.sigwait(ENDINGS)
    stop.set()
    for thread in threads:
        thread.join()


def _work(application: Any, lane: Lane, stop: threading.Event) -> None:
    while not stop.is_set():
        with application.app_context():
            g.actor = WORKER
            try:
                health.worker_lives()
                busy = outbox.run_next(lane)
            except Exception:
                # A database that is away for a moment must not end the worker.
                log.exception("worker", lane=lane)
                busy = False
        if not busy:
            stop.wait(IDLE)


def _seal(application: Any, stop: threading.Event) -> None:
    notes = audit_chain.HeadNotes()
    ended = False
    while True:
        with application.app_context():
            try:
                while audit_chain.seal() and not stop.is_set():
                    pass
                notes.tell(now=ended)
            except Exception:
                log.exception("seal")
        if ended:
            return
        ended = stop.wait(SEAL_EVERY)


def _sweep(application: Any, stop: threading.Event) -> None:
    """Every minute what is looked after all the time, every hour what is forgotten."""
    minutes = 0
    while not stop.is_set():
        with application.app_context():
            g.actor = WORKER
            try:
                if minutes % MINUTES_OF_SWEEP == 0:
                    sweeps.sweep_all()
                sweeps.tick_all()
            except Exception:
                log.exception("sweep")
        minutes += 1
        stop.wait(MINUTE)


audit = AppGroup("audit", help="The log of changes and its seal (docs/audit.md).")


class _NotedHead(click.ParamType[Head]):
    name = "position:hash"

    def convert(self, value: Any, param: Any, context: Any) -> Head:
        position, _, sealed = str(value).partition(":")
        if not (position.isdecimal() and len(sealed) == 64):
            self.fail("a position, a colon and a hash are expected, as the worker's log has them", param, context)
        return Head(int(position), sealed.lower())


@audit.command("verify")
@click.option("--expect", "expected", multiple=True, type=_NotedHead(), help="A head that was noted earlier.")
def verify(expected: tuple[Head, ...]) -> None:
    """Check that no sealed entry was changed or taken away; name every break, and what is not sealed yet."""
    check = audit_chain.Check(expected)
    faults = 0
    for fault in check.breaks():
        faults += 1
        click.echo(fault)
    unsealed = audit_chain.tail()
    if unsealed:
        ids = ", ".join(map(str, unsealed.ids)) + (", …" if unsealed.number > len(unsealed.ids) else "")
        since = unsealed.since.isoformat(timespec="seconds")
        click.echo(f"not sealed yet: {unsealed.number}, the oldest since {since}: entries {ids}")
    click.echo(f"{f'{faults} faults' if faults else 'in order'}, head {check.head}")
    if faults:
        raise SystemExit(1)


mail = AppGroup("mail", help="Mail that comes back (docs/mail.md).")


@mail.command("bounce")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False, exists=True), help="A maildir of notices.")
def mail_bounce(folder: Path | None) -> None:
    """Read a notice of a mail server from stdin, or all of a maildir, and note which message came back.

    Always 0, also for what is no notice: a mail server answers any other code with one more mail.
    """
    if folder is not None:
        outcomes = bounces.settle_folder(folder, clock.now())
    else:
        write()
        outcomes = [bounces.settle(sys.stdin.buffer.read(bounces.LARGEST))]
        db.session.commit()
    for outcome in outcomes:
        click.echo(outcome)


retention = AppGroup("retention", help="Forgetting by date; the worker does it by itself.")


@retention.command("run")
def retention_run() -> None:
    """Forget now what is past its time, and say what went today."""
    write()
    forgotten = forgetting.forget_all(clock.now()).forgotten
    db.session.commit()
    for what, number in forgotten.items():
        click.echo(f"{what}: {number}")
    if not forgotten:
        click.echo("nothing was due today")


@retention.command("report")
def retention_report() -> None:
    """What went, day by day, and what comes next."""
    for run in db.session.scalars(db.select(RetentionRun).order_by(RetentionRun.on.desc()).limit(90)):
        went = ", ".join(f"{what} {number}" for what, number in run.forgotten.items())
        click.echo(f"{run.on}  {went or 'nothing was due'}")
    for one in forgetting.coming(clock.now()):
        click.echo(
            f"{clock.in_zone(one.at, forgetting.ZONE):%Y-%m-%d %H:%M}  to come: {one.what} {one.number}, {one.about}"
        )
