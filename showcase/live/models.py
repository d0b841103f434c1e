"""Guests who are to be met at the door, from their scan until somebody has met them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..checkin.models import Gate
from ..core.database import UtcDateTime, db
from ..registration.models import Attendee


class Arrival(db.Model):  # type: ignore[name-defined]
    """A guest of honour, or one with an escort, has come in. `met_at`: somebody is with them now."""

    __table_args__ = (Index("ix_arrival_open", "met_at", "at"),)

    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id", ondelete="CASCADE"), index=True)
    scan_id: Mapped[str] = mapped_column(String(36))  # taken back, there was no arrival
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    met_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    attendee: Mapped[Attendee] = relationship()
    gate: Mapped[Gate] = relationship()
    met_by: Mapped[Account | None] = relationship()
