"""What an officer may set: each setting once, with its kind, bounds and default. The operator's are in config.py.

What was set is one row, read once a request. A setting that was never touched has its default.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import g, has_request_context
from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from .database import db, insert, locked
from .i18n import lazy
from .versions import PublicContent

SUBJECT = "settings"  # as the audit calls them
_ONLY_ROW = 1


class SettingsRow(PublicContent, db.Model):  # type: ignore[name-defined]
    """The one row of settings that differ from their default: name → value."""

    __tablename__ = "settings"

    id: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


@dataclass(frozen=True)
class Setting:
    name: str
    label: Any
    help: Any


@dataclass(frozen=True)
class Number(Setting):
    """A whole number between two bounds, which count."""

    default: int
    low: int
    high: int

    @property
    def value(self) -> int:
        found = _chosen().get(self.name, self.default)
        return min(max(int(found), self.low), self.high)  # bounds that were narrowed later hold for older choices

    @property
    def days(self) -> timedelta:
        return timedelta(days=self.value)

    @property
    def hours(self) -> timedelta:
        return timedelta(hours=self.value)


@dataclass(frozen=True)
class Words(Setting):
    """A line of text; empty means what the help says."""

    longest: int
    is_email: bool = False
    default: str = ""

    @property
    def value(self) -> str:
        return str(_chosen().get(self.name, self.default))


@dataclass(frozen=True)
class Switch(Setting):
    default: bool

    @property
    def value(self) -> bool:
        return bool(_chosen().get(self.name, self.default))


SENDER_NAME = Words(
    "sender_name",
    lazy("Sender's name in mails"),
    lazy("Guests see it before they open the mail. Empty: the name of the host."),
    longest=120,
)
REPLY_TO = Words(
    "reply_to",
    lazy("Answers to mails go to"),
    lazy("An address that somebody reads every day. Empty: the host's address."),
    longest=254,
    is_email=True,
)
MAILS_AN_HOUR = Number(
    "mails_an_hour",
    lazy("Mails an hour, at most"),
    lazy("As many as your mail server allows. Tickets go first, invitations and reminders wait. 0: no limit."),
    default=0,
    low=0,
    high=100_000,
)
REMIND_AFTER = Number(
    "remind_after_days",
    lazy("A reminder goes out at the earliest after (days)"),
    lazy("Counted from the invitation, or from the last reminder. Only to those who have not answered."),
    default=7,
    low=1,
    high=60,
)
SHOW_PLACES = Switch(
    "show_places",
    lazy("Show how many places a part has"),
    lazy("On the public page of the gathering. That a part is full shows in any case."),
    default=True,
)
PHONE_CODE = Number(
    "phone_code_hours",
    lazy("A code for a volunteer's phone is good for (hours)"),
    lazy("Shorter is safer; it must last from the briefing to the door."),
    default=12,
    low=1,
    high=48,
)
SIGN_IN = Number(
    "sign_in_hours",
    lazy("Signing in to the console lasts (hours)"),
    lazy("After that everybody signs in again. For sign-ins from now on."),
    default=12,
    low=1,
    high=24,
)
INVITATION = Number(
    "invitation_days",
    lazy("The link of an invitation to the console is good for (days)"),
    lazy("For links sent from now on."),
    default=3,
    low=1,
    high=14,
)
# Guests agreed to the default: it can be shortened, never made longer.
FORGET_CARE = Number(
    "forget_care_days",
    lazy("Food and special help are forgotten after (days)"),
    lazy("After the event. What guests were promised is the most."),
    default=7,
    low=1,
    high=7,
)
FORGET_NOTES = Number(
    "forget_notes_days",
    lazy("Who came along, and ages, notes and wishes about photos, are forgotten after (days)"),
    lazy("After the event. What guests were promised is the most."),
    default=30,
    low=7,
    high=30,
)
FORGET_PEOPLE = Number(
    "forget_people_days",
    lazy("The person who answered is forgotten after (days)"),
    lazy("After the event; who wishes to be contacted later stays. What guests were promised is the most."),
    default=90,
    low=14,
    high=90,
)

GROUPS: tuple[tuple[Any, tuple[Number | Words | Switch, ...]], ...] = (
    (lazy("Mails"), (SENDER_NAME, REPLY_TO, MAILS_AN_HOUR, REMIND_AFTER)),
    (lazy("Public pages"), (SHOW_PLACES,)),
    (lazy("At the door"), (PHONE_CODE,)),
    (lazy("Accounts"), (SIGN_IN, INVITATION)),
    (lazy("Forgetting"), (FORGET_CARE, FORGET_NOTES, FORGET_PEOPLE)),
)
ALL = tuple(setting for _label, group in GROUPS for setting in group)
# What these take away is gone for good.
FORGETTING = (FORGET_CARE, FORGET_NOTES, FORGET_PEOPLE)


def now() -> dict[str, Any]:
    """Every setting as it is at present, by name."""
    return {setting.name: setting.value for setting in ALL}


def locked_row() -> SettingsRow:
    """The row, held until the transaction ends; for whoever is going to change it."""
    db.session.execute(insert(SettingsRow).values(id=_ONLY_ROW, values={}).on_conflict_do_nothing())
    row = locked(db.session.get_one(SettingsRow, _ONLY_ROW))
    _remember(row.values)
    return row


def change(row: SettingsRow, values: dict[str, Any]) -> None:
    """Keep these values; a default is not kept, so that a better one reaches whoever never chose."""
    chosen = {setting.name: values[setting.name] for setting in ALL if values[setting.name] != setting.default}
    row.values = chosen
    _remember(chosen)


def _chosen() -> dict[str, Any]:
    if has_request_context() and "settings" in g:
        kept: dict[str, Any] = g.settings
        return kept
    found: dict[str, Any] = db.session.scalar(db.select(SettingsRow.values).filter_by(id=_ONLY_ROW)) or {}
    _remember(found)
    return found


def _remember(values: dict[str, Any]) -> None:
    if has_request_context():  # a worker lives for days and must see each change
        g.settings = values
