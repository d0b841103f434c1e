"""An announcement with its words, whom it went to, and who wishes no more news."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db
from ..core.localised import Localised
from ..core.mail import Message
from ..registration.models import CallTask, Event, Registration
from .rules import Kind


class Announcement(Localised, db.Model):  # type: ignore[name-defined]
    """A message to a set of parties of an event; a draft until `sent_at`, from then on as it went out.

    `chosen` narrows the set as the guest list does (filter → value). Once sent, the recipients are the set.
    """

    FIELDS = ("subject", "body")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default=Kind.NECESSARY)
    chosen: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    event: Mapped[Event] = relationship()
    made_by: Mapped[Account | None] = relationship(foreign_keys=[made_by_id])
    sent_by: Mapped[Account | None] = relationship(foreign_keys=[sent_by_id])

    @property
    def is_draft(self) -> bool:
        return self.sent_at is None


class Recipient(db.Model):  # type: ignore[name-defined]
    """A party that an announcement is for: one row, so nobody gets it twice. Its number is the subject of the mail."""

    __tablename__ = "announcement_recipient"
    __table_args__ = (UniqueConstraint("announcement_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str] = mapped_column(String(8))
    way: Mapped[str] = mapped_column(String(8))  # rules.Way
    reason: Mapped[str] = mapped_column(String(16), default="")  # rules.Reason
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"), index=True)
    call_task_id: Mapped[int | None] = mapped_column(ForeignKey("call_task.id", ondelete="SET NULL"), index=True)

    announcement: Mapped[Announcement] = relationship()
    registration: Mapped[Registration] = relationship()
    message: Mapped[Message | None] = relationship()
    call_task: Mapped[CallTask | None] = relationship()


class NewsEnd(db.Model):  # type: ignore[name-defined]
    """A party that wishes no more news by mail; what it has to know of the gathering it gets all the same."""

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
