"""Every text as it was kept: who wrote it, when, and what it was for. A version is never changed; going back makes one.

before = versions.texts_of(record, language)
…
versions.note(record, language, before)
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import has_request_context
from sqlalchemy import JSON, ColumnElement, ForeignKey, Select, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.guard import account
from ..accounts.models import Account
from ..core import clock
from ..core.database import UtcDateTime, db
from ..core.localised import Localised


class Reason(StrEnum):
    FOUND = "found"  # as it stood before anybody changed it at the desk
    KEPT = "kept"
    RESTORED = "restored"
    TAKEN_BACK = "taken-back"


class TextVersion(db.Model):  # type: ignore[name-defined]
    """The texts of a record in one language at one time: `texts` is {field: text}."""

    __table_args__ = (UniqueConstraint("owner_kind", "owner_id", "locale", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int]
    locale: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]  # from 1
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(20))
    restored: Mapped[int | None]  # the number of the version that came back
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    account: Mapped[Account | None] = relationship()


def texts_of(record: Localised, language: str) -> dict[str, str]:
    """What a record says in a language now."""
    said = ((name, record.texts.get((name, language))) for name in record.FIELDS)
    return {name: row.text for name, row in said if row is not None and row.text}


def note(
    record: Localised,
    language: str,
    before: Mapping[str, str] | None = None,
    reason: Reason = Reason.KEPT,
    restored: int | None = None,
) -> TextVersion | None:
    """Keep what a record says now, in the transaction of the change; None: nothing has changed.

    `before`: what it said until now. Where that is no version yet, such as a text from a folder, it becomes one.
    """
    if record.id is None:  # type: ignore[attr-defined]
        db.session.flush()
    now = texts_of(record, language)
    if now == before:
        return None
    last = next(iter(list_of(record, language, 1)), None)
    if before and (last is None or last.texts != before):
        last = _add(record, language, dict(before), last, Reason.FOUND, None)
    if last is not None and last.texts == now:
        return None
    return _add(record, language, now, last, reason, restored)


def list_of(record: Localised, language: str, most: int = 200) -> list[TextVersion]:
    """The newest first."""
    query = _of(record, language).order_by(TextVersion.number.desc()).limit(most)
    return list(db.session.scalars(query))


def version_of(record: Localised, language: str, number: int) -> TextVersion | None:
    found: TextVersion | None = db.session.scalar(_of(record, language).where(TextVersion.number == number))
    return found


def languages_of(record: Localised) -> list[str]:
    """Those in which a record has versions."""
    query = db.select(TextVersion.locale).distinct()
    return sorted(db.session.scalars(query.where(*_owned(record))))


def _of(record: Localised, language: str) -> Select[Any]:
    return db.select(TextVersion).where(*_owned(record), TextVersion.locale == language)


def _owned(record: Localised) -> tuple[ColumnElement[bool], ...]:
    kind: str = record.__tablename__  # type: ignore[attr-defined]
    return TextVersion.owner_kind == kind, TextVersion.owner_id == record.id  # type: ignore[attr-defined]


def _add(
    record: Localised,
    language: str,
    texts: dict[str, str],
    last: TextVersion | None,
    reason: Reason,
    restored: int | None,
) -> TextVersion:
    who = account() if reason is not Reason.FOUND and has_request_context() else None
    version = TextVersion(
        owner_kind=record.__tablename__,  # type: ignore[attr-defined]
        owner_id=record.id,  # type: ignore[attr-defined]
        locale=language,
        number=last.number + 1 if last else 1,
        texts=texts,
        account_id=who.id if who else None,
        reason=reason,
        restored=restored,
    )
    db.session.add(version)
    return version
