"""What somebody has looked at and let stand: a finding of the checks, with the reason."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db


class DismissedFinding(db.Model):  # type: ignore[name-defined]
    """It holds for a paragraph as it was then: `key` is made of the rule, what was found, and the paragraph."""

    __table_args__ = (UniqueConstraint("owner_kind", "owner_id", "field", "locale", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(16))
    rule: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    account: Mapped[Account | None] = relationship()
