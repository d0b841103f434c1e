"""Whom officers call, who of them has the guest on the line, and all calls that were made."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db, personal
from ..core.i18n import marked
from ..invitations.models import Invitation
from ..registration.models import Event, Registration
from . import rules
from .rules import Kind

KEPT = marked("%(forget_notes_days)d days after the event")


class Callee(db.Model):  # type: ignore[name-defined]
    """A guest as officers call them: an invitation, or a party. There is a row once somebody has taken it up.

    Whoever holds it until `held_until` is on the telephone: the statement that takes it up decides between two.
    """

    __table_args__ = (CheckConstraint("(invitation_id IS NULL) <> (registration_id IS NULL)", name="of_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), unique=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # not before it; None: as soon as its turn comes
    promised: Mapped[bool] = mapped_column(default=False)  # the guest has named that hour
    tries: Mapped[int] = mapped_column(default=0)  # in vain, since somebody was last reached
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    registration: Mapped[Registration | None] = relationship()
    held_by: Mapped[Account | None] = relationship()

    @property
    def kind(self) -> Kind:
        return Kind.PARTY if self.invitation_id is None else Kind.INVITATION

    def is_held(self, now: datetime, but_by: int) -> bool:
        """Whether somebody other than this account has the guest on the line."""
        return rules.is_held(self.held_by_id, self.held_until, now, but_by)


class Call(db.Model):  # type: ignore[name-defined]
    """One call, or one message sent by hand: by whom, when, and what came of it.

    `before` is what taking it back restores: due_at, promised, tries, and what the call has changed besides.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    callee_id: Mapped[int] = mapped_column(ForeignKey("callee.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    outcome: Mapped[str] = mapped_column(String(12))  # rules.Outcome
    note: Mapped[str] = mapped_column(Text, default="", info=personal("what was said on the telephone", KEPT))
    people: Mapped[int | None]  # how many come, as was said
    later_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    callee: Mapped[Callee] = relationship()
    account: Mapped[Account | None] = relationship()
