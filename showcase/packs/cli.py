"""`showcase edition`: check, load and export edition folders; `showcase prepare`: ready for the first visitor."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from ..accounts import sample
from ..core import clock, migrations
from ..core.database import db
from ..editions.models import Edition, Unit
from . import services

edition = AppGroup("edition", help="Edition folders (docs/edition-format.md).")
FOLDER = click.Path(path_type=Path)


@edition.command("check")
@click.argument("path", type=FOLDER)
def check(path: Path) -> None:
    """Name every fault of a folder with its file and line; change nothing."""
    findings = services.check(path)
    for finding in findings:
        click.echo(finding)
    if findings:
        raise SystemExit(1)
    click.echo("in order")


@edition.command("load")
@click.argument("path", type=FOLDER)
def load(path: Path) -> None:
    """Load a folder, all or nothing; what somebody has edited since is kept and listed."""
    outcome = services.load(path, clock.now())
    if outcome.findings:
        db.session.rollback()
        for finding in outcome.findings:
            click.echo(finding)
        raise SystemExit(1)
    db.session.commit()
    for name in outcome.kept:
        click.echo(f"kept (differs): {name}")
    for name in outcome.missing:
        click.echo(f"not in the folder: {name}")
    click.echo(
        f"created {len(outcome.created)}, updated {len(outcome.updated)}, unchanged {outcome.unchanged}, "
        f"kept {len(outcome.kept)}"
    )


@click.command("prepare")
@click.argument("path", type=FOLDER)
@with_appcontext
def prepare(path: Path) -> None:
    """Bring the database up to date; load the folder and the sample's accounts if it is empty; print the logins."""
    migrations.migrate()
    if db.session.scalar(db.select(Edition.id).limit(1)) is None:
        _load_sample(path)
    for line in sample.logins():
        click.echo(line)


def _load_sample(path: Path) -> None:
    click.echo("Loading the sample edition …", err=True)
    outcome = services.load(path, clock.now())
    if outcome.findings:
        db.session.rollback()
        raise click.ClickException(str(outcome.findings[0]))
    if not current_app.config["PRODUCTION"]:  # where it would not start with passwords that everybody knows
        sample.create_missing(
            db.session.scalar(db.select(Unit.code).filter_by(level="commune").order_by(Unit.code).limit(1))
        )
    db.session.commit()


@edition.command("export")
@click.argument("path", type=FOLDER)
@click.option("--edition", "slug", help="Which one; default: the newest.")
def export(path: Path, slug: str | None) -> None:
    """Write an edition as a folder that loads to the same state; people's data is never in it."""
    if path.exists() and any(path.iterdir()):
        raise click.BadParameter("the folder is not empty", param_hint="PATH")
    query = db.select(Edition).order_by(Edition.year.desc(), Edition.id.desc()).limit(1)
    found = db.session.scalar(query.filter_by(slug=slug) if slug else query)
    if found is None:
        click.echo("no such edition")
        raise SystemExit(1)
    services.export(found, path, clock.now())
    click.echo(path)
