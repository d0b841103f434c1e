"""Texts that are being written and that nobody has kept yet: only who writes sees them, and nothing else reads them.

Each open page has a draft of its own, told from others by the form's mark, so two windows never overwrite each other.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from ..accounts.models import Account
from ..content.models import Article
from ..core import clock
from ..core.database import UtcDateTime, db, insert
from ..core.sweeps import swept
from ..editions.models import Edition

KEPT = timedelta(days=30)
MOST = 200_000  # characters of all fields
LONGEST_MARK = 40


class WritingDraft(db.Model):  # type: ignore[name-defined]
    """`fields` is JSON of what the form would send, its `seen` included; `subject` is `article:7` or `edition:1`."""

    __table_args__ = (UniqueConstraint("account_id", "subject", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(40))
    mark: Mapped[str] = mapped_column(String(LONGEST_MARK))
    fields: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    @property
    def sent(self) -> MultiDict[str, str]:
        """What the form would have sent."""
        return MultiDict(json.loads(self.fields))


def subject_of(about: Article | Edition) -> str:
    """A new article has no number yet: its draft is the edition's."""
    return f"{about.__tablename__}:{about.id}"


def save(who: Account, about: Article | Edition, mark: str, fields: Mapping[str, str]) -> None:
    """In one statement, whether the draft is new or not."""
    values = {"fields": json.dumps(dict(fields)), "changed_at": clock.now()}
    key = {"account_id": who.id, "subject": subject_of(about), "mark": mark}
    statement = insert(WritingDraft).values(**key, **values)
    statement = statement.on_conflict_do_update(index_elements=list(key), set_=values)
    db.session.execute(statement)


def of_person(who: Account, about: Article | Edition) -> list[WritingDraft]:
    """The newest first."""
    query = db.select(WritingDraft).filter_by(account_id=who.id, subject=subject_of(about))
    return list(db.session.scalars(query.order_by(WritingDraft.changed_at.desc(), WritingDraft.id.desc()).limit(9)))


def one_of(who: Account, about: Article | Edition, number: int | None) -> WritingDraft | None:
    query = db.select(WritingDraft).filter_by(account_id=who.id, subject=subject_of(about), id=number)
    found: WritingDraft | None = db.session.scalar(query)
    return found


def drop(who: Account, about: Article | Edition, mark: str) -> None:
    """What was kept is no draft any more."""
    db.session.execute(db.delete(WritingDraft).filter_by(account_id=who.id, subject=subject_of(about), mark=mark))


@swept
def forget(now: datetime) -> None:
    statement = db.delete(WritingDraft).where(WritingDraft.changed_at < now - KEPT)
    db.session.execute(statement.execution_options(synchronize_session=False))
