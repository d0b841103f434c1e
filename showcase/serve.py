"""`showcase serve`: the web server. Apart from the rest: only its workers load the site."""

import logging
import os
import signal
import socket
from importlib import import_module

import click
from granian.constants import Interfaces
from granian.server import Server

from .config import from_environment
from .core import ending, lanes


@click.command("serve")
@click.option("--host", default="127.0.0.1", envvar="HOST", show_default=True)
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.option("--workers", default=2, show_default=True)
@click.option("--threads", default=4, show_default=True, help="Requests a worker handles at once.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Answer visitors."""
    if from_environment().is_production:
        for line in import_module("showcase.app").look_before_start():
            click.echo(line)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise OSError(f"cannot listen on {host}:{port} ({error.strerror}); PORT chooses another") from None
    lanes.wide = threads
    # The server is told of lanes and of streams as one number, and finds it high; the lanes are what works at once.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    os.register_at_fork(after_in_child=_end_when_told)
    Server(
        "showcase.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads + lanes.MOST_STREAMS,
        respawn_failed_workers=True,  # one that the system kills must not take the site with it
        workers_kill_timeout=10,  # for one that hangs: it must not keep the machine from going down
        log_enabled=True,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()


def _end_when_told() -> None:
    """A worker that is still loading the site ends at once; the server's own handlers, inherited, do nothing in it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    ending.listen()
