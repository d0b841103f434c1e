"""What is recorded of an issue after it is laid out: its steps, its signed proofs, its copies."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db
from ..editions.models import Unit
from ..invitations.models import Invitation
from ..publication.models import Issue
from .rules import DEPOSIT_DAYS, Step


class ReleaseStep(db.Model):  # type: ignore[name-defined]
    """A step that is done: on which day, and what was noted with it."""

    __table_args__ = (UniqueConstraint("issue_id", "step", name="uq_release_step_issue_id_step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(String(12))  # rules.Step
    done_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    recorded_by: Mapped[Account | None] = relationship()

    @property
    def kind(self) -> Step:
        return Step(self.step)


class DepositRule(db.Model):  # type: ignore[name-defined]
    """Where a host deposits how many copies, and how many days it waits: the circular changes, so it is data."""

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id", ondelete="CASCADE"), unique=True)
    places: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # {name, copies}
    days: Mapped[int] = mapped_column(default=DEPOSIT_DAYS)


class Proof(db.Model):  # type: ignore[name-defined]
    """A scan of proof sheets that somebody has signed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    sheets: Mapped[str] = mapped_column(String(120))  # as people say it: pages 1–8, cover
    signer: Mapped[str] = mapped_column(String(200))  # an official's name and office as they stood on that day
    signed_on: Mapped[date]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # not in the storage, where pictures are public
    content_type: Mapped[str] = mapped_column(String(60))
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    kept_by: Mapped[Account | None] = relationship()


class Consignment(db.Model):  # type: ignore[name-defined]
    """Copies of an issue in one language for a unit's Front."""

    __table_args__ = (UniqueConstraint("issue_id", "unit_id", "locale", name="uq_consignment_issue_unit_locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str] = mapped_column(String(8))
    planned: Mapped[int]
    sent: Mapped[int | None]
    sent_on: Mapped[date | None]
    received: Mapped[int | None]
    received_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")  # of whoever received them

    issue: Mapped[Issue] = relationship(lazy="joined", innerjoin=True)
    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)


class BookSent(db.Model):  # type: ignore[name-defined]
    """A copy that went to a household which could not come and wished for it."""

    __table_args__ = (UniqueConstraint("issue_id", "invitation_id", name="uq_book_sent_issue_id_invitation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"))
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str] = mapped_column(String(8))
    sent_on: Mapped[date]

    invitation: Mapped[Invitation] = relationship()
