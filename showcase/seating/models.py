"""A plan of tables, its tables, who sits at them, and the last deeds, which can be taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db, personal
from ..core.i18n import marked
from ..registration.models import Event, Session
from . import rules

KEPT = marked("%(forget_notes_days)d days after the event")


class SeatingPlan(db.Model):  # type: ignore[name-defined]
    """The tables of an event, or of one session of it. Whoever changes who sits where locks this row first."""

    __table_args__ = (
        UniqueConstraint("event_id", "session_id"),
        Index(
            "ix_seating_plan_of_event",
            "event_id",
            unique=True,
            sqlite_where=db.text("session_id IS NULL"),
            postgresql_where=db.text("session_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    aisle: Mapped[int | None]  # the column after which the way to the stage runs
    monk_titles: Mapped[str] = mapped_column(Text, default=rules.MONKS)  # titles of monks, between commas

    event: Mapped[Event] = relationship()
    session: Mapped[Session | None] = relationship()


class SeatingTable(db.Model):  # type: ignore[name-defined]
    """A table: `held` of its seats wait for people whose names come later."""

    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("held >= 0 AND held <= capacity", name="held_within_capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("seating_plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80), default="")  # of a delegation or a group, beside the number
    kind: Mapped[str] = mapped_column(String(12), default=rules.Kind.FAMILIES)
    capacity: Mapped[int]
    held: Mapped[int] = mapped_column(default=0)
    row: Mapped[int | None]  # from the stage, and …
    column: Mapped[int | None]  # … from the left
    note: Mapped[str] = mapped_column(Text, default="")  # for who serves; about the table

    plan: Mapped[SeatingPlan] = relationship()

    @property
    def facts(self) -> rules.Table:
        return rules.Table(self.id, self.number, self.capacity, self.kind, self.held, self.name, self.row, self.column)


class Seat(db.Model):  # type: ignore[name-defined]
    """Where somebody sits: at one table of a plan, as the key says."""

    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("seating_plan.id", ondelete="CASCADE"), primary_key=True)
    table_id: Mapped[int] = mapped_column(
        ForeignKey("seating_table.id", ondelete="CASCADE"),
        index=True,
        info=personal("lead the guest to the own table", KEPT),
    )
    pinned: Mapped[bool] = mapped_column(default=False)  # an officer said so: no proposal moves this person

    table: Mapped[SeatingTable] = relationship()


class SeatingDeed(db.Model):  # type: ignore[name-defined]
    """What somebody did to a plan: [attendee, table before, pinned before, table after, pinned after] of each."""

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("seating_plan.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    moves: Mapped[list[list[Any]]] = mapped_column(JSON)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account | None] = relationship()

    @property
    def tables(self) -> set[int]:
        """Where people came to sit."""
        return {after for _guest, _before, _was, after, _is in self.moves if after is not None}
