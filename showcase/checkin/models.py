"""Gates, enrolled devices, and the log of scans that is only ever added to."""

import secrets
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core import clock
from ..core.database import UtcDateTime, db
from ..core.localised import Localised
from ..registration.models import Event, Session
from ..registration.references import DERIVED
from .rules import EntryRule, GateKind

gate_session = Table(
    "gate_session",
    db.metadata,
    Column("gate_id", ForeignKey("gate.id", ondelete="CASCADE"), primary_key=True),
    Column("session_id", ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
)


def new_pin() -> str:
    """Six digits that open a desk on a volunteer's phone."""
    return f"{secrets.randbelow(1_000_000):06}"


class Gate(Localised, db.Model):  # type: ignore[name-defined]
    """A check-in point. With sessions it admits who booked one of them and counts its own entries.

    Closed, it admits nobody who came later; what was scanned before counts, whenever it arrives. Whoever opens it
    again lets what was scanned meanwhile count as well. Its own times stand instead of those of the event's doors.
    """

    FIELDS = ("name",)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(12), default=GateKind.RECEPTION)
    any_time: Mapped[bool] = mapped_column(default=False)  # the doors' opening hours do not bind it
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entries: Mapped[str] = mapped_column(String(8), default=EntryRule.REENTRY)
    entries_limit: Mapped[int] = mapped_column(default=1)  # per local day, where the rule is that
    position: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pin: Mapped[str] = mapped_column(String(6), default=new_pin)  # shown to staff, and never to a phone
    pin_version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    sessions: Mapped[list[Session]] = relationship(secondary=gate_session, lazy="selectin")


class EnrolmentCode(db.Model):  # type: ignore[name-defined]
    """Turns volunteers' phones into devices: so many of them, until a time.

    What is printed follows from the row (see devices.py), so that it can be shown again while it is good.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    salt: Mapped[str] = mapped_column(String(22), default="")  # empty: the code was shown once, and cannot be again
    phones: Mapped[int] = mapped_column(default=1)  # how many it was made for
    uses_left: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)


class Device(db.Model):  # type: ignore[name-defined]
    """An enrolled phone with door rights only, for one event; and what it last told of itself."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    may_exceed: Mapped[bool] = mapped_column(default=False)  # lets walk-ins in above the number of places
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    list_from: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the list it holds was fetched
    waiting: Mapped[int | None]  # scans it still has to send
    app_version: Mapped[str] = mapped_column(String(40), default="")
    instance: Mapped[str] = mapped_column(String(36), default="")  # which phone it is, as that one names itself
    other_instance_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when another one last held its key

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)


class Scan(db.Model):  # type: ignore[name-defined]
    """One ticket read at one gate: what the door saw and did. Never changed, never deleted while the event lives."""

    __table_args__ = (Index("ix_scan_attendee", "attendee_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # the client's UUID
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    gate_id: Mapped[int | None] = mapped_column(ForeignKey("gate.id"))
    attendee_id: Mapped[int | None]  # no foreign key: the number stays when the person is forgotten
    via: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    scanned_by: Mapped[str] = mapped_column(String(40), default="")  # token:3, account:7 or device:2
    at: Mapped[datetime] = mapped_column(UtcDateTime)  # when it happened, as far as can be known
    client_at: Mapped[str] = mapped_column(String(64), default="")  # the client's clock as it came
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    device_seq: Mapped[int | None] = mapped_column(db.BigInteger)
    clock_offset_ms: Mapped[int | None] = mapped_column(db.BigInteger)
    clock_doubtful: Mapped[bool] = mapped_column(default=False)  # `at` could not be true and was replaced
    direction: Mapped[str] = mapped_column(String(5), default="entry")
    offline: Mapped[bool] = mapped_column(default=False)
    forced: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(24))
    shown: Mapped[str | None] = mapped_column(String(8))  # what the screen said: admitted or refused
    shown_reason: Mapped[str | None] = mapped_column(String(24))
    rule_bent: Mapped[bool] = mapped_column(default=False)  # forced, and a rule stood against it
    ticket_version: Mapped[int | None]
    scope: Mapped[str] = mapped_column(String(40), default="event")  # what the gate counted in, as in Presence
    first_scan_id: Mapped[str | None] = mapped_column(String(36))  # the entry that stood against this one

    gate: Mapped[Gate | None] = relationship()
    device: Mapped[Device | None] = relationship()


class Presence(db.Model):  # type: ignore[name-defined]
    """Whether somebody is inside, per counting scope (the event, or a gate with sessions): one row, so one winner."""

    __table_args__ = (UniqueConstraint("attendee_id", "scope"), DERIVED)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    scope: Mapped[str] = mapped_column(String(40))  # event or gate:<id>
    inside: Mapped[bool] = mapped_column(default=False)
    entry_scan_id: Mapped[str | None] = mapped_column(String(36))  # the entry that made it so
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # How often they came in, by local day of the event's zone: {"2024-02-05": 2}
    entries: Mapped[dict[str, int]] = mapped_column(db.JSON, default=dict)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Conflict(db.Model):  # type: ignore[name-defined]
    """A case that scans disagree about, for staff to settle."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    attendee_id: Mapped[int]
    scan_id: Mapped[str] = mapped_column(ForeignKey("scan.id"), unique=True)
    other_scan_id: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(String(24))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(db.Text, default="")


class Annulment(db.Model):  # type: ignore[name-defined]
    """A scan taken back within minutes by the device that made it; the scan itself stays."""

    scan_id: Mapped[str] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    client_at: Mapped[str] = mapped_column(String(64), default="")  # the phone's clock, where it told it
