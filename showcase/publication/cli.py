"""`showcase publication`: list, build, check, freeze and rebuild issues."""

import hashlib
import json
import time
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from ..core.database import db, write
from ..core.i18n import LOCALES
from . import services
from .models import Issue
from .rules import Kind
from .services import BuildFailed, Printed

publication = AppGroup("publication", help="The printed work.")


def file_options(command: Any) -> Any:
    """What `build` and `rebuild` are asked with."""
    options = (
        click.option("--issue", "slug", required=True, help="An issue's slug, as `list` shows it."),
        click.option("--locale", required=True, type=click.Choice(LOCALES)),
        click.option("--kind", type=click.Choice([kind.value for kind in Kind]), default="screen", show_default=True),
        click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path)),
        click.option("--progress", is_flag=True, help="Say which page is being laid out."),
        click.option("--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write facts here."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@publication.command("list")
def list_issues() -> None:
    """One issue a line, its slug first."""
    for issue in db.session.scalars(db.select(Issue).order_by(Issue.id)):
        state = "frozen" if issue.frozen_at else "open"
        click.echo(f"{issue.slug}\t{','.join(services.locales_of(issue))}\t{state}\t{issue.text_in('title')}")


@publication.command("build")
@file_options
def build(slug: str, locale: str, kind: str, out: Path, progress: bool, report: Path | None) -> None:
    """Make an issue's file from the content as it is now."""
    _make(services.print_issue, slug, locale, Kind(kind), out, progress, report)


@publication.command("rebuild")
@file_options
def rebuild(slug: str, locale: str, kind: str, out: Path, progress: bool, report: Path | None) -> None:
    """Make a frozen issue's file again, byte for byte."""
    _make(services.print_frozen, slug, locale, Kind(kind), out, progress, report)


@publication.command("preflight")
@click.option("--issue", "slug", required=True)
def preflight(slug: str) -> None:
    """Check an issue in all its languages: red must be mended, amber must be answered for."""
    issue = _issue(slug)
    red = False
    for locale in services.locales_of(issue):
        try:
            findings = services.print_issue(issue, locale, Kind.SCREEN).findings
        except BuildFailed as failure:
            red = True
            for fault in failure.faults:
                click.echo(f"red\t{locale}\t{fault}")
            continue
        for finding in sorted(findings, key=lambda finding: not finding.is_red):
            red = red or finding.is_red
            click.echo(f"{finding.severity}\t{locale}\t{finding.check}\t{finding.section or '-'}\t{finding.detail}")
    if red:
        raise SystemExit(1)


@publication.command("freeze")
@click.option("--issue", "slug", required=True)
def freeze(slug: str) -> None:
    """Keep an issue as it is now; `rebuild` gives it again."""
    write()
    issue = _issue(slug)
    if issue.frozen_at is not None:
        click.echo(f"{slug} was frozen at {issue.frozen_at.isoformat()}")
        raise SystemExit(1)
    try:
        reds = services.freeze(issue)
    except BuildFailed as failure:
        _say_faults(failure)
    if reds:
        db.session.rollback()
        for finding in reds:
            click.echo(str(finding))
        raise SystemExit(1)
    db.session.commit()
    click.echo(f"{slug} frozen")


def _make(printing: Any, slug: str, locale: str, kind: Kind, out: Path, progress: bool, report: Path | None) -> None:
    issue = _issue(slug)
    if locale not in services.locales_of(issue):
        raise click.BadParameter(f"{slug} is not offered in {locale}", param_hint="--locale")
    started = time.monotonic()
    try:
        printed: Printed = printing(issue, locale, kind, _say_page if progress else None)
    except BuildFailed as failure:
        _say_faults(failure)
    seconds = round(time.monotonic() - started, 2)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(printed.content)
    click.echo(f"{out} {printed.facts.pages} pages, {printed.facts.size} bytes, {seconds} s")
    if report:
        facts = {
            "issue": slug,
            "locale": locale,
            "kind": kind.value,
            "pages": printed.facts.pages,
            "bytes": printed.facts.size,
            "seconds": seconds,
            "sha256": hashlib.sha256(printed.content).hexdigest(),
            "findings": [
                {"severity": f.severity, "check": f.check, "section": f.section, "detail": f.detail}
                for f in printed.findings
            ],
        }
        report.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _say_faults(failure: BuildFailed) -> NoReturn:
    for fault in failure.faults:
        click.echo(str(fault))
    raise SystemExit(1)


def _say_page(page: int, of: int) -> None:
    click.echo(f"page {page} of {of}" if of else f"page {page}", err=True)


def _issue(slug: str) -> Issue:
    found = db.session.scalar(db.select(Issue).filter_by(slug=slug))
    if found is None:
        raise click.BadParameter(f"no issue {slug}", param_hint="--issue")
    return found
