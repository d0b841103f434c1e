"""How a delegation comes, and the coaches that bring it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..committee.models import Member
from ..core.database import UtcDateTime, db, personal
from ..core.i18n import marked
from ..registration.models import Attendee, Event, Registration
from .rules import CoachState

KEPT = marked("%(forget_notes_days)d days after the event")


class Coach(db.Model):  # type: ignore[name-defined]
    """A coach on its way to the gathering: its people may be of several delegations."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))  # as it is called: Xe 1
    plate: Mapped[str] = mapped_column(String(20), default="")
    seats: Mapped[int | None]
    driver: Mapped[str] = mapped_column(String(200), default="", info=personal("know who drives a coach", KEPT))
    phone: Mapped[str] = mapped_column(String(40), default="", info=personal("call the driver of a coach", KEPT))
    origin: Mapped[str] = mapped_column(String(200), default="")
    departs_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrives_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    note: Mapped[str] = mapped_column(Text, default="", info=personal("what the escort of a coach has to know", KEPT))
    state: Mapped[str] = mapped_column(String(10), default=CoachState.EXPECTED)
    state_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # since when
    code_version: Mapped[int] = mapped_column(default=1)  # raise it, and the printed sheet is void
    demo: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    member: Mapped[Member | None] = relationship()


class Ride(db.Model):  # type: ignore[name-defined]
    """Who comes by which coach; the people of one delegation may come by several."""

    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True)
    coach_id: Mapped[int] = mapped_column(ForeignKey("coach.id", ondelete="CASCADE"), index=True)

    attendee: Mapped[Attendee] = relationship()
    coach: Mapped[Coach] = relationship()


class Journey(db.Model):  # type: ignore[name-defined]
    """What the organisers arrange for a party that comes as a group. Its leader is the contact of the party."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    second_name: Mapped[str] = mapped_column(
        String(200), default="", info=personal("call somebody of a delegation when its leader does not answer", KEPT)
    )
    second_phone: Mapped[str] = mapped_column(
        String(40), default="", info=personal("call somebody of a delegation when its leader does not answer", KEPT)
    )
    arrives_by: Mapped[str] = mapped_column(
        String(200), default="", info=personal("meet a delegation at its flight or border gate", KEPT)
    )
    arrives_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # in Việt Nam
    hotel: Mapped[str] = mapped_column(String(200), default="", info=personal("find a delegation at its hotel", KEPT))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    needs: Mapped[str] = mapped_column(Text, default="", info=personal("prepare what a delegation needs", KEPT))
    tables: Mapped[str] = mapped_column(String(200), default="", info=personal("seat a delegation as it wishes", KEPT))
    note: Mapped[str] = mapped_column(Text, default="", info=personal("what officers note about a delegation", KEPT))

    registration: Mapped[Registration] = relationship()
    member: Mapped[Member | None] = relationship()
