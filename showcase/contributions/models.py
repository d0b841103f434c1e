"""Purposes that the host gathers for, and what has been promised to them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db, personal
from ..core.i18n import marked
from ..core.localised import Localised
from ..core.versions import PublicContent
from ..editions.models import Edition, Host, Packed
from ..registration.models import Registration
from . import rules
from .rules import Publicity, State

KEPT = marked("a year after the work is done or the promise taken back; three years after a promise at most")
_WHILE_NAMED = marked("as long as the giver agrees to be named")


class Cause(Localised, Packed, PublicContent, db.Model):  # type: ignore[name-defined]
    """A purpose that people may give to (học bổng, nhà, đường, cầu …), in the order of the host."""

    __table_args__ = (UniqueConstraint("host_id", "slug"),)
    FIELDS = ("title", "about")

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    is_open: Mapped[bool] = mapped_column(default=True)  # new promises may name it

    host: Mapped[Host] = relationship()


class Contribution(Localised, PublicContent, db.Model):  # type: ignore[name-defined]
    """One promise to one purpose, and what became of it. `code` is a reference to quote, not a secret.

    Amounts are whole units of their currency. `receipt_number` counts within the host, from 1, and is never used again.
    """

    __table_args__ = (
        UniqueConstraint("host_id", "receipt_number"),
        CheckConstraint("(receipt_number IS NULL) = (received_on IS NULL)", name="receipted"),
        Index("ix_contribution_list", "state", "due_on"),
    )
    FIELDS = ("result",)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id", ondelete="SET NULL"), index=True)
    cause_id: Mapped[int] = mapped_column(ForeignKey("cause.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    unit_code: Mapped[str] = mapped_column(String(10), default="", index=True)  # the commune it is meant for
    state: Mapped[str] = mapped_column(String(10), default=State.PROMISED)
    kind: Mapped[str] = mapped_column(String(6))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="VND")
    what: Mapped[str] = mapped_column(Text, default="")  # goods or work in words

    name: Mapped[str] = mapped_column(String(200), info=personal("thank the giver and write the receipt", KEPT))
    folded: Mapped[str] = mapped_column(String(500), default="", info=personal("find the giver", KEPT))
    email: Mapped[str] = mapped_column(String(254), default="", info=personal("tell the giver what became of it", KEPT))
    phone: Mapped[str] = mapped_column(String(40), default="", info=personal("agree on the handing over", KEPT))
    country: Mapped[str] = mapped_column(String(2), default="", info=personal("know at what hour to call", KEPT))
    words: Mapped[str] = mapped_column(Text, default="", info=personal("the giver's own words", KEPT))
    publicity: Mapped[str] = mapped_column(String(8), default=Publicity.NONE)
    named_as: Mapped[str] = mapped_column(
        String(200), default="", info=personal("name the giver as they wish, where they agree", _WHILE_NAMED)
    )
    locale: Mapped[str] = mapped_column(String(8), default="vi")

    officer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    promised_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    due_on: Mapped[date | None]  # when somebody looks after it again
    received_on: Mapped[date | None]
    received_amount: Mapped[int | None] = mapped_column(BigInteger)
    received_currency: Mapped[str] = mapped_column(String(3), default="")
    received_what: Mapped[str] = mapped_column(Text, default="")
    receipt_number: Mapped[int | None]
    done_on: Mapped[date | None]
    photo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # of the work
    photo_type: Mapped[str] = mapped_column(String(20), default="")
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the giver was sent the photo, or shown it
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # done or taken back: the time of keeping runs
    demo: Mapped[bool] = mapped_column(default=False)

    host: Mapped[Host] = relationship()
    edition: Mapped[Edition | None] = relationship()
    cause: Mapped[Cause] = relationship()
    registration: Mapped[Registration | None] = relationship()
    officer: Mapped[Account | None] = relationship()

    @property
    def is_told(self) -> bool:
        """Whether the public may read of it."""
        return rules.may_be_told(self.state, self.publicity)

    @property
    def shown_name(self) -> str:
        """The giver's name in public; empty where they do not wish it."""
        return self.named_as if self.publicity == Publicity.NAMED else ""

    def is_due(self, today: date) -> bool:
        return rules.is_open(self.state) and self.due_on is not None and self.due_on <= today
