"""Invitations to an event, and the people whom communes propose."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db, personal
from ..core.i18n import marked
from ..registration.models import Event, Registration
from . import rules
from .rules import Stage

KEPT_WITH_PEOPLE = marked("%(forget_people_days)d days after the event, unless the guest wishes to be contacted later")
KEPT_WITH_NOTES = marked("%(forget_notes_days)d days after the event")


class Invitation(db.Model):  # type: ignore[name-defined]
    """A card to a person, a family, an office or a delegation. `code` is a reference to quote; the link is the secret.

    Raise `link_version`, and the old link and the code on a printed card are dead.
    """

    __table_args__ = (
        Index("ix_invitation_of_event", "event_id", "sort_given"),
        UniqueConstraint("event_id", "external_id", name="uq_invitation_external_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    # The number of the row in the host's own list: an import that brings it again updates this invitation.
    external_id: Mapped[str | None] = mapped_column(String(60))
    addressee: Mapped[str] = mapped_column(String(12))  # rules.Addressee
    guest_kind: Mapped[str] = mapped_column(String(20), default="overseas")
    locale: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(
        String(200), info=personal("address the invitation", KEPT_WITH_PEOPLE)
    )  # as written
    folded: Mapped[str] = mapped_column(
        String(500), default="", info=personal("find the invitation without diacritics", KEPT_WITH_PEOPLE)
    )
    sort_given: Mapped[str] = mapped_column(
        String(900), default="", info=personal("list invitations in Vietnamese order", KEPT_WITH_PEOPLE)
    )
    honorific: Mapped[str] = mapped_column(
        String(40), default="", info=personal("address the guest as is proper (kính xưng)", KEPT_WITH_PEOPLE)
    )
    called: Mapped[str] = mapped_column(
        String(20), default="", info=personal("address the guest as they wish (xin phép được gọi là)", KEPT_WITH_PEOPLE)
    )
    office: Mapped[str] = mapped_column(
        String(200), default="", info=personal("the guest's office and organisation, on the card", KEPT_WITH_PEOPLE)
    )
    companion: Mapped[str] = mapped_column(String(12), default="")  # rules.Companion
    most_people: Mapped[int | None]  # that the answer may name; None: as many as any answer
    email: Mapped[str | None] = mapped_column(String(254), info=personal("send the invitation", KEPT_WITH_PEOPLE))
    phone: Mapped[str | None] = mapped_column(
        String(40), info=personal("call or write about the invitation", KEPT_WITH_PEOPLE)
    )
    home_phone: Mapped[str | None] = mapped_column(
        String(40), info=personal("a relative's or the guest's own number in Việt Nam", KEPT_WITH_PEOPLE)
    )
    country: Mapped[str] = mapped_column(
        String(2), default="", info=personal("show times at the guest's place", KEPT_WITH_PEOPLE)
    )  # ISO 3166-1 alpha-2, or not known
    unit_code: Mapped[str] = mapped_column(
        String(10), default="", info=personal("which commune hands the card over", KEPT_WITH_PEOPLE)
    )
    note: Mapped[str] = mapped_column(
        Text, default="", info=personal("what officers note among themselves", KEPT_WITH_NOTES)
    )
    link_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by mail or by message, the first time
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminders: Mapped[int] = mapped_column(default=0)
    handed_on: Mapped[date | None]  # giao tận tay: the day on the receipt
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the link, the first time
    reply: Mapped[str | None] = mapped_column(String(16))  # rules.Reply
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wishes_news: Mapped[bool | None]  # who does not come: the publication and next year's invitation; None: not asked
    substitute: Mapped[str] = mapped_column(
        String(200), default="", info=personal("who comes in the place of an office", KEPT_WITH_PEOPLE)
    )
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), unique=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unsubscribed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # wishes for no reminder by mail
    demo: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    registration: Mapped[Registration | None] = relationship()

    @property
    def stage(self) -> Stage:
        return rules.stage(
            reply=self.reply,
            withdrawn_at=self.withdrawn_at,
            opened_at=self.opened_at,
            sent_at=self.sent_at,
            is_handed=self.handed_on is not None,
        )


class ProposalList(db.Model):  # type: ignore[name-defined]
    """Proposals as they are laid before the Standing Board: printed, signed on paper, then approved at once."""

    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    number: Mapped[int]  # among the lists of the event, from 1
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signed_on: Mapped[date | None]  # the day on the signed paper
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    event: Mapped[Event] = relationship()
    made_by: Mapped[Account | None] = relationship(foreign_keys=[made_by_id])
    approved_by: Mapped[Account | None] = relationship(foreign_keys=[approved_by_id])
    proposals: Mapped[list["Proposal"]] = relationship(back_populates="list", order_by="Proposal.id")


class Proposal(db.Model):  # type: ignore[name-defined]
    """A family that a commune names because somebody of it comes home; the province merges and approves."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    unit_code: Mapped[str] = mapped_column(String(10), index=True)
    name: Mapped[str] = mapped_column(String(200), info=personal("whom a commune proposes to invite", KEPT_WITH_PEOPLE))
    folded: Mapped[str] = mapped_column(
        String(500), default="", info=personal("find the same people proposed twice", KEPT_WITH_PEOPLE)
    )
    country: Mapped[str] = mapped_column(
        String(2), default="", info=personal("where those live whom a commune proposes", KEPT_WITH_PEOPLE)
    )
    reach: Mapped[str] = mapped_column(
        String(200), default="", info=personal("the relative at home and how to reach the family", KEPT_WITH_PEOPLE)
    )
    reason: Mapped[str] = mapped_column(
        String(500), default="", info=personal("why somebody is not invited, among officers", KEPT_WITH_NOTES)
    )
    state: Mapped[str] = mapped_column(String(10), default=rules.ProposalState.OPEN)
    list_id: Mapped[int | None] = mapped_column(ForeignKey("proposal_list.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    demo: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    list: Mapped[ProposalList | None] = relationship(back_populates="proposals")
    merged_into: Mapped["Proposal | None"] = relationship(remote_side=[id])
    proposed_by: Mapped[Account | None] = relationship(foreign_keys=[proposed_by_id])
    settled_by: Mapped[Account | None] = relationship(foreign_keys=[settled_by_id])

    @property
    def is_open(self) -> bool:
        return self.state == rules.ProposalState.OPEN
