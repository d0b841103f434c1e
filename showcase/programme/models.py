"""Items of a run of show, who appears in them, duties of the sub-committees, and copies that were printed."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..committee.models import KEPT, Member, Subcommittee
from ..core import clock
from ..core.database import UtcDateTime, db, personal
from ..core.localised import Localised
from ..core.versions import PublicContent
from ..editions.models import Official
from ..registration.models import Attendee, Event, Session

item_charge = Table(
    "item_charge",
    db.metadata,
    Column("item_id", ForeignKey("programme_item.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
)


class ProgrammeItem(Localised, PublicContent, db.Model):  # type: ignore[name-defined]
    """One item: it follows the one before, or begins at `fixed_at`. Texts other than `mc` may show on the site.

    What is taken away stays, with the duties that belong to it, so that it can come back.
    """

    FIELDS = ("title", "note", "place", "mc")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=0)
    fixed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    public: Mapped[bool] = mapped_column(default=False)  # shown to guests
    what: Mapped[str] = mapped_column(Text, default="")  # what happens on and behind the stage, for the staff
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="SET NULL"), index=True)
    in_charge: Mapped[str] = mapped_column(
        String(300), default="", info=personal("know who answers for an item of the programme", KEPT)
    )  # besides the members
    slide: Mapped[str] = mapped_column(String(500), default="")
    music: Mapped[str] = mapped_column(String(500), default="")
    prop: Mapped[str] = mapped_column(String(500), default="")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # on the day
    skipped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    event: Mapped[Event] = relationship()
    session: Mapped[Session | None] = relationship()
    members: Mapped[list[Member]] = relationship(secondary=item_charge, order_by="Member.id")
    appearances: Mapped[list["Appearance"]] = relationship(
        back_populates="item", cascade="all, delete-orphan", order_by="Appearance.position, Appearance.id"
    )


class Appearance(db.Model):  # type: ignore[name-defined]
    """Who speaks or is seen in an item: a guest, the holder of an office, or a name as it was typed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), index=True)
    official_id: Mapped[int | None] = mapped_column(ForeignKey("official.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(
        String(300), default="", info=personal("know who speaks or appears in the programme", KEPT)
    )

    item: Mapped[ProgrammeItem] = relationship(back_populates="appearances")
    attendee: Mapped[Attendee | None] = relationship()
    official: Mapped[Official | None] = relationship()


class Duty(db.Model):  # type: ignore[name-defined]
    """What a sub-committee, or one of it, has to do: so many minutes before, into or after an item; or at a time."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    subcommittee_id: Mapped[int | None] = mapped_column(ForeignKey("subcommittee.id", ondelete="SET NULL"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("programme_item.id", ondelete="SET NULL"), index=True)
    moment: Mapped[str] = mapped_column(String(6), default="before")  # rules.Moment
    minutes: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of a duty that belongs to no item
    what: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(
        String(200), default="", info=personal("know who does what at the event", KEPT)
    )  # who is no member
    phone: Mapped[str] = mapped_column(String(40), default="", info=personal("call whoever answers for a task", KEPT))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    event: Mapped[Event] = relationship()
    subcommittee: Mapped[Subcommittee | None] = relationship()
    member: Mapped[Member | None] = relationship()
    item: Mapped[ProgrammeItem | None] = relationship()


class RunCopy(db.Model):  # type: ignore[name-defined]
    """A numbered copy of the run of show (bản), fixed for good: what was printed once prints the same again."""

    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when the last of its words was written
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(
        Text, default="", deferred=True, info=personal("print the programme again as it was", KEPT)
    )  # JSON (copies.py); empty: forgotten

    event: Mapped[Event] = relationship()
    made_by: Mapped[Account | None] = relationship()


class Delay(db.Model):  # type: ignore[name-defined]
    """How late somebody says the next item of an event is; it counts until that item begins."""

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"))
    minutes: Mapped[int]
