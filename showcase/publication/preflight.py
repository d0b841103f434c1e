"""The check before print: what the newest files were found to have, and who answers for what may stay."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ..accounts.models import Account
from ..core import audit, clock
from ..core.database import db
from . import services
from .models import FindingAnswer, Issue
from .rules import Check, Finding, Kind, findings_in


@dataclass(frozen=True)
class Point:
    """A finding in a language, with the answer that somebody gave to it."""

    locale: str
    finding: Finding
    answer: FindingAnswer | None

    @property
    def is_open(self) -> bool:
        """Whether somebody must still do something: mend it, or answer for it."""
        return self.finding.is_red or self.answer is None


@dataclass(frozen=True)
class Verdict:
    """All points of an issue's newest files; `missing` are the languages that have none yet."""

    points: Sequence[Point]
    missing: Sequence[str]

    @property
    def reds(self) -> int:
        return sum(point.finding.is_red for point in self.points)

    @property
    def ambers(self) -> int:
        return len(self.points) - self.reds

    @property
    def unanswered(self) -> int:
        return sum(point.is_open and not point.finding.is_red for point in self.points)

    @property
    def is_fit(self) -> bool:
        return not self.missing and not self.reds and not self.unanswered

    @property
    def by_check(self) -> list[tuple[Check, bool, list[Point]]]:
        """(check, whether it must be mended, its points), what must be mended first."""
        found: dict[tuple[bool, Check], list[Point]] = {}
        for point in self.points:
            found.setdefault((not point.finding.is_red, point.finding.check), []).append(point)
        return [(check, not may_stay, points) for (may_stay, check), points in sorted(found.items())]


def of(issue: Issue) -> Verdict:
    """The points of the newest good file of each kind, each named once in a language."""
    answers = {
        one.fingerprint: one for one in db.session.scalars(db.select(FindingAnswer).filter_by(issue_id=issue.id))
    }
    points: dict[str, Point] = {}
    missing = []
    for locale in services.locales_of(issue):
        builds = [build for kind in Kind if (build := services.last_good(issue, locale, kind))]
        if not builds:
            missing.append(locale)
        for finding in (one for build in builds for one in findings_in(build.report)):
            mark = fingerprint(locale, finding)
            points.setdefault(mark, Point(locale, finding, answers.get(mark)))
    return Verdict(list(points.values()), missing)


def fingerprint(locale: str, finding: Finding) -> str:
    return hashlib.sha256(f"{locale}\t{finding}".encode()).hexdigest()


def answer(issue: Issue, check: Check, reason: str, who: Account) -> int:
    """Somebody answers for all points of a check that are open; how many. What must be mended is not answered for."""
    points = [one for one in of(issue).points if one.finding.check == check and one.is_open and not one.finding.is_red]
    for point in points:
        mark = fingerprint(point.locale, point.finding)
        db.session.add(FindingAnswer(issue_id=issue.id, fingerprint=mark, reason=reason, by_id=who.id, at=clock.now()))
    if points:
        db.session.flush()
        audit.record("issue.finding_answered", issue, check=(None, check), reason=("", reason), points=(0, len(points)))
    return len(points)


def take_back(issue: Issue, check: Check) -> int:
    """Nobody answers for a check's points any more; how many answers went."""
    given = [one.answer for one in of(issue).points if one.finding.check == check and one.answer]
    for one in given:
        db.session.delete(one)
    if given:
        audit.record("issue.answer_taken_back", issue, check=(check, None), points=(len(given), 0))
    return len(given)
