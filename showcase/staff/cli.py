"""`showcase set-up-code`: what the first visitor of an empty site is asked for."""

import click
from flask.cli import with_appcontext

from . import set_up


@click.command("set-up-code")
@with_appcontext
def set_up_code() -> None:
    """Print where the first run begins and its code; exit 1 once somebody has access."""
    line = set_up.where_to_begin()
    if line is None:
        click.echo("the site is set up: there are accounts")
        raise SystemExit(1)
    click.echo(line)
