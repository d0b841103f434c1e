"""Groups of rank, lines of the order of introduction, hand-overs, and copies made for the MC."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..committee.models import Member
from ..core import clock
from ..core.database import UtcDateTime, db, personal
from ..core.i18n import marked
from ..core.localised import Localised
from ..editions.models import Host, Office, Packed
from ..invitations.models import Invitation
from ..registration.models import Attendee, Event
from .rules import Kind, Rank

KEPT = marked("%(forget_people_days)d days after the event")


class RankGroup(Localised, Packed, db.Model):  # type: ignore[name-defined]
    """A part of the order of introduction, such as the Party or the Front, in the order that the host keeps."""

    __table_args__ = (UniqueConstraint("host_id", "slug"),)
    FIELDS = ("name",)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"))
    slug: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(Text, default="")  # of titles that belong to it, with commas between

    host: Mapped[Host] = relationship()

    @property
    def own_words(self) -> list[str]:
        return [word.strip() for word in self.words.split(",") if word.strip()]


class Introduction(db.Model):  # type: ignore[name-defined]
    """A line of the order of introduction.

    It refers to a guest, an invitation or an office, or to none of them. What is written in it holds; what is left
    empty comes from what it refers to, as that is now. The same is true of the substitute.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("rank_group.id", ondelete="SET NULL"), index=True)
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="SET NULL"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id", ondelete="SET NULL"), index=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id", ondelete="SET NULL"), index=True)
    honorific: Mapped[str] = mapped_column(
        String(40), default="", info=personal("introduce somebody as is proper (kính xưng)", KEPT)
    )
    name: Mapped[str] = mapped_column(String(200), default="", info=personal("introduce somebody by name", KEPT))
    title: Mapped[str] = mapped_column(
        String(300), default="", info=personal("introduce somebody by the exact title", KEPT)
    )
    spoken: Mapped[str] = mapped_column(String(200), default="", info=personal("how the MC pronounces a name", KEPT))
    announcement: Mapped[str] = mapped_column(
        Text, default="", info=personal("what the MC says where the usual sentence does not do", KEPT)
    )
    is_host: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int] = mapped_column(default=Rank.OTHER)
    since: Mapped[date | None]  # in office; left empty: as the register of officials says
    born: Mapped[int | None] = mapped_column(info=personal("who is introduced first among equals: the elder", KEPT))
    # Who comes instead.
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="SET NULL"), index=True)
    substitute_honorific: Mapped[str] = mapped_column(
        String(40), default="", info=personal("introduce the substitute as is proper (kính xưng)", KEPT)
    )
    substitute_name: Mapped[str] = mapped_column(
        String(200), default="", info=personal("introduce the substitute by name", KEPT)
    )
    substitute_title: Mapped[str] = mapped_column(
        String(300), default="", info=personal("introduce the substitute by the exact title", KEPT)
    )
    substitute_spoken: Mapped[str] = mapped_column(
        String(200), default="", info=personal("how the MC pronounces the substitute's name", KEPT)
    )
    substitute_rank: Mapped[int | None]
    substitute_since: Mapped[date | None]
    substitute_born: Mapped[int | None] = mapped_column(
        info=personal("who is introduced first among equals: the elder", KEPT)
    )
    comes_in_person: Mapped[bool] = mapped_column(default=False)  # who answered for the office is its head
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # an officer has seen them: they pass no door of ours
    # Placed by hand: behind that line, or above all; by that turn. No turn: as proposed.
    after_id: Mapped[int | None] = mapped_column(ForeignKey("introduction.id", ondelete="SET NULL"))
    turn: Mapped[int | None]
    joined_id: Mapped[int | None] = mapped_column(ForeignKey("introduction.id", ondelete="SET NULL"))
    demo: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    group: Mapped[RankGroup | None] = relationship()
    attendee: Mapped[Attendee | None] = relationship(foreign_keys=[attendee_id])
    substitute: Mapped[Attendee | None] = relationship(foreign_keys=[substitute_id])
    invitation: Mapped[Invitation | None] = relationship()
    office: Mapped[Office | None] = relationship()


class HandOver(db.Model):  # type: ignore[name-defined]
    """Something that is given on the stage: who gives what to whom, who carries the tray, and when."""

    __tablename__ = "hand_over"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(12), default=Kind.OTHER)
    what: Mapped[str] = mapped_column(String(200))
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("introduction.id", ondelete="SET NULL"))
    giver: Mapped[str] = mapped_column(String(300), default="", info=personal("who gives on the stage", KEPT))
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey("introduction.id", ondelete="SET NULL"))
    receiver: Mapped[str] = mapped_column(Text, default="", info=personal("who receives on the stage", KEPT))
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    carrier: Mapped[str] = mapped_column(String(200), default="", info=personal("who carries the tray", KEPT))
    item: Mapped[str] = mapped_column(String(200), default="")  # of the run of show
    note: Mapped[str] = mapped_column(Text, default="", info=personal("what officers note among themselves", KEPT))
    demo: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    carried_by: Mapped[Member | None] = relationship()


class McCopy(db.Model):  # type: ignore[name-defined]
    """The list as it was when it went to the MC; never changed. `content` is JSON (copies.py)."""

    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]  # among the copies of the event, from 1
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    content: Mapped[str] = mapped_column(Text, info=personal("what the MC read out", KEPT))
    link_version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    made_by: Mapped[Account | None] = relationship()
