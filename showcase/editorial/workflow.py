"""Articles on their way to the site: what is known of one, and the moves, each with who and when."""

from ..accounts.models import Account
from ..content.models import Article
from ..core import clock
from ..core.database import db
from . import workflow_rules as rules
from .models import Assignment, StepTaken
from .workflow_rules import Budget, Step

# The fields of an article that later steps rest on: a change of one of them undoes those steps.
CHECKED = frozenset({"title", "summary", "body"})


def assignment_of(article: Article) -> Assignment | None:
    return db.session.scalar(db.select(Assignment).filter_by(article_id=article.id))


def step_of(article: Article, assignment: Assignment | None) -> Step:
    """How far an article is; one that came with an edition folder counts as approved if it is on the site."""
    if assignment is not None:
        return assignment.at_step
    return Step.APPROVED if article.is_public else Step.DRAFTED


def budget_of(article: Article) -> Budget | None:
    """How long the article may be, if anybody has said."""
    found = assignment_of(article)
    return found.words if found else None


def begin(article: Article, step: Step, who: Account) -> Assignment:
    """Set an article, which is stored, on its way."""
    found = Assignment(article_id=article.id, step=step, writer_id=who.id)
    db.session.add(found)
    _note(article, Step.ASSIGNED, step, who)
    db.session.flush()
    return found


def taken_up(article: Article) -> Assignment:
    """The way of an article; one that came with an edition folder is set on it where it stands."""
    found = assignment_of(article)
    if found is None:
        found = Assignment(article_id=article.id, step=step_of(article, None))
        db.session.add(found)
        db.session.flush()
    return found


def note_edit(article: Article, who: Account) -> None:
    """Words were changed: what has been checked of the old ones is to be checked again; readers see the new ones."""
    found = assignment_of(article)
    old = step_of(article, found)
    new = rules.after_edit(old)
    if new is not old:
        taken_up(article).step = new
        _note(article, old, new, who)


def _note(article: Article, old: Step, new: Step, who: Account, reason: str = "") -> None:
    db.session.add(
        StepTaken(article_id=article.id, old=old, new=new, reason=reason, account_id=who.id, taken_at=clock.now())
    )
