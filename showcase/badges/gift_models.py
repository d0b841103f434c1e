"""Gifts and books: what is given to whom by rule, otherwise by hand, and what has been handed over."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core import clock
from ..core.database import UtcDateTime, db
from ..core.localised import Localised
from ..registration.models import Event, Registration
from .gift_rules import Per, Second


class Gift(Localised, db.Model):  # type: ignore[name-defined]
    """A kind of gift. `stock`: how many there are; None: nobody has counted them."""

    FIELDS = ("name",)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    per: Mapped[str] = mapped_column(String(10), default=Per.HOUSEHOLD)
    guest_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)  # none: all
    stock: Mapped[int | None]
    demo: Mapped[bool] = mapped_column(default=False)


class BookPlan(db.Model):  # type: ignore[name-defined]
    """How the publication is given at an event. `stock`: language → copies that there are."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    each: Mapped[int] = mapped_column(default=1)
    second: Mapped[str] = mapped_column(String(10), default=Second.YOUNGER)
    per_member: Mapped[bool] = mapped_column(default=True)
    spare: Mapped[int] = mapped_column(default=5)  # per cent
    stock: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)

    event: Mapped[Event] = relationship()


class OwnShare(db.Model):  # type: ignore[name-defined]
    """What somebody decided for one household, in the place of the rules: gift (its number as text) → how many."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    gifts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    books: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)

    registration: Mapped[Registration] = relationship()


class Handover(db.Model):  # type: ignore[name-defined]
    """A household was given its share, or it was noted by mistake (`given` false). Only added to; the last counts."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    given: Mapped[bool]
    gifts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    books: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    by: Mapped[str] = mapped_column(String(40))  # such as account:7
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
