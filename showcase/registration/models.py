"""Events and their parts, answers to the invitation, the people who come, and their tickets."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    inspect,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from ..accounts.models import Account
from ..core import clock, sealed
from ..core.database import UtcDateTime, db, personal
from ..core.i18n import marked
from ..core.localised import Localised
from ..core.versions import PublicContent
from ..editions.models import Edition, Packed
from . import rules
from .access_rules import Access
from .rules import CHOICES, KEPT_DAYS, SensitiveKind, State

_90_DAYS = marked("%(forget_people_days)d days after the event, unless the guest wishes to be contacted later")
_COMPANIONS = marked(
    "%(forget_notes_days)d days after the event; of the person who answers %(forget_people_days)d days, unless that"
    " person wishes to be contacted later"
)
_30_DAYS = marked("%(forget_notes_days)d days after the event")
_7_DAYS = marked("%(forget_care_days)d days after the event")
_AFTER_ANSWER = marked("the answer and 90 days more; without one, 180 days after it was sent")
_DRAFT = marked("14 days after it was last saved; at the latest when answers are no longer taken")
_AS_SAID = marked("7, 30 or 90 days after the event, as it says beside the question")

SENSITIVE = "sensitive-answer"  # the purpose of the seal

booking = Table(
    "booking",
    db.metadata,
    Column("attendee_id", ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True),
    Column("session_id", ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
)


class Event(Localised, Packed, PublicContent, db.Model):  # type: ignore[name-defined]
    """A gathering. `taken` counts the confirmed attendees; the database keeps it within the capacity.

    `held` is the sum of its holds, beside `taken` so that one statement can look at both.
    """

    __table_args__ = (
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("held >= 0", name="held_not_negative"),
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="taken_within_capacity"),
    )
    FIELDS = ("title", "venue", "address", "programme", "intro")

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    timezone: Mapped[str] = mapped_column(String(40), default="Asia/Ho_Chi_Minh")
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    waiting_list: Mapped[bool] = mapped_column(default=False)
    call_by: Mapped[date | None]  # who waits is called by that day, and seated by the organisers; None: by the site
    access: Mapped[str] = mapped_column(String(10), default=Access.OPEN)
    guest_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)  # who may come where access is by kind
    # Of which kinds of guests the organisers approve each answer; the invited and those with a code come without it.
    approve_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    approve_by: Mapped[date | None]  # the day by which they decide, as guests are told
    registration_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changes_close_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # parties change nothing after it
    doors_open_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    doors_close_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    demo: Mapped[bool] = mapped_column(default=False)

    edition: Mapped[Edition] = relationship()
    sessions: Mapped[list["Session"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="Session.position, Session.id", lazy="selectin"
    )
    questions: Mapped[list["Question"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="Question.position, Question.id"
    )

    def is_open(self, now: datetime) -> bool:
        return rules.is_open(self.registration_opens_at, self.registration_closes_at, now)

    def may_be_changed(self, now: datetime) -> bool:
        """Whether parties may still change who comes, and how."""
        return rules.may_change_party(self.changes_close_at, self.starts_at, now)

    def may_be_answered_anew(self, now: datetime) -> bool:
        """Whether parties may still change what they said to the organisers' questions."""
        return rules.may_change_answers(self.changes_close_at or self.registration_closes_at, self.starts_at, now)

    def may_be_declined(self, now: datetime) -> bool:
        """Whether parties may still take people off, or the whole answer back."""
        return now < self.starts_at

    def may_have(self, capacity: int | None) -> bool:
        """Whether the places may become so many: not fewer than are taken and kept back, but more than now always."""
        if capacity is None or (self.capacity is not None and capacity >= self.capacity):
            return True
        return capacity >= self.taken + self.held

    @property
    def places_left(self) -> int | None:
        """None: no limit. Below nothing where an older version kept more back than was left."""
        return None if self.capacity is None else self.capacity - self.taken - self.held

    @property
    def is_full(self) -> bool:
        return self.places_left is not None and self.places_left <= 0


class Session(Localised, PublicContent, db.Model):  # type: ignore[name-defined]
    """A part of an event with places of its own; capacity None: as many as the event."""

    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="taken_within_capacity"),
    )
    FIELDS = ("title", "place", "pickup")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    access: Mapped[str] = mapped_column(String(10), default=Access.OPEN)
    guest_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # may be chosen from then …
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # … until then
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # who comes is counted: nobody leaves by the site
    queue: Mapped[bool] = mapped_column(default=False)  # when it is full, parties wait for it apart from the event
    offer_hours: Mapped[int] = mapped_column(default=24)  # how long freed places are held for whoever waits first

    event: Mapped[Event] = relationship(back_populates="sessions")

    @property
    def places_left(self) -> int | None:
        return None if self.capacity is None else self.capacity - self.taken

    @property
    def is_full(self) -> bool:
        return self.places_left is not None and self.places_left <= 0

    def refuses_newcomers(self, now: datetime) -> bool:
        """Whether the time in which it may be chosen has not come or is over."""
        return not rules.is_open(self.opens_at, self.closes_at, now)

    def is_settled(self, now: datetime) -> bool:
        """Whether it is too late to leave it by the site."""
        return self.settled_at is not None and self.settled_at <= now


class Registration(db.Model):  # type: ignore[name-defined]
    """One answer to an invitation, for one party. `code` is a reference to quote, not a secret."""

    __table_args__ = (Index("ix_registration_queue", "event_id", "state", "waiting_since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))  # rules.State
    locale: Mapped[str] = mapped_column(String(8))
    guest_kind: Mapped[str] = mapped_column(String(20), default="overseas", index=True)
    # Of a delegation, whose leader is the contact; empty for a family. Who it was stays known, as how many came does.
    delegation_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    contact_name: Mapped[str] = mapped_column(String(200), info=personal("address the party", _90_DAYS))
    contact_email: Mapped[str | None] = mapped_column(String(254), info=personal("send tickets and changes", _90_DAYS))
    contact_phone: Mapped[str | None] = mapped_column(String(40), info=personal("call about changes", _90_DAYS))
    home_phone: Mapped[str | None] = mapped_column(
        String(40), info=personal("call when the guest is in Việt Nam, or a relative there", _90_DAYS)
    )
    contact_country: Mapped[str] = mapped_column(
        String(2), index=True, info=personal("show times at the guest's place; count by country", _90_DAYS)
    )  # ISO 3166-1 alpha-2
    contact_folded: Mapped[str] = mapped_column(
        Text, default="", info=personal("find the party without diacritics", _90_DAYS)
    )
    note: Mapped[str] = mapped_column(
        Text, default="", info=personal("the guest's own words to the organiser", _30_DAYS)
    )
    link_version: Mapped[int] = mapped_column(default=1)  # raise it, and the old private link is dead
    invited: Mapped[bool] = mapped_column(default=False)  # answered by the link of an invitation
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offered_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    demo: Mapped[bool] = mapped_column(default=False, index=True)

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    attendees: Mapped[list["Attendee"]] = relationship(
        back_populates="registration",
        cascade="all, delete-orphan",
        order_by="Attendee.position",
        lazy="selectin",
    )
    consents: Mapped[list["Consent"]] = relationship(cascade="all, delete-orphan")
    waits: Mapped[list["SessionWait"]] = relationship(viewonly=True)  # for lists, which load those of all at once
    merge: Mapped["Merge | None"] = relationship(  # by which it went into another answer, if it has
        viewonly=True,
        primaryjoin="and_(Merge.gone_id == Registration.id, Merge.undone_at.is_(None))",
    )
    code_use: Mapped["CodeUse | None"] = relationship(cascade="all, delete-orphan")

    @property
    def is_delegation(self) -> bool:
        return bool(self.delegation_name)

    @property
    def people(self) -> list["Attendee"]:
        """Who comes: the attendees without those taken off."""
        return [attendee for attendee in self.attendees if attendee.dropped_at is None]

    @property
    def is_confirmed(self) -> bool:
        return self.state == State.CONFIRMED

    @property
    def phones(self) -> list[str]:
        """Where the party can be called, abroad first."""
        return [number for number in dict.fromkeys((self.contact_phone, self.home_phone)) if number]


class Attendee(db.Model):  # type: ignore[name-defined]
    """One person of a party. Raise `ticket_version`, and the old ticket is dead."""

    # By the folded name those are found who may have answered twice.
    __table_args__ = (Index("ix_attendee_sort", "sort_given"), Index("ix_attendee_folded", "folded"))

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(
        String(200), info=personal("receive the guest by name", _COMPANIONS)
    )  # as written
    folded: Mapped[str] = mapped_column(String(500), info=personal("find the guest without diacritics", _COMPANIONS))
    sort_given: Mapped[str] = mapped_column(String(900), info=personal("list guests in Vietnamese order", _COMPANIONS))
    second_name: Mapped[str] = mapped_column(
        String(200), default="", info=personal("the name used abroad, for the badge", _COMPANIONS)
    )
    honorific: Mapped[str] = mapped_column(
        String(40), default="", info=personal("address the guest as is proper (kính xưng)", _COMPANIONS)
    )
    called: Mapped[str] = mapped_column(
        String(20),
        default="",
        info=personal("address the guest as they wish (xin phép được gọi là)", _COMPANIONS),
    )
    office: Mapped[str] = mapped_column(
        String(200),
        default="",
        server_default="",
        info=personal("introduce the guest by office and organisation (chức danh, đơn vị)", _COMPANIONS),
    )
    phone: Mapped[str] = mapped_column(
        String(40), default="", server_default="", info=personal("call a member of a delegation", _COMPANIONS)
    )
    age_band: Mapped[str | None] = mapped_column(
        String(8), info=personal("seats for elders, care for children", _30_DAYS)
    )
    no_photo: Mapped[bool] = mapped_column(
        default=False, info=personal("respect the wish not to be photographed", _30_DAYS)
    )
    vip: Mapped[bool] = mapped_column(default=False, server_default=db.false(), index=True)  # received by protocol
    ticket_version: Mapped[int] = mapped_column(default=1)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # taken off the party; the rest still come

    registration: Mapped[Registration] = relationship(back_populates="attendees")
    sensitive: Mapped[list["SensitiveAnswer"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    sessions: Mapped[list[Session]] = relationship(secondary=booking, order_by=Session.position, lazy="selectin")

    SECRET = frozenset({"diet", "access"})  # what the audit may know of is that it changed

    @property
    def is_child(self) -> bool:
        return self.age_band in rules.CHILDREN

    @property
    def diet(self) -> str:
        """The shared meal. Looked up, as `access` is, for the whole party at once, and only where somebody asks."""
        return self._sensitive_of(SensitiveKind.DIET)

    @diet.setter
    def diet(self, text: str) -> None:
        self._keep_sensitive(SensitiveKind.DIET, text)

    @property
    def access(self) -> str:
        """Wheelchair or other help."""
        return self._sensitive_of(SensitiveKind.ACCESS)

    @access.setter
    def access(self, text: str) -> None:
        self._keep_sensitive(SensitiveKind.ACCESS, text)

    def _sensitive_of(self, kind: SensitiveKind) -> str:
        self._look_up_sensitive()
        return next((one.text for one in self.sensitive if one.kind == kind), "")

    def _keep_sensitive(self, kind: SensitiveKind, text: str) -> None:
        self._look_up_sensitive()
        kept = next((one for one in self.sensitive if one.kind == kind), None)
        if kept is not None and not text:
            self.sensitive.remove(kept)
        elif kept is not None and kept.text != text:
            kept.text = text
        elif kept is None and text:
            self.sensitive.append(SensitiveAnswer(kind=kind, text=text))

    def _look_up_sensitive(self) -> None:
        own: Any = inspect(self)
        if "sensitive" not in own.unloaded or not own.persistent:
            return
        party = [one for one in self.registration.attendees if "sensitive" in inspect(one).unloaded]
        ids = [one.id for one in party]
        query = db.select(SensitiveAnswer).where(SensitiveAnswer.attendee_id.in_(ids)).order_by(SensitiveAnswer.id)
        found = db.session.scalars(query).all()
        for one in party:
            set_committed_value(one, "sensitive", [row for row in found if row.attendee_id == one.id])


class SensitiveAnswer(db.Model):  # type: ignore[name-defined]
    """What tells of somebody's health or faith: apart from the guests, and sealed by the site's key.

    Either about an attendee, or the answer to a question that promises to forget within days.
    """

    __table_args__ = (
        UniqueConstraint("attendee_id", "kind"),
        CheckConstraint("(attendee_id IS NULL) <> (answer_id IS NULL)", name="of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[str] = mapped_column(String(8))  # rules.SensitiveKind
    sealed: Mapped[str] = mapped_column(
        Text, info=personal("the shared meal, wheelchair or other help; kept encrypted", _7_DAYS)
    )

    @property
    def text(self) -> str:
        return sealed.unseal(SENSITIVE, self.kind, self.sealed) or ""

    @text.setter
    def text(self, text: str) -> None:
        self.sealed = sealed.seal(SENSITIVE, self.kind, text)


class Consent(db.Model):  # type: ignore[name-defined]
    """What the guest agreed to: which text, when and how. Never edited; a change is a new row."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))  # of rules.CONSENTS
    given: Mapped[bool]
    text_version: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(10))  # web, api, door, sample
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Decision(db.Model):  # type: ignore[name-defined]
    """What the organisers have decided of an answer that was to be approved."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    approved: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(
        Text, default="", info=personal("why a family is not received, among officers", _30_DAYS)
    )

    by: Mapped[Account | None] = relationship()


class Merge(db.Model):  # type: ignore[name-defined]
    """Two answers of the same people that have been made one: `gone` is cancelled, its people are with `kept`.

    What stood before, of both, is kept sealed until the merge is undone or can no longer be.
    """

    __table_args__ = (
        Index(
            "ix_merge_standing",
            "gone_id",
            unique=True,
            sqlite_where=db.text("undone_at IS NULL"),
            postgresql_where=db.text("undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sealed: Mapped[str] = mapped_column(
        Text, default="", info=personal("part two answers again that were joined by mistake; kept encrypted", _7_DAYS)
    )

    kept: Mapped[Registration] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Registration] = relationship(foreign_keys=[gone_id])
    made_by: Mapped[Account | None] = relationship(foreign_keys=[made_by_id])
    undone_by: Mapped[Account | None] = relationship(foreign_keys=[undone_by_id])
    people: Mapped[list["MergedPerson"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class MergedPerson(db.Model):  # type: ignore[name-defined]
    """Somebody who stood in both answers: the card of the one that went lets the other in, once for both."""

    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), index=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id", ondelete="CASCADE"), index=True)


class DistinctPair(db.Model):  # type: ignore[name-defined]
    """Two answers that look like one and are not, as an officer has found; the lower number first."""

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    made_by: Mapped[Account | None] = relationship()


class CallTask(db.Model):  # type: ignore[name-defined]
    """A party to telephone, and why; the staff's own list. Of one reason a party has one open task at a time."""

    __table_args__ = (
        Index(
            "ix_call_task_open",
            "registration_id",
            "reason",
            unique=True,
            sqlite_where=db.text("done_at IS NULL"),
            postgresql_where=db.text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(20))  # rules.CallReason
    due_on: Mapped[date] = mapped_column(index=True)  # on the event's clock
    tries: Mapped[int] = mapped_column(default=0)  # how often nobody was reached
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str] = mapped_column(Text, default="", info=personal("what was said on the telephone", _30_DAYS))

    registration: Mapped[Registration] = relationship()
    done_by: Mapped[Account | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.done_at is None

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due_on < today


class TicketRequest(db.Model):  # type: ignore[name-defined]
    """Somebody has lost the tickets: how they say we know them, until the worker has looked, a moment later."""

    id: Mapped[int] = mapped_column(primary_key=True)
    reach: Mapped[str] = mapped_column(
        String(254), info=personal("find whose tickets are lost", marked("until the tickets are sent, a day at most"))
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class IdempotencyKey(db.Model):  # type: ignore[name-defined]
    """A request that has been answered: the same key and body get the same registration again."""

    __table_args__ = (UniqueConstraint("owner", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(40))  # token:3 or form
    key: Mapped[str] = mapped_column(String(120))
    body_digest: Mapped[str] = mapped_column(String(64))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Draft(db.Model):  # type: ignore[name-defined]
    """An answer that is not finished: no registration, and no place is held for it.

    `mark` is the digest of its form's key: the same form saves the same draft, and the answer ends it.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    form: Mapped[str] = mapped_column(String(20))  # which page goes on with it (drafts.opens)
    # JSON of [name, value] pairs as the browser sent them; guests write about food and health here as well.
    sealed: Mapped[str] = mapped_column(Text, info=personal("go on later with an answer that you began", _DRAFT))
    # By chance, not counted up: a number that becomes free may be given to another draft.
    link_version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)


class Hold(db.Model):  # type: ignore[name-defined]
    """Places kept back for a delegation or protocol; they count against the capacity (`Event.held`)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    places: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")  # for whom, until when; among officers


class AccessCode(db.Model):  # type: ignore[name-defined]
    """A code that lets in where not everybody may come. What is typed is derived from the number and the version."""

    __table_args__ = (
        CheckConstraint("used >= 0", name="used_not_negative"),
        CheckConstraint("uses IS NULL OR used <= uses", name="used_within_uses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(120))  # for whom
    guest_kind: Mapped[str | None] = mapped_column(String(20))  # of whoever answers with it; None: as they come
    uses: Mapped[int | None]  # answers that it is good for; None: any number
    used: Mapped[int] = mapped_column(default=0)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    session: Mapped[Session | None] = relationship()
    hold: Mapped[Hold | None] = relationship()


class CodeUse(db.Model):  # type: ignore[name-defined]
    """By which code a party came, and how many of its places came out of those kept for it."""

    __table_args__ = (CheckConstraint("drawn >= 0", name="drawn_not_negative"),)

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    access_code_id: Mapped[int] = mapped_column(ForeignKey("access_code.id", ondelete="CASCADE"), index=True)
    drawn: Mapped[int] = mapped_column(default=0)

    code: Mapped[AccessCode] = relationship()


waiting_person = Table(
    "waiting_person",
    db.metadata,
    Column("session_wait_id", ForeignKey("session_wait.id", ondelete="CASCADE"), primary_key=True),
    Column("attendee_id", ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True),
)


class SessionWait(db.Model):  # type: ignore[name-defined]
    """A party that waits for places together in one session, is offered them, or once was.

    `places` are those that a live offer holds: they count in `Session.taken` until it is settled, and are 0 else.
    """

    __table_args__ = (
        UniqueConstraint("registration_id", "session_id"),
        Index("ix_session_wait_queue", "session_id", "state", "since"),
        CheckConstraint("places >= 0", name="places_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10))  # rules.WaitState
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    places: Mapped[int] = mapped_column(default=0)
    offered_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship()
    session: Mapped[Session] = relationship()
    people: Mapped[list[Attendee]] = relationship(secondary=waiting_person, order_by=Attendee.position, lazy="selectin")


class Wording(Localised, db.Model):  # type: ignore[name-defined]
    """The host's own words in a mail or on the invitation card of an edition; what is empty is said as built in."""

    __table_args__ = (UniqueConstraint("edition_id", "kind"),)
    FIELDS = ("subject", "heading", "opening", "closing", "signature")

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # of placeholders.KINDS


class Question(Localised, db.Model):  # type: ignore[name-defined]
    """What the organisers of an event ask each party, or each person of it; `reason` tells them why.

    `options` of a choice: [{"key": …, "words": {locale: text}}]. Once answered, a question is switched off (`asked`)
    rather than removed.
    """

    __table_args__ = (UniqueConstraint("event_id", "slug"),)
    FIELDS = ("label", "help", "reason")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)
    per: Mapped[str] = mapped_column(String(8))  # rules.Per
    kind: Mapped[str] = mapped_column(String(12))  # rules.QuestionKind
    required: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[bool] = mapped_column(default=True)
    kept_days: Mapped[int] = mapped_column(default=30)  # of rules.KEPT_DAYS
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    event: Mapped[Event] = relationship(back_populates="questions")

    @property
    def is_choice(self) -> bool:
        return self.kind in CHOICES

    @property
    def is_sensitive(self) -> bool:
        """What is to be forgotten as soon as food and help is kept as they are."""
        return self.kept_days <= KEPT_DAYS[0]


class Answer(db.Model):  # type: ignore[name-defined]
    """What a party, or one person of it, said to a question.

    `value` is JSON: a text, true or false, or the chosen options with the words in which they stood, so that it says
    the same when the options change. Empty: taken back, or forgotten.
    """

    __table_args__ = (
        Index("ix_answer_of_person", "question_id", "attendee_id", unique=True),
        Index(
            "ix_answer_of_party",
            "question_id",
            "registration_id",
            unique=True,
            sqlite_where=db.text("attendee_id IS NULL"),
            postgresql_where=db.text("attendee_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), index=True)
    value: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal("what the organisers ask for this gathering; why stands beside each question", _AS_SAID),
    )

    sensitive: Mapped[SensitiveAnswer | None] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def kept(self) -> str:
        """The value, wherever it is kept."""
        return self.sensitive.text if self.sensitive is not None else self.value

    def keep(self, value: str, is_sensitive: bool) -> None:
        """Keep a value: sealed and apart if it is sensitive."""
        self.value = "" if is_sensitive else value
        if not is_sensitive or not value:
            self.sensitive = None
        elif self.sensitive is None:
            self.sensitive = SensitiveAnswer(kind=SensitiveKind.ANSWER, text=value)
        else:
            self.sensitive.text = value

    @classmethod
    def says_something(cls) -> ColumnElement[bool]:
        return db.or_(cls.value != "", cls.sensitive.has())


class UnitTask(db.Model):  # type: ignore[name-defined]
    """What somebody asks of the Front of a commune: it has a day by which it is to be answered.

    The photo is kept here and not among the site's pictures: only who answers for the unit sees it.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # rules.TaskKind
    unit_code: Mapped[str] = mapped_column(String(10), index=True)
    locale: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(200), info=personal("address who writes to a commune", _AFTER_ANSWER))
    email: Mapped[str] = mapped_column(
        String(254), default="", info=personal("send the commune's answer", _AFTER_ANSWER)
    )
    phone: Mapped[str] = mapped_column(String(40), default="", info=personal("call with the answer", _AFTER_ANSWER))
    coming: Mapped[str] = mapped_column(
        String(100), default="", info=personal("when the guest would like to come", _AFTER_ANSWER)
    )
    people: Mapped[int | None] = mapped_column(info=personal("how many would like to come", _AFTER_ANSWER))
    words: Mapped[str] = mapped_column(Text, default="", info=personal("the guest's own words", _AFTER_ANSWER))
    photo: Mapped[bytes | None] = mapped_column(
        LargeBinary, deferred=True, info=personal("the photo that the guest sends home", _AFTER_ANSWER)
    )
    photo_type: Mapped[str] = mapped_column(String(40), default="")  # empty: no photo
    may_show: Mapped[bool] = mapped_column(default=False)  # the guest lets the Front show the photo and the words
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    due_on: Mapped[date] = mapped_column(index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(Text, default="", info=personal("the commune's answer", _AFTER_ANSWER))

    answered_by: Mapped[Account | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due_on < today
