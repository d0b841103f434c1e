"""Sub-committees of an event, their members with telephones, and who escorts which guest."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core.database import db, personal
from ..core.i18n import marked
from ..registration.models import Attendee, Event

KEPT = marked("%(forget_people_days)d days after the event")


class Subcommittee(db.Model):  # type: ignore[name-defined]
    """A part of the organising committee (tiểu ban), such as reception or content, in the order of the host."""

    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    duty: Mapped[str] = mapped_column(Text, default="")  # what it answers for
    demo: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    members: Mapped[list["Member"]] = relationship(
        back_populates="subcommittee", cascade="all, delete-orphan", order_by="Member.position, Member.id"
    )


class Member(db.Model):  # type: ignore[name-defined]
    """Somebody who works at the event; with an account where they sign in."""

    id: Mapped[int] = mapped_column(primary_key=True)
    subcommittee_id: Mapped[int] = mapped_column(ForeignKey("subcommittee.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200), info=personal("know who does what at the event", KEPT))
    office: Mapped[str] = mapped_column(
        String(200), default="", info=personal("know by which office somebody answers for a task", KEPT)
    )
    phone: Mapped[str] = mapped_column(String(40), default="", info=personal("call whoever answers for a task", KEPT))
    is_head: Mapped[bool] = mapped_column(default=False)  # trưởng tiểu ban
    duty: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    subcommittee: Mapped[Subcommittee] = relationship(back_populates="members")
    account: Mapped[Account | None] = relationship()


class Escort(db.Model):  # type: ignore[name-defined]
    """Who accompanies a guest from the car to the seat."""

    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)

    attendee: Mapped[Attendee] = relationship()
    member: Mapped[Member] = relationship()
