"""The figures of an article, as the unit whose figures they are looks at them: right, or wrong with a word."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select

from ..accounts.models import Account
from ..accounts.rules import Verb
from ..content import prose
from ..content.models import Article
from ..core import clock, keys
from ..core.database import db
from ..core.i18n import SOURCE, use_locale
from ..core.localised import load_texts
from ..editions.models import Unit
from ..editions.reach import units_within
from .models import Assignment, FigureCheck
from .workflow_rules import Step

# While an article stands here, its unit is asked.
ASKED = (Step.DRAFTED, Step.EDITED)


@dataclass(frozen=True)
class Checked:
    """A figure of an article as it stands now, and what was said of exactly this value."""

    name: str
    shown: str
    title: str
    what: str
    check: FigureCheck | None
    earlier: str = ""  # another value that was looked at before

    @property
    def key(self) -> str:
        """What a form calls it: another value is another question."""
        return keys.digest(f"{self.name}\n{self.shown}")[:16]


@dataclass(frozen=True)
class Counts:
    all: int
    right: int
    wrong: int

    @property
    def open(self) -> int:
        return self.all - self.right - self.wrong


def figures_of(article: Article) -> list[Checked]:
    """Every figure that the text names, in its order; officials are the register's."""
    text = article.texts_of("body").get(SOURCE, "")
    with use_locale(SOURCE):
        evidence = prose.evidence_of(article.edition, text)
        load_texts(*(one.record for one in evidence.values()))
        shown = {
            name: (str(one.whole()), str(one.title()), str(one.what()))
            for name, one in evidence.items()
            if one.is_figure
        }
    known = {one.name: one for one in db.session.scalars(db.select(FigureCheck).filter_by(article_id=article.id))}
    return [_checked(name, *words, known.get(name)) for name, words in shown.items()]


def counts(article: Article) -> Counts:
    checks = [one.check for one in figures_of(article)]
    right = sum(one is not None and one.is_right for one in checks)
    return Counts(len(checks), right, sum(one is not None for one in checks) - right)


@dataclass(frozen=True)
class Answer:
    """What the unit says of a figure."""

    figure: Checked
    is_right: bool
    words: str = ""


def note(article: Article, answers: Iterable[Answer], who: Account) -> None:
    """Keep what was said, in place of what was said before."""
    known = {one.name: one for one in db.session.scalars(db.select(FigureCheck).filter_by(article_id=article.id))}
    for answer in answers:
        row = known.get(answer.figure.name) or FigureCheck(article_id=article.id, name=answer.figure.name)
        row.shown, row.is_right, row.words = answer.figure.shown, answer.is_right, answer.words
        row.account_id, row.checked_at = who.id, clock.now()
        db.session.add(row)
    db.session.flush()


def asked_of(who: Account) -> Select[Any]:
    """The articles whose figures somebody's units are asked about now, what is due soonest first."""
    return (
        db.select(Assignment)
        .where(within(who), Assignment.step.in_(ASKED))
        .order_by(Assignment.due_on.is_(None), Assignment.due_on, Assignment.id)
    )


def within(who: Account) -> ColumnElement[bool]:
    """The assignments whose unit somebody answers for."""
    return Assignment.unit_code.in_(db.select(Unit.code).where(Unit.id.in_(units_within(who, Verb.REPORT))))


def _checked(name: str, shown: str, title: str, what: str, check: FigureCheck | None) -> Checked:
    if check is not None and check.shown != shown:
        return Checked(name, shown, title, what, None, check.shown)
    return Checked(name, shown, title, what, check)
