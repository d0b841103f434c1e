"""What the console shows of an issue's frozen versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..core import clock
from ..core.changed_words import Change
from ..core.database import db
from ..core.i18n import LOCALES
from ..core.outbox import Job
from . import freezing, services
from .changes import Changed
from .models import Issue, IssueVersion
from .rules import Check


@dataclass(frozen=True)
class Paragraph:
    """A changed paragraph: its page if that is known, and its words as ("gone", "came" or "same", text)."""

    section: str
    language: str
    locale: str
    page: int | None
    pieces: list[tuple[str, str]]
    figures: tuple[str, str] | None  # (before, now) where nothing but a figure changed


@dataclass(frozen=True)
class Shown:
    """A frozen version."""

    version: IssueVersion
    at: datetime  # at the host's place
    by: str
    withheld_for: list[str]
    changes: list[Paragraph]


@dataclass(frozen=True)
class Refused:
    """Why an issue could not be frozen: a check that is red, or a section that cannot be made."""

    language: str
    check: Check | None
    section: str
    detail: str


@dataclass(frozen=True)
class Versions:
    """An issue's versions, the newest first, and what is under way."""

    shown: list[Shown]
    next_number: int
    job: Job | None  # that freezes, while it does
    refused: list[Refused]
    is_unchanged: bool  # it was asked for, and there was nothing to make a version of
    in_the_way: int  # points to mend in the newest files for the screen, before anything is frozen

    @property
    def is_open(self) -> bool:
        return self.job is not None and self.job.state in services.OPEN

    @property
    def newest(self) -> Shown | None:
        return self.shown[0] if self.shown else None


def of(issue: Issue) -> Versions:
    zone = issue.publication.edition.host.timezone
    number = freezing.next_number(issue)
    wish = next((one for one in issue.versions if one.number == number), None)
    job = db.session.get(Job, wish.job_id) if wish and wish.job_id else None
    good = [services.last_good(issue, locale) for locale in services.locales_of(issue)]
    return Versions(
        [_shown(one, zone) for one in reversed(issue.versions) if one.frozen_at],
        number,
        job,
        [_refused(line) for line in wish.report.splitlines() if line != freezing.UNCHANGED] if wish else [],
        wish is not None and wish.report == freezing.UNCHANGED,
        sum(line.startswith("red\t") for build in good if build for line in build.report.splitlines()),
    )


def changed_since(issue: Issue) -> list[Paragraph]:
    """What the next version would change."""
    if issue.version is None:
        return []
    pages = {locale: freezing.pages_of(issue.version, locale) for locale in services.locales_of(issue)}
    return _paragraphs(
        issue,
        (
            [one.section, one.locale, pages[one.locale].get(one.section), one.runs]
            for one in freezing.changes_since(issue)
        ),
    )


def _shown(version: IssueVersion, zone: str) -> Shown:
    assert version.frozen_at is not None
    by = (version.asked_by.name or version.asked_by.email) if version.asked_by else ""
    return Shown(
        version,
        clock.in_zone(version.frozen_at, zone),
        by,
        freezing.withheld_for(version),
        _paragraphs(version.issue, version.changes),
    )


def _paragraphs(issue: Issue, changes: Iterable[Any]) -> list[Paragraph]:
    titles = {name: str(one.text_in("title")) for one in issue.sections for name in (one.template, one.slug)}
    found = []
    for section, locale, page, runs in changes:
        pieces = [(str(change), text) for change, text in runs]
        change = Changed(section, locale, tuple((Change(what), text) for what, text in pieces))
        title = titles.get(section, section)
        found.append(Paragraph(title, LOCALES[locale].name, locale, page, pieces, change.figures))
    return found


def _refused(line: str) -> Refused:
    locale, _severity, check, section, detail = [*line.split("\t", 4), *[""] * 4][:5]
    known = Check(check) if check in set(Check) else None
    return Refused(LOCALES[locale].name if locale in LOCALES else "", known, "" if section == "-" else section, detail)
