"""What the desk keeps of guests beside their answers."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db, personal
from ..core.i18n import marked
from ..registration.models import Attendee, Event
from ..registration.references import DERIVED, STAYS

_COMPANIONS = marked(
    "%(forget_notes_days)d days after the event; of the person who answers %(forget_people_days)d days, unless that"
    " person wishes to be contacted later"
)
_90_DAYS = marked("%(forget_people_days)d days after the event, unless the guest wishes to be contacted later")

_30_DAYS = marked("%(forget_notes_days)d days after the event")

UNDOABLE = timedelta(days=1)
WORD = 60  # signs of a word that are kept
# Compared sign by sign, so that the beginning of a word is a range of the index on either database.
_Word = String(WORD).with_variant(String(WORD, collation="C"), "postgresql")


class AttendeeWord(db.Model):  # type: ignore[name-defined]
    """A word of a guest's folded name, or a telephone number as `rules.number_words` has it.

    Triggers of the database write and remove these rows with the columns they come from, whoever changes those.
    """

    __table_args__ = (Index("ix_attendee_word_of_one", "attendee_id", "word"), {**DERIVED, "sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(
        _Word, primary_key=True, info=personal("find the guest by the beginning of any word", _COMPANIONS)
    )
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True)


class RegistrationWord(db.Model):  # type: ignore[name-defined]
    """A party's e-mail address or telephone number as it is searched; written by triggers as well."""

    __table_args__ = (
        Index("ix_registration_word_of_one", "registration_id", "word"),
        {**DERIVED, "sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(
        _Word, primary_key=True, info=personal("find the party by telephone number or e-mail address", _90_DAYS)
    )
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)


class GuestTag(db.Model):  # type: ignore[name-defined]
    """A short word by which officers find some of an event's guests again, such as “đoàn Pháp” or “cần gặp riêng”."""

    __table_args__ = (UniqueConstraint("event_id", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    folded: Mapped[str] = mapped_column(String(60))  # two tags do not differ by marks alone
    tone: Mapped[str] = mapped_column(String(10), default="", server_default="")  # of components/tag.html

    event: Mapped[Event] = relationship()


tagging = Table(
    "guest_tagging",
    db.metadata,
    Column("tag_id", ForeignKey("guest_tag.id", ondelete="CASCADE"), primary_key=True),
    Column("attendee_id", ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class GuestNote(db.Model):  # type: ignore[name-defined]
    """What an officer noted of a party, or of one person of it. Never edited: who errs notes another."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(
        Text, info=personal("what officers have to heed when they receive the guest", _30_DAYS)
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    account: Mapped[Account | None] = relationship()
    attendee: Mapped[Attendee | None] = relationship()


class GuestDeed(db.Model):  # type: ignore[name-defined]
    """Something done to many guests at once (`deeds.Deed`); its rows say to whom, and how they stood before."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    deed: Mapped[str] = mapped_column(String(40))  # the key of what was done
    choice: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[str] = mapped_column(
        String(200), info=personal("say what was done to guests, such as who escorts them", _30_DAYS)
    )  # of the choice, as they stood then
    number: Mapped[int]  # of guests who were changed
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    account: Mapped[Account | None] = relationship(foreign_keys=account_id)
    undone_by: Mapped[Account | None] = relationship(foreign_keys=undone_by_id)

    def may_be_undone(self, now: datetime) -> bool:
        return self.undone_at is None and now - self.at <= UNDOABLE


class GuestDeedRow(db.Model):  # type: ignore[name-defined]
    """One guest of a deed; `undone` says, once the deed was taken back, whether this guest stands as before."""

    # Undoing must not take from the one who stays what they had by themselves.
    __table_args__ = STAYS

    deed_id: Mapped[int] = mapped_column(ForeignKey("guest_deed.id", ondelete="CASCADE"), primary_key=True)
    attendee_id: Mapped[int] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    before: Mapped[str] = mapped_column(
        Text, info=personal("take back what was done to many guests by mistake", _30_DAYS)
    )  # JSON
    after: Mapped[str] = mapped_column(
        Text, info=personal("take back what was done to many guests by mistake", _30_DAYS)
    )  # JSON
    undone: Mapped[bool | None]


class GuestView(db.Model):  # type: ignore[name-defined]
    """The guest list as somebody has set it and named it: its filters and columns, never the words that were typed.

    `args` are those of `Selection`; `columns` the keys of the columns in their order.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    shared: Mapped[bool] = mapped_column(default=False, index=True)  # colleagues see and change it too
    args: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    columns: Mapped[list[str]] = mapped_column(JSON, default=list)

    account: Mapped[Account] = relationship()


class GuestColumns(db.Model):  # type: ignore[name-defined]
    """Which columns of the guest list an account has chosen; without a row, the standard ones."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    keys: Mapped[str] = mapped_column(Text)  # with commas between
