"""What is kept after a gathering: the page for guests, its photos, letters, words back, and the counts for good."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db, personal
from ..core.i18n import marked
from ..core.localised import Localised
from ..registration.models import Registration

KEPT = marked("%(forget_people_days)d days after the event")


class Farewell(db.Model):  # type: ignore[name-defined]
    """What guests of an event find on their private page afterwards, from `opened_at` on."""

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    with_book: Mapped[bool] = mapped_column(default=True)  # the publication of the edition, where there is a file

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None


class Photo(Localised, db.Model):  # type: ignore[name-defined]
    """A photo of the gathering, for the guests alone: its file is given out by private pages only."""

    __tablename__ = "farewell_photo"
    FIELDS = ("caption",)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    hash: Mapped[str] = mapped_column(String(64))  # of the file in the storage
    small_hash: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class FarewellLetter(db.Model):  # type: ignore[name-defined]
    """A party that has been written to; one letter each, however often the button is pressed."""

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # rules.Letter
    by_hand: Mapped[bool] = mapped_column(default=False)  # an officer has told them by message or telephone
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Feedback(db.Model):  # type: ignore[name-defined]
    """A party's word back. Without the name it says nothing of who wrote; `mark` alone tells the second from the first.

    `mark` is a keyed digest of the party's number, so that a party changes what it said instead of saying it twice.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    locale: Mapped[str] = mapped_column(String(8))
    liked: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # rules.Aspect → rules.Liked
    again: Mapped[str] = mapped_column(String(10), default="")  # rules.Again, or not said
    best: Mapped[str] = mapped_column(Text, default="", info=personal("hear what guests liked best", KEPT))
    better: Mapped[str] = mapped_column(Text, default="", info=personal("do better next year", KEPT))
    may_quote: Mapped[bool] = mapped_column(default=False)  # the words may be printed, without a name
    said_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    registration: Mapped[Registration | None] = relationship()


class Outcome(db.Model):  # type: ignore[name-defined]
    """The counts of a gathering as somebody kept them; they hold no person and stay when the guests are forgotten."""

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)  # outcomes.Counts, as JSON
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    counted_by: Mapped[Account | None] = relationship()
