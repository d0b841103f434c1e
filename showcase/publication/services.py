"""Building a file from an issue: at once for a command, as a job for the console."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from ..core import clock, media, outbox, pdf
from ..core.database import db, write
from ..core.outbox import Job, JobState, Lane, Task
from ..core.pdf import LayoutWarning
from . import kinds
from .bundles import Bundle, pictures_in, with_hash
from .composition import Composition, Fault, broken_pictures, compose, twins_of
from .kinds import Colours
from .models import Build, Issue
from .rules import FileFacts, Finding, Kind, findings_of_file

JOB = "publication.build"
OPEN = (JobState.WAITING, JobState.RUNNING)
Progress = Callable[[int, int], None]  # pages laid out, of how many; 0: not known yet


class BuildFailed(RuntimeError):
    """An issue that cannot be made now; `faults` name the sections and the causes."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Printed:
    """A finished file and what was found about it."""

    content: bytes
    facts: FileFacts
    findings: list[Finding]
    pictures: list[str] = field(default_factory=list)  # hashes of all that it shows


def locales_of(issue: Issue) -> list[str]:
    """The languages an issue is made in: those of its edition in which the publication has a title."""
    titles = issue.publication.texts_of("title")
    return [code for code in issue.publication.edition.locales if code in titles]


def print_issue(issue: Issue, locale: str, kind: Kind, progress: Progress | None = None) -> Printed:
    """Compose an issue and lay it out, or say which sections stand in the way."""
    composition = compose(issue, locale)
    expected = _pages_of_last(issue, locale)
    faults = composition.faults + broken_pictures(composition)
    if faults:
        raise BuildFailed(faults)
    twins = twins_of(pictures_in(composition.html))
    composition.colours = replace(composition.colours, twins=twins)
    # The document leaves the database here: its rows may change or expire while pages are laid out.
    return _lay_out(composition, kind, _called(issue), _counter(progress, expected))


def print_bundle(bundle: Bundle, locale: str, kind: Kind, progress: Progress | None = None) -> Printed:
    """A file from a bundle and from nothing else: no database, no files of the site."""
    if locale not in bundle.locales:
        raise BuildFailed([Fault(bundle.manifest["issue"], f"not frozen in {locale}")])
    colours = Colours(bundle.manifest.get("inks", {}), bundle.manifest.get("twins", {}))
    composition = Composition(colours=colours)
    for part in bundle.documents(locale):
        composition.html += with_hash(part.html, bundle.sha256)
    with TemporaryDirectory(prefix="showcase-bundle-") as folder:
        bundle.lay_down(Path(folder))
        called = f"{bundle.manifest['issue']} · {bundle.manifest['version']} · {bundle.sha256[:12]}"
        return _lay_out(composition, kind, called, _counter(progress, 0), Path(folder))


def _lay_out(
    composition: Composition, kind: Kind, called: str, on_page: pdf.OnPage | None, resources: Path | None = None
) -> Printed:
    try:
        made = kinds.make(
            composition.html, kind, composition.colours, called=called, on_page=on_page, resources=resources
        )
    except LayoutWarning as warning:
        raise BuildFailed([_fault_behind(str(warning), composition)]) from warning
    facts = FileFacts(made.pages, len(made.content), made.fonts_outside, made.left)
    findings = composition.findings + findings_of_file(facts, kind)
    return Printed(made.content, facts, findings, pictures_in(composition.html))


def _called(issue: Issue) -> str:
    """What stands on the sheets of a proof, so that a signed one is known again."""
    moment = clock.now().astimezone(ZoneInfo(issue.publication.edition.host.timezone))
    return f"{issue.text_in('title')} · {moment:%d/%m/%Y %H:%M}"


def _fault_behind(warning: str, composition: Composition) -> Fault:
    """The section that a warning of the engine comes from, by the address it quotes."""
    for address in re.findall(r"showcase:/[\w./-]+", warning):
        section = composition.section_with(address)
        if section:
            return Fault(section, warning)
    return Fault("design", warning)


def _counter(progress: Progress | None, expected: int) -> pdf.OnPage | None:
    """Pages laid out so far; the engine goes over them again when a page number has changed."""
    if progress is None:
        return None
    furthest = 0

    def on_page(number: int) -> None:
        nonlocal furthest
        furthest = max(furthest, number)
        progress(furthest, max(expected, furthest if expected else 0))

    return on_page


def _pages_of_last(issue: Issue, locale: str) -> int:
    good = last_good(issue, locale)
    return (good.pages or 0) if good else 0


# As a job


def request_build(issue: Issue, locale: str, kind: Kind) -> Build:
    """Write down that a file is wanted; one that is already on its way is not asked for twice."""
    waiting = db.session.scalar(
        db.select(Build)
        .join(Job, Job.id == Build.job_id)
        .where(Build.issue_id == issue.id, Build.locale == locale, Build.kind == kind, Job.state.in_(OPEN))
    )
    if waiting is not None:
        return waiting
    build = Build(issue_id=issue.id, locale=locale, kind=kind)
    db.session.add(build)
    db.session.flush()
    build.job_id = outbox.enqueue(Lane.PRINT, JOB, build=build.id).id
    return build


@outbox.handles(JOB)
def build_file(task: Task) -> None:
    """Make the file of a build. A fault of the content is written down, not tried again: it would fail again."""
    build = db.session.get(Build, task.values["build"])
    if build is None or build.finished_at is not None:
        return
    number = build.id
    try:
        printed = print_issue(build.issue, build.locale, Kind(build.kind), task.progress)
    except BuildFailed as failure:
        _finish(number, report="\n".join(map(str, failure.faults)))
        return
    digest = media.store(printed.content)
    report = "\n".join(map(str, printed.findings))
    pages, size = printed.facts.pages, printed.facts.size
    _finish(number, file_hash=digest, pages=pages, size=size, pictures=printed.pictures, report=report)


def _finish(build_id: int, **values: Any) -> None:
    db.session.rollback()
    write()
    build = db.session.get_one(Build, build_id)
    for name, value in values.items():
        setattr(build, name, value)
    build.finished_at = clock.now()
    db.session.commit()


def last_good(issue: Issue, locale: str, kind: Kind = Kind.SCREEN) -> Build | None:
    """The newest finished file; a failed build does not take it away."""
    return db.session.scalar(
        db.select(Build)
        .where(Build.issue_id == issue.id, Build.locale == locale, Build.kind == kind, Build.file_hash.is_not(None))
        .order_by(Build.id.desc())
        .limit(1)
    )


def latest(issue: Issue, locale: str, kind: Kind) -> Build | None:
    """The newest build, finished or not."""
    return db.session.scalar(
        db.select(Build)
        .where(Build.issue_id == issue.id, Build.locale == locale, Build.kind == kind)
        .order_by(Build.id.desc())
        .limit(1)
    )
