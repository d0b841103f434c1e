"""The console's pages about the printed work: issues, building their files, taking the files home."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask import request as asked

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..badges import gift_facts
from ..core import audit, media, outbox
from ..core.database import db, write
from ..core.file_answers import pdf_answer
from ..core.i18n import LOCALES
from ..core.outbox import Job, JobState
from . import preflight, services, version_pages
from .forms import BuildForm
from .models import Build, Issue
from .rules import Check, Finding, Kind, findings_in
from .wording import checks

blueprint = Blueprint("publication", __name__, url_prefix="/staff/publications")
_neighbours: list[tuple[Any, str]] = []


def offer_page(label: Any, endpoint: str) -> None:
    """Let an issue's page lead to another feature's page about it; `endpoint` takes the issue's slug."""
    _neighbours.append((label, endpoint))


@blueprint.get("/")
@requires(Verb.BUILD_PUBLICATION)
def issues() -> str:
    found = db.session.scalars(db.select(Issue).order_by(Issue.id.desc())).all()
    return render_template("publication/staff/issues.html", issues=found)


@blueprint.get("/<string:slug>/")
@requires(Verb.BUILD_PUBLICATION)
def issue(slug: str) -> str:
    found = _issue(slug)
    versions = version_pages.of(found)
    possible = [_file(found, locale, kind) for locale in services.locales_of(found) for kind in Kind]
    files = [file for file in possible if file.kind == Kind.SCREEN or file.latest]
    return render_template(
        "publication/staff/issue.html",
        issue=found,
        files=files,
        offered=[file for file in possible if file not in files],
        versions=versions,
        check_label=checks().get,
        running=versions.is_open or any(file.is_open for file in files),
        print_run=gift_facts.print_run(found.publication.edition),
        verdict=preflight.of(found),
        neighbours=[(str(label), url_for(endpoint, slug=slug)) for label, endpoint in _neighbours],
    )


@blueprint.post("/<string:slug>/builds")
@requires(Verb.BUILD_PUBLICATION)
def build(slug: str) -> Any:
    write()
    found = _issue(slug)
    form = BuildForm(asked.form)
    if not form.validate() or form.locale.data not in services.locales_of(found):
        abort(400)
    wanted = services.request_build(found, form.locale.data, Kind(form.kind.data))
    audit.record("build.requested", found, build=(None, wanted.id))
    db.session.commit()
    return redirect(url_for(".issue", slug=slug), 303)


@blueprint.post("/builds/<int(max=2147483647):number>/cancellation")
@requires(Verb.BUILD_PUBLICATION)
def cancel(number: int) -> Any:
    write()
    unfinished = db.get_or_404(Build, number)
    job = db.session.get(Job, unfinished.job_id) if unfinished.job_id else None
    if job is not None and job.state in services.OPEN:
        outbox.cancel(job)
        audit.record("build.cancelled", unfinished.issue, build=(unfinished.id, None))
    db.session.commit()
    return redirect(url_for(".issue", slug=unfinished.issue.slug), 303)


@blueprint.get("/builds/<int(max=2147483647):number>/file")
@requires(Verb.BUILD_PUBLICATION)
def download(number: int) -> Response:
    """A finished file. It is not among the public media: it may hold what is not released yet."""
    finished = db.get_or_404(Build, number)
    if finished.file_hash is None:
        abort(404)
    name = f"{finished.issue.slug}-{finished.locale}-{finished.kind}.pdf"
    return pdf_answer(media.read(finished.file_hash), name, download=True)


@dataclass(frozen=True)
class File:
    """One language and kind of an issue: the newest build, its job, and the last file that was good."""

    locale: str
    language: str
    kind: Kind
    latest: Build | None
    job: Job | None
    good: Build | None

    @property
    def is_open(self) -> bool:
        return self.job is not None and self.job.state in services.OPEN

    @property
    def state(self) -> str:
        """none, waiting, running, cancelled, failed or done."""
        if self.latest is None:
            return "none"
        if self.job is not None and self.job.state in (*services.OPEN, JobState.CANCELLED):
            return str(self.job.state)
        return "done" if self.latest.file_hash else "failed"

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(section, cause) of a failed build."""
        if self.latest is None or self.state != "failed":
            return []
        lines = self.latest.report.splitlines() or ([self.job.error] if self.job and self.job.error else [])
        return [(section, cause) for section, _colon, cause in (line.partition(": ") for line in lines)]

    @property
    def reds(self) -> int:
        return sum(finding.is_red for finding in self._findings)

    @property
    def ambers(self) -> int:
        return sum(not finding.is_red for finding in self._findings)

    @property
    def checks(self) -> list[tuple[str, bool, list[str]]]:
        """What was found about the last good file: (in words, whether it must be mended, where or what)."""
        found: dict[tuple[bool, Check], list[str]] = {}
        for finding in self._findings:
            found.setdefault((not finding.is_red, finding.check), []).append(finding.detail)
        return [(checks()[check], not amber, details) for (amber, check), details in sorted(found.items())]

    @property
    def _findings(self) -> list[Finding]:
        return findings_in(self.good.report) if self.good else []


def _file(found: Issue, locale: str, kind: Kind) -> File:
    newest = services.latest(found, locale, kind)
    job = db.session.get(Job, newest.job_id) if newest and newest.job_id else None
    good = services.last_good(found, locale, kind)
    return File(locale, LOCALES[locale].name, kind, newest, job, good)


def _issue(slug: str) -> Issue:
    found = db.session.scalar(db.select(Issue).filter_by(slug=slug))
    if found is None:
        abort(404)
    return found
