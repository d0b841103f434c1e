"""What the desk says of paragraphs: asked, answered, settled, opened again; never deleted."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import joinedload

from ..accounts.models import Account
from ..content.models import Article
from ..core import audit, clock
from ..core.database import db
from ..core.i18n import SOURCE
from . import anchoring
from .models import Comment


@dataclass
class Thread:
    """A comment with its answers. `place`: its paragraph in today's text, from 0; None: of an earlier text."""

    first: Comment
    place: int | None
    answers: list[Comment] = field(default_factory=list)


def paragraphs_of(article: Article) -> list[str]:
    return anchoring.paragraphs(article.texts_of("body").get(SOURCE, ""))


def threads(article: Article) -> list[Thread]:
    """What is open before what is settled, both in the order of the text; what is of an earlier text last."""
    query = db.select(Comment).filter_by(article_id=article.id).options(joinedload(Comment.account))
    rows = db.session.scalars(query.order_by(Comment.id)).all()
    now = paragraphs_of(article)
    found = {one.id: Thread(one, _place(one, now)) for one in rows if one.answers_id is None}
    for one in rows:
        if one.answers_id is not None:
            found[one.answers_id].answers.append(one)
    return sorted(found.values(), key=_order)


def say(article: Article, paragraph: int, text: str, who: Account) -> Comment:
    excerpt = paragraphs_of(article)[paragraph]
    made = Comment(
        article_id=article.id,
        digest=anchoring.digest(excerpt),
        position=paragraph,
        excerpt=excerpt,
        text=text,
        account_id=who.id,
        said_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("article.commented", article, comment=("", text))
    return made


def answer(comment: Comment, text: str, who: Account) -> None:
    db.session.add(
        Comment(article_id=comment.article_id, answers_id=comment.id, text=text, account_id=who.id, said_at=clock.now())
    )
    audit.record("article.comment_answered", comment.article, comment=("", text))


def settle(comment: Comment, who: Account) -> None:
    if comment.settled_at is None:
        comment.settled_at, comment.settled_by_id = clock.now(), who.id
        audit.record("article.comment_settled", comment.article, comment=("", comment.text))


def reopen(comment: Comment) -> None:
    if comment.settled_at is not None:
        comment.settled_at, comment.settled_by_id = None, None
        audit.record("article.comment_reopened", comment.article, comment=("", comment.text))


def choices(article: Article) -> Iterator[tuple[str, str]]:
    """The paragraphs to choose from: the digest, and how each begins."""
    for number, one in enumerate(paragraphs_of(article), start=1):
        begin = " ".join(one.split())[:70]
        yield f"{number - 1}:{anchoring.digest(one)}", f"{number}. {begin}"


def _place(comment: Comment, now: list[str]) -> int | None:
    return anchoring.place_of(comment.digest, comment.excerpt, comment.position, now)


def _order(thread: Thread) -> tuple[bool, bool, int, int]:
    return (thread.first.settled_at is not None, thread.place is None, thread.place or 0, thread.first.id)
