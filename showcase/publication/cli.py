"""`showcase publication`: list, build, check, freeze, export and rebuild issues."""

import hashlib
import json
import time
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from ..core.database import db, write
from ..core.i18n import LOCALES
from . import bundles, freezing, services, tools
from .bundles import BundleRefused
from .freezing import Withheld
from .models import Issue, IssueVersion
from .rules import Finding, Kind
from .services import BuildFailed, Printed

publication = AppGroup("publication", help="The printed work.")


def report_option(command: Any) -> Any:
    path = click.Path(dir_okay=False, path_type=Path)
    return click.option("--json", "report", type=path, help="Write facts here.")(command)


def file_options(command: Any) -> Any:
    """What `build` and `rebuild` are asked with."""
    options = (
        click.option("--locale", required=True, type=click.Choice(LOCALES)),
        click.option("--kind", type=click.Choice([kind.value for kind in Kind]), default="screen", show_default=True),
        click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path)),
        click.option("--progress", is_flag=True, help="Say which page is being laid out."),
    )
    command = report_option(command)
    for option in reversed(options):
        command = option(command)
    return command


@publication.command("list")
@report_option
def list_issues(report: Path | None) -> None:
    """One issue a line, its slug first."""
    issues = db.session.scalars(db.select(Issue).order_by(Issue.id)).all()
    for issue in issues:
        state = f"frozen in version {issue.version.number}" if issue.version else "open"
        click.echo(f"{issue.slug}\t{','.join(services.locales_of(issue))}\t{state}\t{issue.text_in('title')}")
    _write_report(
        report,
        [
            {
                "issue": issue.slug,
                "title": str(issue.text_in("title")),
                "locales": services.locales_of(issue),
                "versions": [freezing.facts_of(one) for one in issue.versions if one.frozen_at],
            }
            for issue in issues
        ],
    )


@publication.command("build")
@click.option("--issue", "slug", help="An issue's slug, as `list` shows it.")
@click.option("--bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Or a bundle's file.")
@click.option("--sha256", default="", help="What the bundle's SHA-256 must be, as it stands in the imprint.")
@file_options
def build(
    slug: str | None,
    bundle: Path | None,
    sha256: str,
    locale: str,
    kind: str,
    out: Path,
    progress: bool,
    report: Path | None,
) -> None:
    """Make an issue's file from the content as it is now, or from a bundle and nothing else."""
    if (slug is None) == (bundle is None):
        raise click.UsageError("either --issue or --bundle is wanted")
    started, on_page = time.monotonic(), _say_page if progress else None
    about: dict[str, Any] = {"issue": slug}
    try:
        if bundle is not None:
            opened = bundles.unpack(bundle.read_bytes(), sha256.lower())
            about = {"issue": opened.manifest["issue"], "version": opened.manifest["version"], "bundle": opened.sha256}
            about["differing"] = bundles.differing(opened.tools, {**tools.versions(), **tools.font_hashes()})
            printed = services.print_bundle(opened, locale, Kind(kind), on_page)
        else:
            printed = services.print_issue(_offered(str(slug), locale), locale, Kind(kind), on_page)
    except BuildFailed as failure:
        _say_faults(failure)
    except BundleRefused as refusal:
        _refuse(f"{bundle}: {refusal}")
    _write_file(out, printed, started)
    if about.get("bundle"):
        click.echo(f"bundle {about['bundle']}")
        for one in about["differing"]:
            click.echo(f"other than when it was frozen: {one}")
    _write_report(report, {**about, **_facts(printed, locale, kind, started)})


@publication.command("rebuild")
@click.option("--issue", "slug", required=True, help="An issue's slug, as `list` shows it.")
@click.option("--version", "number", type=int, help="Of the issue; without it, the newest.")
@file_options
def rebuild(
    slug: str, number: int | None, locale: str, kind: str, out: Path, progress: bool, report: Path | None
) -> None:
    """Make a file of a frozen issue again: `identical`, byte for byte, or what differs (exit 1).

    A file that differs is written all the same, with a note of the same name and `.differs.txt` beside it.
    """
    version = _version(slug, number)
    started, on_page = time.monotonic(), _say_page if progress else None
    try:
        rebuilt = freezing.rebuild(version, locale, Kind(kind), on_page)
    except BuildFailed as failure:
        _say_faults(failure)
    except (BundleRefused, Withheld) as refusal:
        _refuse(str(refusal))
    note = out.with_name(f"{out.name}.differs.txt")
    _write_file(out, rebuilt.printed, started)
    _write_report(
        report,
        {
            "issue": slug,
            "version": version.number,
            "bundle": version.bundle_hash,
            "identical": rebuilt.is_identical,
            "differing": rebuilt.differing,
            **_facts(rebuilt.printed, locale, kind, started),
        },
    )
    if rebuilt.is_identical:
        note.unlink(missing_ok=True)
        click.echo("identical")
        return
    if version.file(locale, kind) is None:
        said = [f"no {kind} file in {locale} was kept with version {version.number}: there is nothing to compare"]
    else:
        said = [f"differs: {one}" for one in rebuilt.differing]
        said = said or ["differs, though all tools and fonts are those it was frozen with"]
    note.write_text("\n".join(said) + "\n", encoding="utf-8")
    _refuse("\n".join(said))


@publication.command("export")
@click.option("--issue", "slug", required=True)
@click.option("--version", "number", type=int, help="Of the issue; without it, the newest.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def export(slug: str, number: int | None, out: Path) -> None:
    """Write a frozen version's bundle: `build --bundle` makes its files on a machine without the site."""
    try:
        content = freezing.bundle_of(_version(slug, number))
    except (BundleRefused, Withheld) as refusal:
        _refuse(str(refusal))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    click.echo(f"{out} {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


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
@click.option("--progress", is_flag=True, help="Say which file is being made.")
@report_option
def freeze(slug: str, progress: bool, report: Path | None) -> None:
    """Keep an issue as it is now, as its next version; `rebuild` gives its files again."""
    issue = _issue(slug)
    number = issue.id
    try:
        if issue.version and freezing.is_unchanged(issue):
            _refuse(f"{slug} is frozen in version {issue.version.number}, and nothing has changed since")
        frozen = freezing.make(issue, _say_file if progress else None)
    except BuildFailed as failure:
        _write_report(report, {"issue": slug, "frozen": False, "faults": list(map(str, failure.faults))})
        _say_faults(failure)
    if frozen.reds:
        reds = [{"locale": locale, **_finding(one)} for locale, one in frozen.reds]
        _write_report(report, {"issue": slug, "frozen": False, "reds": reds})
        _refuse(
            "\n".join(f"red\t{locale}\t{one.check}\t{one.section or '-'}\t{one.detail}" for locale, one in frozen.reds)
        )
    db.session.rollback()
    write()
    version = freezing.keep(db.session.get_one(Issue, number), frozen, None)
    db.session.commit()
    changes = [
        {"section": one.section, "locale": one.locale, "before": one.before, "now": one.now} for one in frozen.changes
    ]
    _write_report(report, {"issue": slug, "frozen": True, **freezing.facts_of(version), "changes": changes})
    click.echo(f"{slug} frozen in version {version.number}, bundle {version.bundle_hash}")
    for kept in version.files:
        click.echo(f"{kept.locale}\t{kept.kind}\t{kept.pages} pages\t{kept.sha256}")


def _write_file(out: Path, printed: Printed, started: float) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(printed.content)
    seconds = round(time.monotonic() - started, 2)
    click.echo(f"{out} {printed.facts.pages} pages, {printed.facts.size} bytes, {seconds} s")


def _facts(printed: Printed, locale: str, kind: str, started: float) -> dict[str, Any]:
    return {
        "locale": locale,
        "kind": kind,
        "pages": printed.facts.pages,
        "bytes": printed.facts.size,
        "seconds": round(time.monotonic() - started, 2),
        "sha256": hashlib.sha256(printed.content).hexdigest(),
        "findings": list(map(_finding, printed.findings)),
    }


def _finding(one: Finding) -> dict[str, str]:
    return {"severity": one.severity, "check": one.check, "section": one.section, "detail": one.detail}


def _write_report(path: Path | None, facts: Any) -> None:
    if path is not None:
        path.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _refuse(reason: str) -> NoReturn:
    click.echo(reason)
    raise SystemExit(1)


def _say_faults(failure: BuildFailed) -> NoReturn:
    for fault in failure.faults:
        click.echo(str(fault))
    raise SystemExit(1)


def _say_page(page: int, of: int) -> None:
    click.echo(f"page {page} of {of}" if of else f"page {page}", err=True)


def _say_file(done: int, of: int) -> None:
    click.echo(f"file {done + 1} of {of}", err=True)


def _issue(slug: str) -> Issue:
    found = db.session.scalar(db.select(Issue).filter_by(slug=slug))
    if found is None:
        raise click.BadParameter(f"no issue {slug}", param_hint="--issue")
    return found


def _offered(slug: str, locale: str) -> Issue:
    found = _issue(slug)
    if locale not in services.locales_of(found):
        raise click.BadParameter(f"{slug} is not offered in {locale}", param_hint="--locale")
    return found


def _version(slug: str, number: int | None) -> IssueVersion:
    found = freezing.version_of(_issue(slug), number)
    if found is None:
        _refuse(f"{slug} is not frozen" if number is None else f"{slug} has no frozen version {number}")
    return found
