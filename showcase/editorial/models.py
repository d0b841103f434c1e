"""What the desk keeps beside an article: its way to the site, comments on its paragraphs, what units say of figures."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..content.models import Article
from ..core import clock
from ..core.database import UtcDateTime, db
from .workflow_rules import BUDGETS, Budget, Kind, Step


class Assignment(db.Model):  # type: ignore[name-defined]
    """The way of an article: how far it is, by when, who works on it, and which unit checks its figures."""

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), unique=True)
    step: Mapped[str] = mapped_column(String(20), default=Step.ASSIGNED)
    kind: Mapped[str] = mapped_column(String(12), default=Kind.OTHER)
    budget: Mapped[int | None]  # words at most, where the kind's own number does not fit
    due_on: Mapped[date | None]
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    translator_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    unit_code: Mapped[str | None] = mapped_column(String(10), index=True)  # who checks the figures

    article: Mapped[Article] = relationship()
    writer: Mapped[Account | None] = relationship(foreign_keys=[writer_id])
    editor: Mapped[Account | None] = relationship(foreign_keys=[editor_id])
    translator: Mapped[Account | None] = relationship(foreign_keys=[translator_id])

    @property
    def at_step(self) -> Step:
        return Step(self.step)

    @property
    def words(self) -> Budget | None:
        """How long the text may be."""
        return Budget(self.budget) if self.budget else BUDGETS.get(Kind(self.kind))


class StepTaken(db.Model):  # type: ignore[name-defined]
    """A move of an article on its way; never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), index=True)
    old: Mapped[str] = mapped_column(String(20))
    new: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    account: Mapped[Account | None] = relationship()


class Comment(db.Model):  # type: ignore[name-defined]
    """What somebody says of a paragraph, or answers to it. It follows the paragraph, and outlives it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), index=True)
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), default="")  # of the paragraph as it stood
    position: Mapped[int] = mapped_column(default=0)  # where it stood, from 0
    excerpt: Mapped[str] = mapped_column(Text, default="")  # the paragraph as it stood
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    article: Mapped[Article] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])


class FigureCheck(db.Model):  # type: ignore[name-defined]
    """What the unit says of a figure in an article; it holds for the value that it saw."""

    __table_args__ = (UniqueConstraint("article_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(300))  # as the text refers to it
    shown: Mapped[str] = mapped_column(Text)  # the value that was looked at
    is_right: Mapped[bool]
    words: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    article: Mapped[Article] = relationship()
    account: Mapped[Account | None] = relationship()
