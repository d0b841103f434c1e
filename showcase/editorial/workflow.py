"""Articles on their way to the site: what is known of one, and the moves, each with who and when."""

from collections.abc import Sequence

from sqlalchemy.orm import joinedload

from ..accounts.models import Account
from ..accounts.rules import Verb, may
from ..content import translations
from ..content.models import Article
from ..content.translations import Trust
from ..core import audit, clock
from ..core.database import db
from ..core.i18n import SOURCE
from . import figure_checks
from . import workflow_rules as rules
from .models import Assignment, Comment, StepTaken
from .workflow_rules import Budget, Facts, Refusal, Step

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


def facts_of(article: Article, assignment: Assignment | None) -> Facts:
    """What the rules ask of an article before it moves on."""
    counted = figure_checks.counts(article)
    worst = [translations.worst_of(article, code) for code in translations.LANGUAGES]
    comments = db.select(db.func.count(Comment.id)).filter_by(article_id=article.id, settled_at=None, answers_id=None)
    return Facts(
        has_text=bool(article.texts_of("body").get(SOURCE, "").strip()),
        open_comments=db.session.scalar(comments) or 0,
        figures=counted.all,
        figures_right=counted.right,
        figures_wrong=counted.wrong,
        has_unit=bool(assignment and assignment.unit_code),
        untranslated=sum(one in (Trust.MISSING, Trust.OUTDATED) for one in worst),
        unread=sum(one is not None and one is not Trust.APPROVED for one in worst),
    )


def move(article: Article, new: Step, who: Account, reason: str = "") -> Refusal | None:
    """Take an article to another step; approved, it goes on the site. What stands against it, if anything does."""
    found = assignment_of(article)
    old = step_of(article, found)
    edits, translates = may(who.role_name, Verb.EDIT_CONTENT), may(who.role_name, Verb.TRANSLATE)
    refusal = rules.refusal(old, new, facts_of(article, found), reason, edits, translates)
    if refusal is None:
        taken_up(article).step = new
        _note(article, old, new, who, reason)
        audit.record("article.moved", article, step=(old.value, new.value), reason=("", reason))
        article.is_public = article.is_public or new is Step.APPROVED
    return refusal


def note_checked(article: Article, who: Account) -> None:
    """The unit found every figure right: the text moves on by itself."""
    taken_up(article).step = Step.FIGURES_CHECKED
    _note(article, Step.EDITED, Step.FIGURES_CHECKED, who)
    audit.record("article.moved", article, step=(Step.EDITED.value, Step.FIGURES_CHECKED.value))


def withdraw(article: Article, who: Account, reason: str) -> None:
    """Take an article off the site; it is approved anew before it comes back."""
    found = taken_up(article)
    old = found.at_step
    found.step, article.is_public = rules.after_edit(old), False
    _note(article, old, found.at_step, who, reason)
    audit.record("article.withdrawn", article, is_public=(True, False), reason=("", reason))


def history(article: Article) -> Sequence[StepTaken]:
    """Who took the article where, the newest first."""
    query = db.select(StepTaken).filter_by(article_id=article.id).options(joinedload(StepTaken.account))
    return db.session.scalars(query.order_by(StepTaken.id.desc())).all()


def _note(article: Article, old: Step, new: Step, who: Account, reason: str = "") -> None:
    db.session.add(
        StepTaken(article_id=article.id, old=old, new=new, reason=reason, account_id=who.id, taken_at=clock.now())
    )
