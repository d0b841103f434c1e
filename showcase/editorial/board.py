"""The board: which text stands where, whose turn it is, what is late; and what waits for one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from ..accounts.models import Account
from ..accounts.rules import Verb, may
from ..content import translations
from ..content.models import Article
from ..content.references import references
from ..content.translations import Trust
from ..core.database import db
from ..core.i18n import SOURCE
from ..core.localised import load_texts
from ..editions.models import Edition
from . import figure_checks
from . import workflow_rules as rules
from .models import Assignment, Comment
from .workflow_rules import Hand, Step


@dataclass(frozen=True)
class Card:
    """A text on the board."""

    assignment: Assignment
    words: int
    hand: Hand
    open_comments: int
    is_late: bool

    @property
    def article(self) -> Article:
        return self.assignment.article

    @property
    def person(self) -> Account | None:
        """Who has the turn, if somebody is named."""
        one = self.assignment
        return {Hand.WRITER: one.writer, Hand.EDITOR: one.editor, Hand.TRANSLATOR: one.translator}.get(self.hand)

    @property
    def next(self) -> Step | None:
        return rules.next_of(self.assignment.at_step)


def cards(edition: Edition, today: date) -> list[Card]:
    """The edition's texts on their way, what is due soonest first."""
    query = _with_people().where(Article.edition_id == edition.id)
    found = list(db.session.scalars(query))
    load_texts(*(one.article for one in found))
    said = _open_comments(found)
    return [_card(one, said.get(one.article_id, 0), today) for one in found]


def is_mine(card: Card, who: Account) -> bool:
    """Whether a text waits for somebody: by name, or for anybody who may take the step."""
    if card.person is not None:
        return card.person.id == who.id
    verb = {Hand.WRITER: Verb.EDIT_CONTENT, Hand.EDITOR: Verb.EDIT_CONTENT, Hand.TRANSLATOR: Verb.TRANSLATE}
    return card.hand in verb and may(who.role_name, verb[card.hand])


def lacks_language(card: Card, language: str) -> bool:
    return translations.worst_of(card.article, language) not in (None, Trust.APPROVED)


def unassigned(edition: Edition) -> int:
    """How many articles came with the edition folder and have not been taken up."""
    query = db.select(db.func.count(Article.id)).where(Article.edition_id == edition.id)
    return db.session.scalar(query.where(Article.id.not_in(db.select(Assignment.article_id)))) or 0


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody, for the first page of the console."""

    number: int
    late: int


def waiting_for(who: Account, edition: Edition, today: date) -> Waiting:
    mine = [card for card in cards(edition, today) if is_mine(card, who)]
    return Waiting(len(mine), sum(card.is_late for card in mine))


def figures_asked(who: Account, today: date) -> Waiting:
    """Articles whose figures somebody's unit is asked about."""
    found = db.session.scalars(figure_checks.asked_of(who).options(lazyload("*"))).all()
    return Waiting(len(found), sum(rules.is_late(one.due_on, one.at_step, today) for one in found))


def _with_people() -> Select[Any]:
    return (
        db.select(Assignment)
        .join(Assignment.article)
        .options(
            lazyload("*"),
            contains_eager(Assignment.article).lazyload("*"),
            *(joinedload(one).lazyload("*") for one in (Assignment.writer, Assignment.editor, Assignment.translator)),
        )
        .order_by(Assignment.due_on.is_(None), Assignment.due_on, Assignment.id)
    )


def _open_comments(found: Iterable[Assignment]) -> dict[int, int]:
    query = (
        db.select(Comment.article_id, db.func.count(Comment.id))
        .where(
            Comment.article_id.in_([one.article_id for one in found]),
            Comment.settled_at.is_(None),
            Comment.answers_id.is_(None),
        )
        .group_by(Comment.article_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _card(assignment: Assignment, said: int, today: date) -> Card:
    text = assignment.article.texts_of("body").get(SOURCE, "")
    figures = sum(reference is not None for _line, _braces, reference in references(text))
    step = assignment.at_step
    return Card(
        assignment,
        rules.words_of(text),
        rules.turn(step, figures, bool(assignment.unit_code)),
        said,
        rules.is_late(assignment.due_on, step, today),
    )
